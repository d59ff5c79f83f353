// People without a device: their notes, many at once, and their votes, as counted in the room.
// What is typed here is somebody's words: it is kept until the server has it, across a reload too.

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

import { stageName } from "./board_bar.js";
import { buttons, form, titled } from "./board_dialog.js";
import { groupsOf, writingStages } from "./board_state.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Ui } from "./board_columns.js"
 * @import { Group } from "./board_state.js"
 */

const MOST_AT_ONCE = 100;

/** What is typed in the panel, kept in this tab only. */
export class Draft {
  /** @param {string} code of the dialogue */
  constructor(code) {
    this.key = `notes on behalf ${code}`;
  }

  get text() {
    try {
      return sessionStorage.getItem(this.key) ?? "";
    } catch {
      return this.unsaved;
    }
  }

  unsaved = "";

  /** @param {string} text */
  keep(text) {
    this.unsaved = text;
    try {
      if (text) sessionStorage.setItem(this.key, text);
      else sessionStorage.removeItem(this.key);
    } catch {
      // Some browsers refuse storage; the words then last as long as the page.
    }
  }
}

/** @param {string} text @returns {string[]} one note a line */
export function linesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

/**
 * Write down one note for each line. Where the server refuses a batch for one of its lines, they
 * go one by one, so that only what was refused is left.
 *
 * @param {Desk} desk
 * @param {{ stage: string, language: string, actor: string, quote: boolean }} about
 * @param {string[]} lines
 * @returns {Promise<{ done: number, left: string[], why: string }>}
 */
export async function writeDown(desk, about, lines) {
  const { stage, ...more } = about;
  const send = (/** @type {string[]} */ texts) =>
    desk.ask("add_proxy_notes", { stage, notes: texts.map((text) => ({ text, ...more })) });
  let done = 0;
  let why = "";
  /** @type {string[]} */
  const left = [];
  for (let at = 0; at < lines.length; at += MOST_AT_ONCE) {
    const batch = lines.slice(at, at + MOST_AT_ONCE);
    const result = await send(batch);
    if (result.ok) done += batch.length;
    else if (result.error.code !== "note_too_long" || batch.length === 1) {
      why = result.error.message || desk.say("unreachable");
      left.push(...batch);
    } else {
      for (const line of batch) {
        const one = await send([line]);
        if (one.ok) done += 1;
        else left.push(line);
        if (!one.ok) why = one.error.message || desk.say("unreachable");
      }
    }
  }
  return { done, left, why };
}

/** The box is empty again, and the hand stays on the keyboard. @param {string} told */
function goOn(told) {
  const said = document.getElementById("dialog-said");
  if (said) said.textContent = told;
  document.getElementById("dialog-field")?.focus();
}

/** Ctrl-Enter is for a pile of sheets. @param {KeyboardEvent & { currentTarget: HTMLTextAreaElement }} event */
function sendByKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const { form: sheet } = event.currentTarget;
  sheet?.requestSubmit(/** @type {HTMLButtonElement | null} */ (sheet.querySelector("[name=go_on]")));
}

/** @param {Ui} ui @param {Draft} draft */
export function proxyNotesDialog(ui, draft) {
  const { desk, say, labels } = ui;
  const stages = writingStages(desk.board);
  const then = async (/** @type {FormData} */ given) => {
    const field = (/** @type {string} */ name) => String(given.get(name) ?? "");
    const stage = field("stage");
    const isHow = desk.board.put.stages[stage]?.kind === "how";
    const actor = isHow ? field("actor") : "";
    const about = { stage, language: field("language"), actor, quote: given.has("quote") };
    const lines = linesOf(field("text"));
    if (!lines.length) return desk.complain(say("write_some"));
    const { done, left, why } = await writeDown(desk, about, lines);
    draft.keep(left.join("\n"));
    const told = done ? say("written_down", { n: done }) : "";
    desk.dialogError = "";
    if (left.length) desk.complain(`${why} ${say("lines_kept", { n: left.length })}`);
    else if (given.has("go_on")) goOn(told);
    else desk.closeDialog();
    if (told) desk.announce(told);
  };
  return titled(say("proxy_notes"), form(say("proxy_notes"), then, html`
    <p class="hint" id="dialog-hint">${say("proxy_notes_explained")}</p>
    <label for="dialog-field">${say("proxy_lines")}</label>
    <textarea id="dialog-field" name="text" rows="8" dir="auto" autofocus aria-describedby="dialog-hint"
      .value=${live(draft.text)} @keydown=${sendByKey}
      @input=${(/** @type {Event & { currentTarget: HTMLTextAreaElement }} */ event) => {
        draft.keep(event.currentTarget.value);
        desk.redraw();
      }}></textarea>
    <p class="hint">${say("notes", { n: linesOf(draft.text).length })}</p>
    <div class="row">
      ${select("stage", say("their_stage"), stages.map((stage) => [stage.id, stageName(labels, stage)]), desk.viewed)}
      ${select("language", say("their_language"), languages(ui), desk.board.put.dialogue.language)}
      ${stages.some(({ kind }) => kind === "how")
        ? select("actor", say("their_actor"), [["", say("nobody_named")], ...Object.entries(labels.actors)], "")
        : nothing}
    </div>
    <label class="choice"><input type="checkbox" name="quote"> <span>${say("they_may_be_quoted")}</span></label>
    <p class="told" role="status" id="dialog-said"></p>
    ${buttons(ui, html`<button class="button primary">${say("write_down")}</button>
      <button class="button" name="go_on" value="1" title="Ctrl+Enter">${say("write_down_more")}</button>`, "close")}
  `));
}

