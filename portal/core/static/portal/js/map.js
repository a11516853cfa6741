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

// The places fetched from data-points: one dot for all that stand at the same spot, its pop-up lists and links them.
function addPlaces(map, places, base) {
  const spots = new Map();
  for (const place of places) {
    const spot = spots.get(String(place.at)) ?? [];
    spots.set(String(place.at), [...spot, place]);
  }
  for (const spot of spots.values()) {
    const list = document.createElement("ul");
    list.className = "map__list";
    for (const { name, about, url } of spot) {
      const anchor = document.createElement("a");
      anchor.href = new URL(url, base);
      anchor.textContent = name;
      const item = document.createElement("li");
      item.append(anchor, Object.assign(word(about), { className: "meta" }));
      list.append(item);
    }
    const dot = L.circleMarker(spot[0].at, { className: "map__dot", radius: spot.length > 1 ? 10 : 8 }).addTo(map);
    dot.bindPopup(list, { minWidth: 180, maxWidth: 260 });
    const element = dot.getElement();
    const names = spot.map(({ name }) => name).join(", ");
    for (const [key, value] of Object.entries({ tabindex: 0, role: "button", "aria-label": names })) {
      element.setAttribute(key, value);
    }
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        dot.openPopup();
        list.querySelector("a").focus();
      }
    });
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        element.focus();
        dot.closePopup();
      }
    });
  }
}

function enhance(box, places) {
  const points = [...box.querySelectorAll("[data-lat]")].map(({ dataset }) => ({
    place: [Number(dataset.lat), Number(dataset.lng)],
    name: dataset.name,
    url: dataset.url,
    side: dataset.side,
    main: "main" in dataset,
    isLabel: "label" in dataset,
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
    zoomControl: false,
    scrollWheelZoom: false,
    dragging: !touch,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    zoomSnap: 0.25,
  });
  const { zoomIn, zoomOut, close } = box.dataset;
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", close));
  if (!places) {
    // Dots without a page of their own: the list beside the map says the same.
    map.getPane("overlayPane").setAttribute("aria-hidden", "true");
  }
  const shown = [...points.map(({ place }) => place), ...(places ?? []).map(({ at }) => at)];
  const bounds = L.latLngBounds(outline ?? shown);
  map.fitBounds(bounds, { padding: outline ? [8, 8] : [72, 48], maxZoom: 13 });
  if (outline) {
    L.polygon(outline, { className: "map__outline", interactive: false }).addTo(map);
  }
  const names = [];
  const isLabel = (point) => places || point.isLabel;
  for (const { place, name, url, side, main } of points.filter((point) => !isLabel(point))) {
    const className = main ? "map__dot map__dot--main" : "map__dot";
    const dot = L.circleMarker(place, { className, radius: 8 }).addTo(map);
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
  // Where every place has a dot of its own, the names of municipalities only say where one is.
  for (const { place, name } of points.filter(isLabel)) {
    const tooltip = L.tooltip({ permanent: true, direction: "top", offset: [0, -8], className: "map__place" });
    tooltip.setLatLng(place).setContent(word(name)).addTo(map);
    names.push(tooltip);
  }
  if (places) {
    addPlaces(map, places, new URL(box.dataset.points, location.href));
  }
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
        const { points } = target.dataset;
        const places = points ? fetch(points).then((answer) => answer.json()) : Promise.resolve(null);
        Promise.all([loading, places]).then(([, found]) => enhance(target, found?.points), () => {});
      }
    }
  },
  { rootMargin: "200px" },
);
document.querySelectorAll("[data-map]").forEach((box) => watcher.observe(box));
