// The facilitator's desk: what is looked at, what is selected, and every command. The board itself
// is the server's; nothing here changes it, so a command that was refused leaves no trace to undo.

import { newId } from "./actions.js";
import {
  afterLeaving, columnsOf, groupsOf, neighbour, newsBetween, stageToView, stagesOf,
} from "./board_state.js";

/**
 * @import { Result } from "./actions.js"
 * @import { Board, Connection } from "./feed.js"
 * @import { Column, Direction, Group, Note } from "./board_state.js"
 * @import { Say } from "./words.js"
 *
 * @typedef {{ kind: "group" | "move" | "hide", notes: string[] }
 *   | { kind: "remove", group: Group }
 *   | { kind: "invite", link: string }
 *   | { kind: "code" | "help" | "close" | "seal" | "stages" }} Dialog
 *
 * @typedef {object} Message
 * @property {string} text
 * @property {boolean} refused refusals stay until they are put away
 */

const NEWS_EVERY = 4_000;

export class Desk {
  /** @type {Connection} */
  connection = "reconnecting";
  /** @type {string | null} the id of the stage whose notes are shown */
  viewed;
  /** @type {Set<string>} ids of notes */
  selected = new Set();
  /** @type {string | null} the note that the keyboard is on */
  current = null;
  /** @type {boolean} whether `current` is to take the focus when drawn next */
  takesFocus = false;
  /** @type {Set<string>} ids of notes about which the server has not answered yet */
  busy = new Set();
  /** @type {string | null} the id of the group whose title is being changed */
  renaming = null;
  /** @type {Dialog | null} */
  dialog = null;
  /** @type {string} why the form in the dialog was refused */
  dialogError = "";
  /** @type {Message} */
  message = { text: "", refused: false };

  /** @type {Map<string, string>} op_id of each command that got no answer, by what it was */
  #unanswered = new Map();
  #news = { fresh: 0, late: 0, moved: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #newsTimer;

  /**
   * @param {object} options
   * @param {Board} options.board
   * @param {(name: string, fields: object, opId: string) => Promise<Result>} options.act
   * @param {Say} options.say
   * @param {() => void} options.redraw
   */
  constructor({ board, act, say, redraw }) {
    this.board = board;
    this.act = act;
    this.say = say;
    this.redraw = redraw;
    this.viewed = stageToView(board);
  }

  get columns() {
    return columnsOf(this.board, this.viewed);
  }

  get groups() {
    return groupsOf(this.board, this.viewed);
  }

  /** @returns {boolean} whether anything may still change */
  get sealed() {
    return this.board.put.dialogue.state === "sealed";
  }

  /** @param {Board} board */
  take(board) {
    const news = newsBetween(this.board, board, this.busy);
    this.board = board;
    const notes = board.put.notes;
    for (const id of this.selected) if (!notes[id]) this.selected.delete(id);
    if (!this.viewed || !board.put.stages[this.viewed]) this.viewed = stageToView(board);
    if (this.renaming && !board.put.groups[this.renaming]) this.renaming = null;
    this.#tell(news);
    this.redraw();
  }

