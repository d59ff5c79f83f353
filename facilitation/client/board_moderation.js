// Which notes wait to be read before they show.

import { html } from "lit";

import { buttons, form, titled } from "./board_dialog.js";

/**
 * @import { Ui } from "./board_columns.js"
 * @import { Desk } from "./board_desk.js"
 *
 * @typedef {{ review_first: boolean, held_words: string[] }} ModerationFields
 */

/** What is set now is what one begins from, whatever others set meanwhile. @param {Desk} desk */
export function openModeration(desk) {
  const { review_first = false, held_words = [] } = desk.board.put.dialogue;
  desk.open({ kind: "moderation", fields: { review_first, held_words } });
}

/** @param {Ui} ui @param {ModerationFields} began */
export function moderationDialog(ui, began) {
  const { desk, say } = ui;
  const then = async (/** @type {FormData} */ given) => {
    const lines = String(given.get("words")).split("\n").map((word) => word.trim());
    const fields = { review_first: given.has("first"), held_words: lines.filter(Boolean) };
    if (!(await desk.do("set_moderation", { ...fields, before: began }))) return;
    desk.closeDialog();
    desk.announce(say("moderation_saved"));
  };
  return titled(say("moderation"), form(say("moderation"), then, html`
    <label class="choice"><input type="checkbox" name="first" ?checked=${began.review_first}>
      <span>${say("review_first")}</span></label>
    <p class="hint">${say("review_first_explained")}</p>
    <label for="dialog-field">${say("held_words")}</label>
    <textarea id="dialog-field" name="words" rows="6" dir="auto" aria-describedby="dialog-hint"
      .value=${began.held_words.join("\n")}></textarea>
    <p class="hint" id="dialog-hint">${say("held_words_explained")}</p>
    ${buttons(ui, html`<button class="button primary">${say("save")}</button>`)}
  `));
}
