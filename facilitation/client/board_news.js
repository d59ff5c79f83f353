// What others did, gathered for some seconds, so that a room full of writers is not one long noise.

import { leads } from "./board_lead.js";
import { isWaiting, openStage } from "./board_state.js";

/**
 * @import { Board, Facilitator, NoteRecord, StageRecord } from "./feed.js"
 * @import { Say } from "./words.js"
 *
 * @typedef {object} Done what a colleague did, in one frame
 * @property {string} said the key of the sentence
 * @property {Record<string, string | number>} [values] of the sentence; `n` is summed up
 * @property {boolean} [group] whether several of its kind are told as one number
 * @property {boolean} [atOnce] whether the whole room has gone on
 */

const EVERY = 4_000;
/** More kinds of work than these are not told one by one. */
const MOST = 2;

/** @typedef {{ fresh: number, waiting: number, moved: number }} Counts */

export class News {
  /** @type {Counts} */
  #counts = { fresh: 0, waiting: 0, moved: 0 };
  /** @type {Done[]} */
  #done = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Say} say @param {(sentences: string, weighty?: boolean) => void} tell */
  constructor(say, tell) {
    this.say = say;
    this.tell = tell;
  }

  /**
   * Who leads, and where the whole room is, is told at once, whatever stands there.
   *
   * @param {Counts & { leader?: Facilitator | null }} news
   * @param {Done[]} [done]
   */
  hear({ fresh, waiting, moved, leader }, done = []) {
    this.#counts.fresh += fresh;
    this.#counts.waiting += waiting;
    this.#counts.moved += moved;
    const gathered = done.filter(({ atOnce }) => !atOnce);
    this.#done.push(...gathered);
    const now = done.filter(({ atOnce }) => atOnce).map(({ said, values }) => this.say(said, values));
    if (leader !== undefined) now.push(leads(leader, this.say));
    if (now.length) this.tell(now.join(" "), true);
    if (fresh || waiting || moved || gathered.length) {
      this.#timer ??= setTimeout(() => this.#tellNow(), EVERY);
    }
  }

  #tellNow() {
    const { fresh, waiting, moved } = this.#counts;
    const done = this.#done;
    this.#counts = { fresh: 0, waiting: 0, moved: 0 };
    this.#done = [];
    this.#timer = undefined;
    const sentences = [];
    if (fresh) sentences.push(this.say("new_notes", { n: fresh }));
    if (waiting) sentences.push(this.say("new_waiting_notes", { n: waiting }));
    if (moved) done.unshift({ said: "moved_by_others", values: { n: moved } });
    this.tell([...sentences, ...inShort(done, this.say)].join(" "));
  }
}

/**
 * Say what colleagues did in at most two sentences.
 *
 * @param {Done[]} done
 * @param {Say} say
 * @returns {string[]}
 */
export function inShort(done, say) {
  const groups = done.filter(({ group }) => group);
  const one = groups.length > 1 ? [{ said: "groups_changed", values: { n: groups.length } }] : groups;
  /** @type {Map<string, Record<string, string | number>>} */
  const kinds = new Map();
  for (const { said, values = {} } of [...done.filter(({ group }) => !group), ...one]) {
    const n = Number(kinds.get(said)?.n ?? 0) + Number(values.n ?? 0);
    kinds.set(said, values.n === undefined ? values : { ...values, n });
  }
  if (kinds.size > MOST) return [say("changed_by_others")];
  return [...kinds].map(([said, values]) => say(said, values));
}

/** @param {Board} board @param {Say} say @returns {string} in what state the dialogue is */
export function stateSaid({ put: { dialogue } }, say) {
  return say(dialogue.state === "open" ? "reopened" : dialogue.state);
}

/**
 * What colleagues did between two boards, apart from moving notes and handing over the lead.
 *
 * @param {Board} before
 * @param {Board} after
 * @param {(stage: StageRecord) => string} stageName
 * @returns {Done[]}
 */
export function doneBetween(before, after, stageName) {
  return [
    ...dialogueDone(before, after),
    ...stageDone(before, after, stageName),
    ...groupsDone(before, after),
    ...notesDone(before, after),
  ];
}

/** @param {Board} before @param {Board} after @param {(stage: StageRecord) => string} stageName @returns {Done[]} */
function stageDone(before, after, stageName) {
  if (before.put.stages === after.put.stages) return [];
  const [old, stage] = [openStage(before), openStage(after)];
  if (!stage) return [];
  if (old?.id !== stage.id) {
    return [{ said: "stage_is_now", values: { stage: stageName(stage) }, atOnce: true }];
  }
  if (Boolean(old.paused_at) !== Boolean(stage.paused_at)) {
    return [{ said: stage.paused_at ? "paused" : "resumed" }];
  }
  const more = Date.parse(stage.due_at ?? "") - Date.parse(old.due_at ?? "");
  return more === 60_000 ? [{ said: "minute_added" }] : [];
}

/** @param {Board} before @param {Board} after @returns {Done[]} */
function dialogueDone({ put: { dialogue: old } }, { put: { dialogue, groups } }) {
  /** @type {Done[]} */
  const done = [];
  if (old.state !== dialogue.state) {
    done.push({ said: dialogue.state === "open" ? "reopened" : dialogue.state, atOnce: true });
  }
  if (old.wall_shown !== dialogue.wall_shown) {
    done.push({ said: dialogue.wall_shown ? "wall_on" : "wall_off" });
  }
  if (old.readback === dialogue.readback) return done;
  const title = groups[dialogue.readback ?? ""]?.title;
  done.push(title ? { said: "reading_now", values: { group: title } } : { said: "reading_ended" });
  return done;
}

/** @param {Board} before @param {Board} after @returns {Done[]} */
function groupsDone({ put: { groups: old, notes: oldNotes } }, { put: { groups, notes } }) {
  if (old === groups) return [];
  /** @type {Done[]} */
  const done = [];
  const changed = (/** @type {string} */ said, values = {}) => done.push({ said, values, group: true });
  for (const [id, { title, pinned, notes }] of Object.entries(groups)) {
    const was = old[id];
    if (!was) changed("grouped", { group: title, n: notes });
    else if (was.title !== title) changed("renamed", { group: title });
    else if (was.pinned !== pinned) changed(pinned ? "group_pinned" : "group_unpinned");
  }
  for (const [id, { title }] of Object.entries(old)) {
    if (groups[id]) continue;
    const [one = ""] = Object.keys(oldNotes).filter((note) => oldNotes[note]?.group === id);
    const into = groups[notes[one]?.group ?? ""]; // its notes have gone where it was merged into
    changed(into ? "merged" : "removed", { group: into?.title ?? title });
  }
  return done;
}

/** @param {Board} before @param {Board} after @returns {Done[]} */
function notesDone({ put: { notes: old } }, { put: { notes } }) {
  if (old === notes) return [];
  /** @type {Done[]} */
  const done = [];
  for (const [id, note] of Object.entries(notes)) {
    const was = old[id];
    const said = was && was !== note ? noteSaid(was, note) : "";
    if (said) done.push({ said, values: { n: 1 } });
  }
  return done;
}

/** @param {NoteRecord} was @param {NoteRecord} note @returns {string} the key of what to say, if anything */
function noteSaid(was, note) {
  if (was.state !== note.state) {
    if (note.state === "hidden") return "hidden_done";
    if (note.state === "shown") return isWaiting(was) ? "admitted" : "brought_back";
  }
  if (Boolean(was.pinned) === Boolean(note.pinned)) return "";
  return note.pinned ? "notes_pinned" : "notes_unpinned";
}
