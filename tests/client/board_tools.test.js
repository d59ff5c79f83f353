// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, writeDown } from "../../facilitation/client/board_proxies.js";
import { EVERYTHING, found, isNarrow, matches } from "../../facilitation/client/board_search.js";
import { stepName } from "../../facilitation/client/board_undo.js";

/** @param {object} more @returns {any} */
const note = (more) => ({ text: "", language: "en", actor: "", group: null, state: "shown", ...more });

/** @param {object} search @param {object} one */
const isFound = (search, one) => matches({ ...EVERYTHING, ...search }, note(one));

test("words are found whatever their case, their accents and their order", () => {
  assert.ok(isFound({ words: "ecole VILLAGE" }, { text: "Le village veut une \u00c9cole" }));
  assert.ok(isFound({ words: "\u0645\u062f\u0631\u0633\u0629" }, { text: "\u0646\u0631\u064a\u062f \u0645\u064e\u062f\u0631\u0633\u0629" }));
  assert.ok(!isFound({ words: "ecole water" }, { text: "Le village veut une \u00c9cole" }));
});

test("notes are narrowed by language, actor, person, circle and kind", () => {
  assert.ok(isFound({ language: "fr", actor: "media" }, { language: "fr", actor: "media" }));
  assert.ok(!isFound({ language: "fr" }, { language: "en" }));
  assert.ok(!isFound({ voice: "7" }, { voice: "8" }));
  assert.ok(!isFound({ breakout: "b" }, { breakout: null }));
  assert.ok(isFound({ breakout: "b" }, { breakout: "b" }));
  assert.ok(isFound({ only: "waiting" }, { state: "held" }));
  assert.ok(!isFound({ only: "ungrouped" }, { group: "g" }));
  assert.ok(isFound({ only: "on_behalf" }, { on_behalf: true }));
  assert.ok(isFound({ only: "corrections" }, { corrects: "g" }));
});

test("a search leaves out groups without a note found, and nothing when it asks for nothing", () => {
  const columns = /** @type {any} */ ([
    { key: "ungrouped", group: null, notes: [] },
    { key: "g", group: {}, notes: [note({ text: "Water" })] },
    { key: "h", group: {}, notes: [note({ text: "Work" })] },
  ]);
  const search = { ...EVERYTHING, words: "work" };
  assert.deepEqual(found(columns, search).map(({ key }) => key), ["ungrouped", "h"]);
  assert.equal(found(columns, EVERYTHING), columns);
  assert.ok(isNarrow(search) && !isNarrow({ ...EVERYTHING, words: "  " }));
});

test("a step is named by what it did, and done again by the opposite of what was taken back", () => {
  assert.equal(stepName("undo", ["group_added", "notes_moved"]), "group_added");
  assert.equal(stepName("undo", ["notes_moved", "groups_merged", "readback_moved"]), "groups_merged");
  assert.equal(stepName("undo", ["notes_moved", "groups_merged", "group_removed"]), "group_removed");
  assert.equal(stepName("redo", ["notes_moved", "group_removed"]), "group_added");
  assert.equal(stepName("redo", ["notes_brought_back"]), "notes_hidden");
  assert.equal(stepName("undo", ["notes_moved"]), "notes_moved");
  assert.equal(stepName("redo", ["readback_moved", "stage_opened"]), "stage_opened");
  assert.equal(stepName("redo", ["stage_clock_changed", "stage_edited"]), "stage_edited");
});

test("one line is one note", () => {
  assert.deepEqual(linesOf(" No water\n\n  No work \n"), ["No water", "No work"]);
});

/** A desk before a server that refuses lines longer than ten letters. @returns {any} */
function desk() {
  /** @type {string[]} */
  const stored = [];
  const ask = async (/** @type {string} */ _name, /** @type {any} */ { notes }) => {
    const texts = notes.map((/** @type {any} */ one) => one.text);
    if (texts.some((/** @type {string} */ text) => text.length > 10)) {
      return { ok: false, error: { code: "note_too_long", message: "Too long.", params: {} } };
    }
    stored.push(...texts);
    return { ok: true, answer: {} };
  };
  return { ask, stored, say: (/** @type {string} */ key) => key };
}

test("of many lines only the refused ones are kept, and none is written twice", async () => {
  const about = { stage: "s", language: "en", actor: "" };
  const here = desk();
  const result = await writeDown(here, about, ["No water", "Much too long a line", "No work"]);
  assert.deepEqual(result, { done: 2, left: ["Much too long a line"], why: "Too long." });
  assert.deepEqual(here.stored, ["No water", "No work"]);
});

test("more lines than the server takes at once go in batches", async () => {
  const lines = Array.from({ length: 250 }, (_, n) => `Line ${n}`);
  const here = desk();
  const result = await writeDown(here, { stage: "s", language: "en", actor: "" }, lines);
  assert.equal(result.done, 250);
  assert.deepEqual(here.stored, lines);
});
