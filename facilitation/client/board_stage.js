// Changing a stage: its question, its length, and what people see before they write.

import { html, nothing } from "lit";

import { stageName } from "./board_bar.js";
import { buttons, form, titled } from "./board_dialog.js";
import { WRITING_KINDS, stagesOf } from "./board_state.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Dialog } from "./board_looking.js"
 * @import { Stimulus } from "./feed.js"
 * @import { Stage } from "./board_state.js"
 * @import { Ui } from "./board_columns.js"
 *
 * @typedef {{ prompt: string, minutes: number, stimulus: Stimulus | null }} StageFields
 */

const NO_STIMULUS = {
  kind: "", text: "", link: "", picture: "", alternative: "", caption: "", credit: "", language: "",
};
const KINDS = ["", "story", "picture", "link"];
const MORE_FIELDS = /** @type {const} */ (["caption", "credit"]);
/** How many characters the server takes. */
const LONGEST = { prompt: 2000, text: 4000, link: 500, alternative: 500, caption: 300, credit: 200 };

/** What stands there now is what one begins from, whatever others save meanwhile.
 * @param {Desk} desk @param {Stage} stage */
export function editStage(desk, { id, prompt, minutes, stimulus }) {
  const fields = { prompt, minutes, stimulus: stimulus ?? null };
  desk.open({ kind: "stage", stage: id, fields, theirs: {} });
}

/** @param {Ui} ui @param {Extract<Dialog, { kind: "stage" }>} dialog */
export function stageDialog(ui, dialog) {
  const { desk, say, labels } = ui;
  const { fields: began } = dialog;
  const stage = stagesOf(desk.board).find(({ id }) => id === dialog.stage);
  if (!stage) return titled(say("edit_stage"), buttons(ui));
  const then = async (/** @type {FormData} */ given) => {
    const stimulus = await stimulusOf(ui, given, began.stimulus);
    if (stimulus === undefined) return;
    const fields = {
      stage: dialog.stage,
      prompt: String(given.get("prompt")),
      minutes: Number(given.get("minutes")),
      ...(stimulus ? { stimulus } : { remove_stimulus: true }),
      before: { ...began, ...dialog.theirs },
    };
    const result = await desk.ask("edit_stage", fields);
    if (!result.ok) {
      Object.assign(dialog.theirs, result.error.params.theirs);
      return desk.complain(result.error.message || say("unreachable"));
    }
    desk.closeDialog();
    desk.announce(say("stage_saved", { stage: stageName(labels, stage) }));
  };
  return titled(say("edit_this", { stage: stageName(labels, stage) }), form(say("edit_stage"), then, html`
    <label for="stage-prompt">${say("stage_prompt")}</label>
    <textarea id="stage-prompt" name="prompt" rows="2" dir="auto" maxlength=${LONGEST.prompt}
      placeholder=${labels.prompts[stage.kind] ?? ""} .value=${began.prompt}></textarea>
    <label for="stage-minutes">${say("stage_minutes")}</label>
    <input id="stage-minutes" name="minutes" type="number" min="1" max="600" required
      .value=${String(began.minutes)}>
    ${stimulusFields(ui, stage, began.stimulus)}
    ${theirsView(ui, stage, dialog.theirs)}
    ${buttons(ui, html`<button class="button primary">${say("save")}</button>`)}
  `));
}

/** What somebody else has saved meanwhile of the same. @param {Ui} ui @param {Stage} stage
 * @param {Partial<StageFields>} theirs */
function theirsView({ say, labels }, stage, theirs) {
  const { prompt, minutes, stimulus } = theirs;
  const words = stimulus ? [stimulus.text, stimulus.link, stimulus.alternative, stimulus.caption] : [];
  const rows = [
    ["stage_prompt", prompt === "" ? labels.prompts[stage.kind] : prompt],
    ["stage_minutes", minutes],
    [stimulusName(stage), stimulus === undefined
      ? undefined
      : [say(`stimulus_${stimulus?.kind || "none"}`), ...words.filter(Boolean)].join("\n")],
  ].filter(([, value]) => value !== undefined);
  if (!rows.length) return nothing;
  return html`<div class="message">${rows.map(([name, value]) => html`
    <p>${say(String(name))}</p><blockquote class="theirs" dir="auto">${value}</blockquote>`)}</div>`;
}

/** @param {Stage} stage */
function stimulusName({ kind }) {
  return WRITING_KINDS.includes(kind) ? "stimulus" : "stimulus_shown";
}

/** @param {Ui} ui @param {Stage} stage @param {Stimulus | null} began */
function stimulusFields({ desk, say }, stage, began) {
  const now = { ...NO_STIMULUS, ...began };
  const kind = desk.stimulusKind ?? now.kind;
  const choose = (/** @type {string} */ one) => () => {
    desk.stimulusKind = one;
    desk.redraw();
  };
  return html`
    <fieldset class="stimulus">
      <legend>${say(stimulusName(stage))}</legend>
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
      ${kind ? MORE_FIELDS.map((name) => field(name, say(`stimulus_${name}`), now[name])) : nothing}
    </fieldset>
  `;
}

/** @param {keyof typeof LONGEST} name @param {string} label @param {string} value */
function area(name, label, value) {
  return html`<label for="s-${name}">${label}</label>
    <textarea id="s-${name}" name=${name} rows="5" dir="auto" maxlength=${LONGEST[name]} .value=${value}></textarea>`;
}

/** @param {keyof typeof LONGEST} name @param {string} label @param {string} value @param {string} [type] */
function field(name, label, value, type = "text") {
  return html`<label for="s-${name}">${label}</label>
    <input id="s-${name}" name=${name} type=${type} dir=${type === "url" ? "ltr" : "auto"}
      maxlength=${LONGEST[name]}
      ?required=${type === "url"} autocomplete="off" .value=${value}>`;
}

/**
 * @param {Ui} ui
 * @param {FormData} given
 * @param {Stimulus | null} began
 * @returns {Promise<Stimulus | null | undefined>} null for none; undefined where a picture could
 *   not be stored, which has been said
 */
async function stimulusOf({ desk, addresses }, given, began) {
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
    language: began?.language ?? desk.board.put.dialogue.language,
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
