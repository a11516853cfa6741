// Helps on top of the contact form, which works without them: typed words survive a lost page, one press sends once,
// suggestions while one writes, and a point instead of an address.
const STORED = "contact-form";
const FIELDS = ["municipality", "kind", "topic", "text", "place", "latitude", "longitude", "email", "phone", "name"];
const WAIT = 600;
const STOPPED = 30000;
const SHORTEST = 8;

// Storage may be full or forbidden; the form goes on without it.
const memory = {
  read: () => {
    try {
      return JSON.parse(sessionStorage.getItem(STORED)) ?? {};
    } catch {
      return {};
    }
  },
  write: (values) => {
    try {
      sessionStorage.setItem(STORED, JSON.stringify(values));
    } catch {
      // Nothing is kept then.
    }
  },
  forget: () => {
    try {
      sessionStorage.removeItem(STORED);
    } catch {
      // Nothing was kept.
    }
  },
};

function remember(form) {
  const kept = memory.read();
  const isEmpty = FIELDS.every((name) => !form.elements[name]?.value);
  // What the server knows is newer; an empty form gets what was typed before the page was lost.
  if (isEmpty) {
    for (const [name, value] of Object.entries(kept)) {
      if (FIELDS.includes(name) && form.elements[name]) {
        form.elements[name].value = value;
      }
    }
  }
  form.addEventListener("input", () => {
    memory.write(Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""])));
  });
}

// The second press of an impatient finger does nothing. What was stopped, or comes back from the browser's memory, can be sent again.
function sendOnce(form) {
  let pressed;
  const allow = () => {
    pressed?.removeAttribute("aria-disabled");
    form.removeAttribute("aria-busy");
    pressed = undefined;
  };
  form.addEventListener("submit", (event) => {
    if (pressed) {
      event.preventDefault();
      return;
    }
    pressed = event.submitter ?? form;
    pressed.setAttribute("aria-disabled", "true");
    form.setAttribute("aria-busy", "true");
    setTimeout(allow, STOPPED);
  });
  addEventListener("pageshow", allow);
}

function suggest(form) {
  const box = form.querySelector("[data-suggestions]");
  const status = form.querySelector("[data-suggestions-status]");
  const { text, municipality, topic } = form.elements;
  if (!box?.dataset.suggestions) {
    return;
  }
  let timer;
  let request;
  const show = ({ services = [], answers = [], status: said = "" }) => {
    const rows = [...answers, ...services].map(({ title, url, summary }) => {
      const row = document.createElement("li");
      row.append(Object.assign(document.createElement("a"), { href: url, textContent: title }));
      if (summary) {
        row.append(Object.assign(document.createElement("p"), { className: "meta", textContent: summary }));
      }
      return row;
    });
    box.querySelector("ul").replaceChildren(...rows);
    box.hidden = !rows.length;
    status.textContent = rows.length ? said || `${box.querySelector("h3").textContent}: ${rows.length}` : "";
  };
  const ask = async () => {
    request = new AbortController();
    const address = new URL(box.dataset.suggestions, location.href);
    address.searchParams.set("q", text.value.trim().slice(0, 500));
    address.searchParams.set("obec", municipality.value);
    address.searchParams.set("tema", topic.value.replace(/^category-|^agenda-.*/, ""));
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) {
        show(await answer.json());
      }
    } catch {
      // Given up for newer words, or no connection: the preview shows the same.
    }
  };
  const later = () => {
    clearTimeout(timer);
    request?.abort();
    if (text.value.trim().length < SHORTEST) {
      show({});
    } else {
      timer = setTimeout(ask, WAIT);
    }
  };
  text.addEventListener("input", later);
  municipality.addEventListener("change", later);
  topic.addEventListener("change", later);
}

for (const form of document.querySelectorAll("[data-contact-form]")) {
  remember(form);
  suggest(form);
  const { map, leaflet, leafletStyle } = document.getElementById("contact-module").dataset;
  // Choosing a place is fetched when the form comes near: many readers came for the phone number.
  new IntersectionObserver((seen, watcher) => {
    if (seen.some((one) => one.isIntersecting)) {
      watcher.disconnect();
      import(map).then(({ choosePlace }) => choosePlace(form, { leaflet, leafletStyle })).catch(() => {});
    }
  }, { rootMargin: "300px" }).observe(form);
}
document.querySelectorAll("[data-contact-form], [data-contact-preview]").forEach(sendOnce);
if (document.querySelector("[data-contact-sent]")) {
  memory.forget();
}
