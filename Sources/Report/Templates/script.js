"use strict";
// A playhead over each spectrogram, and playing from where it is clicked. All else works without.
for (const card of document.querySelectorAll(".clip")) {
  const sound = card.querySelector("audio"), picture = card.querySelector(".sono");
  if (!sound || !picture) continue;
  const head = picture.querySelector(".playhead"), seconds = Number(picture.dataset.seconds);
  const left = Number(picture.dataset.left), width = Number(picture.dataset.width);
  const show = () => {
    const x = left + width * Math.min(sound.currentTime / seconds, 1);
    head.setAttribute("x1", x);
    head.setAttribute("x2", x);
    head.style.visibility = "visible";
    if (!sound.paused) requestAnimationFrame(show);
  };
  sound.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause();
    show();
  });
  sound.addEventListener("seeked", show);
  picture.addEventListener("click", event => {
    const box = picture.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * picture.viewBox.baseVal.width;
    sound.currentTime = Math.max(0, Math.min(1, (x - left) / width)) * seconds;
    sound.play();
  });
}
