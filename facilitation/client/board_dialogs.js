// The dialogs of the board: where to move, what to call a group, and the steps that end things.

import { html, nothing } from "lit";

import { stageName } from "./board_bar.js";
import { breakoutsDialog, mixDialog } from "./board_breakouts.js";
import { buttons, chooseByKey, form, titled } from "./board_dialog.js";
import { moderationDialog } from "./board_moderation.js";
import { Draft, proxyNotesDialog, proxyVotesDialog } from "./board_proxies.js";
import { editStage, stageDialog } from "./board_stage.js";
import { addressHere, circleOf, openStage, originalsFor, stagesOf } from "./board_state.js";
import { suggestionsDialog } from "./board_suggestions.js";
import { sayUnder18, under18Choice, under18Dialog } from "./board_under_18.js";

/**
 * @import { Ui } from "./board_columns.js"
 * @import { PlaceId } from "./board_desk.js"
 * @import { Dialog } from "./board_looking.js"
 * @import { Group } from "./board_state.js"
 */

/** @param {Ui} ui @param {Dialog} dialog */
export function dialogView(ui, dialog) {
  switch (dialog.kind) {
    case "group": return groupDialog(ui, dialog.notes, dialog.title);
    case "move": return moveDialog(ui, dialog.notes);
    case "hide": return hideDialog(ui, dialog.notes);
    case "duplicate": return duplicateDialog(ui, dialog.notes);
    case "remove": return removeDialog(ui, dialog.group);
    case "merge": return mergeDialog(ui, dialog.group);
    case "invite": return inviteDialog(ui, dialog.link);
    case "stage": return stageDialog(ui, dialog);
    case "moderation": return moderationDialog(ui, dialog.fields);
    case "proxy_notes": return proxyNotesDialog(ui, new Draft(ui.desk.board.put.dialogue.code));
    default: return PLAIN[dialog.kind](ui);
  }
}

/** @param {Ui} ui @param {string[]} notes @param {string} [typed] what was refused before */
function groupDialog(ui, notes, typed = "") {
  const { desk, say } = ui;
  const from = new Set(notes.map((id) => desk.board.put.notes[id]?.group));
  const splits = from.size === 1 && !from.has(null) && notes.length > 0;
  const these = say(splits ? "split_off" : "group_these", { n: notes.length });
  const title = notes.length ? these : say("new_group");
  const fields = html`
    <label for="dialog-field">${say("group_title")}</label>
    <input id="dialog-field" name="title" dir="auto" maxlength="400" autocomplete="off" autofocus
      aria-describedby="dialog-hint" .defaultValue=${typed}>
    <p class="hint" id="dialog-hint">${say("group_title_hint")}</p>
    ${buttons(ui, html`<button class="button primary">${say("group")}</button>`)}
  `;
  const then = (/** @type {FormData} */ given) => desk.group(String(given.get("title")), notes);
  return titled(title, form(title, then, fields));
}

/** @param {Ui} ui @param {string[]} notes */
function moveDialog(ui, notes) {
  const { desk, say } = ui;
  const to = (/** @type {PlaceId} */ id) => {
    desk.closeDialog();
    desk.move(notes, id);
  };
  return titled(
    say("move_these", { n: notes.length }),
    html`
      <ul class="places" @keydown=${chooseByKey}>
        ${desk.places.map(
          ({ id, title }, index) => html`<li>
            <button type="button" class="place" ?autofocus=${index === 0} @click=${() => to(id)}>
              <span><bdi dir="auto">${title}</bdi></span>
              ${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing}
            </button>
          </li>`,
        )}
        <li>
          <button type="button" class="place new" @click=${() => desk.open({ kind: "group", notes })}>
            ${say("new_group")}…
          </button>
        </li>
      </ul>
      ${buttons(ui, nothing, "cancel")}
    `,
  );
}

/** Which of some notes is the one that the others repeat. @param {Ui} ui @param {string[]} notes */
function duplicateDialog(ui, notes) {
  const { desk, say } = ui;
  const originals = originalsFor(desk.allColumns, notes);
  const mark = (/** @type {string} */ of) =>
    desk.all("mark_duplicates", notes.filter((id) => id !== of), "marked_repeat", { of });
  return titled(
    say("repeats_which"),
    html`
      <p class="hint">${say(originals.length ? "repeats_explained" : "repeats_none")}</p>
      <ul class="places" @keydown=${chooseByKey}>
        ${originals.map((id, index) => html`<li>
          <button type="button" class="place" ?autofocus=${index === 0} @click=${() => mark(id)}>
            <span dir="auto" lang=${desk.board.put.notes[id]?.language}>${desk.board.put.notes[id]?.text}</span>
            ${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing}
          </button></li>`)}
      </ul>
      ${buttons(ui, nothing, "cancel")}
    `,
  );
}

