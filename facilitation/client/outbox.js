// What a phone keeps until the server has answered. Everything a participant does goes in here
// first and leaves only by an answer, in the order in which it was done; sending again is harmless
// because every entry carries its own `op_id`. A refused entry stays until its author lets it go.

import { openDB } from "idb";

import { backoff } from "./feed.js";

/**
 * @typedef {object} Entry
 * @property {string} op_id
 * @property {string} code of the dialogue
 * @property {string} action
 * @property {Record<string, any>} fields of the action
 * @property {number} order within this phone; the time it was put in, made unique
 * @property {"kept" | "refused"} state
 * @property {import("./actions.js").Refused} [error] of a refused entry
 *
 * @typedef {object} Store
 * @property {boolean} lasting whether entries outlive the page
 * @property {(code: string) => Promise<Entry[]>} all
 * @property {(entry: Entry) => Promise<void>} put
 * @property {(opId: string) => Promise<void>} remove
 *
 * @callback Send
 * @param {Entry} entry
 * @param {number} tried how often this page has tried before
 * @returns {Promise<import("./actions.js").Attempt>}
 */

/** The server does not know this phone any more: everything waits until it has joined again. */
const PASS_LOST = new Set(["join_first", "cookie_invalid"]);

/** @returns {Promise<Store>} one that lasts, or memory where the browser refuses to store */
export async function openStore() {
  try {
    const database = await openDB("toolkit-outbox", 1, {
      upgrade: (fresh) => fresh.createObjectStore("entries", { keyPath: "op_id" }),
    });
    return {
      lasting: true,
      all: async (code) => (await database.getAll("entries")).filter((one) => one.code === code),
      put: async (entry) => void (await database.put("entries", entry)),
      remove: (opId) => database.delete("entries", opId),
    };
  } catch {
    return memoryStore();
  }
}

/** @returns {Store} */
export function memoryStore() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  return {
    lasting: false,
    all: async (code) => [...entries.values()].filter((entry) => entry.code === code),
    put: async (entry) => void entries.set(entry.op_id, entry),
    remove: async (opId) => void entries.delete(opId),
  };
}

/**
 * @typedef {object} OutboxOptions
 * @property {string} code of the dialogue
 * @property {Store} store
 * @property {Send} send
 * @property {(entry: Entry, answer: Record<string, any>) => void} [onAnswered]
 * @property {(entry: Entry) => void} [onRefused]
 * @property {() => void} [onChanged] after any change of `entries` or `trouble`
 */

/** The entries of one dialogue on this phone. */
export class Outbox {
  /** @type {Entry[]} in the order in which they were done */
  entries = [];
  /** @type {import("./actions.js").Refused | null} why the last attempt did not get through */
  trouble = null;

  #failures = 0;
  /** @type {Map<string, number>} how often an entry was tried in vain, by `op_id` */
  #tried = new Map();
  #notBefore = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void>} */
  #running = Promise.resolve();
  /** @type {Promise<void> | null} */
  #next = null;

  /** @param {OutboxOptions} options */
  constructor(options) {
    this.options = options;
  }

  get lasting() {
    return this.options.store.lasting;
  }

  /** Whether the server has to be joined again before anything can be sent. */
  get passLost() {
    return PASS_LOST.has(this.trouble?.code ?? "");
  }

  /** What has not been answered yet. */
  get waiting() {
    return this.entries.filter((entry) => entry.state === "kept");
  }

  /** @param {string} action */
  kept(action) {
    return this.waiting.filter((entry) => entry.action === action);
  }

  /** Read what an earlier page, or another tab, has left. */
  async load() {
    const found = await this.#store((store) => store.all(this.options.code));
    this.entries = found.sort((one, other) => one.order - other.order);
    this.options.onChanged?.();
  }

  /**
   * A full disk, or a database that the browser has closed, does not stop anybody: what this page
   * knows goes on in memory.
   *
   * @template T
   * @param {(store: Store) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #store(work) {
    try {
      return await work(this.options.store);
    } catch {
      const memory = memoryStore();
      for (const entry of this.entries) await memory.put(entry);
      this.options.store = memory;
      return work(memory);
    }
  }

  /**
   * Keep something to be sent. Settles once it is stored; the sending goes on by itself.
   *
   * @param {string} action
   * @param {Record<string, any>} fields
   * @param {string} opId
   */
  async add(action, fields, opId) {
    const last = this.entries[this.entries.length - 1]?.order ?? 0;
    const order = Math.max(Date.now(), last + 1);
    const { code } = this.options;
    await this.#keep({ op_id: opId, code, action, fields, order, state: "kept" });
    void this.flush();
  }

