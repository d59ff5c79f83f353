// The box "Where views differed": saved while one writes, and never over another facilitator's
// words without asking.

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Say } from "./words.js"
 */

const SAVE_AFTER = 1_200;

/** @typedef {{ who: string, text: string }} Theirs what another facilitator wrote meanwhile */

export class Divergence {
  /** @type {string} what stands in the box */
  text;
  /** @type {Theirs | null} */
  theirs = null;
  /** @type {"saved" | "unsaved" | "saving"} */
  state = "saved";

  /** @type {string} what stood on the server when the words in the box were begun */
  #before;
  /** @type {string} what the board last said; an answer may be ahead of it */
  #heard;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.text = this.#before = this.#heard = desk.board.put.dialogue.divergence ?? "";
  }

  /** Take what the server now says. Where words here are not saved, it is asked whose those are. */
  hear() {
    const now = this.desk.board.put.dialogue.divergence ?? "";
    if (now === this.#heard || this.state === "saving") return;
    this.#heard = now;
    if (now === this.#before) return;
    if (this.state === "saved") this.text = this.#before = now;
    else if (this.theirs) this.theirs.text = now;
    else this.save();
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
    if (this.state !== "unsaved" || this.theirs) return;
    this.state = "saving";
    const sent = this.text;
    const result = await this.desk.ask("record_divergence", { text: sent, before: this.#before });
    if (result.ok) {
      this.#before = result.answer.text;
      this.state = "saved";
      if (this.text !== sent) this.write(this.text);
    } else {
      this.state = "unsaved";
      const { code, message, params } = result.error;
      if (code === "divergence_overtaken") {
        this.theirs = { who: String(params.who), text: String(params.theirs) };
      } else this.desk.complain(message || this.desk.say("unreachable"));
    }
    this.hear();
    this.desk.redraw();
  }

  /** @param {"mine" | "theirs" | "both"} which */
  settle(which) {
    if (!this.theirs) return;
    const { text } = this.theirs;
    this.#before = text;
    if (which === "theirs") this.text = text;
    if (which === "both") this.text = `${text}\n\n${this.text}`;
    this.state = which === "theirs" ? "saved" : "unsaved";
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
      ${box.theirs ? conflict(box, box.theirs, say) : nothing}
    </section>
  `;
}

/** @param {Divergence} box @param {Theirs} theirs @param {Say} say */
function conflict(box, { who, text }, say) {
  const choice = (/** @type {"mine" | "theirs" | "both"} */ which) => html`
    <button type="button" class="button" @click=${() => box.settle(which)}>
      ${say(which === "theirs" ? "take_theirs" : `keep_${which}`)}</button>`;
  return html`
    <div class="message" role="alert">
      <p>${say("divergence_theirs", { name: who })}</p>
      <blockquote dir="auto">${text}</blockquote>
      ${choice("both")}${choice("mine")}${choice("theirs")}
    </div>
  `;
}