/** @param {Ui} ui @param {Group} group */
function mergeDialog(ui, group) {
  const { desk, say } = ui;
  const others = desk.groups.filter(({ id }) => id !== group.id);
  return titled(
    say("merge_this", { group: group.title }),
    html`
      <p class="hint">${say("merge_explained")}</p>
      <ul class="places" @keydown=${chooseByKey}>
        ${others.map(({ id, title }, index) => html`<li>
          <button type="button" class="place" ?autofocus=${index === 0}
            @click=${() => desk.merge(group.id, id)}>
            <span><bdi dir="auto">${title}</bdi></span>
            ${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing}
          </button></li>`)}
      </ul>
      ${buttons(ui, nothing, "cancel")}
    `,
  );
}

/** @param {Ui} ui @param {string[]} notes */
function hideDialog(ui, notes) {
  const { desk, say } = ui;
  const title = say("hide_these", { n: notes.length });
  const fields = html`
    <p>${say("hide_explained")}</p>
    <label for="dialog-field">${say("hide_reason")}</label>
    <input id="dialog-field" name="reason" dir="auto" maxlength="200" autocomplete="off" autofocus>
    ${buttons(ui, html`<button class="button primary">${say("hide")}</button>`)}
  `;
  const then = (/** @type {FormData} */ given) =>
    desk.all("hide_notes", notes, "hidden_done", { reason: String(given.get("reason")) });
  return titled(title, form(title, then, fields));
}

/** @param {Ui} ui @param {Group} group */
function removeDialog(ui, group) {
  const { desk, say } = ui;
  return titled(
    say("take_apart_this", { group: group.title }),
    html`
      <p>${say("take_apart_explained", { n: group.notes })}</p>
      ${buttons(
        ui,
        html`<button type="button" class="button primary" autofocus
          @click=${() => desk.remove(group.id)}>${say("take_apart")}</button>`,
      )}
    `,
  );
}

/** @param {Ui} ui */
function codeDialog(ui) {
  const { desk, say, addresses } = ui;
  const circle = circleOf(desk.board);
  const join = addressHere(desk.board, addresses.join);
  const projector = addressHere(desk.board, addresses.projector);
  const qr = addressHere(desk.board, addresses.qr);
  return titled(
    say("join_title"),
    html`
      <div class="big-code">
        <div class="qr-box"><img src=${qr} alt=""></div>
        <p class="code-text">${(circle ?? desk.board.put.dialogue).code}</p>
        <p dir="ltr"><a href=${join}>${join}</a></p>
        <p><a href=${projector} target="_blank" rel="noopener">${say("projector")}</a></p>
      </div>
      ${buttons(ui)}
    `,
  );
}

/** @param {Ui} ui @param {string} link */
function inviteDialog(ui, link) {
  const { desk, say } = ui;
  const copy = async () => {
    /** @type {HTMLInputElement | null} */ (document.querySelector("#dialog-field"))?.select();
    // The clipboard API is missing on plain HTTP; the old way is not.
    await (navigator.clipboard?.writeText(link) ?? document.execCommand("copy"));
    desk.dialogError = say("copied");
    desk.redraw();
  };
  return titled(
    say("invite"),
    form(
      say("invite"),
      copy,
      html`
        <p>${say("invite_explained")}</p>
        <label for="dialog-field">${say("invite_link")}</label>
        <input id="dialog-field" name="link" readonly dir="ltr" .value=${link} autofocus>
        <p class="copied" role="status">${desk.dialogError}</p>
        <div class="dialog-buttons">
          <button type="button" class="button primary" @click=${copy}>${say("copy")}</button>
          <button type="button" class="button" @click=${() => desk.closeDialog()}>${say("done")}</button>
        </div>
      `,
    ),
  );
}

/** @param {Ui} ui */
function helpDialog(ui) {
  const { say } = ui;
  const keys = [
    ["← ↑ ↓ →", "key_arrows"],
    ["Space", "key_select"],
    ["Shift + ↓", "key_extend"],
    ["A", "key_all"],
    ["G", "key_group"],
    ["M", "key_move"],
    ["N", "key_new"],
    ["R", "key_rename"],
    ["J", "key_merge"],
    ["C", "key_fold"],
    ["P", "key_pin"],
    ["D", "key_duplicate"],
    ["H", "key_hide"],
    ["L", "key_admit"],
    ["B", "key_read_back"],
    ["F", "key_find"],
    ["Z", "key_undo"],
    ["Shift + Z", "key_redo"],
    ["Esc", "key_clear"],
    ["?", "key_help"],
  ];
  return titled(
    say("help"),
    html`
      <p>${say("help_explained")}</p>
      <dl class="keys">
        ${keys.map(([key, what = ""]) => html`<dt><kbd dir="ltr">${key}</kbd></dt><dd>${say(what)}</dd>`)}
      </dl>
      ${buttons(ui)}
    `,
  );
}

