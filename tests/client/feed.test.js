// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Clock, FrameMissing, apply, backoff } from "../../facilitation/client/feed.js";

const cases = JSON.parse(readFileSync(new URL("frames.json", import.meta.url), "utf8"));

for (const { name, board, frame, after } of cases) {
  test(name, () => {
    const before = JSON.stringify([board, frame]);
    if (after) assert.deepEqual(apply(board, frame), after);
    else assert.throws(() => apply(board, frame), FrameMissing);
    assert.equal(JSON.stringify([board, frame]), before, "its arguments stay as they were");
  });
}

test("the wait before a new attempt grows from one second to thirty", () => {
  assert.equal(backoff(0, () => 0), 1000);
  assert.equal(backoff(0, () => 1), 2000);
  assert.equal(backoff(3, () => 1), 16_000);
  assert.equal(backoff(50, () => 1), 30_000);
  assert.equal(backoff(50, () => 0), 1000);
});

test("a device whose clock is wrong counts with the server's time", () => {
  const clock = new Clock();
  clock.hear(new Date(Date.now() + 3_600_000).toISOString());
  assert.ok(Math.abs(clock.now() - Date.now() - 3_600_000) < 1000);
});

test("the network's delay does not make the clock jump", () => {
  const clock = new Clock();
  clock.hear(new Date(Date.now() - 400).toISOString());
  assert.ok(Math.abs(clock.now() - Date.now()) < 50);
});
