// Reading back: groups one by one on the projector, how many find them right, and what they say
// was missed.

import { html, nothing } from "lit";

import { groupsOf, openStage, writingStages } from "./board_state.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Group } from "./board_state.js"
 * @import { Ui } from "./board_columns.js"
 */

export class ReadBack {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** @returns {Group[]} all groups with notes in them, in the order of the agenda */
  get groups() {
    const { board } = this.desk;
    const groups = writingStages(board).flatMap(({ id }) => groupsOf(board, id));
    return groups.filter(({ id, notes }) => notes || id === board.put.dialogue.readback);
  }

  /** @returns {Group | null} what is being read back */
  get now() {
    return this.groups.find(({ id }) => id === this.desk.board.put.dialogue.readback) ?? null;
  }

  /** @param {1 | -1} step @returns {Group | null} the group before or after; the first to begin */
  beside(step) {
    const groups = this.groups;
    const here = groups.findIndex(({ id }) => id === this.now?.id);
    return (here < 0 ? groups[0] : groups[here + step]) ?? null;
  }

  /** @param {string | null} groupId */
  async show(groupId) {
    const { desk } = this;
    const group = groupId ? desk.board.put.groups[groupId] : null;
    if (!(await desk.do("read_back", { group: groupId }))) return;
    if (group) desk.view(group.stage);
    desk.announce(group ? desk.say("reading_now", { group: group.title }) : desk.say("reading_ended"));
  }
}

/** @param {Ui} ui */
export function readBackView({ desk, say, readBack }) {
  const { now } = readBack;
  const isItsTime = openStage(desk.board)?.kind === "readback" && readBack.groups.length > 0;
  if (desk.sealed || !(now || isItsTime)) return nothing;
  const go = (/** @type {Group | null} */ group) => () => group && readBack.show(group.id);
  const [before, after] = [readBack.beside(-1), readBack.beside(1)];
  const corrections = Object.values(desk.board.put.notes).filter(({ corrects }) => corrects === now?.id);
  return html`
    <section class="read-back" aria-label=${say("read_back")}>
      ${now
        ? html`<p class="reading"><span>${say("read_back")}:</span>
              <strong dir="auto">${now.title}</strong></p>
            <p><span class="tag good">${say("agreed", { n: now.agreed ?? 0 })}</span>
              <span class="tag warn">${say("corrections", { n: corrections.length })}</span></p>
            <div class="steps">
              <button type="button" class="button" ?disabled=${!before} @click=${go(before)}>
                ${say("previous_group")}</button>
              <button type="button" class="button ${after ? "primary" : ""}" ?disabled=${!after}
                @click=${go(after)}>${say("next_group")}</button>
              <button type="button" class="button ${after ? "" : "primary"}"
                @click=${() => readBack.show(null)}>${say("end_reading")}</button>
            </div>`
        : html`<p class="reading">${say("read_back_explained")}</p>
            <div class="steps"><button type="button" class="button primary" @click=${go(after)}>
              ${say("begin_reading")}</button></div>`}
    </section>
  `;
}
