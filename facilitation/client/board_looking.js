// What a facilitator looks at: the stage, what is searched for, selected, folded and open. None of
// it is told to the server, and none of it changes the board.

import { Folded } from "./board_folded.js";
import { EVERYTHING, found } from "./board_search.js";
import { columnsOf, groupsOf, isWaiting, neighbour, stageToView } from "./board_state.js";

/**
 * @import { Board, Connection, Presence, StageRecord } from "./feed.js"
 * @import { ModerationFields } from "./board_moderation.js"
 * @import { StageFields } from "./board_stage.js"
 * @import { Column, Direction, Group, Note } from "./board_state.js"
 * @import { Search } from "./board_search.js"
 * @import { Say } from "./words.js"
 *
 * @typedef {{ kind: "move" | "hide" | "duplicate", notes: string[] }
 *   | { kind: "group", notes: string[], title?: string }
 *   | { kind: "remove" | "merge", group: Group }
 *   | { kind: "invite", link: string }
 *   | { kind: "stage", stage: string, fields: StageFields, theirs: Partial<StageFields> }
 *   | { kind: "moderation", fields: ModerationFields }
 *   | { kind: "code" | "help" | "close" | "seal" | "stages" | "proxy_notes" | "proxy_votes"
 *       | "suggestions" | "breakouts" | "mix" | "under_18" }} Dialog
 *
 * @typedef {object} Renaming
 * @property {string} group
 * @property {string} title from which its new one is made: nobody changes it under the writer's hand
 * @property {string} theirs the title that somebody else has given it meanwhile, if any
 * @property {string} told whose that is
 *
 * @typedef {object} Message
 * @property {string} text
 * @property {boolean} refused refusals stay until they are put away
 *
 * @typedef {object} Surroundings
 * @property {Board} board
 * @property {Say} say
 * @property {() => void} redraw
 * @property {(stage: StageRecord) => string} stageName
 */

export class Looking {
  /** @type {Connection} */
  connection = "reconnecting";
  /** @type {Presence | null} who is here, while the server says so */
  presence = null;
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
  /** @type {Renaming | null} the group whose title is being changed */
  renaming = null;
  /** @type {Set<string>} ids of groups of which only the head is shown */
  folded;
  /** Whether all of the head of the board is shown where the page is narrow. */
  headOpen = false;
  /** @type {Search} */
  search = EVERYTHING;
  searching = false;
  /** @type {Dialog | null} */
  dialog = null;
  /** @type {string} why the form in the dialog was refused */
  dialogError = "";
  /** What was done in the dialog: nobody hears what is said behind it. */
  dialogSaid = "";
  /** Whether the button of the next step is to take the focus when drawn next. */
  nextTakesFocus = false;
  /** @type {string | null} the kind of stimulus chosen in the dialog, before it is saved */
  stimulusKind = null;
  /** @type {Column[]} worked out for `#columnsOf`; one drawing asks for them many times */
  #columns = [];
  /** @type {unknown[]} */
  #columnsOf = [];
  /** @type {Column[]} those of `#columns` that `#foundBy` asks for */
  #found = [];
  /** @type {unknown[]} */
  #foundBy = [];
  /** @type {Message} */
  message = { text: "", refused: false };

  /** @param {Surroundings} surroundings */
  constructor({ board, say, redraw, stageName }) {
    this.board = board;
    this.say = say;
    this.redraw = redraw;
    this.stageName = stageName;
    this.viewed = stageToView(board);
    this.keptFolded = new Folded(board.put.dialogue.code);
    this.folded = this.keptFolded.ids;
  }

  /** @returns {Column[]} of the stage that is looked at */
  get allColumns() {
    const of = [this.board, this.viewed];
    if (of.some((one, at) => one !== this.#columnsOf[at])) {
      this.#columnsOf = of;
      this.#columns = columnsOf(this.board, this.viewed);
    }
    return this.#columns;
  }

  /** @returns {Column[]} with the notes that are searched for */
  get columns() {
    const by = [this.allColumns, this.search];
    if (by.some((one, at) => one !== this.#foundBy[at])) {
      this.#foundBy = by;
      this.#found = found(this.allColumns, this.search);
    }
    return this.#found;
  }

  /** @returns {Column[]} with the notes that the keyboard can come to */
  get reachable() {
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

  /** @param {Connection} connection */
  connect(connection) {
    this.connection = connection;
    if (connection !== "live") this.presence = null;
    this.redraw();
  }

  /** @param {Presence} presence */
  notice(presence) {
    this.presence = presence;
    this.redraw();
  }

  /** @param {string} text */
  announce(text) {
    this.message = { text, refused: false };
    this.redraw();
  }

  /** Announce it in the dialog, too. @param {string} text */
  announceHere(text) {
    this.dialogSaid = text;
    this.announce(text);
  }

  /** @param {string} text */
  complain(text) {
    if (this.dialog) this.dialogError = text;
    else this.message = { text, refused: true };
    this.redraw();
  }

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
    this.#fold([groupId], folded);
    this.redraw();
  }

  /** @param {string[]} groupIds @param {boolean} folded */
  #fold(groupIds, folded) {
    for (const id of groupIds) if (folded) this.folded.add(id); else this.folded.delete(id);
    this.keptFolded.keep(this.folded);
  }

  /** The groups of the stage that is looked at. @param {boolean} folded */
  foldAll(folded) {
    this.#fold(this.groups.map(({ id }) => id), folded);
    this.announce(this.say(folded ? "all_folded" : "all_unfolded"));
  }

  toggleHead() {
    this.headOpen = !this.headOpen;
    this.redraw();
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
      const first = this.reachable.find(({ key }) => key === head)?.notes[0];
      if (direction === "down" && first) this.focus(first.id);
      return;
    }
    const next = this.current && neighbour(this.reachable, this.current, direction);
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
    this.dialogSaid = "";
    this.stimulusKind = null;
    this.redraw();
  }

  closeDialog() {
    this.dialog = null;
    this.dialogError = "";
    this.dialogSaid = "";
    this.redraw();
  }
}
