// Notes that may say the same, as the server suggests them. Nothing is moved until somebody
// accepts, and then as a new group like any other, so undo takes it back.

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { buttons, form, titled } from "./board_dialog.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Ui } from "./board_columns.js"
 *
 * @typedef {object} Suggestion
 * @property {string} key
 * @property {string[]} notes
 * @property {string} title
 * @property {string} language
 * @property {number} strength
 */

const LOOK_AFTER = 2_500;

/** How alike notes must be: whole themes, or only those that say it in nearly the same words. */
const WORDINGS = ["wide", "close"];

export class Suggestions {
  /** @type {Suggestion[]} that still hold: each of their notes is on the board and in no group */
  list = [];
  at = 0;
  /** One of `WORDINGS`. */
  wording = "wide";
  /** What became of the last one, said in the dialog: what is behind a dialog is not heard. */
  said = "";

  /** @type {Suggestion[]} */
  #all = [];
  #asked = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Desk} desk @param {string} code */
  constructor(desk, code) {
    this.desk = desk;
    this.code = code;
  }

  /** Look again some time after the ungrouped notes have changed. */
  hear() {
    this.#sift();
    const now = [this.desk.viewed, this.wording, ...this.#ungrouped].join(" ");
    if (this.desk.sealed || now === this.#asked) return;
    this.#asked = now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.look(), LOOK_AFTER);
  }

  get #ungrouped() {
    return (this.desk.allColumns[0]?.notes ?? []).map(({ id }) => id);
  }

  #sift() {
    const free = this.#ungrouped;
    this.list = this.#all
      .map((one) => ({ ...one, notes: free.filter((id) => one.notes.includes(id)) }))
      .filter(({ notes }) => notes.length > 1);
    this.at = Math.min(this.at, Math.max(this.list.length - 1, 0));
  }

  async look() {
    const { wording, desk: { viewed: stage } } = this;
    if (!stage) return;
    try {
      const query = new URLSearchParams({ stage, wording });
      const response = await fetch(`/api/d/${this.code}/suggestions?${query}`);
      if (!response.ok || stage !== this.desk.viewed || wording !== this.wording) return;
      this.#all = (await response.json()).suggestions;
    } catch {
      this.#asked = ""; // asked again when the board changes next
      return;
    }
    this.#sift();
    this.desk.redraw();
  }

  /** @param {string} wording one of `WORDINGS` */
  async choose(wording) {
    this.wording = wording;
    this.said = "";
    await this.look();
  }

  /** @param {string} title @param {string[]} notes those of the suggestion that are ticked */
  async accept(title, notes) {
    const { desk } = this;
    const suggestion = this.list[this.at];
    if (!suggestion || !notes.length) return desk.complain(desk.say("tick_some"));
    if (!(await desk.group(title, notes, { stay: true }))) return;
    const left = suggestion.notes.length - notes.length;
    const grouped = desk.say("grouped", { n: notes.length, group: title });
    this.said = left ? `${grouped} ${desk.say("left_ungrouped", { n: left })}` : grouped;
    desk.announce(this.said);
    this.#settled(suggestion);
  }

  async dismiss() {
    const suggestion = this.list[this.at];
    if (!suggestion || !(await this.desk.do("keep_apart", { notes: suggestion.notes }))) return;
    this.said = this.desk.say("kept_apart");
    this.desk.announce(this.said);
    this.#settled(suggestion);
  }

  /** @param {1 | -1} step */
  turn(step) {
    this.at = (this.at + step + this.list.length) % this.list.length;
    this.said = "";
    this.desk.redraw();
  }

  /** @param {Suggestion} suggestion */
  #settled({ key }) {
    this.#all = this.#all.filter((one) => one.key !== key);
    this.#sift();
    if (!this.list.length && this.desk.dialog?.kind === "suggestions") this.desk.closeDialog();
    this.desk.redraw();
  }
}

/** @param {Ui} ui */
export function suggestionsDialog(ui) {
  const { say, suggestions } = ui;
  const suggestion = suggestions.list[suggestions.at];
  const all = suggestions.list.length;
  return titled(say("suggestions"), html`
    <p class="hint">${say("suggestions_explained")}</p>
    ${wordingChoice(ui)}
    <p class="told" role="status">${suggestions.said}</p>
    ${all > 1
      ? html`<div class="turn">
          <button type="button" class="button" @click=${() => suggestions.turn(-1)}>
            ${say("previous")}</button>
          <span>${say("suggestion_of", { n: suggestions.at + 1, all })}</span>
          <button type="button" class="button" @click=${() => suggestions.turn(1)}>
            ${say("following")}</button>
        </div>`
      : nothing}
    ${suggestion
      ? keyed(suggestion.key, suggestionForm(ui, suggestion))
      : html`<p>${say("no_suggestions")}</p>${buttons(ui)}`}
  `);
}

/** @param {Ui} ui */
function wordingChoice({ say, suggestions }) {
  return html`
    <fieldset class="wording">
      <legend>${say("wording")}</legend>
      ${WORDINGS.map((wording) => html`<label class="choice">
        <input type="radio" name="wording" value=${wording} ?checked=${wording === suggestions.wording}
          @change=${() => suggestions.choose(wording)}> ${say(`wording_${wording}`)}</label>`)}
    </fieldset>
  `;
}

/** @param {Ui} ui @param {Suggestion} suggestion */
function suggestionForm(ui, { notes, title, language }) {
  const { desk, say, suggestions } = ui;
  const then = (/** @type {FormData} */ given) =>
    suggestions.accept(String(given.get("title")), given.getAll("note").map(String));
  return form(say("suggestions"), then, html`
    <fieldset class="ticks">
      <legend>${say("may_say_the_same")}</legend>
      ${notes.map((id) => html`<label class="choice">
        <input type="checkbox" name="note" value=${id} checked>
        <span dir="auto" lang=${desk.board.put.notes[id]?.language ?? language}>
          ${desk.board.put.notes[id]?.text}</span></label>`)}
    </fieldset>
    <label for="dialog-field">${say("group_title")}</label>
    <input id="dialog-field" name="title" dir="auto" lang=${language} maxlength="400"
      autocomplete="off" .value=${title}>
    ${buttons(ui, html`
      <button class="button primary">${say("group_ticked")}</button>
      <button type="button" class="button" @click=${() => suggestions.dismiss()}>
        ${say("keep_apart")}</button>`, "close")}
  `);
}
