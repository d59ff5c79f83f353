// A group is read back: the person says that it is right, or what was missed. What they type
// outlives the reading: when it moves on, their words go the way of a late note instead.

import { newId } from "./actions.js";
import { element, say } from "./participant_list.js";
import { countsExactly, seenLength } from "./participant_text.js";

/** @param {string} group */
export function missedKey(group) {
  return `missed:${group}`;
}

/** The section `#readback`. */
export class ReadBack {
  #section = element("readback");
  #text = /** @type {HTMLTextAreaElement} */ (element("missed-text"));
  #details = /** @type {HTMLDetailsElement} */ (this.#section.querySelector("details"));
  #wasDrawn = false;

  /**
   * @param {import("./participant_here.js").Here} here
   * @param {import("./participant_status.js").Status} status
   */
  constructor(here, status) {
    this.here = here;
    this.status = status;
    this.#text.addEventListener("input", () => this.#typed());
    this.#section.addEventListener("focusout", () => setTimeout(() => here.changed()));
    this.#section.addEventListener("submit", (event) => this.#submitted(event));
  }

  /** The group that the section shows. */
  get #group() {
    return this.#section.dataset.group ?? "";
  }

  /** The group that is being read back now, or "". */
  get #current() {
    const { put } = this.here.board;
    const group = put.dialogue.state === "open" ? put.dialogue.readback ?? "" : "";
    return this.here.isKnown && put.groups[group] ? group : "";
  }

  /** Whether somebody is writing here, so that it must not be taken from them. */
  get #isInUse() {
    return document.activeElement === this.#text && this.#text.value.trim() !== "";
  }

  draw() {
    const group = this.#current;
    const hasMovedOn = this.#wasDrawn && group !== this.#group;
    element("reading-moved-on").hidden = !(hasMovedOn && this.#isInUse);
    if (hasMovedOn && this.#isInUse) {
      return say(element("reading-moved-on"), this.here.said("reading_moved_on"));
    }
    if (!this.#wasDrawn || hasMovedOn) this.#belongTo(group);
    this.#wasDrawn = true;
    if (group) this.#drawGroup(group);
  }

  /** @param {string} group "" if none is read back */
  #belongTo(group) {
    const isNews = this.#wasDrawn && group !== "";
    if (!this.#wasDrawn) this.#keepEarlier();
    this.#section.hidden = group === "";
    this.#section.dataset.group = group;
    const draft = this.here.drafts.get(missedKey(group));
    this.#text.value = draft && !draft.op_id ? draft.fields.text : "";
    this.#details.open = this.#text.value !== "";
    this.#complain("");
    say(element("readback-told"), "");
    const title = this.here.board.put.groups[group]?.title ?? "";
    if (isNews) this.status.announce(this.here.said("reading_back", { group: title }));
  }

  /** What stood in the box before this script began, given back by the server. */
  #keepEarlier() {
    if (this.#group && this.#text.value.trim() !== "") this.#typed();
  }

  /** @param {string} group */
  #drawGroup(group) {
    say(element("readback-title"), this.here.board.put.groups[group]?.title ?? "");
    const agrees = this.here.agreements().includes(group);
    this.#agreeButton.setAttribute("aria-pressed", String(agrees));
  }

  get #agreeButton() {
    return /** @type {HTMLElement} */ (this.#section.querySelector('[name="agrees"]'));
  }

  #typed() {
    const { drafts, board } = this.here;
    const key = missedKey(this.#group);
    const stage = board.put.groups[this.#group]?.stage ?? "";
    const fields = { group: this.#group, stage, text: this.#text.value };
    if (fields.text.trim() === "") drafts.remove(key);
    else drafts.set(key, { action: "correct", fields });
    this.#complain("");
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.action === "correct") void this.#sendMissed();
    else this.#agree();
  }

  #agree() {
    const agrees = this.#agreeButton.getAttribute("aria-pressed") !== "true";
    void this.here.outbox.add("agree", { group: this.#group, agrees }, newId());
    say(element("readback-told"), this.here.said(agrees ? "agreed" : "agreement_taken_back"));
  }

  async #sendMissed() {
    const { said, board } = this.here;
    const limit = board.put.dialogue.note_limit;
    const length = seenLength(this.#text.value);
    if (length === 0) return this.#complain(said("empty"));
    if (length > limit && countsExactly) {
      return this.#complain(said("too_long", { limit, length }));
    }
    this.#typed();
    const sending = sendMissed(this.here, this.#group);
    this.#text.value = "";
    await sending;
    say(element("readback-told"), said("missed_kept"));
    this.#details.open = false;
    this.here.changed();
  }

  /**
   * Say what became of the words that were in the box, where they were written.
   *
   * @param {string} group
   * @returns {boolean} whether it was said
   */
  tellSent(group) {
    const isHere = group === this.#group && !this.#section.hidden;
    if (isHere) say(element("readback-told"), this.here.said("missed_sent"));
    return isHere;
  }

  /** @param {string} sentence "" when all is well */
  #complain(sentence) {
    say(element("missed-problem"), sentence);
    if (!sentence) return this.#text.removeAttribute("aria-invalid");
    this.#text.setAttribute("aria-invalid", "true");
    this.#text.focus();
  }
}

/**
 * Hand the draft of a correction over: to its group, or as a note where that is no more.
 *
 * @param {import("./participant_here.js").Here} here
 * @param {string} group
 */
export async function sendMissed(here, group) {
  const key = missedKey(group);
  const draft = here.drafts.get(key);
  if (!draft || draft.op_id) return;
  const { text, stage } = draft.fields;
  const isThere = group in here.board.put.groups;
  const action = isThere ? "correct" : "add_note";
  const fields = isThere ? { group, text } : { stage, text, language: here.language };
  await here.drafts.handOver(key, action, fields, here.outbox);
}
