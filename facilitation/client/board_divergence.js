// The box "Where views differed": saved while one writes, and never over another facilitator's
// words without asking.

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Say } from "./words.js"
 */

const SAVE_AFTER = 1_200;

export class Divergence {
  /** @type {string} what stands in the box */
  text;
  /** @type {string | null} what another facilitator wrote meanwhile */
  theirs = null;
  state = "saved";

  /** @type {string} what the server last said */
  #known;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.text = this.#known = desk.board.put.dialogue.divergence ?? "";
  }

  /** Take what the server now says. A box that somebody has written in is asked about first. */
  hear() {
    const now = this.desk.board.put.dialogue.divergence ?? "";
    if (now === this.#known) return;
    this.#known = now;
    if (now.trim() === this.text.trim()) this.theirs = null;
    else if (this.state === "saved") this.text = now;
    else this.theirs = now;
  }

  /** @param {string} text */
  write(text) {
    this.text = text;
    this.state = "unsaved";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), SAVE_AFTER);
    this.desk.redraw();
  }

  async save() {
    clearTimeout(this.#timer);
    if (this.state !== "unsaved" || this.theirs !== null) return;
    this.state = "saving";
    const sent = this.text;
    const done = await this.desk.do("record_divergence", { text: sent });
    if (this.text !== sent) this.write(this.text);
    else this.state = done ? "saved" : "unsaved";
    this.desk.redraw();
  }

  /** @param {boolean} mine */
  settle(mine) {
    if (!mine) this.text = this.theirs ?? "";
    this.state = mine ? "unsaved" : "saved";
    this.theirs = null;
    this.save();
    this.desk.redraw();
  }
}

/** @param {Divergence} box @param {Say} say */
export function divergenceView(box, say) {
  return html`
    <section class="divergence" id="divergence">
      <h2><label for="divergence-text">${say("divergence")}</label></h2>
      <p class="hint" id="divergence-hint">${say("divergence_hint")}</p>
      <textarea id="divergence-text" rows="4" dir="auto" aria-describedby="divergence-hint"
        ?disabled=${box.desk.sealed} .value=${live(box.text)}
        @input=${(/** @type {Event & { currentTarget: HTMLTextAreaElement }} */ event) =>
          box.write(event.currentTarget.value)}
        @blur=${() => box.save()}></textarea>
      <p class="hint saved">${say(`divergence_${box.state}`)}</p>
      ${box.theirs === null ? nothing : conflict(box, say)}
    </section>
  `;
}

/** @param {Divergence} box @param {Say} say */
function conflict(box, say) {
  return html`
    <div class="message" role="alert">
      <p>${say("divergence_theirs")}</p>
      <blockquote dir="auto">${box.theirs}</blockquote>
      <button type="button" class="button" @click=${() => box.settle(true)}>${say("keep_mine")}</button>
      <button type="button" class="button" @click=${() => box.settle(false)}>${say("take_theirs")}</button>
    </div>
  `;
}
