// Small helps on top of pages that work without JavaScript.
document.documentElement.classList.add("js");

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// After a refused form the reader starts at the list of what to mend, even if the address leads to a fragment.
addEventListener("load", () => setTimeout(() => document.querySelector(".error-summary")?.focus()));

// Escape closes the menu and returns to its button.
const menu = document.querySelector("details.menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Suggestions under a search box (WAI-ARIA combobox). The form itself works without them.
const WAIT = 200;
const SHORTEST = 2;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.active = -1;
    this.options = [];
    this.list = Object.assign(document.createElement("ul"), { id: `${input.id}-suggestions`, className: "suggest", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.dataset.suggestLabel);
    this.status = Object.assign(document.createElement("p"), { className: "vh" });
    this.status.setAttribute("role", "status");
    input.closest(".search__in").append(this.list, this.status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // The box keeps the focus while an option is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.follow(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const typed = this.input.value.trim();
    if (typed.length < SHORTEST) {
      this.close();
      return;
    }
    this.request = new AbortController();
    const address = new URL(this.input.dataset.suggest, location.href);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (answer.ok) {
        this.show(await answer.json());
      }
    } catch {
      // Given up for newer letters, or no connection: the form can still be sent.
    }
  }

  show({ suggestions, status }) {
    this.options = suggestions.map(({ label, detail, url }, number) => {
      const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${number}`, className: "suggest__one" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      const about = Object.assign(document.createElement("span"), { className: "meta", textContent: detail });
      option.append(Object.assign(document.createElement("span"), { textContent: label }), " ", about);
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.choose(-1);
    this.open(this.options.length > 0 && document.activeElement === this.input);
    this.status.textContent = status;
  }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.choose(-1);
    this.open(false);
    this.status.textContent = "";
  }

  choose(number) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const option = this.options[number];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!this.options.length) {
        return;
      }
      event.preventDefault();
      this.open(true);
      // From the box to the first or the last one, and from there back to the box.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const size = this.options.length + 1;
      this.choose(((this.active + 1 + step + size) % size) - 1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.follow(this.options[this.active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  follow(option) {
    if (option) {
      location.assign(new URL(option.dataset.url, this.input.form.action));
    }
  }
}

for (const input of document.querySelectorAll("[data-suggest]")) {
  new Suggestions(input);
}
