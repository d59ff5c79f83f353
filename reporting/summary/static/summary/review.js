// Saves a passage while somebody types, and never over somebody else's words: a passage that was
// overtaken shows both and waits for a decision. Without this script the form's button does it.
const WAIT_MS = 1200;
const AGAIN_MS = 5000;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-autosave]"));
const strings = JSON.parse(document.getElementById("strings")?.textContent ?? "{}");
const state = document.getElementById("save-state");
/** @type {Map<Element, number>} */
const timers = new Map();
/** @type {Set<Element>} Passages overtaken by somebody else, until the reviewer decides. */
const waiting = new Set();
let queue = Promise.resolve();
let unsaved = 0;

/** @param {string} text */
function say(text) {
  if (state && state.textContent !== text) state.textContent = text;
}

/** @param {Element} passage @param {string} kind */
function hidden(passage, kind) {
  const name = `${kind}:${passage.getAttribute("data-passage")}`;
  return /** @type {HTMLInputElement} */ (passage.querySelector(`input[name="${CSS.escape(name)}"]`));
}

/** @param {Element} passage */
function fields(passage) {
  const body = new URLSearchParams();
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = passage.querySelectorAll("input, textarea, select");
  for (const input of inputs) {
    const isChoice = input.type === "checkbox" || input.type === "radio";
    if (input.name && (!isChoice || input.checked)) body.append(input.name, input.value);
  }
  return body;
}

/** @param {Element} passage @param {number} wait */
function schedule(passage, wait) {
  if (waiting.has(passage)) return;
  if (!timers.has(passage)) unsaved += 1;
  window.clearTimeout(timers.get(passage));
  say(strings.saving);
  // One request at a time: the number of one answer goes into the next request.
  timers.set(passage, window.setTimeout(() => (queue = queue.then(() => save(passage))), wait));
}

/** @param {Element} passage */
async function save(passage) {
  const timer = timers.get(passage);
  const token = /** @type {HTMLInputElement} */ (form?.elements.namedItem("csrfmiddlewaretoken"));
  try {
    const answer = await fetch(form?.dataset.autosave ?? "", {
      method: "POST",
      body: fields(passage),
      headers: { "X-CSRFToken": token.value },
    });
    const body = await answer.json();
    const name = passage.getAttribute("data-passage") ?? "";
    const lost = body.overtaken?.[name];
    if (lost) return showTheirs(passage, lost, timer);
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (!answer.ok) {
      // Sending the same again would be refused again: say why, and wait for another word.
      done(passage, timer);
      return say(body.error.message);
    }
    if (name in body.saved) {
      hidden(passage, "number").value = String(body.saved[name]);
      hidden(passage, "shown").value = body.shown[name];
    }
    done(passage, timer);
    if (!unsaved) say(strings.saved);
  } catch {
    say(strings.offline);
    if (timers.get(passage) === timer) schedule(passage, AGAIN_MS);
    say(strings.offline);
  }
}

/** @param {Element} passage @param {number | undefined} timer */
function done(passage, timer) {
  // Typed on meanwhile: the newer timer saves that.
  if (timers.get(passage) !== timer) return;
  timers.delete(passage);
  unsaved -= 1;
}

/** @param {Element} passage @param {{number: number, theirs: string}} lost
 * @param {number | undefined} timer */
function showTheirs(passage, lost, timer) {
  done(passage, timer);
  waiting.add(passage);
  const box = /** @type {HTMLElement} */ (passage.querySelector("[data-theirs]"));
  const words = /** @type {HTMLElement} */ (box.querySelector(".words"));
  words.textContent = lost.theirs;
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "button";
  keep.textContent = strings.keep;
  keep.addEventListener("click", () => {
    hidden(passage, "number").value = String(lost.number);
    waiting.delete(passage);
    keep.remove();
    schedule(passage, 0);
  });
  box.querySelector("button")?.remove();
  box.append(keep);
  box.hidden = false;
  say(strings.overtaken);
}

/** @param {Element} passage */
function count(passage) {
  const left = passage.querySelector("[data-left]");
  if (!left) return;
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;
  const texts = [...passage.querySelectorAll("textarea")].map((area) => area.value.trim());
  const text = texts.filter(Boolean).join(" ");
  const length = segmenter ? [...segmenter.segment(text)].length : [...text].length;
  const rest = Number(left.getAttribute("data-left")) - length;
  const pattern = rest < 0 ? strings.over : strings.left;
  left.textContent = pattern.replace("%(n)s", String(Math.abs(rest)));
}

/** Opens the list of sources beside words that rest on nothing yet. @param {Element} typed */
function remind(typed) {
  const sources = typed.closest(".sentence")?.querySelector("details");
  if (sources && !sources.querySelector("input:checked")) sources.open = true;
}

form?.addEventListener("input", (event) => {
  const passage = /** @type {Element} */ (event.target).closest("[data-passage]");
  if (!passage) return;
  count(passage);
  remind(/** @type {Element} */ (event.target));
  schedule(passage, WAIT_MS);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved || waiting.size) event.preventDefault();
});
form?.addEventListener("submit", () => {
  // The form itself saves everything; leaving is then no loss.
  unsaved = 0;
  waiting.clear();
  timers.forEach((timer) => window.clearTimeout(timer));
});
document.querySelectorAll("[data-passage]").forEach(count);