  /**
   * Let go of an entry: the person said so, or the server has answered.
   *
   * @param {string} opId
   */
  async remove(opId) {
    await this.#store((store) => store.remove(opId));
    this.#tried.delete(opId);
    this.entries = this.entries.filter((entry) => entry.op_id !== opId);
    this.options.onChanged?.();
  }

  /** Try at once, as when a network comes back. What the server asked us to wait stays waited. */
  async wake() {
    this.#failures = 0;
    await this.flush();
  }

  /**
   * Send what is kept, until it is all answered or the next attempt has to wait. One runs at a
   * time, and at most one waits behind it, so that a burst of reasons is one more look.
   *
   * @returns {Promise<void>}
   */
  flush() {
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return alone(`toolkit-outbox-${this.options.code}`, () => this.#sendAll());
    });
    this.#running = this.#next.catch(() => {});
    return this.#next;
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async #sendAll() {
    clearTimeout(this.#timer);
    if (Date.now() < this.#notBefore) return this.#later(this.#notBefore - Date.now());
    await this.load(); // another tab may have sent some, or left some
    for (;;) {
      const entry = this.entries.find((one) => one.state === "kept");
      if (!entry) return;
      const tried = this.#tried.get(entry.op_id) ?? 0;
      const { result, again, after } = await this.options.send(entry, tried);
      this.#tried.set(entry.op_id, tried + 1);
      if (result.ok) {
        await this.#answered(entry, result.answer);
      } else if (again || PASS_LOST.has(result.error.code)) {
        return this.#failed(result.error, after);
      } else {
        await this.#refused(entry, result.error);
      }
    }
  }

  /**
   * @param {Entry} entry
   * @param {Record<string, any>} answer
   */
  async #answered(entry, answer) {
    this.#reached();
    // Out of sight first: storing takes time, in which the page would draw the words twice.
    this.entries = this.entries.filter((one) => one.op_id !== entry.op_id);
    this.options.onAnswered?.(entry, answer);
    await this.remove(entry.op_id);
  }

  /**
   * An `op_id` is random, so one that is taken was ours: the server did it for the pass that this
   * phone had then, and only the answer was lost.
   *
   * @param {Entry} entry
   * @param {import("./actions.js").Refused} error
   */
  async #refused(entry, error) {
    this.#reached();
    if (error.code === "op_id_taken") return this.#answered(entry, {});
    const refused = /** @type {Entry} */ ({ ...entry, state: "refused", error });
    await this.#keep(refused);
    this.options.onRefused?.(refused);
  }

  #reached() {
    this.#failures = 0;
    this.trouble = null;
  }

  /**
   * @param {import("./actions.js").Refused} error
   * @param {number} after seconds
   */
  #failed(error, after) {
    this.trouble = error;
    this.#failures += 1;
    this.#notBefore = Date.now() + after * 1000;
    this.#later(after ? after * 1000 : backoff(this.#failures));
    this.options.onChanged?.();
  }

  /** @param {number} milliseconds */
  #later(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), milliseconds);
  }

  /** @param {Entry} entry */
  async #keep(entry) {
    await this.#store((store) => store.put(entry));
    const others = this.entries.filter((one) => one.op_id !== entry.op_id);
    this.entries = [...others, entry].sort((one, other) => one.order - other.order);
    this.options.onChanged?.();
  }
}

const LONGEST_TURN = 20_000;

/**
 * Run `work` while no other tab does the same. A courtesy only, and missing on plain HTTP: two
 * tabs that send one entry twice do no harm, so a tab that sleeps on its turn is not waited for.
 *
 * @param {string} name
 * @param {() => Promise<void>} work
 */
async function alone(name, work) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  const impatient = new AbortController();
  const timer = setTimeout(() => impatient.abort(), LONGEST_TURN);
  let begun = false;
  try {
    await locks.request(name, { signal: impatient.signal }, () => {
      clearTimeout(timer);
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun) throw error;
    await work();
  }
}
