// The page for the wall of the hall: large, calm, nothing to press. It shows what the room may see
// and nothing else, because it hears the projector's feed and no other.

import { html, nothing, render } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { timeLeft } from "./board_state.js";
import { Feed } from "./feed.js";
import { fit, fitLine } from "./projector_fit.js";
import { passagesOf, sceneOf } from "./projector_state.js";
import { pageData, pageLocale, timeWriter, wordsOf } from "./words.js";

/**
 * @import { Board, Connection, Stimulus } from "./feed.js"
 * @import { Group, Note } from "./board_state.js"
 * @import { Part, Reading, Scene } from "./projector_state.js"
 */

const root = /** @type {HTMLElement} */ (document.getElementById("projector"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const locale = pageLocale();
const say = wordsOf(pageData("strings"), locale);
const labels = pageData("labels");
const writeTime = timeWriter(locale);

/** More notes than fit on any wall. */
const LONGEST_WALL = 40;

/** Characters from which on a question would leave no room for the answers, were it written large. */
const LONG_QUESTION = 90;

/** Characters of a story from which on it needs the room that a large question takes. */
const LONG_STORY = 600;

/** @type {Board} */
let board = pageData("frame");
/** @type {Connection} */
let connection = "reconnecting";

/** @param {{ title: string, kind: string }} stage @returns {string} */
function stageName({ title, kind }) {
  return title || labels.stages[kind] || kind;
}

/** @param {Scene} scene */
function question({ kind, stage }) {
  if (kind === "reading") return say("read_back");
  if (kind === "ended") return say(board.put.dialogue.state);
  if (!stage || kind === "waiting") return stage?.prompt || say("welcome");
  return stage.prompt || labels.prompts[stage.kind] || stageName(stage);
}

function view() {
  const scene = sceneOf(board);
  const { participants, notes } = board.put.dialogue;
  const asked = question(scene);
  const isAlone = !scene.isBegun && !scene.stimulus && !scene.reading;
  const isTelling = !scene.isBegun && scene.stimulus !== null && !scene.reading;
  const isLong = asked.length > LONG_QUESTION
    || (isTelling && (scene.stimulus?.text.length ?? 0) > LONG_STORY);
  return html`
    <header class="head ${isAlone ? "alone" : ""}">
      <p class="stage" dir="auto">${scene.stage ? stageName(scene.stage) : ""}</p>
      <p class="time"><span class="clock-state" data-clock-state></span>
        <span class="clock" role="timer" aria-label=${say("time_left")} data-clock></span></p>
      <h1 class=${isLong ? "long" : ""} dir="auto">${asked}</h1>
    </header>
    <div class="stuff ${isTelling ? "telling" : ""}">
      ${scene.reading ? reading(scene.reading) : stuff(scene)}
    </div>
    <p class="room">
      <span>${say("people_joined", { n: participants })}</span>
      <span>${say("notes", { n: notes })}</span>
      <span class="connection">${connection === "live" ? "" : say(`connection_${connection}`)}</span>
    </p>
  `;
}

/** @param {Scene} scene */
function stuff(scene) {
  return html`
    ${scene.stimulus ? stimulus(scene.stimulus, scene.isBegun) : nothing}
    ${scene.kind === "voting" ? html`<p class="notice">${say("voting")}</p>` : nothing}
    ${scene.mostVotes ? results(scene) : scene.parts.map((part) => groups(part, scene))}
    ${scene.wall.length ? wall(scene.wall) : nothing}
  `;
}

/** Large until people have begun; then it makes room for them. @param {Stimulus} shown @param {boolean} isBegun */
function stimulus(shown, isBegun) {
  const { kind, text, link, picture, alternative, caption, credit, language } = shown;
  return html`
    <figure class="stimulus ${kind} ${isBegun ? "aside" : ""}" lang=${language || nothing}>
      <div class="shown ${picture && text ? "both" : ""}">
        ${picture ? html`<img src="${root.dataset.pictures}${picture}" alt=${alternative}>` : nothing}
        ${text || link ? words(shown, isBegun) : nothing}
      </div>
      ${caption || credit
        ? html`<figcaption><span dir="auto">${caption}</span>
            ${credit ? html`<span class="credit" dir="auto">${credit}</span>` : nothing}
          </figcaption>`
        : nothing}
    </figure>
  `;
}

/** @param {Stimulus} shown @param {boolean} isBegun */
function words({ text, link }, isBegun) {
  return html`
    <div class="words">
      ${text
        ? html`<blockquote dir="auto">${isBegun ? text : story(text)}</blockquote>
            <p class="rest" lang=${locale} hidden>${say("rest_on_phone")}</p>`
        : nothing}
      ${link ? html`<p dir="ltr"><a href=${link} target="_blank" rel="noopener noreferrer">${link}</a></p>` : nothing}
    </div>
  `;
}

/** @param {string} text in pieces, so that of one too long for the wall whole sentences are left */
function story(text) {
  return passagesOf(text).map((sentences) =>
    html`<p>${sentences.map((one) => html`<span class="sentence">${one}</span>`)}</p>`);
}

/** @param {Reading} now */
function reading({ group, notes }) {
  return html`
    <section class="reading">
      <h2 dir="auto">${group.title}</h2>
      <p class="answers">
        ${group.agreed === undefined ? nothing : html`<strong>${say("agreed", { n: group.agreed })}</strong>`}
        <span>${say("group_notes", { n: group.notes })}</span>
      </p>
      <p class="notice">${say("how_to_answer")}</p>
      ${noteList(notes)}
    </section>
  `;
}

/** @param {Note[]} notes as many of them as there is room for */
function noteList(notes) {
  return html`
    <ul class="notes" data-entries=${notes.length}>
      ${repeat(notes.slice(0, LONGEST_WALL), ({ id }) => id, ({ text, language }) =>
        html`<li class="entry" dir="auto" lang=${language}>${text}</li>`)}
    </ul>
  `;
}

const howMany = html`<bdi class="how-many" dir="ltr" data-how-many></bdi>`;

/** @param {Part} part @param {Scene} scene */
function groups({ stage, groups }, { kind }) {
  return html`
    <section>
      <h2><bdi dir="auto">${kind === "writing" ? say("groups") : stageName(stage)}</bdi> ${howMany}</h2>
      <ul class="groups" data-entries=${groups.length}>
        ${repeat(groups, ({ id }) => id, ({ title, notes }) => html`<li class="entry">
          <span class="title" dir="auto">${title}</span>
          <span class="number">${say("group_notes", { n: notes })}</span>
          <span class="bare-number" aria-hidden="true">${notes}</span>
        </li>`)}
      </ul>
    </section>
  `;
}

/** @param {Scene} scene */
function results({ parts, mostVotes }) {
  return html`
    <table class="results">
      <caption>${say("results")} ${parts.length > 1 ? nothing : howMany}</caption>
      ${parts.map(({ stage, groups }) => html`
        <tbody data-entries=${groups.length}>
          <tr><th colspan="2" scope="rowgroup"><bdi dir="auto">${stageName(stage)}</bdi></th></tr>
          ${repeat(groups, ({ id }) => id, (group) => result(group, mostVotes))}
        </tbody>
      `)}
    </table>
  `;
}

/** @param {Group} group @param {number} mostVotes */
function result({ title, votes, proxy_votes: proxies }, mostVotes) {
  // As a property: the CSP forbids the attribute, which lit's styleMap would write first.
  const share = `--share: ${(100 * (votes ?? 0)) / mostVotes}%`;
  return html`<tr class="entry">
    <th scope="row"><bdi dir="auto">${title}</bdi></th>
    <td class="bar" .style=${share}>${say("votes", { n: votes ?? 0 })}
      ${proxies ? html`<span class="number">${say("votes_on_behalf", { n: proxies })}</span>` : nothing}</td>
  </tr>`;
}

/** @param {Note[]} notes */
function wall(notes) {
  return html`
    <section class="wall">
      <h2>${say("wall")} ${howMany}</h2>
      ${noteList(notes)}
    </section>
  `;
}

let spoken = "";

/** Say once what has changed for the whole room; numbers are looked up, not read aloud. */
function speak() {
  const { kind, stage, reading: read } = sceneOf(board);
  const sentence = stage ? say("stage_is_now", { stage: stageName(stage) }) : "";
  const ended = kind === "ended" ? say(board.put.dialogue.state) : sentence;
  const now = read ? `${say("read_back")} ${read.group.title}` : ended;
  if (now !== spoken) said.textContent = spoken = now;
}

const feed = new Feed({
  code: root.dataset.code ?? "",
  audience: "projector",
  onBoard: (now) => {
    board = now;
    draw();
  },
  onConnection: (now) => {
    connection = now;
    draw();
  },
});

function draw() {
  render(view(), root);
  fitNow();
  showClock();
  speak();
}

const code = /** @type {HTMLElement} */ (document.querySelector(".join-code"));

function fitNow() {
  fitLine(code);
  const stuff = /** @type {HTMLElement | null} */ (root.querySelector(".stuff"));
  if (stuff) fit(stuff);
}

function showClock() {
  const { stage } = sceneOf(board);
  const left = stage ? timeLeft(stage, feed.clock.now()) : null;
  const clock = root.querySelector("[data-clock]");
  const state = root.querySelector("[data-clock-state]");
  if (!clock || !state) return;
  state.textContent = stage?.paused_at ? say("clock_paused") : "";
  clock.textContent = left === null ? "" : writeTime(Math.max(left, 0));
}

feed.board = board;
root.replaceChildren();
draw();
feed.start();
setInterval(showClock, 1000);
// What changes the room there is without a word of the feed: the window, a picture, a font.
addEventListener("resize", fitNow);
root.addEventListener("load", fitNow, true);
document.fonts?.ready.then(fitNow);
