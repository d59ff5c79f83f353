// The facilitator's board: joins the feed, the desk and the drawing, and keeps the focus where
// the hand left it.

import { html, nothing, render } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { actionsOf } from "./actions.js";
import { barView, footView, tabsView } from "./board_bar.js";
import { columnsView } from "./board_columns.js";
import { Desk } from "./board_desk.js";
import { dialogView } from "./board_dialogs.js";
import { Divergence, divergenceView } from "./board_divergence.js";
import { pressed } from "./board_keys.js";
import { marksOf } from "./board_marks.js";
import { openStage, timeLeft } from "./board_state.js";
import { Feed } from "./feed.js";
import { pageData, pageLocale, timeWriter, wordsOf } from "./words.js";

/** @import { Ui } from "./board_columns.js" */

const root = /** @type {HTMLElement} */ (document.getElementById("board"));
const locale = pageLocale();
const rightToLeft = document.documentElement.dir === "rtl";
const labels = pageData("labels");
const say = wordsOf(pageData("strings"), locale);
const writeTime = timeWriter(locale);
const names = new Intl.DisplayNames([locale], { type: "language", fallback: "code" });

const code = root.dataset.code ?? "";
const desk = new Desk({ board: pageData("frame"), act: actionsOf(code), say, redraw });
const divergence = new Divergence(desk);

/** @param {string} tag */
function languageName(tag) {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** @returns {Ui} */
function ui() {
  return {
    desk,
    say,
    labels,
    languageName,
    marks: marksOf(Object.values(desk.board.put.notes)),
    addresses: /** @type {Ui["addresses"]} */ (/** @type {unknown} */ (root.dataset)),
  };
}

function view() {
  const shown = ui();
  return html`
    ${barView(shown)} ${tabsView(shown)}
    <main id="main" tabindex="-1">
      ${desk.connection === "refused" ? html`<p class="message error">${say("refused")}</p>` : nothing}
      <h2 class="visually-hidden">${say("board")}</h2>
      <div class="board-area" @keydown=${onKey} @focusin=${onFocus}>${columnsView(shown)}</div>
      ${divergenceView(divergence, say)}
    </main>
    ${footView(shown)}
    <dialog class="dialog" aria-labelledby="dialog-title" @close=${onDialogClosed}>
      ${desk.dialog ? keyed(desk.dialog, dialogView(shown, desk.dialog)) : nothing}
    </dialog>
  `;
}

let waiting = false;

function redraw() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(draw);
}

function draw() {
  waiting = false;
  const before = noteOf(document.activeElement);
  // Noted first: a dialog that closes gives the focus back to where it came from.
  const wanted = desk.takesFocus ? desk.current : null;
  render(view(), root);
  showClock();
  showDialog();
  if (!desk.dialog) keepFocus(before, wanted);
}

/** @param {Element | null} element @returns {string | null} the note whose card it is in */
function noteOf(element) {
  return element?.closest("[data-note]")?.getAttribute("data-note") ?? null;
}

function showDialog() {
  const dialog = /** @type {HTMLDialogElement} */ (root.querySelector("dialog"));
  if (desk.dialog && !dialog.open) dialog.showModal();
  if (!desk.dialog && dialog.open) dialog.close();
}

function onDialogClosed() {
  if (desk.dialog) desk.closeDialog();
}

/**
 * A card that was moved is drawn anew elsewhere and loses the focus: give it back by id.
 *
 * @param {string | null} before the note that had the focus
 * @param {string | null} wanted the note that is to have it
 */
function keepFocus(before, wanted) {
  const field = /** @type {HTMLInputElement | null} */ (root.querySelector("[data-takes-focus]"));
  if (field && document.activeElement !== field && !field.matches(":focus-within")) {
    if (field.dataset.takesFocus === "taken") return;
    field.dataset.takesFocus = "taken";
    field.focus();
    return field.select();
  }
  const lost = before && document.activeElement === document.body;
  const id = wanted ?? (lost ? before : null);
  desk.takesFocus = false;
  if (id) document.getElementById(`n-${id}`)?.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {Element} */ (event.target);
  const onCard = target.matches("[data-note] input");
  if (onCard && pressed(desk, event, rightToLeft)) event.preventDefault();
}

/** @param {FocusEvent} event */
function onFocus(event) {
  const note = noteOf(/** @type {Element} */ (event.target));
  if (!note || note === desk.current) return;
  desk.current = note;
  redraw();
}

const feed = new Feed({
  code,
  audience: "facilitator",
  onBoard: (board) => {
    desk.take(board);
    divergence.hear();
  },
  onConnection: (connection) => desk.connect(connection),
});

function showClock() {
  const clock = root.querySelector("[data-clock]");
  const stage = openStage(desk.board);
  const left = stage ? timeLeft(stage, feed.clock.now()) : null;
  if (!clock) return;
  clock.textContent = left === null ? "" : writeTime(left);
  clock.classList.toggle("over", left !== null && left < 0);
}

feed.board = desk.board;
root.replaceChildren();
draw();
feed.start();
setInterval(showClock, 1000);
document.addEventListener("visibilitychange", () => document.hidden && divergence.save());
