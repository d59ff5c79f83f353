// Small circles: where one is, and where one may go. The board follows by itself, because whoever
// goes elsewhere hears a feed of another epoch.

import { newId } from "./actions.js";
import { drawList, element, part, say } from "./participant_list.js";

const EVERYBODY = "everybody"; // the key of the way back

/** The elements `#breakout-here` and `#breakouts`. */
export class Breakouts {
  /** @param {import("./participant_here.js").Here} here */
  constructor(here) {
    this.here = here;
    element("breakouts").addEventListener("submit", (event) => this.#go(event));
  }

  draw() {
    const { board, isKnown, said } = this.here;
    const { breakout, breakouts = [] } = board.put.dialogue;
    const open = isKnown && board.put.dialogue.state === "open" ? breakouts : [];
    const name = open.find(({ id }) => id === breakout)?.name ?? "";
    element("breakout-here").hidden = name === "";
    say(element("breakout-here"), name && said("in_breakout", { name }));
    element("breakouts").hidden = open.length === 0;
    const ways = open
      .filter(({ id }) => id !== breakout)
      .map(({ id, name: to }) => ({ id, words: said("go_to_breakout", { name: to }) }));
    if (name) ways.push({ id: EVERYBODY, words: said("back_to_everybody") });
    drawList(element("breakouts-list"), "breakout", ways, ({ id }) => id, (item, { words }) => {
      say(part(item, "go"), words);
    });
  }

  /** @param {Event} event */
  #go(event) {
    event.preventDefault();
    const item = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (event.target).closest("[data-key]"));
    const breakout = item.dataset.key === EVERYBODY ? null : item.dataset.key;
    void this.here.outbox.add("go_to_breakout", { breakout }, newId());
  }
}
