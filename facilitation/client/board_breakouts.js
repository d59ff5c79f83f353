// Small circles: opened by name, filled, run, and closed again. Who goes where is the server's lot,
// and nobody sees more of it than how many people are in each.

import { html, nothing } from "lit";

import { buttons, form, titled } from "./board_dialog.js";
import { nameOf } from "./board_lead.js";
import { linesOf } from "./board_proxies.js";
import { circleOf } from "./board_state.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Ui } from "./board_columns.js"
 * @import { BreakoutRecord } from "./feed.js"
 */

/** @param {Desk} desk @param {string | null} breakout null to come back to all */
async function run(desk, breakout) {
  if ((await desk.do("run_breakout", { breakout })) && desk.dialog) desk.closeDialog();
}

/** Where one is, while one is not with all, and the way back. @param {Ui} ui */
export function circleView({ desk, say }) {
  const circle = circleOf(desk.board);
  if (!circle) return nothing;
  return html`
    <section class="in-circle" aria-label=${say("breakouts")}>
      <p>${say("in_breakout")} <strong dir="auto">${circle.name}</strong></p>
      <button type="button" class="button" @click=${() => run(desk, null)}>${say("back_to_all")}</button>
    </section>
  `;
}

/** @param {Ui} ui */
export function breakoutsDialog(ui) {
  const { desk, say } = ui;
  const open = (desk.board.put.dialogue.breakouts ?? []).filter((one) => one.open);
  return titled(say("breakouts"), html`
    <p class="hint" role="status" id="dialog-said" tabindex="-1">${desk.dialogSaid}
      ${open.length ? elsewhere(ui, open) : ""}</p>
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
  const spread = () => {
    desk.dialogSaid = "";
    return desk.do("spread_participants", {});
  };
  const close = async () => {
    if (!(await desk.do("close_breakouts", {}))) return;
    desk.closeDialog();
    desk.announce(say("breakouts_closed"));
  };
  return html`
    <ul class="circles">${open.map((circle) => circleRow(ui, circle))}</ul>
    ${buttons(ui, html`
      <button type="button" class="button primary" autofocus
        @click=${spread}>${say("spread_people")}</button>
      <button type="button" class="button"
        @click=${() => desk.open({ kind: "mix" })}>${say("mix_people")}…</button>
      <button type="button" class="button" @click=${close}>${say("close_breakouts")}</button>
    `, "done")}
  `;
}

/** It takes people from where they sit and talk, and no undo leads back. @param {Ui} ui */
export function mixDialog(ui) {
  const { desk, say } = ui;
  const mix = async () => {
    const done = await desk.do("spread_participants", { everybody: true });
    if (!done) return;
    desk.open({ kind: "breakouts" });
    desk.announceHere(say("people_spread", { n: done.moved }));
  };
  return titled(say("mix_people"), html`
    <p>${say("mix_explained")}</p>
    ${buttons(ui, html`<button type="button" class="button primary" autofocus @click=${mix}>
      ${say("mix_people")}</button>`)}
  `);
}

/** @param {Ui} ui @param {BreakoutRecord} circle */
function circleRow({ desk, say }, { id, name, code, participants, notes }) {
  const { breakout, facilitators = [] } = desk.board.put.dialogue;
  const hosts = facilitators.filter((one) => one.breakout === id);
  const seeNotes = () => {
    desk.closeDialog();
    desk.narrow({ breakout: id });
  };
  return html`<li>
    <span id="c-${id}" dir="auto">${name}</span>
    <strong dir="ltr">${code}</strong>
    <p class="marks"><span class="tag">${say("people_here", { n: participants })}</span>
      <span class="tag">${say("notes", { n: notes })}</span>
      ${hosts.map((host) => html`<span class="tag good">${say("runs_breakout", { name: nameOf(host, say) })}</span>`)}</p>
    <p class="circle-tools">
      ${breakout
        ? nothing
        : html`<button type="button" class="small strong" ?disabled=${!notes} aria-describedby="c-${id}"
            @click=${seeNotes}>${say("its_notes")}</button>`}
      ${breakout === id
        ? nothing
        : html`<button type="button" class="small strong" aria-describedby="c-${id}"
            @click=${() => run(desk, id)}>${say("run_breakout")}</button>`}
    </p>
  </li>`;
}
