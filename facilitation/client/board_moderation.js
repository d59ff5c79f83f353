// Which notes wait to be read before they show.

import { html } from "lit";

import { buttons, form, titled } from "./board_dialog.js";

/** @import { Ui } from "./board_columns.js" */

/** @param {Ui} ui */
export function moderationDialog(ui) {
  const { desk, say } = ui;
  const { review_first: first = false, held_words: words = [] } = desk.board.put.dialogue;
  const then = async (/** @type {FormData} */ given) => {
    const lines = String(given.get("words")).split("\n").map((word) => word.trim());
    const fields = { review_first: given.has("first"), held_words: lines.filter(Boolean) };
    if (!(await desk.do("set_moderation", fields))) return;
    desk.closeDialog();
    desk.announce(say("moderation_saved"));
  };
  return titled(say("moderation"), form(say("moderation"), then, html`
    <label class="choice"><input type="checkbox" name="first" ?checked=${first}>
      <span>${say("review_first")}</span></label>
    <p class="hint">${say("review_first_explained")}</p>
    <label for="dialog-field">${say("held_words")}</label>
    <textarea id="dialog-field" name="words" rows="6" dir="auto" aria-describedby="dialog-hint"
      .value=${words.join("\n")}></textarea>
    <p class="hint" id="dialog-hint">${say("held_words_explained")}</p>
    ${buttons(ui, html`<button class="button primary">${say("save")}</button>`)}
  `));
}
