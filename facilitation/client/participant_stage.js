// What the page asks now, drawn from the board: the twin of `participant_words.moment_of`. And the
// lists that the board fills: what to vote on, how the vote went, what others write.

import { drawList, element, part, say } from "./participant_list.js";

/**
 * @typedef {import("./feed.js").Board} Board
 * @typedef {import("./feed.js").GroupRecord} GroupRecord
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
function stagesInOrder(board) {
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
 * @param {Board} board
 * @param {string[]} votes groups voted for
 * @param {Strings} strings
 * @param {import("./words.js").Say} said
 */
export function drawBallot(board, votes, strings, said) {
  const budget = board.put.dialogue.vote_budget;
  const left = budget === null ? Infinity : budget - votes.length;
  say(element("votes-left"), budget === null ? "" : said("votes_left", { count: Math.max(0, left) }));
  const parts = stagesInOrder(board)
    .map(([id, stage]) => ({ id, title: stageTitle(stage, strings), groups: groupsOf(board, id) }))
    .filter(({ groups }) => groups.length > 0);
  drawList(element("ballot-groups"), "ballot-part", parts, ({ id }) => id, (item, { title, groups }) => {
    say(part(item, "title"), title);
    drawList(part(item, "groups"), "group", groups, ([id]) => id, (choice, [id, group]) => {
      say(part(choice, "title"), group.title);
      const given = votes.includes(id);
      const button = part(choice, "choice");
      button.setAttribute("aria-pressed", String(given));
      button.setAttribute("aria-disabled", String(!given && left <= 0));
    });
  });
}

/**
 * @param {Board} board
 * @param {string} stage
 */
function groupsOf(board, stage) {
  return Object.entries(board.put.groups)
    .filter(([, group]) => group.stage === stage)
    .sort(([, one], [, other]) => one.order - other.order);
}

/** @param {Board} board */
export function drawResults(board) {
  const groups = Object.entries(board.put.groups);
  const stages = Object.values(board.put.stages);
  const voted = stages.some((stage) => stage.kind === "prioritise" && stage.state === "past");
  const shown = voted && groups.length > 0 && groups.every(([, group]) => group.votes !== null);
  element("results").hidden = !shown;
  if (!shown) return;
  groups.sort(([, one], [, other]) => (other.votes ?? 0) - (one.votes ?? 0) || one.order - other.order);
  drawList(element("results-list"), "result", groups, ([id]) => id, (item, [, group]) => {
    say(part(item, "title"), group.title);
    say(part(item, "votes"), String(group.votes));
  });
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
    .sort(([, one], [, other]) => other.order - one.order)
    .slice(0, WALL_LENGTH);
  element("wall").hidden = notes.length === 0;
  drawList(element("wall-list"), "wall-note", notes, ([id]) => id, (item, [, note]) => {
    say(part(item, "text"), note.text);
    part(item, "text").setAttribute("lang", note.language);
  });
}
