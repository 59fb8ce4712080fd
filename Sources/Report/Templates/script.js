"use strict";
// A playhead over each spectrogram, and playing from where it is clicked. All else works without.
function follow(picture, sound) {
  if (!sound || !picture) return;
  const head = picture.querySelector(".playhead"), seconds = Number(picture.dataset.seconds);
  const left = Number(picture.dataset.left), width = Number(picture.dataset.width);
  const start = Number(picture.dataset.start ?? 0);
  const show = () => {
    const x = left + width * Math.max(0, Math.min((sound.currentTime - start) / seconds, 1));
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
    sound.currentTime = start + Math.max(0, Math.min(1, (x - left) / width)) * seconds;
    sound.play();
  });
}
for (const card of document.querySelectorAll(".clip")) {
  for (const picture of card.querySelectorAll(".sono")) follow(picture, card.querySelector("audio"));
}
// A map's clips by the arrow keys: the nearest one that lies that way. It is named below.
for (const map of document.querySelectorAll(".map")) {
  const clips = [...map.querySelectorAll("a")], words = map.querySelector("p");
  const places = clips.map(clip => {
    const box = clip.firstElementChild.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  });
  const ways = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]};
  const name = event => {
    const clip = event.target.closest("a");
    if (clip) words.textContent = clip.getAttribute("aria-label");
  };
  map.addEventListener("mouseover", name);
  map.addEventListener("focusin", name);
  map.addEventListener("keydown", event => {
    const way = ways[event.key], own = clips.indexOf(event.target.closest("a"));
    if (!way || own < 0) return;
    event.preventDefault();
    let best = -1, least = Infinity;
    places.forEach(([x, y], other) => {
      const along = (x - places[own][0]) * way[0] + (y - places[own][1]) * way[1];
      const aside = Math.abs((x - places[own][0]) * way[1]) + Math.abs((y - places[own][1]) * way[0]);
      if (along > 0 && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
    });
    if (best < 0) return;
    clips[own].tabIndex = -1;
    clips[best].tabIndex = 0;
    clips[best].focus();
  });
}
