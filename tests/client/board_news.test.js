// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { News, doneBetween, inShort } from "../../facilitation/client/board_news.js";

/** @import { Done } from "../../facilitation/client/board_news.js" */

const clock = { state: "open", paused_at: null, due_at: "2026-05-04T10:10:00Z" };
const began = {
  dialogue: { state: "open", wall_shown: false, readback: null },
  stages: { now: { kind: "now", position: 0, ...clock }, want: { kind: "want", position: 1, state: "ahead" } },
  groups: { g1: { title: "Water", notes: 1 }, g2: { title: "Work", notes: 1 } },
  notes: { a: { group: "g1", state: "shown" }, b: { group: null, state: "late" } },
};

/** @param {object} [put] @returns {any} */
const board = (put) => ({ put: { ...began, ...put } });
const say = (/** @type {string} */ key, /** @type {Record<string, any>} */ values = {}) =>
  [key, ...Object.values(values)].join(" ");

/** @param {object} put what has become of it @param {any} [before] */
const told = (put, before = board()) => {
  const done = doneBetween(before, board(put), ({ kind }) => kind);
  return [...done.filter(({ atOnce }) => atOnce).map(({ said, values }) => say(said, values)),
    ...inShort(done.filter(({ atOnce }) => !atOnce), say)];
};

test("what a colleague did to the room is told", () => {
  const want = { ...began.stages.now, state: "past" };
  const stages = { now: want, want: { ...began.stages.want, ...clock } };
  assert.deepEqual(told({ stages }), ["stage_is_now want"]);
  assert.deepEqual(told({ stages: { now: { ...began.stages.now, paused_at: "x" } } }), ["paused"]);
  const due_at = "2026-05-04T10:11:00Z";
  assert.deepEqual(told({ stages: { now: { ...began.stages.now, due_at } } }), ["minute_added"]);
  assert.deepEqual(told({ dialogue: { ...began.dialogue, wall_shown: true } }), ["wall_on"]);
  assert.deepEqual(told({ dialogue: { ...began.dialogue, state: "closed" } }), ["closed"]);
  assert.deepEqual(told({ dialogue: { ...began.dialogue, readback: "g1" } }), ["reading_now Water"]);
});

test("what a colleague did to a group is told", () => {
  const { g1, g2 } = began.groups;
  assert.deepEqual(told({ groups: { g1: { ...g1, title: "Wells" }, g2 } }), ["renamed Wells"]);
  assert.deepEqual(told({ groups: { g1: { ...g1, pinned: true }, g2 } }), ["group_pinned"]);
  assert.deepEqual(told({ groups: { g1, g2, g3: { title: "Fees", notes: 2 } } }), ["grouped Fees 2"]);
  assert.deepEqual(told({ groups: { g2 } }), ["removed Water"]);
  const notes = { ...began.notes, a: { group: "g2", state: "shown" } };
  assert.deepEqual(told({ groups: { g2 }, notes }), ["merged Work"]);
});

test("what a colleague did to notes is told in counts", () => {
  const hidden = { group: null, state: "hidden" };
  assert.deepEqual(told({ notes: { a: hidden, b: hidden } }), ["hidden_done 2"]);
  assert.deepEqual(told({ notes: { ...began.notes, b: { group: null, state: "shown" } } }), ["admitted 1"]);
  const pinned = { ...began.notes.a, pinned: true };
  assert.deepEqual(told({ notes: { ...began.notes, a: pinned } }), ["notes_pinned 1"]);
});

test("votes and words of others are no news of a colleague", () => {
  const groups = { ...began.groups, g1: { ...began.groups.g1, votes: 3, notes: 2 } };
  assert.deepEqual(told({ groups, notes: { ...began.notes, c: { group: null, state: "shown" } } }), []);
});

test("a busy colleague makes no flood of sentences", () => {
  /** @type {Done[]} */
  const renamed = ["A", "B", "C"].map((group) => ({ said: "renamed", values: { group }, group: true }));
  assert.deepEqual(inShort(renamed, say), ["groups_changed 3"]);
  const more = ["paused", "wall_on", "minute_added"].map((said) => ({ said }));
  assert.deepEqual(inShort(more, say), ["changed_by_others"]);
  assert.deepEqual(inShort([...renamed, { said: "paused" }, { said: "paused" }], say),
    ["paused", "groups_changed 3"]);
});

test("where the room is now is told at once, what was arranged a little later", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const heard = [];
  const news = new News(say, (sentences) => void heard.push(sentences));
  const none = { fresh: 0, waiting: 0, moved: 0 };
  news.hear({ ...none, moved: 2 }, [{ said: "stage_is_now", atOnce: true }, { said: "paused" }]);
  assert.deepEqual(heard, ["stage_is_now"]);
  context.mock.timers.tick(4_000);
  assert.deepEqual(heard, ["stage_is_now", "moved_by_others 2 paused"]);
});
