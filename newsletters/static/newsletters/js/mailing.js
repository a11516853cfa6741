/* The numbers of a mailing follow it. Without this the page has a link that loads it anew. */
const EVERY = 5000;
const LONGEST = 60000;
const whole = document.querySelector("[data-mailing]");
let wait = EVERY;

function put(fresh) {
  for (const part of whole.querySelectorAll("[data-mailing-part]")) {
    const other = fresh.querySelector(`[data-mailing-part="${part.dataset.mailingPart}"]`);
    // Whoever stands on a button keeps it, and who listens isn't told the same again.
    if (!other || part.contains(document.activeElement) || part.innerHTML === other.innerHTML) continue;
    part.replaceChildren(...other.childNodes);
  }
}

async function follow() {
  if (document.hidden) return again();
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    // Signed out, or no longer ours: the page stays as it is.
    if (answer.redirected || !answer.ok) return again(wait * 2);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-mailing]");
    if (!fresh) return undefined;
    // Another state has other buttons and messages.
    if (fresh.dataset.mailing !== whole.dataset.mailing) return location.reload();
    put(fresh);
    return again();
  } catch {
    return again(wait * 2);
  }
}

function again(next = EVERY) {
  wait = Math.min(next, LONGEST);
  setTimeout(follow, wait);
}

if (whole) again();
