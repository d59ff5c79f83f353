// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { directionOf, letterOf } from "../../facilitation/client/board_keys.js";
import { COLOURS, SHAPES, marksOf } from "../../facilitation/client/board_marks.js";
import {
  afterLeaving, columnsOf, neighbour, newsBetween, nextStage, originalsFor, stageToView, timeLeft,
} from "../../facilitation/client/board_state.js";
import { passagesOf, sceneOf } from "../../facilitation/client/projector_state.js";
import { timeWriter, wordsOf } from "../../facilitation/client/words.js";

/** @param {string} kind @param {number} position @param {string} state */
const stage = (kind, position, state) => ({
  kind, position, state, title: "", prompt: "", minutes: 10,
  opened_at: state === "open" ? "2026-05-04T10:00:00Z" : null,
  due_at: state === "open" ? "2026-05-04T10:10:00Z" : null, paused_at: null,
});

/** @param {number} order @param {object} more */
const note = (order, more = {}) => ({
  stage: "s2", text: "", language: "en", actor: "", group: null, order, number: order, state: "shown",
  voice: null, ...more,
});

/** @param {object} [put] @returns {any} */
function board(put) {
  return {
    epoch: "e", since: null, seq: 1, reset: true, drop: {},
    put: {
      dialogue: { state: "open" },
      stages: {
        s1: stage("welcome", 0, "past"), s2: stage("now", 1, "open"),
        s3: stage("want", 2, "ahead"), s4: stage("prioritise", 3, "ahead"),
      },
      groups: {
        g1: { stage: "s2", title: "Water", order: 5, notes: 2, votes: 1 },
        g2: { stage: "s2", title: "Land", order: 3, notes: 0, votes: 4 },
      },
      notes: {
        a: note(1), b: note(2), c: note(7, { group: "g1" }), d: note(6, { group: "g1" }),
        e: note(8, { state: "late" }), f: note(9, { stage: "s3" }),
        h: note(10, { state: "hidden", group: "g1" }),
      },
      ...put,
    },
  };
}

const keys = (/** @type {any} */ columns) =>
  columns.map((/** @type {any} */ one) => [one.key, one.notes.map((/** @type {any} */ n) => n.id).join("")]);

test("columns stand in the order they were made, what needs a decision last", () => {
  assert.deepEqual(keys(columnsOf(board(), "s2")), [
    ["ungrouped", "ab"], ["g2", ""], ["g1", "dc"], ["waiting", "e"], ["hidden", "h"],
  ]);
});

test("arrows go to the neighbour, skip empty columns and stop at the edge", () => {
  const columns = columnsOf(board(), "s2");
  assert.equal(neighbour(columns, "a", "down"), "b");
  assert.equal(neighbour(columns, "b", "down"), null);
  assert.equal(neighbour(columns, "b", "after"), "c");
  assert.equal(neighbour(columns, "c", "after"), "e");
  assert.equal(neighbour(columns, "d", "before"), "a");
  assert.equal(neighbour(columns, "a", "before"), null);
});

test("after notes leave, the hand goes on with the next one that stays", () => {
  const columns = columnsOf(board(), "s2");
  assert.equal(afterLeaving(columns, ["a"]), "b");
  assert.equal(afterLeaving(columns, ["b"]), "a");
  assert.equal(afterLeaving(columns, ["a", "b"]), null);
});

test("next leads along the agenda and ends with it", () => {
  assert.equal(nextStage(board())?.id, "s3");
  assert.equal(nextStage(board({ stages: { s1: stage("close", 0, "open") } })), null);
  assert.equal(nextStage(board({ stages: { s1: stage("now", 0, "ahead") } }))?.id, "s1");
});

test("the board opens at the stage being written in, else at the last that was", () => {
  assert.equal(stageToView(board()), "s2");
  const later = { s2: stage("now", 1, "past"), s4: stage("prioritise", 3, "open") };
  assert.equal(stageToView(board({ stages: later })), "s2");
});

test("a note that waits is in the tray, whether it came late or is to be read first", () => {
  const notes = { a: note(1, { state: "late" }), b: note(2, { state: "held" }) };
  assert.deepEqual(keys(columnsOf(board({ notes, groups: {} }), "s2")), [
    ["ungrouped", ""], ["waiting", "ab"],
  ]);
});

test("what is pinned comes first, and a repeat stands under what it repeats", () => {
  const notes = {
    a: note(1), b: note(2), c: note(3, { duplicate_of: "a" }), d: note(4, { pinned: true }),
    e: note(5, { duplicate_of: "x" }),
  };
  const groups = {
    g1: { stage: "s2", title: "Water", order: 1 },
    g2: { stage: "s2", title: "Land", order: 2, pinned: true },
  };
  assert.deepEqual(keys(columnsOf(board({ notes, groups }), "s2")), [
    ["ungrouped", "dacbe"], ["g2", ""], ["g1", ""],
  ]);
});

test("a note may repeat those beside it, alone in its column any that is shown in the stage", () => {
  const columns = columnsOf(board(), "s2");
  assert.deepEqual(originalsFor(columns, ["a"]), ["b"]);
  assert.deepEqual(originalsFor(columns, ["a", "c"]), ["a", "c"]);
  const { a, c, d, e, h } = board().put.notes;
  assert.deepEqual(originalsFor(columnsOf(board({ notes: { a, c, d, e, h } }), "s2"), ["a"]), ["d", "c"]);
  assert.deepEqual(originalsFor(columnsOf(board({ notes: { a, e, h } }), "s2"), ["a"]), []);
});

