// Asks how far a print is and says so, until it is done; then shows the page anew, where the file
// can be taken. Without this script the page has a link to look again.
const AGAIN_MS = 1500;

const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-printing]"));

async function look() {
  try {
    const answer = await fetch(line?.dataset.printing ?? "", { cache: "no-store" });
    const { done, says } = await answer.json();
    if (line && line.textContent !== says) line.textContent = says;
    if (done) return window.location.reload();
  } catch {
    // The next look tells.
  }
  window.setTimeout(look, AGAIN_MS);
}

if (line) window.setTimeout(look, AGAIN_MS);

export {};
