// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { clockOf } from "../../facilitation/client/participant_clock.js";

const OPENED = Date.parse("2026-05-04T09:00:00Z");
const DUE = "2026-05-04T09:10:00+00:00";

/** @returns {any} */
function board(stage = {}, state = "open") {
  const open = { kind: "now", position: 0, state: "open", due_at: DUE, paused_at: null, hard_end: false };
  return { put: { dialogue: { state }, stages: { s1: { ...open, ...stage } } } };
}

const minutes = (count) => OPENED + count * 60_000;

test("time runs until the stage is due, and the last minute is told", () => {
  assert.deepEqual(clockOf(board(), minutes(1)), { kind: "running", left: 540_000 });
  assert.deepEqual(clockOf(board(), minutes(9.5)), { kind: "soon", left: 30_000 });
});

test("a clock that stands still does not run out", () => {
  const paused = board({ paused_at: "2026-05-04T09:04:00+00:00", hard_end: true });
  assert.deepEqual(clockOf(paused, minutes(20)), { kind: "paused", left: 360_000 });
});

test("only a hard end makes notes late, and only where notes are written", () => {
  assert.equal(clockOf(board(), minutes(10))?.kind, "over");
  assert.equal(clockOf(board({ hard_end: true }), minutes(10))?.kind, "late");
  assert.equal(clockOf(board({ hard_end: true, kind: "prioritise" }), minutes(10))?.kind, "over");
});

test("there is no clock where nothing is open", () => {
  assert.equal(clockOf(board({ state: "past" }), minutes(1)), null);
  assert.equal(clockOf(board({}, "closed"), minutes(1)), null);
});
