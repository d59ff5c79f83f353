// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Divergence } from "../../facilitation/client/board_divergence.js";

/** A desk before a server that holds one text; `arrive` brings it to the board. @returns {any} */
function desk() {
  const server = { text: "", by: "" };
  const board = { put: { dialogue: { divergence: "" } } };
  const ask = async (/** @type {string} */ _name, /** @type {any} */ { text, before }) => {
    if (before !== server.text) {
      const params = { who: server.by, theirs: server.text };
      return { ok: false, error: { code: "divergence_overtaken", message: "", params } };
    }
    server.text = text;
    return { ok: true, answer: { text } };
  };
  const arrive = () => void (board.put.dialogue.divergence = server.text);
  return { ask, board, server, arrive, redraw() {}, complain() {}, say: (/** @type {string} */ key) => key };
}

test("words that somebody else wrote meanwhile are shown beside one's own, and whose they are", async () => {
  const here = desk();
  const box = new Divergence(here);
  box.write("On wells.");
  Object.assign(here.server, { text: "On schools.", by: "Bo" });
  await box.save();
  assert.deepEqual([box.text, box.theirs], ["On wells.", { who: "Bo", text: "On schools." }]);
  box.settle("both");
  await new Promise((done) => setTimeout(done));
  assert.equal(here.server.text, "On schools.\n\nOn wells.");
});

test("a board that is behind the answer does not take back what was saved", async () => {
  const here = desk();
  const box = new Divergence(here);
  box.write("On wells.");
  await box.save();
  box.hear();
  assert.deepEqual([box.text, box.state], ["On wells.", "saved"]);
  here.arrive();
  box.hear();
  here.server.text = "On wells and schools.";
  here.arrive();
  box.hear();
  assert.equal(box.text, "On wells and schools.");
});
