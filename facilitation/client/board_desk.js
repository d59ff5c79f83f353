// The facilitator's desk: what is looked at, and every command. The board itself is the server's;
// nothing here changes it, so a command that was refused leaves no trace to undo.

import { newId } from "./actions.js";
import { Looking } from "./board_looking.js";
import { News, doneBetween, stateSaid } from "./board_news.js";
import { EVERYTHING } from "./board_search.js";
import {
  WRITING_KINDS, afterLeaving, circleOf, newsBetween, openStage, stageToView, stagesOf,
} from "./board_state.js";

/**
 * @import { Result } from "./actions.js"
 * @import { Board } from "./feed.js"
 * @import { Surroundings } from "./board_looking.js"
 *
 * @typedef {string | null | Promise<string | undefined>} PlaceId a group, which may still be on its
 *   way and is undefined if it was refused; null for no group
 * @typedef {{ id: PlaceId, title: string }} Place where notes can go
 *
 * @typedef {object} Coming a group that was asked for and that the board does not hold yet
 * @property {Promise<string | undefined>} id
 * @property {string} title
 * @property {string | null} stage
 * @property {Set<string>} known the groups that were there when it was asked for
 */

const SETTLES_WITHIN = 1_000; // a double tap takes half of that
const LEAVES_ITS_PLACE = new Set(["admit_notes", "hide_notes", "bring_back_notes"]);

export class Desk extends Looking {
  /** @type {Map<string, string>} op_id of each command that got no answer, by what it was */
  #unanswered = new Map();
  #asking = 0;
  /** How often undo or redo has changed something: what is suggested may then be another. */
  takenBack = 0;
  /** Up to which number of the feed a change of place may be this page's own doing. */
  #ownUntil = 0;
  /** @type {News} */
  #news;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settling;
  /** @type {{ seq: number, then: () => void }[]} who waits for the board to come so far */
  #waiting = [];
  /** @type {Set<Coming>} */
  #coming = new Set();
  /** The stage that was opened from here last, and by which number of the feed. */
  #opened = { stage: "", seq: 0 };
  /** @type {(() => void)[]} what waits for the dialog to be closed */
  #afterDialog = [];

  /**
   * @param {Surroundings & { act: (name: string, fields: object, opId: string) => Promise<Result> }}
   *   surroundings
   */
  constructor({ act, ...surroundings }) {
    super(surroundings);
    this.act = act;
    const tell = (/** @type {string} */ news, weighty = false) => {
      if (weighty || !this.message.refused) this.announce(news);
    };
    this.#news = new News(this.say, tell);
  }

  /** @param {Board} board */
  take(board) {
    const isOwn = this.#asking > 0 || this.board.seq < this.#ownUntil;
    const isAnother = board.epoch !== this.board.epoch;
    const went = this.board.put.dialogue.breakout !== board.put.dialogue.breakout;
    const news = newsBetween(went ? null : this.board, board, this.busy);
    const done = isOwn || went ? [] : doneBetween(this.board, board, this.stageName);
    if (isOwn) news.moved = 0;
    if (openStage(this.board)?.id !== openStage(board)?.id) this.#settle();
    this.board = board;
    const notes = board.put.notes;
    for (const id of this.selected) if (!notes[id]) this.selected.delete(id);
    if (!this.viewed || !board.put.stages[this.viewed]) this.viewed = stageToView(board);
    if (this.renaming && !board.put.groups[this.renaming.group]) this.renaming = null;
    this.#news.hear(news, done);
    if (went) this.#arrive();
    const heard = this.#waiting.filter(({ seq }) => isAnother || seq <= board.seq);
    this.#waiting = this.#waiting.filter((one) => !heard.includes(one));
    for (const { then } of heard) then();
    this.redraw();
  }

