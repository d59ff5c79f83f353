// What a tired facilitator reads in three seconds: the stage, the time, the next step; then the
// room: code, people, connection. And the bar at the foot, with what to do with the selection.

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { repeatOrNot } from "./board_keys.js";
import { leadChoices } from "./board_lead.js";
import { menu } from "./board_menu.js";
import { openModeration } from "./board_moderation.js";
import {
  addressHere, circleOf, isWaiting, nextStage, openStage, stagesOf, writingStages,
} from "./board_state.js";
import { takeBack } from "./board_undo.js";

/**
 * @import { NoteRecord, Presence, StageRecord } from "./feed.js"
 * @import { Ui } from "./board_columns.js"
 */

/** @param {Ui["labels"]} labels @param {StageRecord} stage */
export function stageName(labels, stage) {
  return stage.title || labels.stages[stage.kind] || stage.kind;
}

/** @param {Ui} ui */
export function barView(ui) {
  const { desk, say } = ui;
  const open = desk.headOpen;
  return html`
    <header class="bar ${open ? "" : "folded"} ${desk.sealed ? "sealed" : ""}">
      <button type="button" class="button bar-toggle" aria-expanded=${String(open)} aria-label=${say("head")}
        title=${say("head")} @click=${() => desk.toggleHead()}></button>
      ${room(ui)}
      <div class="bar-now">${now(ui)} ${step(ui)}</div>
    </header>
  `;
}

/** @param {Ui} ui */
function now({ desk, say, labels }) {
  const { state } = desk.board.put.dialogue;
  const stage = openStage(desk.board);
  const title = stage ? stageName(labels, stage) : say(state === "open" ? "not_begun" : state);
  const number = stage ? stagesOf(desk.board).findIndex(({ id }) => id === stage.id) + 1 : 0;
  const prompt = stage ? stage.prompt || labels.prompts[stage.kind] : "";
  return html`
    <div class="stage-now">
      <p class="stage-title">
        ${stage
          ? html`<span class="of">${say("stage_of", { n: number, all: stagesOf(desk.board).length })}</span>`
          : nothing}
        <strong dir="auto">${title}</strong>
      </p>
      <p class="prompt"><bdi dir="auto">${prompt}</bdi></p>
    </div>
    ${clock(desk, say)}
  `;
}

/** @param {Ui["desk"]} desk @param {Ui["say"]} say */
function clock(desk, say) {
  const stage = openStage(desk.board);
  const standing = Boolean(stage?.paused_at);
  const change = async (/** @type {string} */ what, /** @type {string} */ said, seconds = 0) => {
    if (await desk.do("set_clock", { change: what, seconds })) desk.announce(say(said));
  };
  return html`
    <div class="clock-box ${standing ? "standing" : ""}">
      <p><span class="clock" role="timer" dir="ltr" aria-label=${say("time_left")} data-clock></span>
        <span class="clock-state" data-clock-state></span></p>
      ${stage && !desk.sealed
        ? html`<div class="clock-tools">
            <button type="button" class="button" title=${say("add_minute")}
              @click=${() => change("add", "minute_added", 60)}>${say("plus_one")}</button>
            <button type="button" class="button" title=${say(standing ? "resume" : "pause")}
              aria-label=${say(standing ? "resume" : "pause")}
              @click=${() => (standing ? change("resume", "resumed") : change("pause", "paused"))}>
              <span class="sign ${standing ? "go" : "halt"}" aria-hidden="true"></span></button>
          </div>`
        : nothing}
    </div>
  `;
}

/** @param {Ui} ui */
function step(ui) {
  const { desk, say } = ui;
  return html`
    <div class="bar-step">
      ${nextStep(ui)}
      ${desk.sealed
        ? nothing
        : html`<button type="button" class="button" @click=${() => desk.open({ kind: "stages" })}>
            ${say("all_stages")}
          </button>`}
    </div>
  `;
}

/** @param {Ui} ui */
function nextStep({ desk, say, labels, addresses }) {
  const { state } = desk.board.put.dialogue;
  if (state === "sealed") {
    return html`<a class="button primary next" href=${addresses.summary}>${say("to_summary")}</a>`;
  }
  if (state === "closed") {
    return html`<button type="button" class="button primary next"
      @click=${() => desk.open({ kind: "seal" })}>${say("seal_step")}</button>`;
  }
  const next = nextStage(desk.board);
  const go = () => (next ? desk.openStage(next.id) : desk.open({ kind: "close" }));
  return html`<button type="button" class="button primary next" aria-disabled=${String(desk.settling)}
    @click=${() => desk.settling || go()}>
    ${next ? say("next", { stage: stageName(labels, next) }) : say("close_step")}</button>`;
}

