// How columns and cards are drawn. Each card is a checkbox with the note as its label, so that
// selecting works by touch, mouse, keyboard and screen reader without a word of explanation.

import { html, nothing, svg } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";

import { groupHead } from "./board_group.js";
import { isWaiting } from "./board_state.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { DialogueRecord } from "./feed.js"
 * @import { Column, Note } from "./board_state.js"
 * @import { Mark } from "./board_marks.js"
 * @import { ReadBack } from "./board_readback.js"
 * @import { Suggestions } from "./board_suggestions.js"
 * @import { Say } from "./words.js"
 *
 * @typedef {object} Ui what drawing needs beside the desk
 * @property {Desk} desk
 * @property {Suggestions} suggestions
 * @property {ReadBack} readBack
 * @property {Say} say
 * @property {{ stages: Record<string, string>, prompts: Record<string, string>,
 *   actors: Record<string, string> }} labels
 * @property {(tag: string) => string} languageName
 * @property {Map<string, Mark>} marks
 * @property {Map<string, number>} repeats how many notes repeat a note
 * @property {Record<"projector" | "qr" | "invite" | "summary" | "dialogues" | "join" | "preview"
 *   | "sheet" | "pictures", string>} addresses
 * @property {number} me whose board this is
 */

/** @param {Ui} ui */
export function columnsView(ui) {
  const [ungrouped, ...others] = ui.desk.columns;
  return html`
    <div class="columns">
      ${ungrouped && columnView(ui, ungrouped)}
      <div class="groups">
        ${repeat(others, ({ key }) => key, (column) => columnView(ui, column))}
        ${ui.desk.sealed ? nothing : newGroupPlace(ui)}
      </div>
    </div>
  `;
}

/** @param {Ui} ui @param {Column} column */
function columnView(ui, { key, group, notes }) {
  const { desk } = ui;
  const folded = desk.folded.has(key);
  const stop = notes.find(({ id }) => id === desk.current) ?? notes[0];
  const takes = !desk.sealed && (group || key === "ungrouped");
  const isRead = key === desk.board.put.dialogue.readback;
  return html`
    <section class="column ${group ? "group" : key} ${isRead ? "read" : ""}" data-column=${key}
      aria-labelledby="h-${key}">
      ${group ? groupHead(ui, group, notes.length, folded) : plainHead(ui, key, notes)}
      <ul class="cards ${notes.length && !folded ? "" : "bare"}" data-place=${takes ? key : nothing}>
        ${folded ? nothing : repeat(notes, ({ id }) => id, (note) => card(ui, note, note === stop))}
      </ul>
      ${notes.length
        ? nothing
        : html`<p class="empty">${ui.say(group ? "empty_group" : "nothing_ungrouped")}</p>`}
    </section>
  `;
}

/** @param {Ui} ui */
function newGroupPlace({ desk, say }) {
  const open = () => desk.open({ kind: "group", notes: [] });
  return html`
    <div class="new-place">
      ${desk.groups.length ? nothing : html`<p class="hint">${say("no_groups_yet")}</p>`}
      <button type="button" class="small strong" @click=${open}>${say("new_group")}</button>
      <p class="hint drag-hint">${say("drop_for_new")}</p>
      <ul class="cards bare" data-place="new"></ul>
    </div>
  `;
}

/** @param {Ui} ui @param {string} key @param {Note[]} notes */
function plainHead(ui, key, notes) {
  const { desk, say } = ui;
  return html`
    <header class="column-head">
      <h3 id="h-${key}">${say(key)} ${count(say, notes.length)}</h3>
      <div class="column-tools">
        ${key === "ungrouped" ? moveHere(desk, say, null, say("ungrouped")) : nothing}
        ${key === "ungrouped" ? suggestionsTool(ui) : nothing}
        ${key === "waiting" && !desk.sealed
          ? html`<button type="button" class="small strong" @click=${() =>
              desk.all("admit_notes", notes.map(({ id }) => id), "admitted")}>
              ${say("admit_all")}
            </button>`
          : nothing}
      </div>
    </header>
  `;
}

/** @param {Ui} ui */
function suggestionsTool({ desk, say, suggestions }) {
  const n = suggestions.list.length;
  // Where a stricter choice left none, the way back to that choice stays.
  if (desk.sealed || (!n && suggestions.wording === "wide")) return nothing;
  return html`<button type="button" class="small strong"
    @click=${() => desk.open({ kind: "suggestions" })}>${say("suggestions_n", { n })}</button>`;
}

/** @param {Say} say @param {number} n */
export function count(say, n) {
  return html`<span class="count">${say("count", { n })}</span>`;
}

/** @param {Desk} desk @param {Say} say @param {string | null} group @param {string} title */
export function moveHere(desk, say, group, title) {
  const notes = desk.selectedNotes
    .filter((note) => note.state === "shown" && note.group !== group)
    .map(({ id }) => id);
  return html`<button type="button" class="small strong move-here ${notes.length ? "" : "idle"}"
    aria-label="${say("move_here")}: ${title}" @click=${() => desk.move(notes, group)}>
    ${say("move_here")}
  </button>`;
}

/**
 * A card is drawn anew only when something on it has changed: there may be a thousand.
 *
 * @param {Ui} ui
 * @param {Note} note
 * @param {boolean} isStop whether Tab comes to this card
 */
