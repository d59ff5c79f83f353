// What the page asks now, drawn from the board: the twin of `participant_words.moment_of`. And the
// list of what others write.

import { drawList, element, part, say } from "./participant_list.js";

/**
 * @typedef {import("./feed.js").Board} Board
 * @typedef {import("./feed.js").StageRecord} StageRecord
 *
 * @typedef {object} Strings
 * @property {Record<string, string>} titles
 * @property {Record<string, string>} questions
 * @property {Record<string, string>} hints
 * @property {Record<string, string>} said
 *
 * @typedef {object} Moment
 * @property {string} kind of the open stage, or `before`, `pause`, `closed`, `sealed`
 * @property {string | null} stage id of the open stage
 * @property {string} title
 * @property {string} question
 * @property {string} hint
 * @property {boolean} ownWords whether a facilitator wrote the question
 */

const WRITING = new Set(["now", "want", "how"]);
const WALL_LENGTH = 200;

/** @param {string} kind */
export function isWriting(kind) {
  return WRITING.has(kind);
}

/** @param {Board} board */
export function stagesInOrder(board) {
  return Object.entries(board.put.stages).sort(([, one], [, other]) => one.position - other.position);
}

/**
 * @param {StageRecord | undefined} stage
 * @param {Strings} strings
 */
export function stageTitle(stage, strings) {
  return stage?.title || strings.titles[stage?.kind ?? ""] || "";
}

/**
 * @param {Board} board
 * @param {Strings} strings
 * @returns {Moment}
 */
export function momentOf(board, strings) {
  const stages = stagesInOrder(board);
  const { state } = board.put.dialogue;
  const open = state === "open" ? stages.find(([, stage]) => stage.state === "open") : undefined;
  const begun = stages.some(([, stage]) => stage.state === "past");
  const idle = state === "open" ? (begun ? "pause" : "before") : state;
  const [id, stage] = open ?? [null, undefined];
  const kind = stage?.kind ?? idle;
  return {
    kind,
    stage: id,
    title: stageTitle(stage, strings),
    question: stage?.prompt || strings.questions[kind] || "",
    hint: strings.hints[kind] ?? "",
    ownWords: Boolean(stage?.prompt),
  };
}

/**
 * @param {Moment} moment
 * @param {Board} board
 */
export function drawMoment(moment, board) {
  say(element("stage-title"), moment.title);
  say(element("question"), moment.question);
  const lang = moment.ownWords ? board.put.dialogue.language : document.documentElement.lang;
  element("question").setAttribute("lang", lang);
  say(element("hint"), moment.hint);
  element("ballot").hidden = moment.kind !== "prioritise";
}

/**
 * The newest notes of others. A cheap phone does not draw a thousand of them.
 *
 * @param {Board} board
 * @param {Set<string>} own ids of one's own notes
 */
export function drawWall(board, own) {
  const notes = Object.entries(board.put.notes)
    .filter(([id]) => !own.has(id))
    .sort(([, one], [, other]) => other.number - one.number)
    .slice(0, WALL_LENGTH);
  element("wall").hidden = notes.length === 0;
  drawList(element("wall-list"), "wall-note", notes, ([id]) => id, (item, [, note]) => {
    say(part(item, "text"), note.text);
    part(item, "text").setAttribute("lang", note.language);
  });
}

/**
 * Return where words go whose own stage is not known any more; "" before anybody may write.
 *
 * @param {Board} board
 */
export function lastWritingStage(board) {
  const begun = stagesInOrder(board).filter(([, { kind, state }]) => isWriting(kind) && state !== "ahead");
  return begun[begun.length - 1]?.[0] ?? "";
}
