/* Wagtail follows "#:w:contentpath=" when a page is opened; the links of the list lead within the page that is open. */
const MARK = "#:w:contentpath=";

function element(place) {
  const selector = place.split(".").map((part) => `[data-contentpath="${CSS.escape(part)}"]`);
  // The innermost part that is there: a block may have lost the field since.
  for (let length = selector.length; length; length -= 1) {
    const found = document.querySelector(selector.slice(0, length).join(" "));
    if (found) return found;
  }
  return null;
}

function show(target) {
  const tab = target.closest('[role="tabpanel"]');
  if (tab?.hidden) document.querySelector(`[role="tab"][aria-controls="${tab.id}"]`)?.click();
  for (let at = target; at; at = at.parentElement) {
    if (at.matches?.("[data-panel-content], .w-panel__content") && at.hidden) {
      at.hidden = false;
      document.querySelector(`[data-panel-toggle][aria-controls="${at.id}"]`)?.setAttribute("aria-expanded", "true");
    }
  }
  // A tab shows its panel only after the click has been dealt with.
  setTimeout(() => {
    target.scrollIntoView({ block: "center" });
    const first = ['[contenteditable="true"]', 'input:not([type="hidden"]), textarea, select', "button"]
      .map((kind) => target.querySelector(kind))
      .find(Boolean);
    first?.focus({ preventScroll: true });
  }, 100);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(`a[href^="${MARK}"]`);
  const target = link && element(decodeURIComponent(link.getAttribute("href").slice(MARK.length)));
  if (!target) return;
  event.preventDefault();
  show(target);
});