/** @param {Ui} ui @returns {string[][]} the languages of the pages, and what the dialogue speaks */
function languages({ desk, languageName }) {
  const tags = new Set(["ar", "zh", "en", "fr", "ru", "es", desk.board.put.dialogue.language]);
  for (const { language } of Object.values(desk.board.put.notes)) tags.add(language);
  return [...tags].map((tag) => [tag, languageName(tag)]);
}

/** @param {string} name @param {string} label @param {string[][]} options @param {string | null} chosen */
function select(name, label, options, chosen) {
  return html`<div class="field"><label for="their-${name}">${label}</label>
    <select id="their-${name}" name=${name}>${options.map(([value = "", text]) => html`<option value=${value}
      ?selected=${value === chosen}>${text}</option>`)}</select></div>`;
}

/** @param {Ui} ui */
export function proxyVotesDialog(ui) {
  const { desk, say, labels } = ui;
  const stages = writingStages(desk.board).map((stage) => ({ stage, groups: groupsOf(desk.board, stage.id) }));
  return titled(say("count_votes"), html`
    <p class="hint">${say("count_votes_explained")}</p>
    ${stages.filter(({ groups }) => groups.length).map(({ stage, groups }) => html`
      <h3 dir="auto">${stageName(labels, stage)}</h3>
      <ul class="proxy-votes">${groups.map((group) => voteCounter(ui, group))}</ul>
    `)}
    <p class="told" role="status">${desk.dialogSaid}</p>
    ${buttons(ui)}
  `);
}

/** One count after another, so that the last that was typed is the one that stays. */
let counting = Promise.resolve();

/**
 * The field one is in, and what stood there: what a colleague counts meanwhile goes over nobody's
 * typing.
 *
 * @type {{ dialog: unknown, group: string, stood: number } | null}
 */
let entered = null;

/** @param {Ui} ui @param {Group} group */
function voteCounter({ desk, say }, { id, title, proxy_votes: votes }) {
  const now = votes ?? 0;
  const isHere = entered?.dialog === desk.dialog && entered?.group === id;
  const stood = isHere && entered ? entered.stood : now;
  const enter = () => void (entered = { dialog: desk.dialog, group: id, stood: now });
  const leave = () => {
    const left = entered;
    counting = counting.then(() => {
      if (entered === left) entered = null;
      desk.redraw();
    });
  };
  const count = async (/** @type {number} */ n) => {
    if (!(await desk.do("count_proxy_votes", { group: id, votes: n }))) return;
    desk.announceHere(say("votes_counted", { group: title, n }));
  };
  const set = (/** @type {HTMLInputElement} */ field) => {
    const n = field.valueAsNumber;
    if (Number.isInteger(n) && n >= 0) counting = counting.then(() => count(n));
    else field.value = String(now);
  };
  const step = (/** @type {1 | -1} */ by) => () => {
    const field = /** @type {HTMLInputElement} */ (document.getElementById(`pv-${id}`));
    field.valueAsNumber = Math.max(0, (field.valueAsNumber || 0) + by);
    set(field);
  };
  return html`<li>
    <label for="pv-${id}" dir="auto">${title}</label>
    <button type="button" class="button" aria-label="${say("one_less")}: ${title}"
      @click=${step(-1)}>−</button>
    <input id="pv-${id}" type="number" min="0" max="100000" inputmode="numeric" .value=${String(stood)}
      @focus=${enter} @blur=${leave} @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) =>
        set(event.currentTarget)}>
    <button type="button" class="button" aria-label="${say("one_more")}: ${title}"
      @click=${step(1)}>+</button>
  </li>`;
}
