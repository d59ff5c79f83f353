// What others did, gathered for some seconds, so that a room full of writers is not one long noise.

import { leads } from "./board_lead.js";

/**
 * @import { Facilitator } from "./feed.js"
 * @import { Say } from "./words.js"
 */

const EVERY = 4_000;

/** @typedef {{ fresh: number, waiting: number, moved: number }} Counts */

export class News {
  /** @type {Counts} */
  #counts = { fresh: 0, waiting: 0, moved: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Say} say @param {(sentences: string, weighty?: boolean) => void} tell */
  constructor(say, tell) {
    this.say = say;
    this.tell = tell;
  }

  /** Who leads is told at once, whatever stands there. @param {Counts & { leader?: Facilitator | null }} news */
  hear({ fresh, waiting, moved, leader }) {
    this.#counts.fresh += fresh;
    this.#counts.waiting += waiting;
    this.#counts.moved += moved;
    if (leader !== undefined) this.tell(leads(leader, this.say), true);
    if (fresh || waiting || moved) this.#timer ??= setTimeout(() => this.#tellNow(), EVERY);
  }

  #tellNow() {
    const { fresh, waiting, moved } = this.#counts;
    this.#counts = { fresh: 0, waiting: 0, moved: 0 };
    this.#timer = undefined;
    const sentences = [];
    if (fresh) sentences.push(this.say("new_notes", { n: fresh }));
    if (waiting) sentences.push(this.say("new_waiting_notes", { n: waiting }));
    if (moved) sentences.push(this.say("moved_by_others", { n: moved }));
    this.tell(sentences.join(" "));
  }
}
