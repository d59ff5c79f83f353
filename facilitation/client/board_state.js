// What the facilitator's board shows, worked out from the records alone: columns in order, the
// card beside another, the time that is left. Pure, so that two facilitators see the same.

/**
 * @import { Board, BreakoutRecord, Facilitator, GroupRecord, NoteRecord, StageRecord } from "./feed.js"
 *
 * @typedef {NoteRecord & { id: string }} Note
 * @typedef {StageRecord & { id: string }} Stage
 * @typedef {GroupRecord & { id: string }} Group
 *
 * @typedef {object} Column
 * @property {string} key `ungrouped`, `waiting`, `hidden` or the id of a group
 * @property {Group | null} group
 * @property {Note[]} notes
 *
 * @typedef {"up" | "down" | "before" | "after"} Direction
 */

export const WRITING_KINDS = ["now", "want", "how"];

/** @param {Board} board @returns {Stage[]} the agenda in its order */
export function stagesOf(board) {
  return Object.entries(board.put.stages)
    .map(([id, stage]) => ({ id, ...stage }))
    .sort((one, other) => one.position - other.position);
}

/** @param {Board} board @returns {Stage[]} the stages in which people write */
export function writingStages(board) {
  return stagesOf(board).filter((stage) => WRITING_KINDS.includes(stage.kind));
}

/** @param {Board} board @returns {Stage | null} */
export function openStage(board) {
  return stagesOf(board).find((stage) => stage.state === "open") ?? null;
}

/** @param {Board} board @returns {Stage | null} where "Next" leads; null at the end of the agenda */
export function nextStage(board) {
  const stages = stagesOf(board);
  const now = stages.findIndex((stage) => stage.state === "open");
  if (now >= 0) return stages[now + 1] ?? null;
  return stages.find((stage) => stage.state === "ahead") ?? null;
}

/** @param {Board} board @returns {BreakoutRecord | null} the circle whose board it is */
export function circleOf({ put: { dialogue } }) {
  return dialogue.breakouts?.find(({ id }) => id === dialogue.breakout) ?? null;
}

/**
 * @param {Board} board
 * @param {string} address of a page of the dialogue
 * @returns {string} that of the circle whose board it is, if it is one's
 */
export function addressHere(board, address) {
  const circle = circleOf(board);
  return circle ? address.replace(`/d/${board.put.dialogue.code}/`, `/d/${circle.code}/`) : address;
}

/**
 * Return the stage whose notes to show first: the one being written in, else the last that was.
 *
 * @param {Board} board
 * @returns {string | null}
 */
export function stageToView(board) {
  const stages = writingStages(board);
  const begun = stages.filter((stage) => stage.state !== "ahead");
  const stage = stages.find(({ state }) => state === "open") ?? begun[begun.length - 1] ?? stages[0];
  return stage?.id ?? null;
}

/**
 * Return the columns of one stage in reading order. Ungrouped comes first and what needs a
 * decision last, so that a column that appears never pushes the others aside.
 *
 * @param {Board} board
 * @param {string | null} stageId
 * @returns {Column[]}
 */
export function columnsOf(board, stageId) {
  const notes = Object.entries(board.put.notes)
    .filter(([, note]) => note.stage === stageId)
    .map(([id, note]) => noteOf(id, note))
    .sort(byOrder);
  /** @type {Map<string | null, Note[]>} */
  const shown = new Map();
  for (const note of notes.filter(({ state }) => state === "shown")) {
    const together = shown.get(note.group);
    if (together) together.push(note);
    else shown.set(note.group, [note]);
  }
  const columns = [column("ungrouped", shown.get(null) ?? [])];
  for (const group of groupsOf(board, stageId)) {
    columns.push(column(group.id, shown.get(group.id) ?? [], group));
  }
  const waiting = notes.filter(isWaiting);
  if (waiting.length) columns.push(column("waiting", waiting));
  const hidden = notes.filter((note) => note.state === "hidden");
  if (hidden.length) columns.push(column("hidden", hidden));
  return columns;
}

/** @param {NoteRecord} note @returns {boolean} whether it waits to be let in */
export function isWaiting(note) {
  return note.state === "late" || note.state === "held";
}

/** @param {string} key @param {Note[]} notes @param {Group | null} group @returns {Column} */
function column(key, notes, group = null) {
  return { key, group, notes: repeatsUnderOriginals(notes) };
}

/** @param {Note[]} notes in their order @returns {Note[]} each repeat under what it repeats */
function repeatsUnderOriginals(notes) {
  const here = new Set(notes.map(({ id }) => id));
  /** @type {Map<string, Note[]>} */
  const repeats = new Map();
  const originals = [];
  for (const note of notes) {
    const of = note.duplicate_of ?? "";
    if (!here.has(of)) originals.push(note);
    else repeats.set(of, [...(repeats.get(of) ?? []), note]);
  }
  return originals.flatMap((note) => [note, ...(repeats.get(note.id) ?? [])]);
}

/** @type {WeakMap<NoteRecord, Note>} */
const known = new WeakMap();