  /**
   * Wait until the board holds what the server did: its answer may be here before the feed.
   *
   * @param {number} seq
   * @returns {Promise<void>}
   */
  heard(seq) {
    if (this.board.seq >= seq) return Promise.resolve();
    return new Promise((then) => void this.#waiting.push({ seq, then }));
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

  /** @returns {Place[]} where notes of the stage that is looked at can go, as they will stand */
  get places() {
    const isOnItsWay = (/** @type {Coming} */ { stage, title, known }) =>
      stage === this.viewed && !this.groups.some((one) => !known.has(one.id) && one.title === title);
    return [
      ...this.groups.map(({ id, title }) => ({ id, title })),
      ...[...this.#coming].filter(isOnItsWay).map(({ id, title }) => ({ id, title })),
      { id: null, title: this.say("ungrouped") },
    ];
  }

  /** @param {string[]} notes @param {PlaceId} place */
  async move(notes, place) {
    if (!notes.length) return;
    const where = this.places.find(({ id }) => id === place)?.title ?? "";
    this.#goOnAfter(notes);
    const group = await place;
    const done = group !== undefined && (await this.do("move_notes", { notes, group }, notes));
    if (done) this.announce(this.say("moved_to", { n: notes.length, group: where }));
    else this.#selectAgain(notes);
  }

  /**
   * Make a group. Its dialog, unless it stays open, is left at once, so that the next key means the
   * next card; when the group is refused the dialog is back with what was typed.
   *
   * @param {string} title
   * @param {string[]} notes none for an empty group
   * @param {{ stay?: boolean }} [options] whether the dialog stays open
   * @returns {Promise<boolean>}
   */
  async group(title, notes, { stay = false } = {}) {
    const stays = stay || !title.trim(); // a title is missing: that is answered in the dialog
    const next = notes.length ? afterLeaving(this.reachable, notes) : this.current;
    const asked = this.ask("add_group", { stage: this.viewed, title, notes }, notes);
    this.#expect(title, asked);
    if (!stays) {
      this.#goOn(notes, next);
      this.closeDialog();
    }
    const result = await asked;
    if (!result.ok) {
      const why = result.error.message || this.say("unreachable");
      if (stays) this.complain(why);
      else this.#groupAgain(title, notes, why);
      return false;
    }
    if (stays) this.#goOn(notes, next);
    this.announce(this.say("grouped", { n: notes.length, group: title }));
    return true;
  }

  /** @param {string} typed @param {Promise<Result>} asked */
  async #expect(typed, asked) {
    const coming = {
      id: asked.then((result) => (result.ok ? String(result.answer.group) : undefined)),
      title: typed.normalize().trim().split(/\s+/).join(" "), // as the server writes titles
      stage: this.viewed,
      known: new Set(Object.keys(this.board.put.groups)),
    };
    this.#coming.add(coming);
    const result = await asked;
    if (result.ok) await this.heard(result.answer.seq);
    this.#coming.delete(coming);
    this.redraw();
  }

  /** @param {string} title @param {string[]} notes @param {string} why it was refused */
  #groupAgain(title, notes, why) {
    this.#selectAgain(notes);
    const again = () => {
      this.open({ kind: "group", notes, title });
      this.complain(why);
    };
    if (this.dialog) this.#afterDialog.push(again);
    else again();
  }

  closeDialog() {
    super.closeDialog();
    this.#afterDialog.shift()?.();
  }

  /** @param {string[]} notes */
  #goOnAfter(notes) {
    this.#goOn(notes, afterLeaving(this.reachable, notes));
  }

  /** @param {string[]} notes @param {string | null} next */
  #goOn(notes, next) {
    notes.forEach((id) => this.selected.delete(id));
    this.focus(next);
  }

  /** @param {string[]} notes */
  #selectAgain(notes) {
    for (const id of notes) if (this.board.put.notes[id]) this.selected.add(id);
    this.redraw();
  }

  /** @param {{ id: string, title: string }} group */
  beginRenaming({ id, title }) {
    this.renaming = { group: id, title, theirs: "", told: "" };
    this.redraw();
  }

  /** Where somebody else has renamed the group meanwhile, both titles stand. @param {string} title */
  async rename(title) {
    const renaming = this.renaming;
    if (!renaming) return;
    const before = renaming.theirs || renaming.title;
    const changes = title.trim() !== renaming.title || renaming.theirs;
    const result = changes
      ? await this.ask("rename_group", { group: renaming.group, title, before })
      : null;
    if (result && !result.ok) {
      const { params, message } = result.error;
      if (!params.theirs) return this.complain(message || this.say("unreachable"));
      Object.assign(renaming, { theirs: params.theirs.title, told: message });
      return this.redraw();
    }
    this.renaming = null;
    if (result) this.announce(this.say("renamed", { group: title }));
    else this.redraw();
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

  /**
   * A button that leads to the next stage means another one as soon as the stage has changed: what
   * presses it at once, as a double tap does, was meant for what it said before.
   */
  #settle() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      this.redraw();
    }, SETTLES_WITHIN);
  }

  /** @returns {boolean} whether the stage has changed just now */
  get settling() {
    return this.#settling !== undefined;
  }

  /** @param {string} stageId */
  async openStage(stageId) {
    const before = openStage(this.board)?.id ?? null;
    const done = await this.do("open_stage", { stage: stageId, before });
    if (!done) return;
    this.#opened = { stage: stageId, seq: done.seq };
    const stage = stagesOf(this.board).find(({ id }) => id === stageId);
    if (this.dialog) this.closeDialog();
    if (stage && WRITING_KINDS.includes(stage.kind)) this.view(stageId);
    if (stage) this.announce(this.say("stage_is_now", { stage: this.stageName(stage) }));
  }

  /** @returns {string | undefined} the stage that runs, even if the feed has yet to tell so */
  get running() {
    return this.board.seq < this.#opened.seq ? this.#opened.stage : openStage(this.board)?.id;
  }

  /**
   * When the server has changed by `seq` which stage runs, whoever looked at the one that `ran`
   * looks at the one that runs; whoever looked elsewhere goes on.
   *
   * @param {string | undefined} ran
   * @param {number} seq
   */
  async follow(ran, seq) {
    await this.heard(seq);
    const now = stageToView(this.board);
    if (ran && ran === this.viewed && ran !== openStage(this.board)?.id && now) this.view(now);
  }

  /**
   * Close, reopen or seal: the next step is then another, and where one goes on.
   *
   * @param {string} name
   * @param {object} [fields]
   */
  async end(name, fields = {}) {
    const done = await this.do(name, fields);
    if (!done) return;
    await this.heard(done.seq);
    this.closeDialog();
    this.nextTakesFocus = true;
    this.announce(stateSaid(this.board, this.say));
  }
}
