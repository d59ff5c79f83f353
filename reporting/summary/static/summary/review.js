// Saves a passage while somebody types, and never over somebody else's words: a passage that was
// overtaken shows both and waits for a decision. Until the server has a passage, this browser keeps
// it, so that neither a reload nor a dead battery costs a word. Without this script the form's
// button does it.
const WAIT_MS = 1200;
const AGAIN_MS = 5000;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-autosave]"));
/** @type {Record<string, string>} */
const strings = JSON.parse(document.getElementById("strings")?.textContent ?? "{}");
const state = document.getElementById("save-state");
/** @type {Map<Element, number>} */
const timers = new Map();
/** @type {Set<Element>} Passages overtaken by somebody else, until the reviewer decides. */
const waiting = new Set();
let queue = Promise.resolve();
let unsaved = 0;

/** @typedef {{number: string, fields: [string, string][]}} Kept */
/** @typedef {{number: number, theirs: string}} Overtaken */

/** @param {string | undefined} text */
function say(text) {
  if (state && text !== undefined && state.textContent !== text) state.textContent = text;
}

/** @param {Element} passage */
function nameOf(passage) {
  return passage.getAttribute("data-passage") ?? "";
}

/** @param {Element} passage @param {string} kind */
function hidden(passage, kind) {
  const field = `${kind}:${nameOf(passage)}`;
  return /** @type {HTMLInputElement} */ (
    passage.querySelector(`input[name="${CSS.escape(field)}"]`)
  );
}

/** @param {Element} passage */
function inputs(passage) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const found = passage.querySelectorAll("input, textarea, select");
  return [...found].filter((input) => input.name);
}

/** @param {HTMLInputElement} input */
function isChoice(input) {
  return input.type === "checkbox" || input.type === "radio";
}

/** @param {Element} passage */
function fields(passage) {
  const body = new URLSearchParams();
  for (const input of inputs(passage)) {
    if (!isChoice(input) || input.checked) body.append(input.name, input.value);
  }
  return body;
}

// What this browser keeps

/** @param {Element} passage */
function key(passage) {
  return `review:${window.location.pathname}:${nameOf(passage)}`;
}

/** What somebody typed or chose, without what the page itself put in. @param {Element} passage
 * @returns {[string, string][]} */
function typed(passage) {
  const prefix = `${nameOf(passage)}|`;
  return [...fields(passage)].filter(([field]) => field.startsWith(prefix));
}

/** @param {Element} passage */
function keep(passage) {
  /** @type {Kept} */
  const kept = { number: hidden(passage, "number").value, fields: typed(passage) };
  try {
    window.localStorage.setItem(key(passage), JSON.stringify(kept));
  } catch {
    // A full or forbidden store: the page still holds the words and goes on sending them.
  }
}

/** @param {Element} passage */
function forget(passage) {
  try {
    window.localStorage.removeItem(key(passage));
  } catch {
    // As above.
  }
}

/** @param {Element} passage @returns {Kept | null} */
function kept(passage) {
  try {
    return JSON.parse(window.localStorage.getItem(key(passage)) ?? "null");
  } catch {
    return null;
  }
}

/** Brings back what was typed here and never reached the server, on top of the edit it was typed
 * on: where somebody else has saved since, the server says so. @param {Element} passage */
function bringBack(passage) {
  const found = kept(passage);
  if (!found || waiting.has(passage)) return;
  if (JSON.stringify(found.fields) === JSON.stringify(typed(passage))) return forget(passage);
  const left = new URLSearchParams(found.fields);
  for (const input of inputs(passage)) {
    if (input.type === "hidden") continue;
    if (isChoice(input)) input.checked = left.getAll(input.name).includes(input.value);
    else input.value = left.get(input.name) ?? "";
  }
  addHomeless(passage, found.fields);
  hidden(passage, "number").value = found.number;
  schedule(passage, 0);
}

/** Words of a field that the page no longer has stand below the last ones it has.
 * @param {Element} passage @param {[string, string][]} words */
function addHomeless(passage, words) {
  const known = new Set(inputs(passage).map((input) => input.name));
  const last = [...passage.querySelectorAll("textarea")].pop();
  for (const [field, value] of words) {
    const isText = field.startsWith(`${nameOf(passage)}|text`);
    if (last && isText && value && !known.has(field)) last.value += `\n${value}`;
  }
}

