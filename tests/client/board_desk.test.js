// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Desk } from "../../facilitation/client/board_desk.js";
import { takeBack } from "../../facilitation/client/board_undo.js";

/** @typedef {{ name: string, fields: any, answer: (result: any) => void }} Asked */

const KINDS = ["welcome", "now", "want", "how"];

/** @param {string} running the kind, and id, of the stage that is open @param {object} [more] */
function board(running, { seq = 1, groups = {}, epoch = "e" } = {}) {
  const at = KINDS.indexOf(running);
  const stages = KINDS.map((kind, position) => [kind, {
    kind, position, state: position < at ? "past" : position === at ? "open" : "ahead",
  }]);
  const note = (/** @type {number} */ order) => ({ stage: "now", group: null, order, state: "shown" });
  return /** @type {any} */ ({
    epoch, since: null, seq, reset: true, drop: {},
    put: {
      dialogue: { code: "ABC", state: "open" }, stages: Object.fromEntries(stages), groups,
      notes: { a: note(1), b: note(2), c: note(3) },
    },
  });
}

const water = { g1: { stage: "now", title: "Water", order: 5, notes: 1 } };

/** A desk whose server answers when the test says so. @param {any} first */
function begin(first) {
  /** @type {Asked[]} */
  const asked = [];
  const desk = new Desk({
    board: first,
    act: (name, fields) => new Promise((answer) => asked.push({ name, fields, answer })),
    say: (key) => key,
    redraw: () => undefined,
    stageName: ({ kind }) => kind,
  });
  return { desk, asked };
}

const settled = () => new Promise((done) => setImmediate(done));
const titles = (/** @type {Desk} */ { places }) => places.map(({ title }) => title);

/** @param {string} viewed @param {(desk: Desk) => void} [meanwhile] @returns {Promise<string | null>} */
async function viewedAfterUndo(viewed, meanwhile = () => undefined) {
  const { desk, asked } = begin(board("want", { seq: 4 }));
  desk.view(viewed);
  const done = takeBack(desk, "undo");
  asked[0]?.answer({ ok: true, answer: { kinds: ["stage_opened"], notes: 0, seq: 5 } });
  await settled();
  meanwhile(desk);
  desk.take(board("now", { seq: 5 }));
  await done;
  return desk.viewed;
}

test("who looked at the stage that is taken back looks at the one that runs again", async () => {
  assert.equal(await viewedAfterUndo("want"), "now");
});

test("who looks at another stage by choice goes on looking there", async () => {
  assert.equal(await viewedAfterUndo("how"), "how");
  assert.equal(await viewedAfterUndo("want", (desk) => desk.view("how")), "how");
});

test("a stage may be taken back before the feed has told that it was opened", async () => {
  const { desk, asked } = begin(board("now", { seq: 3 }));
  const opened = desk.openStage("want");
  asked[0]?.answer({ ok: true, answer: { seq: 4 } });
  await opened;
  const done = takeBack(desk, "undo");
  asked[1]?.answer({ ok: true, answer: { kinds: ["stage_opened"], notes: 0, seq: 5 } });
  await settled();
  assert.equal(desk.viewed, "want");
  desk.take(board("now", { seq: 5 }));
  await done;
  assert.equal(desk.viewed, "now");
});

test("a group that is on its way is a place already, and what is moved there waits for it", async () => {
  const { desk, asked } = begin(board("now"));
  desk.focus("a");
  desk.open({ kind: "group", notes: ["a"] });
  const made = desk.group("  Dry   wells ", ["a"]);
  assert.deepEqual([desk.dialog, desk.current], [null, "b"]);
  assert.deepEqual(titles(desk), ["Dry wells", "ungrouped"]);
  const moved = desk.move(["b"], desk.places[0]?.id ?? null);
  assert.deepEqual([asked.length, desk.current], [1, "c"]);
  asked[0]?.answer({ ok: true, answer: { group: "g1", seq: 2 } });
  assert.ok(await made);
  await settled();
  assert.deepEqual(asked[1]?.fields, { notes: ["b"], group: "g1" });
  asked[1]?.answer({ ok: true, answer: { seq: 3 } });
  await moved;
});

