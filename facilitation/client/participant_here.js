// What one phone knows: the board it has heard, what the server knows of its owner, and what is
// kept until the server has it. The parts of the page draw from here and write through here.

import { post } from "./actions.js";
import { Outbox } from "./outbox.js";
import { Drafts } from "./participant_drafts.js";
import { afterAnswer, afterNews, ownAgreements, ownLines, ownVotes } from "./participant_own.js";
import { pageLocale, wordsOf } from "./words.js";

/**
 * @typedef {import("./outbox.js").Entry} Entry
 *
 * @typedef {object} Listener the page
 * @property {() => void} changed after anything that may look different now
 * @property {(entry: Entry, answer: Record<string, any>) => void} answered
 * @property {(entry: Entry) => void} refused
 */

/** Refusals of a choice that the server's answer to `me` settles better than a sentence. */
const ALREADY_SO = new Set(["already_voted", "vote_not_given"]);

/** Their words are kept beside the reason; any other entry that is refused is let go. */
const HOLDS_WORDS = new Set(["add_note", "edit_note", "correct"]);

const ASK_EVERY = 60_000;

export class Here {
  /** Whether the board has been heard since the page was made. */
  heard = false;
  passLost = false;
  #answers = 0;
  #answeredAt = 0; // the seq of the last of them
  /** @type {BroadcastChannel | null} */
  #tabs = null;

  /**
   * @param {any} data what `participant._page_data` writes
   * @param {import("./outbox.js").Store} store
   * @param {Listener} page
   */
  constructor(data, store, page) {
    this.page = page;
    /** @type {string} */
    this.code = data.code;
    /** @type {string} that notes are in unless their author says otherwise */
    this.language = data.language;
    /** @type {import("./feed.js").Board} */
    this.board = data.board;
    /** @type {import("./participant_own.js").Me} */
    this.me = data.me ?? nobody(data.language);
    this.isKnown = data.me !== null;
    /** @type {import("./participant_stage.js").Strings} */
    this.strings = data.strings;
    this.said = wordsOf(data.strings.said, pageLocale());
    this.drafts = new Drafts(this.code);
    this.outbox = this.#newOutbox(store);
  }

  /** @param {import("./outbox.js").Store} store */
  #newOutbox(store) {
    return new Outbox({
      code: this.code,
      store,
      send: ({ action, fields, op_id }, tried) => post(this.code, action, fields, op_id, tried),
      onAnswered: (entry, answer) => this.#answered(entry, answer),
      onRefused: (entry) => this.#refused(entry),
      onChanged: () => this.changed(),
    });
  }

  /** Take up what earlier pages and other tabs have left, and notice what they do from now on. */
  async start() {
    await this.outbox.load();
    await this.drafts.finish(this.outbox);
    this.#listenToTabs();
    window.addEventListener("online", () => void this.outbox.wake());
    document.addEventListener("visibilitychange", () => this.#lookNow());
    // News comes by the feed; what a lost connection has swallowed is known after a minute.
    setInterval(() => this.#lookNow(), ASK_EVERY * (0.75 + Math.random() / 2));
    window.addEventListener("beforeunload", (event) => {
      if (!this.outbox.lasting && this.outbox.waiting.length > 0) event.preventDefault();
    });
  }

  #listenToTabs() {
    if (!("BroadcastChannel" in window)) return;
    this.#tabs = new BroadcastChannel(`outbox-${this.code}`);
    this.#tabs.onmessage = () => void this.outbox.load().then(() => this.askMe());
  }

  #lookNow() {
    if (document.hidden) return;
    void this.outbox.wake();
    void this.askMe();
  }

  changed() {
    this.page.changed();
  }

  /** Own notes as the person left them, sent or not. */
  lines() {
    return ownLines(this.me, this.outbox.entries, this.board.put.groups);
  }

  /** Own votes by group, as the person has chosen by now. */
  votes() {
    return ownVotes(this.me, this.outbox.entries);
  }

  /** The groups that the person found right when they were read back. */
  agreements() {
    return ownAgreements(this.me, this.outbox.entries);
  }

  /** After the seal nobody is known any more, here as there. What was not sent stays in sight. */
  forget() {
    this.isKnown = false;
    this.me = nobody(this.language);
    void this.outbox.wake();
  }

  /**
   * @param {Entry} entry
   * @param {Record<string, any>} answer
   */
  #answered(entry, answer) {
    this.#answers += 1;
    this.#answeredAt = Math.max(this.#answeredAt, answer.seq ?? 0);
    this.me = afterAnswer(this.me, entry, answer, this.board.put.groups);
    this.page.answered(entry, answer);
    this.#tabs?.postMessage("changed");
  }

  /** @param {Entry} entry */
  #refused(entry) {
    this.#answers += 1;
    if (!HOLDS_WORDS.has(entry.action)) {
      void this.outbox.remove(entry.op_id);
      void this.askMe();
      if (ALREADY_SO.has(entry.error?.code ?? "")) return;
    }
    this.page.refused(entry);
  }

  /**
   * A facilitator let a note of ours in, hid it, or asks to quote it.
   *
   * @param {import("./feed.js").Own} own
   */
  heardOwn({ seq, notes }) {
    if (!this.isKnown) return;
    this.#answers += 1;
    if (seq < this.#answeredAt) return void this.askMe(); // overtaken by what we did since
    this.me = afterNews(this.me, notes);
    this.changed();
  }

  /**
   * Ask again what the server knows of us.
   *
   * @returns {Promise<void>}
   */
  async askMe() {
    if (!this.isKnown) return;
    const before = this.#answers;
    try {
      const response = await fetch(`/api/d/${this.code}/me`, { headers: { Accept: "application/json" } });
      const me = response.ok ? await response.json() : null;
      if (before !== this.#answers) return this.askMe(); // older than what we know by now
      if (!me || !this.isKnown) return;
      me.notes = me.notes.filter((/** @type {any} */ note) => note.state !== "withdrawn");
      this.me = me;
      this.changed();
    } catch {
      // there will be another time
    }
  }
}

/**
 * @param {string} language
 * @returns {import("./participant_own.js").Me}
 */
function nobody(language) {
  return { language, has_profile: true, notes: [], votes: {}, agreements: [], handover: null };
}
