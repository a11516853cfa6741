// A point for the message: where one stands, or one put on a map that is fetched only when it is asked for.
const COUNTRY = { south: 48.5, north: 51.1, west: 12.0, east: 18.9 };
const METRE = 5;

function load(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function words(text) {
  return Object.assign(document.createElement("span"), { textContent: text });
}

export function choosePlace(form, { leaflet, leafletStyle }) {
  const box = form.querySelector("[data-place]");
  const [here, open, clear, status, frame, middle] = ["here", "open", "clear", "status", "map", "middle"].map((name) => box.querySelector(`[data-place-${name}]`));
  const { latitude, longitude, municipality } = form.elements;
  const villages = [...municipality.options]
    .filter(({ dataset }) => dataset.at)
    .map(({ value, text, dataset }) => ({ value, text, at: dataset.at.split(",").map(Number) }));
  let map;
  let dot;

  const show = () => {
    const isChosen = Boolean(latitude.value && longitude.value);
    clear.hidden = !isChosen;
    if (map) {
      dot?.remove();
      dot = isChosen ? L.circleMarker([latitude.value, longitude.value], { className: "map__dot map__dot--main", radius: 9 }).addTo(map) : undefined;
    }
  };
  const put = (y, x) => {
    if (y < COUNTRY.south || y > COUNTRY.north || x < COUNTRY.west || x > COUNTRY.east) {
      status.textContent = status.dataset.far;
      return;
    }
    latitude.value = y.toFixed(METRE);
    longitude.value = x.toFixed(METRE);
    status.textContent = `${status.dataset.chosen} ${latitude.value}, ${longitude.value}`;
    show();
    form.dispatchEvent(new Event("input"));
  };

  const draw = () => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    frame.replaceChildren();
    frame.classList.add("map--movable");
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", frame.dataset.label);
    map = L.map(frame, { attributionControl: false, scrollWheelZoom: false, zoomAnimation: !calm, fadeAnimation: !calm });
    for (const { at, text } of villages) {
      const name = L.tooltip({ permanent: true, direction: "center", className: "map__place" });
      name.setLatLng(at).setContent(words(text)).addTo(map);
    }
    const chosen = villages.find(({ value }) => value === municipality.value);
    if (latitude.value) {
      map.setView([latitude.value, longitude.value], 14);
    } else if (chosen) {
      map.setView(chosen.at, 13);
    } else {
      map.fitBounds(villages.map(({ at }) => at), { padding: [24, 24] });
    }
    map.on("click", ({ latlng }) => put(latlng.lat, latlng.lng));
    municipality.addEventListener("change", () => {
      const next = villages.find(({ value }) => value === municipality.value);
      if (next && !latitude.value) {
        map.setView(next.at, 13);
      }
    });
    show();
  };

  open.addEventListener("click", async () => {
    const panel = frame.parentElement;
    panel.hidden = !panel.hidden;
    open.setAttribute("aria-expanded", String(!panel.hidden));
    if (map || panel.hidden) {
      return;
    }
    try {
      await Promise.all([
        load(Object.assign(document.createElement("link"), { rel: "stylesheet", href: leafletStyle })),
        load(Object.assign(document.createElement("script"), { src: leaflet })),
      ]);
      draw();
    } catch {
      // No connection: the address in words does.
      panel.hidden = true;
      open.hidden = true;
    }
  });
  middle.addEventListener("click", () => {
    const { lat, lng } = map.getCenter();
    put(lat, lng);
  });
  clear.addEventListener("click", () => {
    latitude.value = "";
    longitude.value = "";
    status.textContent = status.dataset.cleared;
    show();
    form.dispatchEvent(new Event("input"));
  });
  here.hidden = !("geolocation" in navigator) || !isSecureContext;
  here.addEventListener("click", () => {
    status.textContent = status.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => put(coords.latitude, coords.longitude),
      () => (status.textContent = status.dataset.failed),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
  open.hidden = !villages.length;
  box.hidden = here.hidden && open.hidden;
  show();
}