test("a group is one place whether the feed or the answer comes first", async () => {
  const { desk, asked } = begin(board("now"));
  desk.group("Water", []);
  desk.take(board("now", { seq: 2, groups: water }));
  assert.deepEqual(titles(desk), ["Water", "ungrouped"]);
  desk.group("Water", []);
  assert.deepEqual(titles(desk), ["Water", "Water", "ungrouped"]);
  asked[0]?.answer({ ok: true, answer: { group: "g1", seq: 2 } });
  asked[1]?.answer({ ok: true, answer: { group: "g2", seq: 3 } });
  await settled();
  assert.deepEqual(titles(desk), ["Water", "Water", "ungrouped"]);
  desk.take(board("now", { seq: 3, groups: { ...water, g2: { ...water.g1, order: 6 } } }));
  await settled();
  assert.deepEqual(titles(desk), ["Water", "Water", "ungrouped"]);
});

test("a group that is refused is asked about again with what was typed, after what is open", async () => {
  const { desk, asked } = begin(board("now"));
  const made = desk.group("x".repeat(400), ["a"]);
  desk.open({ kind: "move", notes: ["b"] });
  const moved = desk.move(["b"], desk.places[0]?.id ?? null);
  asked[0]?.answer({ ok: false, error: { code: "title_too_long", message: "Too long.", params: {} } });
  assert.ok(!(await made));
  await moved;
  assert.equal(desk.dialog?.kind, "move");
  desk.closeDialog();
  assert.deepEqual(desk.dialog, { kind: "group", notes: ["a"], title: "x".repeat(400) });
  assert.deepEqual([desk.dialogError, [...desk.selected]], ["Too long.", ["a", "b"]]);
  assert.equal(asked.length, 1);
});

test("what presses the next step at once after it has changed was meant for the step before", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { desk, asked } = begin(board("now"));
  assert.equal(desk.settling, false);
  desk.openStage("want");
  assert.deepEqual(asked[0]?.fields, { stage: "want", before: "now" });
  desk.take(board("want", { seq: 2 }));
  t.mock.timers.tick(600);
  desk.take(board("want", { seq: 3 }));
  assert.equal(desk.settling, true);
  t.mock.timers.tick(600);
  assert.equal(desk.settling, false);
});

test("a title that somebody else gave meanwhile stands beside one's own, until one saves again", async () => {
  const { desk, asked } = begin(board("now", { groups: water }));
  desk.beginRenaming({ id: "g1", title: "Water" });
  desk.take(board("now", { seq: 2, groups: { g1: { ...water.g1, title: "Wells" } } }));
  assert.equal(desk.renaming?.title, "Water");
  desk.rename("Springs");
  assert.equal(asked[0]?.fields.before, "Water");
  const params = { who: "Boris", theirs: { title: "Wells" } };
  asked[0]?.answer({ ok: false, error: { code: "changed_meanwhile", message: "Boris…", params } });
  await settled();
  assert.deepEqual([desk.renaming?.theirs, desk.renaming?.told], ["Wells", "Boris…"]);
  desk.rename("Springs");
  assert.equal(asked[1]?.fields.before, "Wells");
  asked[1]?.answer({ ok: true, answer: { group: "g1", seq: 3 } });
  await settled();
  assert.equal(desk.renaming, null);
});

test("a title that one leaves as it was is not sent over another's", () => {
  const { desk, asked } = begin(board("now", { groups: water }));
  desk.beginRenaming({ id: "g1", title: "Water" });
  desk.take(board("now", { seq: 2, groups: { g1: { ...water.g1, title: "Wells" } } }));
  desk.rename("Water");
  assert.deepEqual([desk.renaming, asked], [null, []]);
});

test("who waits for a change goes on when the server begins another count", async () => {
  const { desk } = begin(board("now", { seq: 7 }));
  const heard = desk.heard(9);
  desk.take(board("now", { seq: 2, epoch: "restored" }));
  await heard;
});
