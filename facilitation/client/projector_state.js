// What the wall of the hall shows at each step of the agenda, worked out from the records alone.

import { WRITING_KINDS, groupsOf, openStage, writingStages } from "./board_state.js";

/**
 * @import { Board, Stimulus } from "./feed.js"
 * @import { Group, Note, Stage } from "./board_state.js"
 *
 * @typedef {object} Part the groups of one stage
 * @property {Stage} stage
 * @property {Group[]} groups
 *
 * @typedef {object} Scene
 * @property {"reading" | "waiting" | "writing" | "voting" | "talking" | "ended"} kind
 * @property {Stage | null} stage
 * @property {Part[]} parts
 * @property {Note[]} wall newest first
 * @property {number} mostVotes 0 where there is no result to show
 * @property {Stimulus | null} stimulus what people see before they write
 * @property {boolean} isBegun whether there is something of theirs to see beside it
 * @property {Reading | null} reading
 *
 * @typedef {object} Reading what is being read back
 * @property {Group} group
 * @property {Note[]} notes none while notes are not shown to the room
 */

/** @param {Board} board @returns {Scene} */
export function sceneOf(board) {
  const stage = openStage(board);
  const reading = readingOf(board);
  const kind = reading ? "reading" : kindOf(board, stage);
  const shown = writingStages(board).filter(({ id }) => kind !== "writing" || id === stage?.id);
  const parts = shown
    .map((one) => ({ stage: one, groups: groupsOf(board, one.id) }))
    .filter(({ groups }) => groups.length);
  const votes = parts.flatMap(({ groups }) => groups.map((group) => group.votes ?? 0));
  const mostVotes = kind === "writing" ? 0 : Math.max(0, ...votes);
  const wall = kind === "writing" ? wallOf(board, stage?.id) : [];
  return {
    kind,
    stage,
    parts: mostVotes ? parts.map(byVotes) : parts,
    wall,
    mostVotes,
    stimulus: stage?.stimulus ?? null,
    isBegun: parts.length > 0 || wall.length > 0,
    reading,
  };
}

const SENTENCE = /[^]+?(?:[.!?…؟]["'”’»)]*(?=\s)|[。！？]["'”’」』）]*|$)\s*/gu;

/**
 * Cut a story where it may end, should there be no room for all of it.
 *
 * @param {string} text
 * @returns {string[][]} the sentences of each paragraph, with the blanks after them
 */
export function passagesOf(text) {
  return text.split(/\n\s*\n/).map((passage) => passage.match(SENTENCE) ?? []);
}

/** @param {Board} board @returns {Reading | null} */
function readingOf(board) {
  const id = board.put.dialogue.readback;
  const group = id ? board.put.groups[id] : undefined;
  if (!id || !group) return null;
  const notes = notesWhere(board, (note) => note.group === id);
  return { group: { id, ...group }, notes: notes.reverse().filter((note) => !note.duplicate_of) };
}

/** @param {Board} board @param {Stage | null} stage @returns {Scene["kind"]} */
function kindOf(board, stage) {
  if (board.put.dialogue.state !== "open") return "ended";
  if (!stage || stage.kind === "welcome") return "waiting";
  if (WRITING_KINDS.includes(stage.kind)) return "writing";
  return stage.kind === "prioritise" ? "voting" : "talking";
}

/** @param {Board} board @param {string} [stageId] @returns {Note[]} newest first */
function wallOf(board, stageId) {
  return notesWhere(board, (note) => note.stage === stageId);
}

/** @param {Board} board @param {(note: Note) => boolean} are @returns {Note[]} newest first */
function notesWhere(board, are) {
  return Object.entries(board.put.notes)
    .map(([id, note]) => ({ id, ...note }))
    .filter(are)
    .sort((one, other) => other.number - one.number);
}

/** @param {Part} part @returns {Part} */
function byVotes({ stage, groups }) {
  return { stage, groups: [...groups].sort((one, other) => (other.votes ?? 0) - (one.votes ?? 0)) };
}
