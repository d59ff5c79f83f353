// Changing a stage: its question, its length, and what people see before they write.

import { html, nothing } from "lit";

import { stageName } from "./board_bar.js";
import { buttons, form, titled } from "./board_dialog.js";
import { WRITING_KINDS, stagesOf } from "./board_state.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Stimulus } from "./feed.js"
 * @import { Stage } from "./board_state.js"
 * @import { Ui } from "./board_columns.js"
 */

const NO_STIMULUS = {
  kind: "", text: "", link: "", picture: "", alternative: "", caption: "", credit: "", language: "",
};
const KINDS = ["", "story", "picture", "link"];
const MORE_FIELDS = ["caption", "credit"];

/** @param {Ui} ui @param {string} stageId */
export function stageDialog(ui, stageId) {
  const { desk, say, labels } = ui;
  const stage = stagesOf(desk.board).find(({ id }) => id === stageId);
  if (!stage) return titled(say("edit_stage"), buttons(ui));
  const then = async (/** @type {FormData} */ given) => {
    const stimulus = await stimulusOf(ui, given);
    if (stimulus === undefined) return;
    const fields = {
      stage: stageId,
      prompt: String(given.get("prompt")),
      minutes: Number(given.get("minutes")),
      ...(stimulus ? { stimulus } : { remove_stimulus: true }),
    };
    if (!(await desk.do("edit_stage", fields))) return;
    desk.closeDialog();
    desk.announce(say("stage_saved", { stage: stageName(labels, stage) }));
  };
  return titled(say("edit_this", { stage: stageName(labels, stage) }), form(say("edit_stage"), then, html`
    <label for="stage-prompt">${say("stage_prompt")}</label>
    <textarea id="stage-prompt" name="prompt" rows="2" dir="auto" maxlength="1000"
      placeholder=${labels.prompts[stage.kind] ?? ""} .value=${stage.prompt}></textarea>
    <label for="stage-minutes">${say("stage_minutes")}</label>
    <input id="stage-minutes" name="minutes" type="number" min="1" max="600" required
      .value=${String(stage.minutes)}>
    ${stimulusFields(ui, stage)}
    ${buttons(ui, html`<button class="button primary">${say("save")}</button>`)}
  `));
}

/** @param {Ui} ui @param {Stage} stage */
function stimulusFields({ desk, say }, stage) {
  const now = { ...NO_STIMULUS, ...stage.stimulus };
  const kind = desk.stimulusKind ?? now.kind;
  const choose = (/** @type {string} */ one) => () => {
    desk.stimulusKind = one;
    desk.redraw();
  };
  return html`
    <fieldset class="stimulus">
      <legend>${say(WRITING_KINDS.includes(stage.kind) ? "stimulus" : "stimulus_shown")}</legend>
      <div class="row">${KINDS.map((one) => html`<label class="choice">
        <input type="radio" name="kind" value=${one} ?checked=${kind === one} @change=${choose(one)}>
        ${say(`stimulus_${one || "none"}`)}</label>`)}</div>
      <input type="hidden" name="had" .value=${now.picture}>
      ${kind === "story" || kind === "picture" ? area("text", say("stimulus_text"), now.text) : nothing}
      ${kind === "link" ? field("link", say("stimulus_address"), now.link, "url") : nothing}
      ${kind === "picture"
        ? html`<label for="s-file">${say(now.picture ? "other_picture" : "picture_file")}</label>
            <input id="s-file" name="file" type="file" accept="image/png,image/jpeg,image/webp"
              ?required=${!now.picture}>
            ${field("alternative", say("picture_alternative"), now.alternative)}`
        : nothing}
      ${kind ? MORE_FIELDS.map((name) => field(name, say(`stimulus_${name}`), now[/** @type {"caption"} */ (name)])) : nothing}
    </fieldset>
  `;
}

/** @param {string} name @param {string} label @param {string} value */
function area(name, label, value) {
  return html`<label for="s-${name}">${label}</label>
    <textarea id="s-${name}" name=${name} rows="5" dir="auto" maxlength="4000" .value=${value}></textarea>`;
}

/** @param {string} name @param {string} label @param {string} value @param {string} [type] */
function field(name, label, value, type = "text") {
  return html`<label for="s-${name}">${label}</label>
    <input id="s-${name}" name=${name} type=${type} dir=${type === "url" ? "ltr" : "auto"} maxlength="500"
      ?required=${type === "url"} autocomplete="off" .value=${value}>`;
}

/**
 * @param {Ui} ui
 * @param {FormData} given
 * @returns {Promise<Stimulus | null | undefined>} null for none; undefined where a picture could
 *   not be stored, which has been said
 */
async function stimulusOf({ desk, addresses }, given) {
  const text = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
  const kind = text("kind");
  if (!kind) return null;
  let picture = kind === "picture" ? text("had") : "";
  const file = given.get("file");
  if (kind === "picture" && file instanceof File && file.size) {
    const stored = await upload(desk, addresses.pictures, file);
    if (!stored) return undefined;
    picture = stored;
  }
  return {
    kind: /** @type {Stimulus["kind"]} */ (kind),
    text: text("text"),
    link: text("link"),
    picture,
    alternative: text("alternative"),
    caption: text("caption"),
    credit: text("credit"),
    language: desk.board.put.dialogue.language,
  };
}

/** @param {Desk} desk @param {string} address @param {File} file @returns {Promise<string>} its name */
async function upload(desk, address, file) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const body = new FormData();
  body.set("picture", file);
  try {
    const response = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body });
    const answer = await response.json();
    if (response.ok) return String(answer.picture);
    desk.complain(answer.error?.message ?? desk.say("no_pictures"));
  } catch {
    desk.complain(desk.say("no_pictures"));
  }
  return "";
}
