// Keeps the progress of an import fresh; without it there is the link "Refresh".
const EVERY = 1500;

async function refresh() {
  const shown = document.querySelector("[data-import-progress]");
  if (!shown) return;
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-import-progress]");
    if (!fresh) {
      window.location.reload();
      return;
    }
    const [oldStatus, newStatus] = [shown, fresh].map((part) => part.querySelector("[role=status]"));
    // Only what changed: a screen reader is told the stage, not the same sentence again.
    if (oldStatus.textContent !== newStatus.textContent) oldStatus.replaceChildren(...newStatus.childNodes);
    shown.querySelector("progress").replaceWith(fresh.querySelector("progress"));
  } catch {
    // The server is away for a moment; the next round asks again.
  }
  window.setTimeout(refresh, EVERY);
}

window.setTimeout(refresh, EVERY);