test("the time left is counted to the end that the server set, below zero when it is over", () => {
  const open = /** @type {any} */ (stage("now", 1, "open"));
  assert.equal(timeLeft(open, Date.parse("2026-05-04T10:04:00Z")), 6 * 60_000);
  assert.equal(timeLeft(open, Date.parse("2026-05-04T10:11:00Z")), -60_000);
  assert.equal(timeLeft(/** @type {any} */ (stage("want", 1, "ahead")), 0), null);
});

test("a clock that stands still leaves the time it had", () => {
  const paused = { ...stage("now", 1, "open"), paused_at: "2026-05-04T10:07:00Z" };
  assert.equal(timeLeft(/** @type {any} */ (paused), Date.parse("2026-05-04T11:00:00Z")), 3 * 60_000);
});

test("time is written as minutes and seconds", () => {
  const write = timeWriter("en");
  assert.equal(write(425_000), "07:05");
  assert.equal(write(0), "00:00");
  assert.equal(write(-90_000), "+01:30");
  assert.equal(write(90 * 60_000), "90:00");
});

test("news are what others did, not what this page is doing itself", () => {
  const after = board();
  after.put.notes = {
    ...after.put.notes, x: note(11), y: note(12, { state: "late" }),
    a: note(13, { group: "g1" }), b: note(14, { group: "g1" }),
  };
  const news = newsBetween(board(), after, new Set(["a"]));
  assert.deepEqual(news, { fresh: 1, waiting: 1, moved: 1 });
});

test("who leads is news once it has changed, whether or not a note has", () => {
  const amina = { id: 1, name: "Amina", number: 1, breakout: null };
  const led = (/** @type {number | null} */ lead) =>
    board({ dialogue: { state: "open", lead, facilitators: [amina] } });
  const leader = (/** @type {any} */ before, /** @type {any} */ after) =>
    newsBetween(before, after, new Set()).leader;
  assert.equal(leader(led(null), led(1)), amina);
  assert.equal(leader(led(1), led(null)), null);
  assert.equal(leader(led(1), led(1)), undefined);
  assert.equal(leader(null, led(1)), undefined);
});

test("only voices heard more than once carry a mark, and no two the same", () => {
  const notes = Array.from({ length: 80 }, (_, n) => note(n, { voice: (n % 40).toString(16) }));
  const marks = marksOf(/** @type {any} */ ([...notes, note(99, { voice: "beef" })]));
  assert.equal(marks.size, 40);
  assert.ok(SHAPES.length * COLOURS >= 40);
  assert.equal(new Set([...marks.values()].map((mark) => mark.shape + mark.colour)).size, 40);
  assert.equal(marks.get("1")?.others, 1);
});

test("more voices than marks still all get one", () => {
  const notes = Array.from({ length: 200 }, (_, n) => note(n, { voice: (n % 100).toString(16) }));
  assert.equal(marksOf(/** @type {any} */ (notes)).size, 100);
});

test("letters are found on keyboards of other scripts, arrows follow the reading direction", () => {
  const key = (/** @type {string} */ name, /** @type {string} */ code) =>
    /** @type {any} */ ({ key: name, code });
  assert.equal(letterOf(key("G", "KeyG")), "g");
  assert.equal(letterOf(key("ل", "KeyG")), "g");
  assert.equal(letterOf(key("п", "KeyG")), "g");
  assert.equal(letterOf(key("Enter", "Enter")), "");
  assert.equal(directionOf("ArrowLeft", true), "after");
  assert.equal(directionOf("ArrowLeft", false), "before");
});

test("sentences keep their places, numbers their language, and text its own direction", () => {
  const say = wordsOf({ moved: "Moved to {group}: {n}" }, "en");
  assert.equal(say("moved", { n: 1200, group: "ماء" }), "Moved to \u2068ماء\u2069: 1,200");
});

test("the wall shows one stage while it is written in, and results only once they are known", () => {
  const writing = sceneOf(board());
  assert.equal(writing.kind, "writing");
  assert.equal(writing.mostVotes, 0);
  const stages = { s2: stage("now", 1, "past"), s4: stage("prioritise", 3, "open") };
  const secret = { g1: { stage: "s2", title: "Water", order: 5, notes: 2, votes: null } };
  assert.equal(sceneOf(board({ stages, groups: secret })).mostVotes, 0);
  const talking = sceneOf(board({ stages: { ...stages, s4: stage("readback", 3, "open") } }));
  assert.deepEqual(talking.parts[0]?.groups.map(({ id }) => id), ["g2", "g1"]);
});

test("the newest note stands first on the wall, also when an older one is moved", () => {
  const notes = { a: note(9, { number: 1 }), b: note(2), c: note(8, { number: 3, group: "g1" }) };
  assert.deepEqual(sceneOf(board({ notes })).wall.map(({ id }) => id), ["c", "b", "a"]);
});

test("a story is cut between sentences and loses nothing", () => {
  const story = "It cost 3.5 million. “Why?” she asked! 我们没有水。真的吗？ لماذا؟ لا نعرف.\n\nno end";
  assert.deepEqual(passagesOf(story), [
    ["It cost 3.5 million. ", "“Why?” ", "she asked! ", "我们没有水。", "真的吗？ ", "لماذا؟ ", "لا نعرف."],
    ["no end"],
  ]);
});
