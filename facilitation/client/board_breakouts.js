// Small circles: opened by name, filled, and closed again. Who goes where is the server's lot, and
// nobody sees more of it than how many people are in each.

import { html } from "lit";

import { buttons, form, titled } from "./board_dialog.js";
import { linesOf } from "./board_proxies.js";

/**
 * @import { Ui } from "./board_columns.js"
 * @import { BreakoutRecord } from "./feed.js"
 */

/** @param {Ui} ui */
export function breakoutsDialog(ui) {
  const { desk, say } = ui;
  const open = (desk.board.put.dialogue.breakouts ?? []).filter((one) => one.open);
  return titled(say("breakouts"), html`
    <p class="hint" role="status" id="dialog-said" tabindex="-1">${open.length ? elsewhere(ui, open) : ""}</p>
    ${open.length ? openOnes(ui, open) : namesForm(ui)}
  `);
}

/** How many people are in none of the `open` ones. @param {Ui} ui @param {BreakoutRecord[]} open */
function elsewhere({ desk, say }, open) {
  const { breakout, participants } = desk.board.put.dialogue;
  if (breakout) return ""; // the people of this board are then those of one circle
  const inside = open.reduce((sum, one) => sum + one.participants, 0);
  return say("not_in_breakout", { n: Math.max(0, participants - inside) });
}

/** @param {Ui} ui */
function namesForm(ui) {
  const { desk, say } = ui;
  const then = async (/** @type {FormData} */ given) => {
    const done = await desk.do("open_breakouts", { names: linesOf(String(given.get("names"))) });
    // The form, and the focus with it, goes when the circles come.
    if (done) document.getElementById("dialog-said")?.focus();
  };
  return form(say("breakouts"), then, html`
    <label for="dialog-field">${say("breakout_names")}</label>
    <textarea id="dialog-field" name="names" rows="5" dir="auto" autofocus required></textarea>
    ${buttons(ui, html`<button class="button primary">${say("open_breakouts")}</button>`)}
  `);
}

/** @param {Ui} ui @param {BreakoutRecord[]} open */
function openOnes(ui, open) {
  const { desk, say } = ui;
  const close = async () => {
    if (!(await desk.do("close_breakouts", {}))) return;
    desk.closeDialog();
    desk.announce(say("breakouts_closed"));
  };
  return html`
    <ul class="circles">
      ${open.map(({ name, code, participants }) => html`<li>
        <span dir="auto">${name}</span>
        <strong dir="ltr">${code}</strong>
        <span class="tag">${say("people_here", { n: participants })}</span>
      </li>`)}
    </ul>
    ${buttons(ui, html`
      <button type="button" class="button primary" autofocus
        @click=${() => desk.do("spread_participants", {})}>${say("spread_people")}</button>
      <button type="button" class="button" @click=${close}>${say("close_breakouts")}</button>
    `, "done")}
  `;
}