/** @param {Ui} ui */
function room(ui) {
  const { desk, say } = ui;
  const { title, participants, notes, late } = desk.board.put.dialogue;
  const { code } = circleOf(desk.board) ?? desk.board.put.dialogue;
  return html`
    <div class="bar-room">
      <h1><bdi dir="auto">${title}</bdi></h1>
      <p class="connection ${desk.connection}">${say(`connection_${desk.connection}`)}</p>
      <button type="button" class="code" aria-label=${say("show_code", { code })}
        @click=${() => desk.open({ kind: "code" })}>${code}</button>
      <ul class="counts">
        <li>${say("people_joined", { n: participants })}</li>
        <li>${say("notes", { n: notes })}</li>
        ${desk.presence ? hereNow(say, desk.presence) : nothing}
        ${late
          ? html`<li class="urgent"><button type="button" class="small warn" @click=${() => desk.viewWaiting()}>
              ${say("waiting_notes", { n: late })}
            </button></li>`
          : nothing}
      </ul>
      ${wall(ui)} ${more(ui)}
    </div>
  `;
}

/** @param {Ui["say"]} say @param {Presence} presence */
function hereNow(say, { here, writing, silent }) {
  const about = (/** @type {number | "few"} */ n) => (n === "few" ? say("few", { from: 1, to: 2 }) : n);
  return html`
    <li>${say("here_now", { n: here })}</li>
    <li>${say("writing_now", { n: about(writing) })}</li>
    ${silent === null
      ? nothing
      : html`<li title=${say("silent_explained")}>${say("silent_now", { n: about(silent) })}</li>`}
  `;
}

/** @param {Ui} ui */
function wall({ desk, say }) {
  const shown = desk.board.put.dialogue.wall_shown;
  return html`<button type="button" role="switch" class="switch" aria-checked=${String(shown)}
    ?disabled=${desk.sealed} @click=${() => desk.do("show_wall", { shown: !shown })}>
    ${say("wall")}
  </button>`;
}

/** The rare tools, in one place. @param {Ui} ui */
function more(ui) {
  const { desk, say, addresses, readBack } = ui;
  const { state } = desk.board.put.dialogue;
  const off = desk.sealed;
  const begin = () => readBack.show(readBack.beside(1)?.id ?? null);
  return menu(say("more"), [
    { heading: say("menu_show") },
    { label: say("projector"), href: addressHere(desk.board, addresses.projector), away: true },
    { label: say("as_participant"), href: addresses.preview, away: true },
    { label: say("begin_reading"), act: begin, off: off || !readBack.groups.length },
    { heading: say("menu_no_device") },
    { label: say("proxy_notes"), act: () => desk.open({ kind: "proxy_notes" }), off },
    { label: say("count_votes"), act: () => desk.open({ kind: "proxy_votes" }), off },
    { label: say("sheet"), href: addresses.sheet, away: true },
    { heading: say("menu_board") },
    { label: say("fold_all"), act: () => desk.foldAll(true) },
    { label: say("unfold_all"), act: () => desk.foldAll(false) },
    { label: say("moderation"), act: () => openModeration(desk), off },
    { label: say("divergence"), href: "#divergence" },
    { label: say("help"), act: () => desk.open({ kind: "help" }) },
    { heading: say("menu_dialogue") },
    { label: say("breakouts"), act: () => desk.open({ kind: "breakouts" }), off: state !== "open" },
    { label: `${say("under_18_menu")}…`, act: () => desk.open({ kind: "under_18" }), off },
    { label: say("invite"), act: () => invite(desk, addresses), off },
    ...(state === "open" ? [{ label: `${say("close_step")}…`, act: () => desk.open({ kind: "close" }) }] : []),
    ...(state === "closed" ? [{ label: say("reopen"), act: () => desk.end("reopen_dialogue") }] : []),
    { label: say("all_dialogues"), href: addresses.dialogues },
    ...leadChoices(ui),
  ], { look: "more" });
}

/** @param {Ui["desk"]} desk @param {Ui["addresses"]} addresses */
async function invite(desk, addresses) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  try {
    const response = await fetch(addresses.invite, {
      method: "POST",
      headers: { "X-CSRFToken": token },
    });
    const body = await response.json();
    if (response.ok) desk.open({ kind: "invite", link: body.link });
    else desk.complain(body.error.message);
  } catch {
    desk.complain(desk.say("unreachable"));
  }
}

/** @param {Ui} ui */
export function tabsView({ desk, say, labels }) {
  return html`
    <div class="tabs-row">
    <nav class="tabs" aria-label=${say("boards")}>
      ${writingStages(desk.board).map(
        (stage) => html`<button type="button" aria-pressed=${String(stage.id === desk.viewed)}
          @click=${() => desk.view(stage.id)}>
          <span dir="auto">${stageName(labels, stage)}</span>
          ${stage.state === "open" ? html`<span class="tag">${say("now")}</span>` : nothing}
        </button>`,
      )}
    </nav>
    <button type="button" class="button find" aria-expanded=${String(desk.searching)}
      @click=${() => (desk.searching ? desk.endSearch() : desk.narrow({}))}>${say("find")}</button>
    </div>
  `;
}

