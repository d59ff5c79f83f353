// The facilitator's desk: what is looked at, what is selected, and every command. The board itself
// is the server's; nothing here changes it, so a command that was refused leaves no trace to undo.

import { newId } from "./actions.js";
import { News } from "./board_news.js";
import { EVERYTHING, found } from "./board_search.js";
import {
  WRITING_KINDS, afterLeaving, columnsOf, groupsOf, isWaiting, neighbour, newsBetween, stageToView,
  stagesOf,
} from "./board_state.js";

/**
 * @import { Result } from "./actions.js"
 * @import { Board, Connection, StageRecord } from "./feed.js"
 * @import { Column, Direction, Group, Note } from "./board_state.js"
 * @import { Search } from "./board_search.js"
 * @import { Say } from "./words.js"
 *
 * @typedef {{ kind: "group" | "move" | "hide" | "duplicate", notes: string[] }
 *   | { kind: "remove" | "merge", group: Group }
 *   | { kind: "invite", link: string }
 *   | { kind: "stage", stage: string }
 *   | { kind: "code" | "help" | "close" | "seal" | "stages" | "proxy_notes" | "proxy_votes"
 *       | "moderation" | "suggestions" }} Dialog
 *
 * @typedef {object} Message
 * @property {string} text
 * @property {boolean} refused refusals stay until they are put away
 */