// Saving

/** @param {Element} passage @param {number} wait */
function schedule(passage, wait) {
  keep(passage);
  if (waiting.has(passage)) return;
  if (!timers.has(passage)) unsaved += 1;
  window.clearTimeout(timers.get(passage));
  say(strings.saving);
  // One request at a time: the number of one answer goes into the next request.
  timers.set(
    passage,
    window.setTimeout(() => (queue = queue.then(() => save(passage))), wait),
  );
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
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
      done(passage, timer);
      return say(strings.signedOut);
    }
    take(passage, timer, answer.ok, await answer.json());
  } catch {
    if (timers.get(passage) === timer) schedule(passage, AGAIN_MS);
    say(strings.offline);
  }
}

/** @param {Element} passage @param {number | undefined} timer @param {boolean} ok
 * @param {{saved?: Record<string, number>, shown?: Record<string, string>,
 *   overtaken?: Record<string, Overtaken>, error?: {message: string}}} body */
function take(passage, timer, ok, body) {
  const passageName = nameOf(passage);
  const lost = body.overtaken?.[passageName];
  if (lost) return showTheirs(passage, lost, timer);
  const isLast = timers.get(passage) === timer;
  done(passage, timer);
  // Sending the same again would be refused again: say why, and wait for another word.
  if (!ok) return say(body.error?.message);
  const number = body.saved?.[passageName];
  if (number !== undefined) {
    hidden(passage, "number").value = String(number);
    hidden(passage, "shown").value = body.shown?.[passageName] ?? "";
  }
  if (isLast) forget(passage);
  else keep(passage);
  if (!unsaved) say(strings.saved);
}

/** @param {Element} passage @param {number | undefined} timer */
function done(passage, timer) {
  // Typed on meanwhile: the newer timer saves that.
  if (timers.get(passage) !== timer) return;
  timers.delete(passage);
  unsaved -= 1;
}

/** @param {Element} passage @param {Overtaken} lost @param {number | undefined} timer */
function showTheirs(passage, lost, timer) {
  done(passage, timer);
  waiting.add(passage);
  const box = /** @type {HTMLElement} */ (passage.querySelector("[data-theirs]"));
  const words = /** @type {HTMLElement} */ (box.querySelector(".words"));
  words.textContent = lost.theirs;
  const mine = document.createElement("button");
  mine.type = "button";
  mine.className = "button";
  mine.textContent = strings.keep ?? "";
  mine.addEventListener("click", () => {
    hidden(passage, "number").value = String(lost.number);
    waiting.delete(passage);
    mine.remove();
    box.hidden = true;
    schedule(passage, 0);
  });
  box.querySelector("button")?.remove();
  box.append(mine);
  box.hidden = false;
  say(strings.overtaken);
}

// While somebody types

/** @param {Element} passage */
function count(passage) {
  const left = passage.querySelector("[data-left]");
  if (!left) return;
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;
  const texts = [...passage.querySelectorAll("textarea")].map((area) => area.value.trim());
  const text = texts.filter(Boolean).join(" ");
  const length = segmenter ? [...segmenter.segment(text)].length : [...text].length;
  const rest = Number(left.getAttribute("data-left")) - length;
  const pattern = (rest < 0 ? strings.over : strings.left) ?? "";
  left.textContent = pattern.replace("%(n)s", String(Math.abs(rest)));
}

/** Opens the list of sources beside words that rest on nothing yet. @param {Element} edited */
function remind(edited) {
  const sources = edited.closest(".sentence")?.querySelector("details");
  if (sources && !sources.querySelector("input:checked")) sources.open = true;
}

form?.addEventListener("input", (event) => {
  const edited = /** @type {Element} */ (event.target);
  const passage = edited.closest("[data-passage]");
  if (!passage) return;
  count(passage);
  remind(edited);
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
// After a form that was overtaken the page shows what was typed already.
const isConflict = document.querySelector("[data-theirs]:not([hidden])") !== null;
for (const passage of document.querySelectorAll("[data-passage]")) {
  if (!isConflict) bringBack(passage);
  count(passage);
}

export {};
