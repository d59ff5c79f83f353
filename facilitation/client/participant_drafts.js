// Words that have not been handed to the outbox yet. They are written to storage at every
// keystroke and leave it only after the outbox has them, so that no crash falls in between.

import { newId } from "./actions.js";

/**
 * @typedef {object} Draft
 * @property {string} action
 * @property {Record<string, any>} fields of the action, as far as they are typed
 * @property {string} [op_id] set once it is being handed over
 */

/** The drafts of one dialogue, by what they belong to: a stage, a note, a group read back. */
export class Drafts {
  /** @type {Map<string, Draft>} what storage would hold where it is refused */
  #memory = new Map();
  #prefix;
  #storage;

  /**
   * @param {string} code of the dialogue
   * @param {() => Storage} storage throws where the browser refuses it
   */
  constructor(code, storage = () => localStorage) {
    this.#prefix = `draft:${code}:`;
    this.#storage = storage;
  }

  /**
   * @param {string} key
   * @returns {Draft | null}
   */
  get(key) {
    try {
      const stored = this.#storage().getItem(this.#prefix + key);
      if (stored) return JSON.parse(stored);
    } catch {
      // storage is refused, or holds what we did not write
    }
    return this.#memory.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {Draft} draft
   */
  set(key, draft) {
    this.#memory.set(key, draft);
    try {
      this.#storage().setItem(this.#prefix + key, JSON.stringify(draft));
    } catch {
      // memory has it
    }
  }

  /** @param {string} key */
  remove(key) {
    this.#memory.delete(key);
    try {
      this.#storage().removeItem(this.#prefix + key);
    } catch {
      // it was never there
    }
  }

  /** @returns {string[]} */
  keys() {
    const keys = new Set(this.#memory.keys());
    try {
      for (const name of Object.keys(this.#storage())) {
        if (name.startsWith(this.#prefix)) keys.add(name.slice(this.#prefix.length));
      }
    } catch {
      // memory has them
    }
    return [...keys];
  }

  /**
   * Hand a draft over to the outbox. Its number is stored with it first: if the page dies before
   * the draft is removed, handing it over again changes nothing.
   *
   * @param {string} key
   * @param {string} action
   * @param {Record<string, any>} fields
   * @param {import("./outbox.js").Outbox} outbox
   */
  async handOver(key, action, fields, outbox) {
    const opId = newId();
    this.set(key, { action, fields, op_id: opId });
    await outbox.add(action, fields, opId);
    // The next note may have been begun meanwhile.
    if (this.get(key)?.op_id === opId) this.remove(key);
  }

  /**
   * Finish what a page that died had begun to hand over.
   *
   * @param {import("./outbox.js").Outbox} outbox
   */
  async finish(outbox) {
    for (const key of this.keys()) {
      const draft = this.get(key);
      if (!draft?.op_id) continue;
      await outbox.add(draft.action, draft.fields, draft.op_id);
      this.remove(key);
    }
  }
}