const LEAVES_ITS_PLACE = new Set(["admit_note", "hide_note", "bring_back_note"]);

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
  /** @type {Set<string>} ids of groups of which only the head is shown */
  folded = new Set();
  /** @type {Search} */
  search = EVERYTHING;
  searching = false;
  /** @type {Dialog | null} */
  dialog = null;
  /** @type {string} why the form in the dialog was refused */
  dialogError = "";
  /** @type {string | null} the kind of stimulus chosen in the dialog, before it is saved */
  stimulusKind = null;
  /** @type {Message} */
  message = { text: "", refused: false };

  /** @type {Map<string, string>} op_id of each command that got no answer, by what it was */
  #unanswered = new Map();
  #asking = 0;
  /** Up to which number of the feed a change of place may be this page's own doing. */
  #ownUntil = 0;
  /** @type {News} */
  #news;

  /**
   * @param {object} options
   * @param {Board} options.board
   * @param {(name: string, fields: object, opId: string) => Promise<Result>} options.act
   * @param {Say} options.say
   * @param {() => void} options.redraw
   * @param {(stage: StageRecord) => string} options.stageName
   */
  constructor({ board, act, say, redraw, stageName }) {
    this.stageName = stageName;
    this.board = board;
    this.act = act;
    this.say = say;
    this.redraw = redraw;
    this.viewed = stageToView(board);
    this.#news = new News(say, (sentences) => this.message.refused || this.announce(sentences));
  }

  /** @returns {Column[]} of the stage that is looked at */
  get allColumns() {
    return columnsOf(this.board, this.viewed);
  }

  /** @returns {Column[]} with the notes that are searched for */
  get columns() {
    return found(this.allColumns, this.search);
  }

  /** @returns {Column[]} with the notes that the keyboard can come to */
  get #open() {
    return this.columns.map((column) =>
      this.folded.has(column.key) ? { ...column, notes: [] } : column);
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
    const isOwn = this.#asking > 0 || this.board.seq < this.#ownUntil;
    const news = newsBetween(this.board, board, this.busy);
    if (isOwn) news.moved = 0;
    this.board = board;
    const notes = board.put.notes;
    for (const id of this.selected) if (!notes[id]) this.selected.delete(id);
    if (!this.viewed || !board.put.stages[this.viewed]) this.viewed = stageToView(board);
    if (this.renaming && !board.put.groups[this.renaming]) this.renaming = null;
    this.#news.hear(news);
    this.redraw();
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
    this.search = EVERYTHING;
    this.selected.clear();
    this.current = null;
    this.redraw();
  }

  /** Go to the first note that waits to be let in, whatever its stage. */
  viewWaiting() {
    const [id, note] = Object.entries(this.board.put.notes).find(([, one]) => isWaiting(one)) ?? [];
    if (!id || !note) return;
    this.view(note.stage);
    this.search = EVERYTHING;
    this.focus(id);
  }

  /** @param {Partial<Search>} more */
  narrow(more) {
    this.searching = true;
    this.search = { ...this.search, ...more };
    this.redraw();
  }

  endSearch() {
    this.searching = false;
    this.search = EVERYTHING;
    this.focus(this.current);
  }

  /** Select every note that is looked at, in one column or in all. @param {string} [key] */
  selectAll(key) {
    const columns = this.columns.filter((column) => !key || column.key === key);
    for (const { id } of columns.flatMap(({ notes }) => notes)) this.selected.add(id);
    this.announce(this.say("now_selected", { n: this.selected.size }));
  }

  /** Show only the head of a group, or what is in it. @param {string} groupId @param {boolean} [folded] */
  fold(groupId, folded = !this.folded.has(groupId)) {
    if (folded) this.folded.add(groupId);
    else this.folded.delete(groupId);
    this.redraw();
  }

  /** @param {boolean} folded */
  foldAll(folded) {
    this.folded = new Set(folded ? this.groups.map(({ id }) => id) : []);
    this.announce(this.say(folded ? "all_folded" : "all_unfolded"));
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

  /**
   * Go on with the arrows, from a card or from the head of a group.
   *
   * @param {Direction} direction
   * @param {boolean} selecting
   * @param {string} [head]
   */
  step(direction, selecting, head) {
    if (head) {
      const first = this.#open.find(({ key }) => key === head)?.notes[0];
      if (direction === "down" && first) this.focus(first.id);
      return;
    }
    const next = this.current && neighbour(this.#open, this.current, direction);
    if (!next) return direction === "up" ? this.#focusHead() : undefined;
    if (selecting && this.current) this.selected.add(this.current).add(next);
    this.focus(next);
  }

  #focusHead() {
    const group = this.current && this.board.put.notes[this.current]?.group;
    if (group) document.getElementById(`g-${group}`)?.focus();
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

  /** @returns {Note[]} */
  get selectedNotes() {
    return this.chosen.filter(({ id }) => this.selected.has(id));
  }

  /** @returns {string[]} ids of the chosen notes that are on the board */
  get chosenOnBoard() {
    return this.chosen.filter(({ state }) => state === "shown").map(({ id }) => id);
  }

  /** @param {Dialog} dialog */
  open(dialog) {
    this.dialog = dialog;
    this.dialogError = "";
    this.stimulusKind = null;
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
    const result = await this.ask(name, fields, notes);
    if (result.ok) return result.answer;
    this.complain(result.error.message || this.say("unreachable"));
    return null;
  }

  /**
   * Do one action and return what became of it. What got no answer is sent again under the same
   * number when it is asked for again, so it is done once.
   *
   * @param {string} name
   * @param {object} fields
   * @param {string[]} [notes] the notes that wait for it
   * @returns {Promise<Result>}
   */
  async ask(name, fields, notes = []) {
    const same = JSON.stringify([name, fields]);
    const opId = this.#unanswered.get(same) ?? newId();
    notes.forEach((id) => this.busy.add(id));
    this.redraw();
    this.#asking += 1;
    const result = await this.act(name, fields, opId);
    this.#asking -= 1;
    if (result.ok) this.#ownUntil = Math.max(this.#ownUntil, result.answer.seq);
    notes.forEach((id) => this.busy.delete(id));
    const unanswered = !result.ok && result.error.code === "unreachable";
    if (unanswered) this.#unanswered.set(same, opId);
    else this.#unanswered.delete(same);
    this.redraw();
    return result;
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
   * @param {{ stay?: boolean }} [options] whether the dialog stays open
   * @returns {Promise<boolean>}
   */
  async group(title, notes, { stay = false } = {}) {
    const next = afterLeaving(this.#open, notes);
    const done = await this.do("add_group", { stage: this.viewed, title, notes }, notes);
    if (!done) return false;
    notes.forEach((id) => this.selected.delete(id));
    this.current = next;
    if (!stay) this.closeDialog();
    this.announce(this.say("grouped", { n: notes.length, group: title }));
    return true;
  }

  /** @param {string[]} notes */
  #goOnAfter(notes) {
    const next = afterLeaving(this.#open, notes);
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

  /** @param {string} groupId @param {string} into */
  async merge(groupId, into) {
    const title = this.board.put.groups[into]?.title ?? "";
    if (!(await this.do("merge_groups", { group: groupId, into }))) return;
    this.closeDialog();
    this.announce(this.say("merged", { group: title }));
  }

  /** @param {string} groupId */
  async pinGroup(groupId) {
    const pinned = !this.board.put.groups[groupId]?.pinned;
    const done = await this.do("pin_group", { group: groupId, pinned });
    if (done) this.announce(this.say(pinned ? "group_pinned" : "group_unpinned"));
  }

  /** Pin the notes, or unpin them where all are pinned. @param {string[]} notes */
  async pinNotes(notes) {
    const pinned = !notes.every((id) => this.board.put.notes[id]?.pinned);
    await this.each("pin_note", notes, pinned ? "notes_pinned" : "notes_unpinned", { pinned });
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
    if (LEAVES_ITS_PLACE.has(name)) this.#goOnAfter(notes);
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
    if (stage && WRITING_KINDS.includes(stage.kind)) this.view(stageId);
    if (stage) this.announce(this.say("stage_is_now", { stage: this.stageName(stage) }));
  }

  /** @param {string} name @param {object} [fields] */
  async end(name, fields = {}) {
    if (await this.do(name, fields)) this.closeDialog();
  }
}
