// Makes a drawn map movable. Points and outline are read from the drawing itself, which stays for readers without JavaScript.
const SIDES = { start: "right", end: "left" };
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function word(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

// A name that would run over one before it waits until there is room or its dot is pointed at.
function settle(names) {
  const taken = [];
  for (const name of names.map((tooltip) => tooltip.getElement())) {
    const box = name.getBoundingClientRect();
    const free = taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    name.style.visibility = free ? "visible" : "hidden";
    if (free) {
      taken.push(box);
    }
  }
}

function enhance(box) {
  const points = [...box.querySelectorAll("[data-lat]")].map(({ dataset }) => ({
    place: [Number(dataset.lat), Number(dataset.lng)],
    name: dataset.name,
    url: dataset.url,
    side: dataset.side,
  }));
  const outline = box.dataset.outline ? JSON.parse(box.dataset.outline) : null;
  box.replaceChildren();
  box.classList.add("map--movable");
  box.removeAttribute("aria-hidden");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.dataset.label);
  const touch = matchMedia("(pointer: coarse)").matches;
  const map = L.map(box, {
    attributionControl: false,
    scrollWheelZoom: false,
    dragging: !touch,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    zoomSnap: 0.25,
  });
  if (outline) {
    L.polygon(outline, { className: "map__outline", interactive: false }).addTo(map);
  }
  const names = [];
  for (const { place, name, url, side } of points) {
    const dot = L.circleMarker(place, { className: "map__dot", radius: 8 }).addTo(map);
    const direction = SIDES[side] ?? "top";
    const offset = { right: [10, 0], left: [-10, 0], top: [0, -8] }[direction];
    dot.bindTooltip(word(name), { permanent: true, direction, offset });
    const tooltip = dot.getTooltip();
    names.push(tooltip);
    dot.on("mouseover", () => (tooltip.getElement().style.visibility = "visible"));
    dot.on("mouseout", () => settle(names));
    if (url) {
      dot.on("click", () => location.assign(url));
    }
  }
  const bounds = outline ? L.latLngBounds(outline) : L.latLngBounds(points.map(({ place }) => place));
  map.fitBounds(bounds, { padding: outline ? [8, 8] : [72, 48], maxZoom: 13 });
  settle(names);
  map.on("zoomend", () => settle(names));
}

function load(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function library() {
  const { style, script } = document.getElementById("map-module").dataset;
  return Promise.all([
    load(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })),
    load(Object.assign(document.createElement("script"), { src: script })),
  ]);
}

// Leaflet is fetched only when a map comes near; if it doesn't arrive, the drawing stays.
let loading;
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        watcher.unobserve(target);
        loading ??= library();
        loading.then(() => enhance(target), () => {});
      }
    }
  },
  { rootMargin: "200px" },
);
document.querySelectorAll("[data-map]").forEach((box) => watcher.observe(box));
