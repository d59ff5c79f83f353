// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { takeBack } from "../../facilitation/client/board_undo.js";

test("a step that others have overtaken is told once, and the next undo goes past it", async () => {
  /** @type {number[][]} */
  const asked = [];
  /** @type {any} */
  const desk = {
    ask: async (/** @type {string} */ _name, /** @type {{ past: number[] }} */ { past }) => {
      asked.push(past);
      const error = { code: "undo_overtaken", message: "Overtaken.", params: { step: 7 } };
      return past.includes(7)
        ? { ok: true, answer: { kinds: ["group_pinned"], notes: 0 } }
        : { ok: false, error };
    },
    follow: () => undefined,
    announce: (/** @type {string} */ said) => void (desk.said = said),
    say: (/** @type {string} */ key) => key,
  };
  await takeBack(desk, "undo");
  assert.equal(desk.said, "Overtaken.");
  await takeBack(desk, "undo");
  await takeBack(desk, "redo");
  assert.deepEqual(asked, [[], [7], []]);
});
