// Whether people under 18 take part: said in a dialog of its own, and asked before the seal.

import { html } from "lit";

import { buttons, form, titled } from "./board_dialog.js";

/**
 * @import { Ui } from "./board_columns.js"
 * @import { Desk } from "./board_desk.js"
 */

/** @param {Ui} ui */
export function under18Dialog(ui) {
  const { desk, say } = ui;
  const then = async (/** @type {FormData} */ given) => {
    if (!(await sayUnder18(desk, given))) return;
    desk.closeDialog();
    desk.announce(say("under_18_saved"));
  };
  return titled(say("under_18_menu"), form(say("under_18_menu"), then, html`
    ${under18Choice(ui)}
    ${buttons(ui, html`<button class="button primary">${say("save")}</button>`)}
  `));
}

/** @param {Ui} ui */
export function under18Choice({ desk, say }) {
  return html`
    <label class="choice"><input type="checkbox" name="under_18" aria-describedby="under-18-hint"
      ?checked=${desk.board.put.dialogue.under_18}>
      <span>${say("under_18")}</span></label>
    <p class="hint" id="under-18-hint">${say("under_18_explained")}</p>
  `;
}

/** Whether it stands as given: it did already, or was stored. @param {Desk} desk @param {FormData} given */
export async function sayUnder18(desk, given) {
  const under_18 = given.has("under_18");
  if (under_18 === desk.board.put.dialogue.under_18) return true;
  return Boolean(await desk.do("set_under_18", { under_18 }));
}
