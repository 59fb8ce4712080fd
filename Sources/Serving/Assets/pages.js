// Keys of the review: a button or link says its own. Nothing is done while somebody writes.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("input, select, textarea")) return;
  const review = document.querySelector(".verdict");
  if (!review) return;
  if (event.key === " " && !event.target.matches("button, a, audio")) {
    const sound = document.querySelector(".review audio");
    if (!sound) return;
    event.preventDefault();
    sound.paused ? sound.play() : sound.pause();
    return;
  }
  const key = event.key.toLowerCase();
  const chosen = [...document.querySelectorAll("[data-key]")].find(one => one.dataset.key === key);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
});

// A file that is dropped or chosen is sent, and what comes back is shown. It is played from here.
const drop = document.querySelector("#drop");
if (drop) {
  const field = drop.querySelector("input"), heard = document.querySelector("#heard");
  const own = document.querySelector("#own");
  const send = async file => {
    heard.textContent = `Listening to ${file.name} …`;
    if (own.src) URL.revokeObjectURL(own.src);
    own.src = URL.createObjectURL(file);
    own.hidden = false;
    try {
      const answer = await fetch(`/listen?name=${encodeURIComponent(file.name)}`, {method: "POST", body: file});
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      heard.replaceChildren(...(page.querySelector("#main") ?? page.body).childNodes);
      follow(heard.querySelector(".sono"), own);
    } catch {
      heard.textContent = "The file did not arrive: it may be too large, or soundmark serve has ended.";
    }
  };
  field.addEventListener("change", () => field.files[0] && send(field.files[0]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, event => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
    });
  }
}

// A training is watched while it goes on.
const training = document.querySelector("#training");
if (training) {
  const watching = document.querySelector("#watching");
  const events = new EventSource(training.dataset.events);
  events.onmessage = event => {
    const page = new DOMParser().parseFromString(event.data, "text/html");
    training.replaceChildren(...page.body.childNodes);
    watching.textContent = "Live: it changes when an epoch is over.";
  };
  events.onerror = () => { watching.textContent = "soundmark serve does not answer; trying again."; };
}
