// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { memoryStore, Outbox } from "../../facilitation/client/outbox.js";

const OK = (answer = {}) => ({ result: { ok: true, answer }, again: false, after: 0 });
const NO = (code) => ({ result: { ok: false, error: { code, message: code, params: {} } }, again: false, after: 0 });
const LATER = (code = "unreachable", after = 0) => ({ ...NO(code), again: true, after });

/** @type {any[]} what was sent, in order */
let sent;
/** @type {any[]} what comes back for each, OK once there is nothing left */
let attempts;
let store = memoryStore();
/** @type {Outbox[]} */
const opened = [];

beforeEach((context) => {
  sent = [];
  attempts = [];
  store = memoryStore();
  context.after?.(() => opened.forEach((outbox) => outbox.stop()));
});

/** @param {Partial<import("../../facilitation/client/outbox.js").OutboxOptions>} [more] */
function open(more) {
  const outbox = new Outbox({
    code: "ACDEFG",
    store,
    send: async (entry) => {
      sent.push(entry.fields.text);
      return attempts.shift() ?? OK();
    },
    ...more,
  });
  opened.push(outbox);
  return outbox;
}

async function write(outbox, ...texts) {
  for (const text of texts) await outbox.add("add_note", { text }, `op-${text}`);
  await outbox.flush();
}

const kept = async () => (await store.all("ACDEFG")).map((entry) => entry.fields.text);

test("what is answered leaves the phone", async () => {
  await write(open(), "one");
  assert.deepEqual(sent, ["one"]);
  assert.deepEqual(await kept(), []);
});

test("what is not answered stays, and everything behind it waits its turn", async () => {
  attempts = [LATER(), LATER(), LATER(), LATER()];
  const outbox = open();
  await write(outbox, "one", "two");
  outbox.stop();
  assert.deepEqual(await kept(), ["one", "two"]);
  assert.ok(!sent.includes("two"));
});

test("what an earlier page left is sent first, in the order in which it was written", async () => {
  attempts = Array(8).fill(LATER());
  const before = open();
  await write(before, "one", "two");
  before.stop();
  attempts = [];
  sent = [];
  await write(open(), "three");
  assert.deepEqual(sent, ["one", "two", "three"]);
});

test("another dialogue's entries are left alone", async () => {
  await store.put({ op_id: "x", code: "OTHER", action: "add_note", fields: {}, order: 1, state: "kept" });
  await write(open(), "one");
  assert.equal((await store.all("OTHER")).length, 1);
});

test("a refusal keeps the words, tells why, and lets the next one pass", async () => {
  attempts = [NO("note_too_long")];
  /** @type {any[]} */
  const refused = [];
  const outbox = open({ onRefused: (entry) => refused.push(entry.error?.code) });
  await write(outbox, "one", "two");
  assert.deepEqual(refused, ["note_too_long"]);
  assert.deepEqual(await kept(), ["one"]);
  assert.deepEqual(sent, ["one", "two"]);
});

test("a refused entry is not sent again by itself", async () => {
  attempts = [NO("note_too_long")];
  const outbox = open();
  await write(outbox, "one");
  await outbox.wake();
  assert.deepEqual(sent, ["one"]);
});

for (const code of ["join_first", "cookie_invalid"]) {
  test(`everything waits for joining again after ${code}`, async () => {
    attempts = Array(4).fill(NO(code));
    const outbox = open();
    await outbox.add("add_note", { text: "one" }, "op-one");
    await outbox.flush();
    outbox.stop();
    assert.deepEqual(await kept(), ["one"]);
    assert.equal(outbox.passLost, true);
    attempts = [];
    await outbox.wake();
    assert.deepEqual(await kept(), []);
    assert.equal(outbox.passLost, false);
  });
}

test("a number that is taken means that it was done under an earlier pass", async () => {
  attempts = [NO("op_id_taken")];
  /** @type {any[]} */
  const answered = [];
  await write(open({ onAnswered: (entry) => answered.push(entry.fields.text) }), "one");
  assert.deepEqual(answered, ["one"]);
  assert.deepEqual(await kept(), []);
});

test("when the server asks to wait, nothing is sent before, whatever wakes the phone", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  attempts = [LATER("too_fast", 30)];
  const outbox = open();
  await write(outbox, "one");
  context.mock.timers.tick(29_000);
  await outbox.wake();
  assert.equal(sent.length, 1);
  context.mock.timers.tick(1_000);
  await outbox.flush();
  assert.deepEqual(await kept(), []);
});

test("without a network it tries again by itself", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  attempts = [LATER(), LATER()];
  const outbox = open();
  await write(outbox, "one");
  assert.deepEqual(await kept(), ["one"]);
  context.mock.timers.tick(31_000);
  await new Promise(setImmediate);
  assert.deepEqual(await kept(), []);
});

test("two entries of the same moment keep their order", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  attempts = Array(9).fill(LATER());
  const outbox = open();
  await write(outbox, "one", "two", "three");
  assert.deepEqual(outbox.entries.map((entry) => entry.fields.text), ["one", "two", "three"]);
});

test("a store that breaks is followed by memory, with everything known so far", async () => {
  attempts = Array(9).fill(LATER());
  const outbox = open();
  await write(outbox, "one");
  store.put = async () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await write(outbox, "two");
  outbox.stop();
  assert.equal(outbox.lasting, false);
  assert.deepEqual(outbox.entries.map((entry) => entry.fields.text), ["one", "two"]);
});

test("what is answered is never both kept here and known to be there", async () => {
  let seen;
  const outbox = open({ onAnswered: () => (seen = outbox.entries.length) });
  await write(outbox, "one");
  assert.equal(seen, 0);
});

test("each attempt says how often the same was tried before", async () => {
  attempts = [LATER(), LATER(), OK(), OK()];
  /** @type {[string, number][]} */
  const said = [];
  const outbox = open({
    send: async (entry, tried) => {
      said.push([entry.fields.text, tried]);
      return attempts.shift();
    },
  });
  await write(outbox, "one");
  await outbox.wake();
  await write(outbox, "two");
  outbox.stop();
  assert.deepEqual(said, [["one", 0], ["one", 1], ["one", 2], ["two", 0]]);
});
