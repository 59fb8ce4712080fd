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
  let sound;
  // To the server and back, as the nodes of its answer; a sentence where it gave none.
  const ask = async words => {
    try {
      const answer = await fetch(`/listen?${new URLSearchParams({name: sound.name, ...words})}`, {method: "POST", body: sound});
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return [...(page.querySelector("#main") ?? page.body).childNodes];
    } catch {
      return ["The file did not arrive: it may be too large, or soundmark serve has ended."];
    }
  };
  const fill = (place, nodes) => {
    place.replaceChildren(...nodes);
    for (const picture of place.querySelectorAll(".sono, .timeline")) follow(picture, own);
    for (const button of place.querySelectorAll(".explain")) button.addEventListener("click", () => explain(button));
  };
  const send = async file => {
    if (file.size > Number(drop.dataset.most)) {
      heard.textContent = `${file.name} has ${Math.ceil(file.size / 1e6)} MB, which is more than this page takes; soundmark classify --events takes any size.`;
      return;
    }
    sound = file;
    heard.textContent = `Listening to ${file.name} …`;
    if (own.src) URL.revokeObjectURL(own.src);
    own.src = URL.createObjectURL(file);
    own.hidden = false;
    fill(heard, await ask({}));
  };
  // What the model goes by in an event.
  const explain = async ({dataset}) => {
    const place = document.querySelector("#explained"), title = document.querySelector("#why");
    place.textContent = `Looking at ${dataset.class} …`;
    title.focus();
    title.scrollIntoView({block: "start"});
    fill(place, await ask({class: dataset.class, from: dataset.from, to: dataset.to}));
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
