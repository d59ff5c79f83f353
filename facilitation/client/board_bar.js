// What a tired facilitator reads in three seconds: the stage, the time, the next step; then the
// room: code, people, connection. And the bar at the foot, with what to do with the selection.

import { html, nothing } from "lit";

import { nextStage, openStage, stagesOf, writingStages } from "./board_state.js";

/**
 * @import { StageRecord } from "./feed.js"
 * @import { Ui } from "./board_columns.js"
 */

/** @param {Ui["labels"]} labels @param {StageRecord} stage */
export function stageName(labels, stage) {
  return stage.title || labels.stages[stage.kind] || stage.kind;
}

/** @param {Ui} ui */
export function barView(ui) {
  return html`
    <header class="bar">
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
    <p class="clock" role="timer" aria-label=${say("time_left")} data-clock></p>
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
  return next
    ? html`<button type="button" class="button primary next" @click=${() => desk.openStage(next.id)}>
        ${say("next", { stage: stageName(labels, next) })}
      </button>`
    : html`<button type="button" class="button primary next"
        @click=${() => desk.open({ kind: "close" })}>${say("close_step")}</button>`;
}

/** @param {Ui} ui */
function room(ui) {
  const { desk, say } = ui;
  const { title, code, participants, notes, late } = desk.board.put.dialogue;
  return html`
    <div class="bar-room">
      <h1 dir="auto">${title}</h1>
      <p class="connection ${desk.connection}">${say(`connection_${desk.connection}`)}</p>
      <button type="button" class="code" aria-label=${say("show_code", { code })}
        @click=${() => desk.open({ kind: "code" })}>${code}</button>
      <ul class="counts">
        <li>${say("people_here", { n: participants })}</li>
        <li>${say("notes", { n: notes })}</li>
        ${late
          ? html`<li><button type="button" class="small warn" @click=${() => desk.viewLate()}>
              ${say("late_notes", { n: late })}
            </button></li>`
          : nothing}
      </ul>
      ${wall(ui)} ${menu(ui)}
    </div>
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

/** @param {Ui} ui */
function menu({ desk, say, addresses }) {
  const { state } = desk.board.put.dialogue;
  return html`
    <details class="menu" @click=${closeAfterChoice} @keydown=${closeOnEscape}
      @focusout=${closeOnLeaving}>
      <summary class="button">${say("more")}</summary>
      <ul>
        <li><a href=${addresses.projector} target="_blank" rel="noopener">${say("projector")}</a></li>
        <li><a href="#divergence">${say("divergence")}</a></li>
        <li><button type="button" ?disabled=${desk.sealed} @click=${() => invite(desk, addresses)}>
          ${say("invite")}
        </button></li>
        <li><button type="button" @click=${() => desk.open({ kind: "help" })}>${say("help")}</button></li>
        ${state === "open"
          ? html`<li><button type="button" @click=${() => desk.open({ kind: "close" })}>
              ${say("close_step")}…
            </button></li>`
          : nothing}
        ${state === "closed"
          ? html`<li><button type="button" @click=${() => desk.end("reopen_dialogue")}>
              ${say("reopen")}
            </button></li>`
          : nothing}
        <li><a href=${addresses.dialogues}>${say("all_dialogues")}</a></li>
      </ul>
    </details>
  `;
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

/** @param {Event & { currentTarget: HTMLDetailsElement }} event */
function closeAfterChoice(event) {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("li")) event.currentTarget.open = false;
}

/** @param {KeyboardEvent & { currentTarget: HTMLDetailsElement }} event */
function closeOnEscape(event) {
  if (event.key !== "Escape" || !event.currentTarget.open) return;
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary")?.focus();
}

/** @param {FocusEvent & { currentTarget: HTMLDetailsElement }} event */
function closeOnLeaving(event) {
  const to = /** @type {Node | null} */ (event.relatedTarget);
  if (to && !event.currentTarget.contains(to)) event.currentTarget.open = false;
}

/** @param {Ui} ui */
export function tabsView({ desk, say, labels }) {
  return html`
    <nav class="tabs" aria-label=${say("boards")}>
      ${writingStages(desk.board).map(
        (stage) => html`<button type="button" aria-pressed=${String(stage.id === desk.viewed)}
          @click=${() => desk.view(stage.id)}>
          <span dir="auto">${stageName(labels, stage)}</span>
          ${stage.state === "open" ? html`<span class="tag">${say("now")}</span>` : nothing}
        </button>`,
      )}
    </nav>
  `;
}

/** @param {Ui} ui */
export function footView(ui) {
  const { desk, say } = ui;
  const { text, refused } = desk.message;
  return html`
    <div class="foot">
      <div class="status-line ${refused ? "refused" : ""}">
        <p role="status" class="status">${text}</p>
        ${refused
          ? html`<button type="button" class="small" @click=${() => desk.announce("")}>
              ${say("put_away")}
            </button>`
          : nothing}
      </div>
      ${desk.sealed ? nothing : selectionTools(ui)}
    </div>
  `;
}

/** @param {Ui} ui */
function selectionTools(ui) {
  const { desk, say } = ui;
  const selected = desk.chosen.filter(({ id }) => desk.selected.has(id));
  const shown = selected.filter(({ state }) => state === "shown").map(({ id }) => id);
  const open = (/** @type {"group" | "move"} */ kind) => () => desk.open({ kind, notes: shown });
  return html`
    <div class="selection" role="toolbar" aria-label=${say("selection")}>
      <span class="selected-count">${say("selected", { n: selected.length })}</span>
      <button type="button" class="button ${shown.length ? "primary" : ""}" ?disabled=${!shown.length}
        @click=${open("group")}>${say("group")} <kbd>G</kbd></button>
      <button type="button" class="button" ?disabled=${!shown.length} @click=${open("move")}>
        ${say("move_to")} <kbd>M</kbd></button>
      ${stateTool(ui, selected)}
      <button type="button" class="button" @click=${() => desk.open({ kind: "group", notes: [] })}>
        ${say("new_group")} <kbd>N</kbd></button>
      <button type="button" class="button" ?disabled=${!selected.length} @click=${() => desk.clear()}>
        ${say("clear")} <kbd>Esc</kbd></button>
    </div>
  `;
}

/** One button whose meaning follows the selection, so that the others stay where they are.
 * @param {Ui} ui @param {Ui["desk"]["chosen"]} selected */
function stateTool({ desk, say }, selected) {
  const ids = (/** @type {string} */ wanted) =>
    selected.filter(({ state }) => state === wanted).map(({ id }) => id);
  const [late, hidden, shown] = [ids("late"), ids("hidden"), ids("shown")];
  if (late.length) {
    return html`<button type="button" class="button primary"
      @click=${() => desk.each("admit_note", late, "admitted")}>${say("admit")}</button>`;
  }
  if (hidden.length) {
    return html`<button type="button" class="button primary"
      @click=${() => desk.each("bring_back_note", hidden, "brought_back")}>${say("bring_back")}</button>`;
  }
  return html`<button type="button" class="button" ?disabled=${!shown.length}
    @click=${() => desk.open({ kind: "hide", notes: shown })}>${say("hide")} <kbd>H</kbd></button>`;
}
