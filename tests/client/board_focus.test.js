// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { refuges } from "../../facilitation/client/board_focus.js";

/** @param {Record<string, string>} holds the letter of each note, by the key of its column @returns {any} */
const columns = (holds) =>
  Object.entries(holds).map(([key, notes]) => ({ key, notes: [...notes].map((id) => ({ id })) }));

const before = columns({ ungrouped: "abc", g: "x", h: "yz" });

/** Where the focus goes of what is drawn, while one group is folded. @param {any} now @param {any} place @param {string} [folded] */
function goesTo(now, place, folded) {
  const cards = now.flatMap((/** @type {any} */ one) => (one.key === folded ? [] : one.notes));
  const drawn = new Set([
    ...cards.map((/** @type {any} */ { id }) => `n-${id}`),
    ...now.map((/** @type {any} */ { key }) => `g-${key}`).slice(1),
  ]);
  return refuges(before, now, place).find((id) => drawn.has(id));
}

test("the focus follows its card, and to the head where the card is folded away", () => {
  const now = columns({ ungrouped: "ac", g: "xb", h: "yz" });
  const place = { note: "b", column: "ungrouped" };
  assert.equal(goesTo(now, place), "n-b");
  assert.equal(goesTo(now, place, "g"), "g-g");
});

test("from a card that is gone it goes to the next, the one before, the head, or any card", () => {
  const here = { note: "b", column: "ungrouped" };
  assert.equal(goesTo(columns({ ungrouped: "ac", g: "x", h: "yz" }), here), "n-c");
  assert.equal(goesTo(columns({ ungrouped: "a", g: "x", h: "yz" }), here), "n-a");
  assert.equal(goesTo(columns({ ungrouped: "", g: "", h: "yz" }), { note: "x", column: "g" }), "g-g");
  assert.equal(goesTo(columns({ ungrouped: "", g: "", h: "yz" }), here), "n-y");
});

test("from the head of a group that is gone it goes where its notes went", () => {
  const head = { note: null, column: "g" };
  assert.equal(goesTo(columns({ ungrouped: "abc", h: "yzx" }), head), "g-h");
  assert.equal(goesTo(columns({ ungrouped: "abcx", h: "yz" }), head), "n-x");
});
