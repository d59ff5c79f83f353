// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Clock, Feed, FrameMissing, apply, backoff } from "../../facilitation/client/feed.js";

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

/** Sockets as the browser opens them, that a test closes as a server would. */
class Socket {
  /** @type {Socket[]} */
  static opened = [];

  /** @type {((event: { code: number }) => void) | null} */
  onclose = null;

  constructor() {
    Socket.opened.push(this);
  }

  close() {}
}

test("a page of somebody who opened many newer ones asks, and does not push them away", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  t.mock.method(globalThis, "fetch", async () => {
    asked += 1;
    return new Response(null, { status: 204 });
  });
  const browser = globalThis.WebSocket;
  globalThis.WebSocket = /** @type {any} */ (Socket);
  t.after(() => void (globalThis.WebSocket = browser));
  /** @type {string[]} */
  const said = [];
  const feed = new Feed({
    code: "K7M4PX",
    audience: "participant",
    origin: "http://hall.example",
    onBoard: () => {},
    onConnection: (connection) => said.push(connection),
  });
  feed.start();
  Socket.opened[0]?.onclose?.({ code: 4429 });
  for (let turns = 0; turns < 20; turns += 1) {
    t.mock.timers.tick(5_000);
    await new Promise((done) => setImmediate(done));
  }
  feed.stop();
  assert.ok(asked > 10);
  assert.equal(Socket.opened.length, 1);
  assert.deepEqual(said, ["polling"]);
});