/** @param {Ui} ui */
function stagesDialog(ui) {
  const { desk, say, labels } = ui;
  const closed = desk.board.put.dialogue.state !== "open";
  return titled(
    say("all_stages"),
    html`
      <p>${say("stages_explained")}</p>
      <ol class="places stages" @keydown=${chooseByKey}>
        ${stagesOf(desk.board).map(
          (stage) => html`<li class="with-tool">
            <button type="button" class="place"
              ?disabled=${closed || stage.state === "open"} @click=${() => desk.openStage(stage.id)}>
              <span><bdi dir="auto">${stageName(labels, stage)}</bdi></span>
              <span class="tag ${stage.state}">${say(`stage_${stage.state}`)}</span>
              <span class="minutes">${say("minutes", { n: stage.minutes })}</span>
            </button>
            <button type="button" class="button" ?autofocus=${stage.state === "open"} ?disabled=${desk.sealed}
              aria-label=${say("edit_this", { stage: stageName(labels, stage) })}
              @click=${() => editStage(desk, stage)}>${say("edit")}</button>
          </li>`,
        )}
      </ol>
      ${hardEnd(ui)}
      ${buttons(ui)}
    `,
  );
}

/** @param {Ui} ui */
function hardEnd({ desk, say }) {
  const stage = openStage(desk.board);
  if (!stage) return nothing;
  const set = () => desk.do("set_clock", { change: stage.hard_end ? "soft" : "hard" });
  return html`<p class="hard-end"><button type="button" role="switch" class="switch"
    aria-checked=${String(stage.hard_end ?? false)} aria-describedby="hard-hint" @click=${set}>
    ${say("hard_end")}</button><span class="hint" id="hard-hint">${say("hard_end_explained")}</span></p>`;
}

/** @param {Ui} ui */
function closeDialog(ui) {
  const { desk, say } = ui;
  return titled(
    say("close_step"),
    html`
      <p>${say("close_explained")}</p>
      ${desk.board.put.dialogue.divergence
        ? nothing
        : html`<p class="message">${say("divergence_reminder")}</p>`}
      ${buttons(
        ui,
        html`<button type="button" class="button primary" autofocus
          @click=${() => desk.end("close_dialogue")}>${say("close_step")}</button>`,
      )}
    `,
  );
}

/** @param {Ui} ui */
function sealDialog(ui) {
  const { desk, say } = ui;
  const { late = 0, code } = desk.board.put.dialogue;
  const typedRight = (/** @type {FormData} */ given) =>
    String(given.get("code")).replace(/[^a-z0-9]/gi, "").toUpperCase() === code;
  const then = async (/** @type {FormData} */ given) => {
    if (!typedRight(given)) return desk.complain(say("seal_code_wrong"));
    if (!(await sayUnder18(desk, given))) return undefined;
    return desk.end("seal_dialogue", { late: late ? given.get("late") ?? "decide" : "decide" });
  };
  return titled(
    say("seal_step"),
    form(
      say("seal_step"),
      then,
      html`
        <p>${say("seal_what")}</p>
        <p><strong>${say("seal_links")}</strong></p>
        ${late ? lateChoice(ui, late) : nothing}
        ${under18Choice(ui)}
        <label for="dialog-field">${say("seal_code", { code })}</label>
        <input id="dialog-field" name="code" autocomplete="off" autocapitalize="characters"
          spellcheck="false" dir="ltr" required>
        ${buttons(ui, html`<button class="button danger">${say("seal_do")}</button>`)}
      `,
    ),
  );
}

/** @param {Ui} ui @param {number} late */
function lateChoice({ say }, late) {
  return html`
    <fieldset>
      <legend>${say("seal_late", { n: late })}</legend>
      <label class="choice"><input type="radio" name="late" value="admit" required>
        ${say("seal_late_admit")}</label>
      <label class="choice"><input type="radio" name="late" value="leave">
        ${say("seal_late_leave")}</label>
    </fieldset>
  `;
}

/** Those that need nothing but the board. */
const PLAIN = {
  code: codeDialog,
  help: helpDialog,
  close: closeDialog,
  seal: sealDialog,
  stages: stagesDialog,
  proxy_votes: proxyVotesDialog,
  suggestions: suggestionsDialog,
  breakouts: breakoutsDialog,
  mix: mixDialog,
  under_18: under18Dialog,
};
