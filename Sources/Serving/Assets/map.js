// The map: thousands of clips in a canvas, found by pointer and by keyboard.
const map = document.querySelector("#map");
if (map) {
  const canvas = map.querySelector("canvas"), pen = canvas.getContext("2d");
  const named = map.querySelector(".named"), shown = map.querySelector(".shown");
  const controls = map.querySelector("form"), classes = [...map.querySelectorAll("[data-label]")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let points, visible = [], chosen = -1, pointed = -1;
  // What of the square is seen: its middle, and how many times it is enlarged.
  let zoom = 1, middle = [0.5, 0.5], side = 600;

  // As the style has them, light or dark.
  const palette = () => {
    const probe = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    map.append(probe);
    const all = [...Array(12).keys()].map(place => {
      probe.setAttribute("class", `k${place}`);
      return getComputedStyle(probe).stroke;
    });
    probe.remove();
    return all;
  };
  const at = index => [
    ((points.x[index] - middle[0]) * zoom * 0.96 + 0.5) * side,
    ((points.y[index] - middle[1]) * zoom * 0.96 + 0.5) * side,
  ];
  const isRight = index => points.label[index] === points.predicted[index];
  const words = index => {
    const verdict = isRight(index) ? "found" : `taken for ${points.classes[points.predicted[index]]}`;
    return `${points.name[index]}: ${points.classes[points.label[index]]}, ${verdict}, fold ${points.folds[points.fold[index]]}`;
  };

  const draw = () => {
    if (!points) return;
    const scale = devicePixelRatio;
    side = canvas.clientWidth;
    if (canvas.width !== Math.round(side * scale)) canvas.width = canvas.height = Math.round(side * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, side, side);
    pen.lineWidth = 1.4;
    const size = Math.min(6, (side < 500 ? 2 : 3) * Math.sqrt(zoom)), colours = palette();
    const by = points[controls.elements.colours.value];
    // A path a colour.
    const paths = colours.map(() => new Path2D());
    for (const index of visible) {
      const [x, y] = at(index);
      if (x < -9 || y < -9 || x > side + 9 || y > side + 9) continue;
      const path = paths[by[index] % 12];
      if (isRight(index)) {
        path.moveTo(x + size, y);
        path.arc(x, y, size, 0, 7);
      } else {
        path.moveTo(x - size, y - size);
        path.lineTo(x + size, y + size);
        path.moveTo(x + size, y - size);
        path.lineTo(x - size, y + size);
      }
    }
    paths.forEach((path, place) => {
      pen.strokeStyle = colours[place];
      pen.stroke(path);
    });
    const ink = getComputedStyle(document.body).color;
    for (const index of new Set([pointed, chosen])) {
      if (!visible.includes(index)) continue;
      const [x, y] = at(index);
      pen.strokeStyle = ink;
      pen.lineWidth = index === chosen ? 3 : 1.5;
      pen.beginPath();
      pen.arc(x, y, size + 5, 0, 7);
      pen.stroke();
    }
  };
  let isAsked = false;
  const drawSoon = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; draw(); });
  };

  const filter = () => {
    const {outcome, fold} = controls.elements;
    const labels = new Set(classes.filter(one => one.ariaPressed === "true").map(one => Number(one.dataset.label)));
    visible = [...points.id.keys()].filter(index =>
      (!labels.size || labels.has(points.label[index]))
      && (!outcome.value || isRight(index) === (outcome.value === "right"))
      && (!fold.value || points.fold[index] === Number(fold.value)));
    named.textContent = `${visible.length} of ${points.id.length} clips are shown.`;
    drawSoon();
  };
  const nearest = event => {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top;
    let best = -1, least = event.pointerType === "touch" ? 24 : 12;
    for (const index of visible) {
      const [ownX, ownY] = at(index), distance = Math.hypot(ownX - x, ownY - y);
      if (distance < least) [best, least] = [index, distance];
    }
    return best;
  };
  const enlarge = (factor, around) => {
    zoom = factor ? Math.max(1, Math.min(40, zoom * factor)) : 1;
    if (around >= 0 && zoom > 1) middle = [points.x[around], points.y[around]];
    move(0, 0);
    canvas.style.touchAction = zoom > 1 ? "none" : "pan-y";
  };
  const move = (x, y) => {
    const edge = 0.5 / zoom;
    middle = [middle[0] - x / side / zoom, middle[1] - y / side / zoom].map(place => Math.max(edge, Math.min(1 - edge, place)));
    drawSoon();
  };
  const choose = index => {
    chosen = index;
    named.textContent = words(index);
    drawSoon();
  };
  // The clip's picture and player, as its page has them.
  const play = async index => {
    choose(index);
    const address = `/clips/${points.id[index]}`;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      if (chosen !== index) return;
      const link = document.createElement("a");
      link.href = address;
      link.textContent = points.name[index];
      const title = document.createElement("h2");
      title.append(link);
      shown.replaceChildren(title, ...page.querySelectorAll("#main .clip"));
      const sound = shown.querySelector("audio");
      follow(shown.querySelector(".sono"), sound);
      sound?.play();
    } catch {
      named.textContent = "soundmark serve does not answer.";
    }
  };

  let held, isDragged = false;
  canvas.addEventListener("pointerdown", event => {
    [held, isDragged] = [event, false];
  });
  canvas.addEventListener("pointermove", event => {
    if (!points) return;
    if (held && event.buttons && zoom > 1) {
      if (Math.hypot(event.clientX - held.clientX, event.clientY - held.clientY) > 4) isDragged = true;
      if (isDragged) {
        canvas.setPointerCapture(event.pointerId);
        move(event.movementX, event.movementY);
      }
      return;
    }
    const index = nearest(event);
    canvas.style.cursor = index < 0 ? "" : "pointer";
    if (index === pointed) return;
    pointed = index;
    if (index >= 0) named.textContent = words(index);
    drawSoon();
  });
  canvas.addEventListener("click", event => {
    const index = points && !isDragged ? nearest(event) : -1;
    if (index >= 0) play(index);
  });
  canvas.addEventListener("keydown", event => {
    if (!points || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]}[event.key];
    if (way) {
      event.preventDefault();
      // The nearest one that lies that way; at first the one in the middle.
      const from = visible.includes(chosen) ? at(chosen) : [side / 2, side / 2];
      let best = -1, least = Infinity;
      for (const index of visible) {
        const [x, y] = at(index);
        const along = (x - from[0]) * way[0] + (y - from[1]) * way[1];
        const aside = Math.abs((x - from[0]) * way[1]) + Math.abs((y - from[1]) * way[0]);
        if (along > 0 && along + 2 * aside < least) [best, least] = [index, along + 2 * aside];
      }
      if (best < 0) return;
      choose(best);
      const [x, y] = at(best);
      if (Math.min(x, y) < 0 || Math.max(x, y) > side) {
        middle = [points.x[best], points.y[best]];
        move(0, 0);
      }
    } else if (event.key === "Enter" && chosen >= 0) {
      play(chosen);
    } else if (event.key.toLowerCase() === "o" && chosen >= 0) {
      location.href = `/clips/${points.id[chosen]}`;
    } else if (["+", "-", "0"].includes(event.key)) {
      enlarge({"+": 1.5, "-": 1 / 1.5}[event.key], chosen);
    } else return;
    event.preventDefault();
  });
  for (const button of map.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => points && enlarge({"+": 1.5, "-": 1 / 1.5}[button.dataset.zoom], chosen));
  }
  for (const button of classes) {
    button.addEventListener("click", () => {
      button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
      if (points) filter();
    });
  }
  controls.addEventListener("change", () => points && filter());
  controls.addEventListener("submit", event => event.preventDefault());
  addEventListener("resize", drawSoon);
  dark.addEventListener("change", drawSoon);
  named.textContent = "The clips are being fetched …";
  fetch(map.dataset.points).then(answer => answer.json()).then(answer => {
    points = answer;
    filter();
  }).catch(() => { named.textContent = "The clips did not come: soundmark serve does not answer."; });
}
