// How columns and cards are drawn. Each card is a checkbox with the note as its label, so that
// selecting works by touch, mouse, keyboard and screen reader without a word of explanation.

import { html, nothing, svg } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Column, Note } from "./board_state.js"
 * @import { Mark } from "./board_marks.js"
 * @import { Say } from "./words.js"
 *
 * @typedef {object} Ui what drawing needs beside the desk
 * @property {Desk} desk
 * @property {Say} say
 * @property {{ stages: Record<string, string>, prompts: Record<string, string>,
 *   actors: Record<string, string> }} labels
 * @property {(tag: string) => string} languageName
 * @property {Map<string, Mark>} marks
 * @property {Record<"projector" | "invite" | "summary" | "dialogues" | "join", string>} addresses
 */

/** @param {Ui} ui */
export function columnsView(ui) {
  const [ungrouped, ...others] = ui.desk.columns;
  return html`
    <div class="columns">
      ${ungrouped && columnView(ui, ungrouped)}
      <div class="groups">
        ${repeat(others, ({ key }) => key, (column) => columnView(ui, column))}
        ${others.some(({ group }) => group)
          ? nothing
          : html`<p class="hint">${ui.say("no_groups_yet")}</p>`}
      </div>
    </div>
  `;
}

/** @param {Ui} ui @param {Column} column */
function columnView(ui, column) {
  const { desk } = ui;
  const stop = column.notes.find(({ id }) => id === desk.current) ?? column.notes[0];
  return html`
    <section class="column ${column.group ? "group" : column.key}" aria-labelledby="h-${column.key}">
      ${column.group ? groupHead(ui, column) : plainHead(ui, column)}
      ${column.notes.length
        ? html`<ul class="cards">
            ${repeat(
              column.notes,
              ({ id }) => id,
              (note) => card(ui, note, note === stop),
            )}
          </ul>`
        : html`<p class="empty">${ui.say(column.group ? "empty_group" : "nothing_ungrouped")}</p>`}
    </section>
  `;
}

/** @param {Ui} ui @param {Column} column */
function plainHead({ desk, say }, { key, notes }) {
  return html`
    <header class="column-head">
      <h3 id="h-${key}">${say(key)} ${count(say, notes.length)}</h3>
      <div class="column-tools">
        ${key === "ungrouped" ? moveHere(desk, say, null, say("ungrouped")) : nothing}
        ${key === "late" && !desk.sealed
          ? html`<button type="button" class="small strong" @click=${() =>
              desk.each("admit_note", notes.map(({ id }) => id), "admitted")}>
              ${say("admit_all")}
            </button>`
          : nothing}
      </div>
    </header>
  `;
}

/** @param {Ui} ui @param {Column} column */
function groupHead(ui, { key, group, notes }) {
  const { desk, say } = ui;
  const title = group?.title ?? "";
  return html`
    <header class="column-head">
      ${desk.renaming === key
        ? titleField(ui, key, title)
        : html`<h3 id="h-${key}"><bdi dir="auto">${title}</bdi> ${count(say, notes.length)}</h3>`}
      ${group?.votes ? html`<p class="votes">${say("votes", { n: group.votes })}</p>` : nothing}
      ${desk.sealed
        ? nothing
        : html`<div class="column-tools">
            <button type="button" class="small" aria-label="${say("rename")}: ${title}"
              @click=${() => {
                desk.renaming = key;
                desk.redraw();
              }}>${say("rename")}</button>
            <button type="button" class="small" aria-label="${say("take_apart")}: ${title}"
              @click=${() =>
                notes.length && group ? desk.open({ kind: "remove", group }) : desk.remove(key)}>
              ${say("take_apart")}
            </button>
            ${moveHere(desk, say, key, title)}
          </div>`}
    </header>
  `;
}

/** @param {Say} say @param {number} n */
function count(say, n) {
  return html`<span class="count">${say("count", { n })}</span>`;
}

/** @param {Desk} desk @param {Say} say @param {string | null} group @param {string} title */
function moveHere(desk, say, group, title) {
  const notes = [...desk.selected].filter((id) => {
    const note = desk.board.put.notes[id];
    return note?.state === "shown" && note.group !== group;
  });
  return html`<button type="button" class="small strong move-here ${notes.length ? "" : "idle"}"
    aria-label="${say("move_here")}: ${title}" @click=${() => desk.move(notes, group)}>
    ${say("move_here")}
  </button>`;
}

/** @param {Ui} ui @param {string} key @param {string} title */
function titleField({ desk, say }, key, title) {
  return html`
    <form class="rename" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const field = /** @type {HTMLFormElement} */ (event.target).elements.namedItem("title");
      desk.rename(key, /** @type {HTMLInputElement} */ (field).value);
    }} @keydown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      desk.renaming = null;
      desk.focus(desk.current);
    }}>
      <h3 id="h-${key}" class="visually-hidden">${title}</h3>
      <input name="title" dir="auto" maxlength="400" aria-label=${say("title")} .value=${title}
        data-takes-focus autocomplete="off">
      <button class="small strong">${say("save")}</button>
    </form>
  `;
}

/** @param {Ui} ui @param {Note} note @param {boolean} isStop whether Tab comes to this card */
function card(ui, note, isStop) {
  const { desk } = ui;
  const chosen = desk.selected.has(note.id);
  const sign = note.voice ? ui.marks.get(note.voice) : undefined;
  return html`
    <li class="card ${chosen ? "chosen" : ""} ${desk.busy.has(note.id) ? "busy" : ""}"
      data-note=${note.id}>
      <input type="checkbox" id="n-${note.id}" .checked=${live(chosen)} tabindex=${isStop ? 0 : -1}
        aria-describedby="m-${note.id} v-${note.id}" ?disabled=${desk.sealed}
        @change=${() => desk.toggle(note.id)}>
      <label for="n-${note.id}" dir="auto" lang=${note.language}>${note.text}</label>
      <span class="voice" id="v-${note.id}">
        ${sign ? voiceSign(sign, ui.say("same_person", { n: sign.others })) : nothing}
      </span>
      <p class="marks" id="m-${note.id}">${marks(ui, note)}</p>
    </li>
  `;
}

/** @param {Ui} ui @param {Note} note */
function marks({ desk, say, labels, languageName }, note) {
  const foreign = note.language !== desk.board.put.dialogue.language;
  return [
    note.actor ? html`<span class="tag actor">${labels.actors[note.actor] ?? note.actor}</span>` : "",
    foreign ? html`<span class="tag">${languageName(note.language)}</span>` : "",
    note.on_behalf ? html`<span class="tag">${say("on_behalf")}</span>` : "",
    note.state === "late" ? html`<span class="tag warn">${say("late_note")}</span>` : "",
  ];
}

/** @param {Mark} mark @param {string} meaning */
function voiceSign({ shape, colour }, meaning) {
  return html`<span class="colour-${colour}" title=${meaning}>
    <svg viewBox="0 0 16 16" aria-hidden="true">${OUTLINES[shape]}</svg>
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
