// Notes that may say the same, as the server suggests them. Nothing is moved until somebody
// accepts, and then as a new group like any other, so undo takes it back.

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";

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
  /** @type {Suggestion | null} the one in the dialog; only notes that others have taken leave it */
  shown = null;
  /** One of `WORDINGS`. */
  wording = "wide";
  /** What became of the last one, said in the dialog: what is behind a dialog is not heard. */
  said = "";

  /** @type {Suggestion[]} */
  #all = [];
  #asked = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} until the answer is here */
  #timer;
  /** Whether notes leave `shown` by what is done in the dialog itself. */
  #accepting = false;

  /** @param {Desk} desk @param {string} code */
  constructor(desk, code) {
    this.desk = desk;
    this.code = code;
  }

  /** @returns {number} the place of `shown` in `list` */
  get at() {
    return this.list.findIndex((one) => one === this.shown);
  }

  /** Look again some time after the ungrouped notes have changed, also while they go on changing. */
  hear() {
    const isOpen = this.desk.dialog?.kind === "suggestions";
    if (!isOpen) this.shown = null;
    this.#sift();
    if (isOpen) this.shown ??= this.list[0] ?? null;
    if (this.desk.sealed || this.#timer || this.#ungrouped.length < 2) return;
    if (this.#now === this.#asked) return;
    this.#timer = setTimeout(() => this.look(), LOOK_AFTER);
  }

  get #ungrouped() {
    return (this.desk.allColumns[0]?.notes ?? []).map(({ id }) => id);
  }

  /** What an answer is about. */
  get #now() {
    return [this.desk.viewed, this.wording, this.desk.takenBack, ...this.#ungrouped].join(" ");
  }

  #sift() {
    const free = this.#ungrouped;
    const still = (/** @type {Suggestion} */ one, /** @type {Set<string>} */ but) =>
      ({ ...one, notes: free.filter((id) => one.notes.includes(id) && !but.has(id)) });
    if (this.shown && !this.#accepting) this.#hold(this.shown, still(this.shown, new Set()));
    const { shown } = this;
    const held = new Set(shown?.notes);
    const others = this.#all
      .filter(({ key }) => key !== shown?.key)
      .map((one) => still(one, held))
      .filter(({ notes }) => notes.length > 1);
    this.list = (shown ? [...others, shown] : others).sort(byStrength);
  }

  /** @param {Suggestion} before @param {Suggestion} now */
  #hold(before, now) {
    const gone = before.notes.length - now.notes.length;
    if (!gone) return;
    this.shown = now;
    this.said = this.desk.say("gone_meanwhile", { n: gone });
  }

  /** Hold another one, that of `key` or the one that is now in the same place. @param {string} [key] */
  #turnTo(key) {
    const at = Math.max(this.at, 0);
    this.shown = null;
    this.#sift();
    const last = this.list.length - 1;
    this.shown = this.list.find((one) => one.key === key) ?? this.list[Math.min(at, last)] ?? null;
  }

  async look() {
    const { wording, desk: { viewed: stage } } = this;
    if (!stage) return;
    clearTimeout(this.#timer);
    this.#asked = this.#now;
    try {
      const query = new URLSearchParams({ stage, wording });
      const response = await fetch(`/api/d/${this.code}/suggestions?${query}`);
      const { suggestions } = response.ok ? await response.json() : { suggestions: this.#all };
      if (stage === this.desk.viewed && wording === this.wording) this.#all = suggestions;
    } catch {
      this.#asked = ""; // asked again when the board changes next
      return;
    } finally {
      this.#timer = undefined;
    }
    this.#sift();
    this.desk.redraw();
  }

  /** @param {string} wording one of `WORDINGS` */
  async choose(wording) {
    this.wording = wording;
    this.said = "";
    await this.look();
    this.#turnTo();
    this.desk.redraw();
  }

  /** @param {string} title @param {string[]} notes those of the suggestion that are ticked */
  async accept(title, notes) {
    const { desk, shown } = this;
    if (!shown || !notes.length) return desk.complain(desk.say("tick_some"));
    this.#accepting = true;
    const done = await desk.group(title, notes, { stay: true });
    this.#accepting = false;
    if (!done) return;
    const left = shown.notes.length - notes.length;
    const grouped = desk.say("grouped", { n: notes.length, group: title });
    this.said = left ? `${grouped} ${desk.say("left_ungrouped", { n: left })}` : grouped;
    desk.announce(this.said);
    this.#settled(shown);
  }

  async dismiss() {
    const { shown } = this;
    if (!shown || !(await this.desk.do("keep_apart", { notes: shown.notes }))) return;
    this.said = this.desk.say("kept_apart");
    this.desk.announce(this.said);
    this.#settled(shown);
  }

  /** @param {1 | -1} step */
  turn(step) {
    const { length } = this.list;
    this.#turnTo(this.list[(this.at + step + length) % length]?.key);
    this.said = "";
    this.desk.redraw();
  }

  /** What came while it was shown is asked for anew, without it. @param {Suggestion} suggestion */
  #settled({ notes: settled }) {
    this.#all = this.#all.map((one) =>
      ({ ...one, notes: one.notes.filter((id) => !settled.includes(id)) }));
    this.#asked = "";
    this.#turnTo();
    if (!this.list.length && this.desk.dialog?.kind === "suggestions") this.desk.closeDialog();
    this.desk.redraw();
  }
}

/** The strongest first, equals in one order whichever is shown. @param {Suggestion} one @param {Suggestion} other */
function byStrength(one, other) {
  return other.strength - one.strength || (one.key < other.key ? -1 : 1);
}

/** @param {Ui} ui */
export function suggestionsDialog(ui) {
  const { say, suggestions } = ui;
  const { shown } = suggestions;
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
    ${shown?.notes.length
      ? keyed(shown.key, suggestionForm(ui, shown))
      : html`${all > 1 ? nothing : html`<p>${say("no_suggestions")}</p>`}${buttons(ui)}`}
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
      ${repeat(notes, (id) => id, (id) => html`<label class="choice">
        <input type="checkbox" name="note" value=${id} checked>
        <span dir="auto" lang=${desk.board.put.notes[id]?.language ?? language}>
          ${desk.board.put.notes[id]?.text}</span></label>`)}
    </fieldset>
    <label for="dialog-field">${say("group_title")}</label>
    <input id="dialog-field" name="title" dir="auto" lang=${language} maxlength="400"
      autocomplete="off" .value=${title}>
    ${buttons(ui, html`
      <button class="button primary">${say("group_ticked")}</button>
      ${notes.length > 1
        ? html`<button type="button" class="button" @click=${() => suggestions.dismiss()}>
            ${say("keep_apart")}</button>`
        : nothing}`, "close")}
  `);
}
