// The client's side of writing: one POST per action, told apart by an `op_id` of ours, so that
// sending again after a lost answer changes nothing twice.

/**
 * @typedef {object} Refused
 * @property {string} code as in the server's list of refusals; `unreachable` when no answer came
 * @property {string} message a sentence for the person, in their language; empty if unreachable
 * @property {Record<string, any>} params
 *
 * @typedef {{ ok: true, answer: Record<string, any> } | { ok: false, error: Refused }} Result
 *
 * @typedef {object} Attempt what became of one POST
 * @property {Result} result
 * @property {boolean} again whether to send the same again: the server may or may not have done it
 * @property {number} after seconds to wait before, as the server asked; 0 if it did not
 */

const ANSWER_WITHIN = 15_000;
const MOST_TRIED = 99; // as far as the server counts
const MOST_ATTEMPTS = 6;
const LONGEST_WAIT_ASKED = 10;

/**
 * Return a random UUID (version 4). `crypto.randomUUID` is missing where a page is served by
 * plain HTTP in a local network, as in a village hall.
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x40;
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join("-");
}

/**
 * Send one action once.
 *
 * @param {string} code of the dialogue
 * @param {string} name of the action
 * @param {object} fields of the action, without `op_id`
 * @param {string} opId the same for every attempt at one thing
 * @param {number} tried how often that was tried before, for the server's operators to count
 * @returns {Promise<Attempt>}
 */
export async function post(code, name, fields, opId, tried) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), ANSWER_WITHIN);
  try {
    const response = await fetch(`/api/d/${code}/${name}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": csrfToken(),
        "X-Tried": String(Math.min(tried, MOST_TRIED)),
      },
      body: JSON.stringify({ ...fields, op_id: opId }),
      signal: giveUp.signal,
    });
    return await read(response);
  } catch {
    return { result: unreachable(), again: true, after: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Attempt>}
 */
async function read(response) {
  const after = Number(response.headers.get("Retry-After")) || 0;
  const body = await response.json();
  if (response.ok && body.answer) {
    return { result: { ok: true, answer: body.answer }, again: false, after: 0 };
  }
  const error = body.error;
  if (!error?.code) return { result: unreachable(), again: true, after };
  if (error.code === "csrf_failed") await renewCsrfToken();
  const again = response.status >= 500 || ["csrf_failed", "too_fast"].includes(error.code);
  return { result: { ok: false, error }, again, after };
}

/** @returns {Result} */
function unreachable() {
  return { ok: false, error: { code: "unreachable", message: "", params: {} } };
}

/**
 * Return a function that does an action of one dialogue: it sends again, with the same `op_id`,
 * until the server has answered, and gives up after about half a minute.
 *
 * @param {string} code of the dialogue
 * @param {(milliseconds: number) => Promise<void>} [wait]
 */
export function actionsOf(code, wait = sleep) {
  /**
   * @param {string} name
   * @param {object} [fields]
   * @param {string} [opId]
   * @returns {Promise<Result>}
   */
  return async function act(name, fields = {}, opId = newId()) {
    for (let attempts = 1; ; attempts += 1) {
      const { result, again, after } = await post(code, name, fields, opId, attempts - 1);
      if (!again || attempts === MOST_ATTEMPTS || after > LONGEST_WAIT_ASKED) return result;
      await wait(after ? after * 1000 : 500 * 2 ** (attempts - 1) * (0.75 + Math.random() / 2));
    }
  };
}

/** @param {number} milliseconds */
function sleep(milliseconds) {
  return /** @type {Promise<void>} */ (new Promise((done) => setTimeout(done, milliseconds)));
}

const TOKEN = 'meta[name="csrf-token"]';

/** @param {Document} page */
function tokenIn(page) {
  return page.querySelector(TOKEN)?.getAttribute("content") ?? "";
}

function csrfToken() {
  return tokenIn(document);
}

/** A page left open overnight outlives its token; the server writes a new one into a fresh copy. */
async function renewCsrfToken() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const fresh = tokenIn(new DOMParser().parseFromString(await response.text(), "text/html"));
  if (fresh) document.querySelector(TOKEN)?.setAttribute("content", fresh);
}
