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