/** What is said twice is drawn anew, else nobody would hear it again. @param {Ui} ui */
export function footView(ui) {
  const { desk, say } = ui;
  const { text, refused } = desk.message;
  return html`
    <div class="foot">
      <div class="status-line ${refused ? "refused" : ""}">
        <p role="status" class="status">${keyed(desk.message, html`<span>${text}</span>`)}</p>
        ${refused
          ? html`<button type="button" class="small" @click=${() => desk.announce("")}>
              ${say("put_away")}
            </button>`
          : nothing}
        ${desk.sealed ? nothing : html`${undoButton(ui, "undo")} ${undoButton(ui, "redo")}`}
      </div>
      ${desk.sealed ? nothing : selectionTools(ui)}
    </div>
  `;
}

/** @param {Ui} ui @param {"undo" | "redo"} name */
function undoButton({ desk, say }, name) {
  return html`<button type="button" class="button ${name}" title="${say(name)} (${KEYS[name]})"
    aria-label=${say(name)} @click=${() => takeBack(desk, name)}>
    <span class="arrow" aria-hidden="true"></span></button>`;
}

const KEYS = { undo: "Z", redo: "Shift-Z" };

/** @param {Ui} ui */
function selectionTools(ui) {
  const { desk, say } = ui;
  const selected = desk.selectedNotes;
  const shown = selected.filter(({ state }) => state === "shown").map(({ id }) => id);
  const open = (/** @type {"group" | "move"} */ kind) => () => desk.open({ kind, notes: shown });
  return html`
    <div class="selection ${selected.length ? "" : "none"}" role="toolbar" aria-label=${say("selection")}>
      <button type="button" class="button ${shown.length ? "primary" : ""}" ?disabled=${!shown.length}
        @click=${open("group")}>${say("group")} <kbd>G</kbd></button>
      <button type="button" class="button" ?disabled=${!shown.length} @click=${open("move")}>
        ${say("move_to")} <kbd>M</kbd></button>
      ${stateTool(ui, selected)}
      <button type="button" class="button" @click=${() => desk.open({ kind: "group", notes: [] })}>
        ${say("new_group")} <kbd>N</kbd></button>
      ${moreForSelected(ui, shown)}
      <button type="button" class="button clear" ?disabled=${!selected.length} @click=${() => desk.clear()}>
        ${say("clear")} <span class="count">${say("count", { n: selected.length })}</span>
        <kbd>Esc</kbd></button>
    </div>
  `;
}

/** One button whose meaning follows the selection, so that the others stay where they are.
 * @param {Ui} ui @param {Ui["desk"]["chosen"]} selected */
function stateTool({ desk, say }, selected) {
  const ids = (/** @type {(note: Ui["desk"]["chosen"][0]) => boolean} */ are) =>
    selected.filter(are).map(({ id }) => id);
  const [waiting, hidden] = [ids(isWaiting), ids(({ state }) => state === "hidden")];
  const shown = ids(({ state }) => state === "shown");
  if (waiting.length) {
    return html`<button type="button" class="button primary"
      @click=${() => desk.all("admit_notes", waiting, "admitted")}>${say("admit")} <kbd>L</kbd></button>`;
  }
  if (hidden.length) {
    return html`<button type="button" class="button primary"
      @click=${() => desk.all("bring_back_notes", hidden, "brought_back")}>${say("bring_back")}</button>`;
  }
  return html`<button type="button" class="button" ?disabled=${!shown.length}
    @click=${() => desk.open({ kind: "hide", notes: shown })}>${say("hide")} <kbd>H</kbd></button>`;
}

/** @param {Ui} ui @param {string[]} notes those of the selected that are on the board */
function moreForSelected({ desk, say }, notes) {
  const records = notes.map((id) => desk.board.put.notes[id]);
  const all = (/** @type {(note: NoteRecord | undefined) => unknown} */ are) =>
    notes.length > 0 && records.every(are);
  const voice = records.length === 1 ? records[0]?.voice : null;
  const off = !notes.length;
  const waiting = desk.selectedNotes.filter(isWaiting).map(({ id }) => id);
  return menu(say("more"), [
    { label: say(all((note) => note?.pinned) ? "unpin" : "pin"), key: "P", off, act: () => desk.pinNotes(notes) },
    { label: say(all((note) => note?.duplicate_of) ? "no_repeat" : "mark_repeat"), key: "D", off,
      act: () => repeatOrNot(desk, notes) },
    { label: say("ask_quote"), off: off || all((note) => note?.quote_asked || note?.quote_allowed),
      act: () => desk.all("ask_quotes", notes, "quotes_asked") },
    { label: say("only_one_person"), off: !voice, act: () => voice && desk.narrow({ voice }) },
    { label: say("hide_waiting"), off: !waiting.length,
      act: () => desk.open({ kind: "hide", notes: waiting }) },
  ], { name: say("more_for_notes"), look: "up" });
}
