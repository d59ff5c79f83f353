// Votes: what to choose from, within a budget and a cap per group, and how it went.

import { newId } from "./actions.js";
import { drawList, element, part, say } from "./participant_list.js";
import { stageTitle, stagesInOrder } from "./participant_stage.js";

/**
 * @typedef {import("./feed.js").Board} Board
 * @typedef {import("./feed.js").GroupRecord} GroupRecord
 */

/** The elements `#ballot` and `#results`. */
export class Ballot {
  /**
   * @param {import("./participant_here.js").Here} here
   * @param {import("./participant_status.js").Status} status
   */
  constructor(here, status) {
    this.here = here;
    this.status = status;
    element("ballot").addEventListener("submit", (event) => this.#submitted(event));
  }

  get #cap() {
    return this.here.board.put.dialogue.vote_cap ?? 1;
  }

  /** How many votes are left; Infinity where they are not counted. */
  get #left() {
    const budget = this.here.board.put.dialogue.vote_budget;
    const given = Object.values(this.here.votes()).reduce((sum, votes) => sum + votes, 0);
    return budget === null ? Infinity : Math.max(0, budget - given);
  }

  draw() {
    const { board, strings } = this.here;
    const left = this.#left;
    say(element("votes-left"), this.#budget(left));
    const parts = stagesInOrder(board)
      .map(([id, stage]) => ({ id, title: stageTitle(stage, strings), groups: groupsOf(board, id) }))
      .filter(({ groups }) => groups.length > 0);
    const votes = this.here.votes();
    drawList(element("ballot-groups"), "ballot-part", parts, ({ id }) => id, (item, one) => {
      say(part(item, "title"), one.title);
      drawList(part(item, "groups"), "group", one.groups, ([id]) => id, (choice, [id, group]) => {
        say(part(choice, "title"), group.title);
        const given = votes[id] ?? 0;
        if (this.#cap > 1) this.#drawSteps(choice, group, given, left);
        else drawChoice(choice, given, left);
      });
    });
    this.#drawResults();
  }

  /** @param {number} left */
  #budget(left) {
    const values = { count: left, cap: this.#cap };
    if (left === Infinity) return this.#cap > 1 ? this.here.said("most_each", values) : "";
    return this.here.said(this.#cap > 1 ? "votes_left_each" : "votes_left", values);
  }

  /**
   * @param {HTMLElement} item
   * @param {GroupRecord} group
   * @param {number} given
   * @param {number} left
   */
  #drawSteps(item, group, given, left) {
    const { said } = this.here;
    say(part(item, "given"), said("number", { count: given }));
    item.toggleAttribute("data-given", given > 0);
    part(item, "less").setAttribute("aria-label", said("vote_less", { group: group.title }));
    part(item, "less").setAttribute("aria-disabled", String(given === 0));
    part(item, "more").setAttribute("aria-label", said("vote_more", { group: group.title }));
    part(item, "more").setAttribute("aria-disabled", String(left <= 0 || given >= this.#cap));
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const item = /** @type {HTMLElement} */ (form.closest("[data-key]"));
    const button = /** @type {HTMLElement} */ (form.querySelector("button"));
    const isTaken = form.dataset.action === "take_back_vote" || isPressed(button);
    if (button.getAttribute("aria-disabled") === "true") return this.#explain(isTaken);
    this.status.problem("");
    const action = isTaken ? "take_back_vote" : "give_vote";
    void this.here.outbox.add(action, { group: item.dataset.key }, newId());
  }

  /**
   * A button that does nothing says why.
   *
   * @param {boolean} isTaken
   */
  #explain(isTaken) {
    if (isTaken) return;
    const { said } = this.here;
    const sentence = this.#left > 0 ? said("most_each", { cap: this.#cap }) : said("no_votes_left");
    this.status.problem(sentence);
  }

  #drawResults() {
    const { board, said } = this.here;
    const groups = Object.entries(board.put.groups);
    const stages = Object.values(board.put.stages);
    const most = Math.max(0, ...groups.map(([, group]) => group.votes ?? 0));
    const voted = stages.some((stage) => stage.kind === "prioritise" && stage.state === "past");
    const shown = voted && most > 0 && groups.every(([, group]) => group.votes !== null);
    element("results").hidden = !shown;
    if (!shown) return;
    groups.sort(([, one], [, other]) => (other.votes ?? 0) - (one.votes ?? 0) || one.order - other.order);
    const own = this.here.votes();
    drawList(element("results-list"), "result", groups, ([id]) => id, (item, [id, group]) => {
      const votes = group.votes ?? 0;
      const bar = /** @type {HTMLProgressElement} */ (part(item, "bar"));
      [bar.max, bar.value] = [most, votes];
      say(part(item, "title"), group.title);
      say(part(item, "votes"), said("number", { count: votes }));
      say(part(item, "own"), own[id] ? said("own_votes", { count: own[id] }) : "");
      const proxies = group.proxy_votes;
      say(part(item, "proxies"), proxies ? said("proxy_votes", { count: proxies }) : "");
    });
  }
}

/** @param {HTMLElement} button */
function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

/**
 * @param {HTMLElement} item
 * @param {number} given
 * @param {number} left
 */
function drawChoice(item, given, left) {
  const button = part(item, "choice");
  button.setAttribute("aria-pressed", String(given > 0));
  button.setAttribute("aria-disabled", String(given === 0 && left <= 0));
}

/**
 * @param {Board} board
 * @param {string} stage
 */
function groupsOf(board, stage) {
  return Object.entries(board.put.groups)
    .filter(([, group]) => group.stage === stage)
    .sort(([, one], [, other]) => one.order - other.order);
}