function card(ui, note, isStop) {
  const { desk } = ui;
  const { dialogue, groups } = desk.board.put;
  const chosen = desk.selected.has(note.id);
  const busy = desk.busy.has(note.id);
  const sign = note.voice ? ui.marks.get(note.voice) : undefined;
  const around = {
    corrects: note.corrects ? groups[note.corrects]?.title : undefined,
    circle: circleOfNote(dialogue, note)?.name,
    repeats: ui.repeats.get(note.id),
  };
  const seen = [
    note, isStop, chosen, busy, desk.sealed, dialogue.language,
    around.corrects, around.circle, around.repeats, sign?.shape, sign?.colour, sign?.others,
  ];
  return guard(seen, () => html`
    <li class="card ${chosen ? "chosen" : ""} ${busy ? "busy" : ""} ${note.duplicate_of ? "repeat" : ""}"
      data-note=${note.id}>
      <input type="checkbox" id="n-${note.id}" .checked=${live(chosen)} tabindex=${isStop ? 0 : -1}
        aria-describedby="m-${note.id} v-${note.id}" ?disabled=${desk.sealed}
        @change=${() => desk.toggle(note.id)}>
      <label for="n-${note.id}" id="l-${note.id}" dir="auto" lang=${note.language}>${note.text}</label>
      ${desk.sealed || note.state !== "shown"
        ? nothing
        : html`<span class="grip" aria-hidden="true"></span>`}
      <span class="voice" id="v-${note.id}">${sign ? voice(ui, sign) : nothing}</span>
      <p class="marks" id="m-${note.id}">${tagsOf(ui, note, around).map(({ text, kind }) =>
        html`<span class="tag ${kind}" dir=${SAID_BY_PEOPLE.has(kind) ? "auto" : nothing}>${text}</span>`)}</p>
      ${isWaiting(note) && !desk.sealed ? waitingTools(ui, note) : nothing}
    </li>
  `);
}

/** @param {Ui} ui @param {Note} note */
function waitingTools({ desk, say }, { id }) {
  return html`
    <div class="card-tools">
      <button type="button" class="small strong" aria-describedby="l-${id}"
        @click=${() => desk.all("admit_notes", [id], "admitted")}>${say("admit")}</button>
      <button type="button" class="small" aria-describedby="l-${id}"
        @click=${() => desk.open({ kind: "hide", notes: [id] })}>${say("hide")}</button>
    </div>
  `;
}

/** Kinds of tags whose words are people's own. */
const SAID_BY_PEOPLE = new Set(["circle", "reason"]);

/**
 * @typedef {object} Tag
 * @property {string} text
 * @property {string} kind
 *
 * @typedef {object} Around what a card says of others than its note
 * @property {string} [corrects] the title of the group that was read back
 * @property {string} [circle]
 * @property {number} [repeats] how many notes repeat it
 *
 * @param {Ui} ui
 * @param {Note} note
 * @param {Around} around
 * @returns {Tag[]}
 */
function tagsOf({ desk, say, labels, languageName }, note, { corrects, circle, repeats }) {
  const { dialogue } = desk.board.put;
  /** @type {Tag[]} */
  const tags = [];
  const tag = (/** @type {unknown} */ holds, /** @type {string} */ text, kind = "") => {
    if (holds) tags.push({ text, kind });
  };
  tag(circle, circle ?? "", "circle");
  tag(note.pinned, say("pinned"), "pinned");
  tag(note.duplicate_of, say("repeats"));
  tag(repeats, say("said_again", { n: repeats ?? 0 }));
  tag(note.corrects, say("correction", { group: corrects ?? "" }), "warn");
  tag(note.actor, labels.actors[note.actor] ?? note.actor, "actor");
  tag(note.language !== dialogue.language, languageName(note.language));
  tag(note.on_behalf, say("on_behalf"));
  tag(note.quote_allowed, say("quotable"));
  tag(note.quote_asked, say("quote_asked"));
  tag(note.state === "late", say("late_note"), "warn");
  tag(note.state === "held", say("held_note"), "warn");
  tag(note.reason, note.reason ?? "", "reason");
  return tags;
}

/** From which circle it is, where all circles are seen. @param {DialogueRecord} dialogue @param {Note} note */
function circleOfNote({ breakout, breakouts = [] }, note) {
  return breakout || !note.breakout ? undefined : breakouts.find(({ id }) => id === note.breakout);
}

/** @param {Ui} ui @param {Mark} sign */
function voice({ say }, sign) {
  const meaning = say("same_person", { n: sign.others });
  return html`<span class="colour-${sign.colour}" title=${meaning}>
    <svg viewBox="0 0 16 16" aria-hidden="true">${OUTLINES[sign.shape]}</svg>
    <span class="visually-hidden">${meaning}</span>
  </span>`;
}

/** @type {Record<string, import("lit").SVGTemplateResult>} */
const OUTLINES = {
  circle: svg`<circle cx="8" cy="8" r="7" />`,
  square: svg`<rect x="1.5" y="1.5" width="13" height="13" />`,
  triangle: svg`<path d="M8 1 15.5 15H.5Z" />`,
  diamond: svg`<path d="M8 0 16 8 8 16 0 8Z" />`,
  cross: svg`<path d="M5 0h6v5h5v6h-5v5H5v-5H0V5h5Z" />`,
  hexagon: svg`<path d="M4 1h8l4 7-4 7H4L0 8Z" />`,
};