  /** Say what others did, gathered, so that a room full of writers is not one long noise. */
  #tell(/** @type {{ fresh: number, late: number, moved: number }} */ news) {
    this.#news.fresh += news.fresh;
    this.#news.late += news.late;
    this.#news.moved += news.moved;
    if (this.#newsTimer || !(news.fresh || news.late || news.moved)) return;
    this.#newsTimer = setTimeout(() => {
      const { fresh, late, moved } = this.#news;
      this.#news = { fresh: 0, late: 0, moved: 0 };
      this.#newsTimer = undefined;
      const sentences = [];
      if (fresh) sentences.push(this.say("new_notes", { n: fresh }));
      if (late) sentences.push(this.say("new_late_notes", { n: late }));
      if (moved) sentences.push(this.say("moved_by_others", { n: moved }));
      if (!this.message.refused) this.announce(sentences.join(" "));
    }, NEWS_EVERY);
  }

  /** @param {Connection} connection */
  connect(connection) {
    this.connection = connection;
    this.redraw();
  }

  /** @param {string} text */
  announce(text) {
    this.message = { text, refused: false };
    this.redraw();
  }

  /** @param {string} text */
  complain(text) {
    if (this.dialog) this.dialogError = text;
    else this.message = { text, refused: true };
    this.redraw();
  }

  // Looking and selecting

  /** @param {string} stageId */
  view(stageId) {
    if (stageId === this.viewed) return;
    this.viewed = stageId;
    this.selected.clear();
    this.current = null;
    this.redraw();
  }

  /** Go to the first note that waits to be let in, whatever its stage. */
  viewLate() {
    const late = Object.entries(this.board.put.notes).find(([, { state }]) => state === "late");
    if (!late) return;
    this.view(late[1].stage);
    this.focus(late[0]);
  }

  /** @param {string} noteId */
  toggle(noteId) {
    this.current = noteId;
    if (!this.selected.delete(noteId)) this.selected.add(noteId);
    this.redraw();
  }

  clear() {
    this.selected.clear();
    this.message = { text: "", refused: false };
    this.redraw();
  }

  /** @param {Direction} direction @param {boolean} selecting */
  step(direction, selecting) {
    const next = this.current && neighbour(this.columns, this.current, direction);
    if (!next) return;
    if (selecting && this.current) this.selected.add(this.current).add(next);
    this.focus(next);
  }

  /** @param {string | null} noteId */
  focus(noteId) {
    this.current = noteId;
    this.takesFocus = noteId !== null;
    this.redraw();
  }

  /** @returns {Note[]} the selected notes, else the one the keyboard is on */
  get chosen() {
    const all = this.columns.flatMap(({ notes }) => notes);
    const selected = all.filter(({ id }) => this.selected.has(id));
    return selected.length ? selected : all.filter(({ id }) => id === this.current);
  }

  /** @param {Note["state"]} state @returns {string[]} ids of the chosen notes in this state */
  chosenThatAre(state) {
    return this.chosen.filter((note) => note.state === state).map(({ id }) => id);
  }

  /** @param {Dialog} dialog */
  open(dialog) {
    this.dialog = dialog;
    this.dialogError = "";
    this.redraw();
  }

  closeDialog() {
    this.dialog = null;
    this.dialogError = "";
    this.takesFocus = this.current !== null;
    this.redraw();
  }

  // Commands

  /**
   * Do one action. A refusal is shown and answers null.
   *
   * @param {string} name
   * @param {object} fields
   * @param {string[]} [notes] the notes that wait for it
   * @returns {Promise<Record<string, any> | null>}
   */
  async do(name, fields, notes = []) {
    const same = JSON.stringify([name, fields]);
    const opId = this.#unanswered.get(same) ?? newId();
    notes.forEach((id) => this.busy.add(id));
    this.redraw();
    const result = await this.act(name, fields, opId);
    notes.forEach((id) => this.busy.delete(id));
    if (result.ok) {
      this.#unanswered.delete(same);
      this.redraw();
      return result.answer;
    }
    if (result.error.code === "unreachable") this.#unanswered.set(same, opId);
    this.complain(result.error.message || this.say("unreachable"));
    return null;
  }

  /** @param {string[]} notes @param {string | null} groupId */
  async move(notes, groupId) {
    if (!notes.length) return;
    const where = groupId ? (this.board.put.groups[groupId]?.title ?? "") : this.say("ungrouped");
    this.#goOnAfter(notes);
    const done = await this.do("move_notes", { notes, group: groupId }, notes);
    if (done) this.announce(this.say("moved_to", { n: notes.length, group: where }));
    else this.#selectAgain(notes);
  }

  /**
   * @param {string} title
   * @param {string[]} notes none for an empty group
   * @returns {Promise<boolean>}
   */
  async group(title, notes) {
    const next = afterLeaving(this.columns, notes);
    const done = await this.do("add_group", { stage: this.viewed, title, notes }, notes);
    if (!done) return false;
    notes.forEach((id) => this.selected.delete(id));
    this.current = next;
    this.closeDialog();
    this.announce(this.say("grouped", { n: notes.length, group: title }));
    return true;
  }

  /** @param {string[]} notes */
  #goOnAfter(notes) {
    const next = afterLeaving(this.columns, notes);
    notes.forEach((id) => this.selected.delete(id));
    this.focus(next);
  }

  /** @param {string[]} notes */
  #selectAgain(notes) {
    for (const id of notes) if (this.board.put.notes[id]) this.selected.add(id);
    this.redraw();
  }

  /** @param {string} groupId @param {string} title */
  async rename(groupId, title) {
    const before = this.board.put.groups[groupId]?.title;
    if (title.trim() === before) {
      this.renaming = null;
      return this.redraw();
    }
    if (!(await this.do("rename_group", { group: groupId, title }))) return;
    this.renaming = null;
    this.announce(this.say("renamed", { group: title }));
  }

  /** @param {string} groupId */
  async remove(groupId) {
    const title = this.board.put.groups[groupId]?.title ?? "";
    if (await this.do("remove_group", { group: groupId })) {
      this.closeDialog();
      this.announce(this.say("removed", { group: title }));
    }
  }

  /**
   * Do one action for each note, and stop at the first refusal.
   *
   * @param {string} name
   * @param {string[]} notes
   * @param {string} said the key of what to say in the end
   * @param {object} [fields]
   */
  async each(name, notes, said, fields = {}) {
    this.#goOnAfter(notes);
    if (this.dialog) this.closeDialog();
    let done = 0;
    for (const note of notes) {
      if (!(await this.do(name, { note, ...fields }, [note]))) return;
      done += 1;
    }
    if (done) this.announce(this.say(said, { n: done }));
  }

  /** @param {string} stageId */
  async openStage(stageId) {
    if (!(await this.do("open_stage", { stage: stageId }))) return;
    const stage = stagesOf(this.board).find(({ id }) => id === stageId);
    if (this.dialog) this.closeDialog();
    if (stage && ["now", "want", "how"].includes(stage.kind)) this.view(stageId);
  }

  /** @param {string} name @param {object} [fields] */
  async end(name, fields = {}) {
    if (await this.do(name, fields)) this.closeDialog();
  }
}
