// Finding notes on the board: which of them match, and the row of fields that asks.

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { isWaiting } from "./board_state.js";

/**
 * @import { Board, NoteRecord } from "./feed.js"
 * @import { Column } from "./board_state.js"
 * @import { Ui } from "./board_columns.js"
 *
 * @typedef {"" | "ungrouped" | "waiting" | "on_behalf" | "corrections" | "quotable"} Only
 *
 * @typedef {object} Search
 * @property {string} words
 * @property {string} language
 * @property {string} actor
 * @property {string} voice the person whose notes to show
 * @property {string} breakout
 * @property {Only} only
 */

/** @type {Readonly<Search>} */
export const EVERYTHING = Object.freeze({
  words: "", language: "", actor: "", voice: "", breakout: "", only: "",
});

/** @type {Only[]} */
const ONLY = ["", "ungrouped", "waiting", "on_behalf", "corrections", "quotable"];

/** @param {Search} search @returns {boolean} whether it leaves anything out */
export function isNarrow(search) {
  return Object.values(search).some((value) => value.trim() !== "");
}

/** @param {string} text @returns {string} without what two writings of one word may differ in */
function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[\p{M}\u0640]/gu, "");
}

/** @param {Search} search @param {NoteRecord} note @returns {boolean} */
export function matches(search, note) {
  const text = fold(note.text);
  return (
    fold(search.words).split(/\s+/).every((word) => text.includes(word)) &&
    (!search.language || note.language === search.language) &&
    (!search.actor || note.actor === search.actor) &&
    (!search.voice || note.voice === search.voice) &&
    (!search.breakout || note.breakout === search.breakout) &&
    isOfKind(search.only, note)
  );
}

/** @param {Only} only @param {NoteRecord} note @returns {boolean} */
function isOfKind(only, note) {
  if (only === "ungrouped") return note.state === "shown" && !note.group;
  if (only === "waiting") return isWaiting(note);
  if (only === "on_behalf") return note.on_behalf === true;
  if (only === "corrections") return Boolean(note.corrects);
  if (only === "quotable") return note.quote_allowed === true;
  return true;
}

/**
 * Return the columns with the notes that match; a group without any is left out.
 *
 * @param {Column[]} columns
 * @param {Search} search
 * @returns {Column[]}
 */
export function found(columns, search) {
  if (!isNarrow(search)) return columns;
  return columns
    .map((column) => ({ ...column, notes: column.notes.filter((note) => matches(search, note)) }))
    .filter(({ key, notes }) => notes.length || key === "ungrouped");
}

/**
 * Return the circles from which some of `notes` are; none on the board of one circle.
 *
 * @param {Board} board
 * @param {NoteRecord[]} notes
 */
function breakoutsOf(board, notes) {
  const { breakout, breakouts = [] } = board.put.dialogue;
  return breakout ? [] : breakouts.filter(({ id }) => notes.some((note) => note.breakout === id));
}

/** @param {Ui} ui */
export function searchView(ui) {
  const { desk, say, labels } = ui;
  if (!desk.searching) return nothing;
  const notes = desk.allColumns.flatMap((column) => column.notes);
  const languages = [...new Set(notes.map(({ language }) => language))].sort();
  const actors = Object.keys(labels.actors).filter((code) => notes.some((note) => note.actor === code));
  const breakouts = breakoutsOf(desk.board, notes);
  const shown = desk.columns.flatMap((column) => column.notes).length;
  return html`
    <search class="search" aria-label=${say("find")} @keydown=${(/** @type {KeyboardEvent} */ event) =>
      event.key === "Escape" && desk.endSearch()}>
      <div class="field words"><label for="find-words">${say("find_words")}</label>
        <input id="find-words" type="search" dir="auto" autocomplete="off" data-takes-focus
          .value=${live(desk.search.words)} @input=${narrow(ui, "words")}></div>
      ${choice(ui, "only", ONLY.map((one) => [one, say(`only_${one || "all"}`)]))}
      ${languages.length > 1
        ? choice(ui, "language", [["", say("any_language")],
            ...languages.map((tag) => [tag, ui.languageName(tag)])])
        : nothing}
      ${actors.length
        ? choice(ui, "actor", [["", say("any_actor")],
            ...actors.map((code) => [code, labels.actors[code] ?? code])])
        : nothing}
      ${breakouts.length
        ? choice(ui, "breakout", [["", say("only_all")], ...breakouts.map(({ id, name }) => [id, name])])
        : nothing}
      ${desk.search.voice
        ? html`<button type="button" class="button" @click=${() => desk.narrow({ voice: "" })}>
            ${say("one_person")} <span aria-hidden="true">×</span></button>`
        : nothing}
      <p class="found" role="status">${say("found", { n: shown, all: notes.length })}</p>
      <button type="button" class="button" ?disabled=${!shown || desk.sealed}
        @click=${() => desk.selectAll()}>${say("select_found")}</button>
      <button type="button" class="button" @click=${() => desk.endSearch()}>${say("end_search")}</button>
    </search>
  `;
}

/** @param {Ui} ui @param {keyof Search} name */
function narrow({ desk }, name) {
  return (/** @type {Event & { currentTarget: HTMLInputElement | HTMLSelectElement }} */ event) =>
    desk.narrow({ [name]: event.currentTarget.value });
}

/** @param {Ui} ui @param {"only" | "language" | "actor" | "breakout"} name @param {string[][]} options */
function choice(ui, name, options) {
  return html`
    <div class="field"><label for="find-${name}">${ui.say(`find_${name}`)}</label>
      <select id="find-${name}" @change=${narrow(ui, name)}>
        ${options.map(([value = "", label]) => html`<option value=${value}
          ?selected=${ui.desk.search[name] === value}>${label}</option>`)}
      </select></div>
  `;
}
