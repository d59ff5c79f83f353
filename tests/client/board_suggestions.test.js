// @ts-check
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Suggestions } from "../../facilitation/client/board_suggestions.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/** @typedef {{ key: string, notes: string[], title: string, language: string, strength: number }} Found */

/** @param {string} notes the letter of each @param {number} strength @returns {Found} */
const found = (notes, strength) =>
  ({ key: notes, notes: [...notes], title: `Title of ${notes}`, language: "en", strength });

/**
 * A board before a server that suggests what `server.found` holds. Drawing it hears, as on the page.
 *
 * @param {string} ungrouped the letter of each note
 * @param {Found[]} first
 */
async function begin(ungrouped, first) {
  const server = { found: first, asked: 0 };
  globalThis.fetch = async () => {
    server.asked += 1;
    return /** @type {any} */ ({ ok: true, json: async () => ({ suggestions: server.found }) });
  };
  /** @type {any} */
  const desk = {
    viewed: "now", sealed: false, dialog: null, takenBack: 0, grouped: [], apart: [],
    allColumns: [{ key: "ungrouped", notes: [] }],
    hold: (/** @type {string} */ notes) => {
      desk.allColumns[0].notes = [...notes].map((id) => ({ id }));
      desk.redraw();
    },
    redraw: () => suggestions.hear(),
    say: (/** @type {string} */ key, values = {}) => [key, ...Object.values(values)].join(" "),
    announce: () => undefined,
    complain: () => undefined,
    group: async (/** @type {string} */ _title, /** @type {string[]} */ notes) => desk.grouped.push(notes),
    do: async (/** @type {string} */ _name, /** @type {any} */ { notes }) => desk.apart.push(notes),
    closeDialog: () => void (desk.dialog = null),
  };
  const suggestions = new Suggestions(desk, "ABC");
  desk.hold(ungrouped);
  await suggestions.look();
  return { server, desk, suggestions };
}

/** @param {any} desk */
function open(desk) {
  desk.dialog = { kind: "suggestions" };
  desk.redraw();
}

test("what is shown stays while notes come and go; what came is offered afterwards", async () => {
  const { server, desk, suggestions } = await begin("abcxy", [found("abc", 0.5), found("xy", 0.4)]);
  open(desk);
  server.found = [found("abd", 0.9), found("xy", 0.4), found("ce", 0.3)];
  desk.hold("abcdexy");
  await suggestions.look();
  assert.deepEqual(suggestions.shown, found("abc", 0.5));
  assert.deepEqual(suggestions.list.map(({ key }) => key), ["abc", "xy"]);
  desk.hold("acdexy");
  assert.deepEqual(suggestions.shown, { ...found("abc", 0.5), notes: ["a", "c"] });
  assert.equal(suggestions.said, "gone_meanwhile 1");
  server.found = [found("de", 0.9), found("xy", 0.4)];
  await suggestions.accept("Water", ["a", "c"]);
  desk.hold("dexy");
  await suggestions.look();
  assert.equal(suggestions.shown?.key, "xy");
  assert.deepEqual(suggestions.list.map(({ key }) => key), ["de", "xy"]);
});

test("another facilitator who takes an earlier one, or this one, turns no page", async () => {
  const { desk, suggestions } = await begin("abxypq", [found("ab", 0.9), found("xy", 0.5), found("pq", 0.3)]);
  open(desk);
  suggestions.turn(1);
  desk.hold("xypq");
  assert.deepEqual([suggestions.shown?.key, suggestions.at], ["xy", 0]);
  desk.hold("pq");
  assert.deepEqual(suggestions.shown?.notes, []);
  await suggestions.accept("Water", []);
  assert.deepEqual(desk.grouped, []);
  suggestions.turn(1);
  await suggestions.dismiss();
  assert.deepEqual(desk.apart, [["p", "q"]]);
  assert.equal(desk.dialog, null);
});

test("what was dismissed is offered again when that is undone", async () => {
  const { server, desk, suggestions } = await begin("ab", [found("ab", 0.5)]);
  open(desk);
  server.found = [];
  await suggestions.dismiss();
  await suggestions.look();
  assert.deepEqual([suggestions.list, server.asked], [[], 2]);
  server.found = [found("ab", 0.5)];
  desk.takenBack += 1;
  desk.redraw();
  mock.timers.tick(2_500);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(suggestions.list, server.found);
});

test("suggestions are looked for while notes keep coming, and not when nothing has come", async () => {
  const { server, desk } = await begin("", []);
  server.asked = 0;
  const aSecond = () => {
    mock.timers.tick(1_000);
    return new Promise((done) => setImmediate(done));
  };
  for (let n = 1; n <= 10; n += 1) {
    desk.hold("abcdefghij".slice(0, n));
    await aSecond();
  }
  const meanwhile = server.asked;
  for (let n = 1; n <= 10; n += 1) await aSecond();
  assert.deepEqual([meanwhile, server.asked], [3, 3]);
});
