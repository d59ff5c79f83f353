// The facilitator's desk: what is looked at, and every command. The board itself is the server's;
// nothing here changes it, so a command that was refused leaves no trace to undo.

import { newId } from "./actions.js";
import { Looking } from "./board_looking.js";
import { News } from "./board_news.js";
import { EVERYTHING } from "./board_search.js";
import {
  WRITING_KINDS, afterLeaving, circleOf, newsBetween, stageToView, stagesOf,
} from "./board_state.js";

/**
 * @import { Result } from "./actions.js"
 * @import { Board } from "./feed.js"
 * @import { Surroundings } from "./board_looking.js"
 */

const LEAVES_ITS_PLACE = new Set(["admit_notes", "hide_notes", "bring_back_notes"]);

export class Desk extends Looking {
  /** @type {Map<string, string>} op_id of each command that got no answer, by what it was */
  #unanswered = new Map();
  #asking = 0;
  /** Up to which number of the feed a change of place may be this page's own doing. */
  #ownUntil = 0;
  /** @type {News} */
  #news;

  /**
   * @param {Surroundings & { act: (name: string, fields: object, opId: string) => Promise<Result> }}
   *   surroundings
   */
  constructor({ act, ...surroundings }) {
    super(surroundings);
    this.act = act;
    const tell = (/** @type {string} */ news) => this.message.refused || this.announce(news);
    this.#news = new News(this.say, tell);
  }

  /** @param {Board} board */
  take(board) {
    const isOwn = this.#asking > 0 || this.board.seq < this.#ownUntil;
    const went = this.board.put.dialogue.breakout !== board.put.dialogue.breakout;
    const news = newsBetween(went ? null : this.board, board, this.busy);
    if (isOwn) news.moved = 0;
    this.board = board;
    const notes = board.put.notes;
    for (const id of this.selected) if (!notes[id]) this.selected.delete(id);
    if (!this.viewed || !board.put.stages[this.viewed]) this.viewed = stageToView(board);
    if (this.renaming && !board.put.groups[this.renaming]) this.renaming = null;
    this.#news.hear(news);
    if (went) this.#arrive();
    this.redraw();
  }

  /** On the board of a circle, or of all again: what was looked for elsewhere is not here. */
  #arrive() {
    const circle = circleOf(this.board);
    this.search = EVERYTHING;
    this.announce(circle ? `${this.say("in_breakout")} ${circle.name}` : this.say("with_all"));
  }

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
    const next = afterLeaving(this.reachable, notes);
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
    const next = afterLeaving(this.reachable, notes);
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
    await this.all("pin_notes", notes, pinned ? "notes_pinned" : "notes_unpinned", { pinned });
  }

  /**
   * Do one action to all of these notes, as one step.
   *
   * @param {string} name
   * @param {string[]} notes
   * @param {string} said the key of what to say in the end
   * @param {object} [fields]
   */
  async all(name, notes, said, fields = {}) {
    if (LEAVES_ITS_PLACE.has(name)) this.#goOnAfter(notes);
    if (this.dialog) this.closeDialog();
    const done = await this.do(name, { notes, ...fields }, notes);
    if (done) this.announce(this.say(said, { n: done.changed }));
    else this.#selectAgain(notes);
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
