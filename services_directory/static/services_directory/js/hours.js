// The rows of opening hours in the editor's form. Every row is a plain control of the form; this adds rows,
// copies a day's times, and puts a pasted text, which the server reads, into the rows.
const { Controller } = window.StimulusModule;
const FRIDAY = 4;

class HoursController extends Controller {
  static targets = ["week", "holidays", "dated", "span", "exception", "rule", "text", "answer", "blankSpan", "blankException"];
  static values = { url: String, name: String };

  add(event) {
    this.addSpan(event.target.closest("[data-row]")).querySelector("input").focus();
  }

  // Enter would send the form; here it goes on to the day's next time.
  enter(event) {
    const row = event.target.closest("[data-row]");
    const span = event.target.closest("[data-hours-target~=span]");
    if (!span || !this.filled(span)) return;
    const following = span.nextElementSibling || this.addSpan(row);
    following.querySelector("input").focus();
  }

  addSpan(row, values = ["", "", ""]) {
    const list = row.querySelector(".hours-spans");
    const numbers = [...list.querySelectorAll("input[name$='-from']")].map((input) => Number(input.name.split("-").at(-2)));
    const html = this.blankSpanTarget.innerHTML
      .replaceAll("__row__", row.dataset.row)
      .replaceAll("__span__", String(Math.max(-1, ...numbers) + 1));
    list.insertAdjacentHTML("beforeend", html);
    const span = list.lastElementChild;
    this.controls(span).forEach((control, place) => {
      if (values[place]) control.value = values[place];
    });
    this.showHint(span);
    return span;
  }

  copy(event) {
    const row = event.target.closest("[data-row]");
    const day = Number(row.dataset.day);
    const last = day < FRIDAY ? FRIDAY : day + 1;
    const filled = [...row.querySelectorAll("[data-hours-target~=span]")].map((span) => this.controls(span).map((control) => control.value));
    const rows = [...this.weekTarget.querySelectorAll("[data-day]")];
    rows.slice(day + 1, last + 1).forEach((other) => {
      other.querySelector(".hours-spans").replaceChildren();
      filled.forEach((values) => this.addSpan(other, values));
    });
    this.changed();
    const next = rows[last + 1] || this.holidaysTarget;
    next.querySelector("input, select").focus();
  }

  choose(event) {
    const own = event.target.closest("[data-row]").querySelector("[data-own]");
    if (own) own.hidden = event.target.value !== "own";
  }

  addException() {
    const html = this.blankExceptionTarget.innerHTML.replaceAll("__dated__", String(this.nextException()));
    this.datedTarget.insertAdjacentHTML("beforeend", html);
    this.datedTarget.lastElementChild.querySelector("input").focus();
  }

  remove(event) {
    const exception = event.target.closest("[data-row]");
    const neighbour = exception.nextElementSibling || exception.previousElementSibling;
    exception.remove();
    this.changed();
    (neighbour?.querySelector("input") || this.element.querySelector("[data-action='hours#addException']")).focus();
  }

  nextException() {
    return Math.max(-1, ...this.exceptionTargets.map((row) => Number(row.dataset.row.split("-").at(-1)))) + 1;
  }

  async read() {
    const body = new FormData();
    body.append("text", this.textTarget.value);
    body.append("count", String(this.nextException()));
    const token = this.element.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const response = await fetch(this.urlValue, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (!response.ok) throw new Error(String(response.status));
      this.fill(await response.json());
    } catch {
      this.answerTarget.textContent = this.answerTarget.dataset.failed;
    }
  }

  fill(answer) {
    if (answer.week) this.weekTarget.innerHTML = answer.week;
    if (answer.holidays) this.holidaysTarget.innerHTML = answer.holidays;
    if (answer.dated) this.datedTarget.insertAdjacentHTML("beforeend", answer.dated);
    const message = document.createElement("p");
    message.textContent = answer.message;
    const unread = document.createElement("ul");
    answer.unread.forEach((part) => {
      const item = document.createElement("li");
      item.textContent = part;
      unread.append(item);
    });
    this.answerTarget.replaceChildren(message, ...(answer.unread.length ? [unread] : []));
    this.changed();
  }

  hint(event) {
    this.showHint(event.target.closest("[data-hours-target~=span]"));
  }

  // "22–6" runs into the next day; said at once, because it may be a slip.
  showHint(span) {
    const [starts, ends] = this.controls(span).map((control) => this.minutes(control.value));
    span.querySelector("[data-hint]").hidden = !(ends > 0 && ends < starts);
  }

  minutes(text) {
    const match = text.trim().match(/^(\d{1,2})(?:[:.,]?(\d{2}))?$/);
    return match ? Number(match[1]) * 60 + Number(match[2] || 0) : NaN;
  }

  controls(span) {
    return [...span.querySelectorAll("input, select")];
  }

  filled(span) {
    return this.controls(span).slice(0, 2).every((control) => control.value.trim());
  }

  // Rows that come or go are a change, which the form's guard against lost work must hear of.
  changed() {
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

window.wagtail.app.register("hours", HoursController);