/**
 * The same record gives the same note, so that a card knows that there is nothing new to draw.
 *
 * @param {string} id
 * @param {NoteRecord} record
 */
function noteOf(id, record) {
  const note = known.get(record) ?? { id, ...record };
  known.set(record, note);
  return note;
}

/** @param {Board} board @param {string | null} stageId @returns {Group[]} */
export function groupsOf(board, stageId) {
  return Object.entries(board.put.groups)
    .map(([id, group]) => ({ id, ...group }))
    .filter((group) => group.stage === stageId)
    .sort(byOrder);
}

/**
 * @typedef {{ order: number, id: string, pinned?: boolean }} Placed
 *
 * @param {Placed} one
 * @param {Placed} other
 */
function byOrder(one, other) {
  const pinned = Number(other.pinned ?? false) - Number(one.pinned ?? false);
  return pinned || one.order - other.order || (one.id < other.id ? -1 : 1);
}

/**
 * Return the card next to `noteId`: `up` and `down` in its column, `before` and `after` across.
 *
 * @param {Column[]} columns
 * @param {string} noteId
 * @param {Direction} direction
 * @returns {string | null} null at the edge
 */
export function neighbour(columns, noteId, direction) {
  const full = columns.filter(({ notes }) => notes.length);
  const at = full.findIndex(({ notes }) => notes.some(({ id }) => id === noteId));
  const here = full[at];
  if (!here) return null;
  const row = here.notes.findIndex(({ id }) => id === noteId);
  if (direction === "up") return here.notes[row - 1]?.id ?? null;
  if (direction === "down") return here.notes[row + 1]?.id ?? null;
  const there = full[direction === "after" ? at + 1 : at - 1];
  if (!there) return null;
  return there.notes[Math.min(row, there.notes.length - 1)]?.id ?? null;
}

/**
 * Return the card on which to go on when `leaving` leave their column: the next one that stays,
 * else the one before.
 *
 * @param {Column[]} columns
 * @param {string[]} leaving
 * @returns {string | null}
 */
export function afterLeaving(columns, leaving) {
  const gone = new Set(leaving);
  for (const { notes } of columns) {
    const last = notes.map(({ id }) => gone.has(id)).lastIndexOf(true);
    if (last < 0) continue;
    const after = notes.slice(last).find(({ id }) => !gone.has(id));
    const before = notes.slice(0, last).reverse().find(({ id }) => !gone.has(id));
    return (after ?? before)?.id ?? null;
  }
  return null;
}

/**
 * Return the ids of those that `notes` may repeat: several notes one of them, a single one another
 * of its column, or of the whole stage where it is alone.
 *
 * @param {Column[]} columns of its stage
 * @param {string[]} notes
 * @returns {string[]}
 */
export function originalsFor(columns, notes) {
  if (notes.length > 1) return notes;
  const others = (/** @type {Column[]} */ some) =>
    some.flatMap((one) => one.notes).filter(({ id, state }) => state === "shown" && !notes.includes(id));
  const here = columns.filter((one) => one.notes.some(({ id }) => notes.includes(id)));
  const beside = others(here);
  return (beside.length ? beside : others(columns)).map(({ id }) => id);
}

/**
 * @param {StageRecord} stage
 * @param {number} now milliseconds since 1970, as the server counts them
 * @returns {number | null} milliseconds left, below zero when the time is over
 */
export function timeLeft(stage, now) {
  if (stage.state !== "open" || !stage.due_at) return null;
  return Date.parse(stage.due_at) - (stage.paused_at ? Date.parse(stage.paused_at) : now);
}

/** @param {Board} board @returns {Map<string, number>} how many notes repeat a note, by its id */
export function repeatsOf(board) {
  /** @type {Map<string, number>} */
  const repeats = new Map();
  for (const { duplicate_of: of } of Object.values(board.put.notes)) {
    if (of) repeats.set(of, (repeats.get(of) ?? 0) + 1);
  }
  return repeats;
}

/**
 * What is new to say after a frame: in counts, notes that were not there, notes that wait, and
 * notes that others moved; and who leads, if that changed (null: nobody).
 *
 * @param {Board | null} before
 * @param {Board} after
 * @param {Set<string>} mine notes whose place this page is changing itself
 * @returns {{ fresh: number, waiting: number, moved: number, leader?: Facilitator | null }}
 */
export function newsBetween(before, after, mine) {
  /** @type {ReturnType<typeof newsBetween>} */
  const news = { fresh: 0, waiting: 0, moved: 0 };
  const { lead, facilitators = [] } = after.put.dialogue;
  if (before && before.put.dialogue.lead !== lead) {
    news.leader = facilitators.find(({ id }) => id === lead) ?? null;
  }
  if (!before || before.put.notes === after.put.notes) return news;
  for (const [id, note] of Object.entries(after.put.notes)) {
    const old = before.put.notes[id];
    if (!old && isWaiting(note)) news.waiting += 1;
    else if (!old) news.fresh += 1;
    else if (old.group !== note.group && !mine.has(id)) news.moved += 1;
  }
  return news;
}
