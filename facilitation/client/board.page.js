// The facilitator's board: joins the feed, the desk and the drawing, and keeps the focus where
// the hand left it.

import { html, nothing, render } from "lit";
import { keyed } from "lit/directives/keyed.js";

import { actionsOf } from "./actions.js";
import { barView, footView, stageName, tabsView } from "./board_bar.js";
import { circleView } from "./board_breakouts.js";
import { columnsView } from "./board_columns.js";
import { Desk } from "./board_desk.js";
import { dialogView } from "./board_dialogs.js";
import { Divergence, divergenceView } from "./board_divergence.js";
import { Drag } from "./board_drag.js";
import { placeOf, refuges } from "./board_focus.js";
import { letterOf, pressed } from "./board_keys.js";
import { marksOf } from "./board_marks.js";
import { ReadBack, readBackView } from "./board_readback.js";
import { searchView } from "./board_search.js";
import { openStage, repeatsOf, timeLeft } from "./board_state.js";
import { Suggestions } from "./board_suggestions.js";
import { takeBack } from "./board_undo.js";
import { Feed } from "./feed.js";
import { pageData, pageLocale, timeWriter, wordsOf } from "./words.js";

/**
 * @import { Ui } from "./board_columns.js"
 * @import { Board } from "./feed.js"
 * @import { Drop } from "./board_drag.js"
 * @import { Place } from "./board_focus.js"
 */

const root = /** @type {HTMLElement} */ (document.getElementById("board"));
const locale = pageLocale();
const rightToLeft = document.documentElement.dir === "rtl";
const labels = pageData("labels");
const say = wordsOf(pageData("strings"), locale);
const writeTime = timeWriter(locale);
const names = new Intl.DisplayNames([locale], { type: "language", fallback: "code" });

const code = root.dataset.code ?? "";
const desk = new Desk({
  board: pageData("frame"),
  act: actionsOf(code),
  say,
  redraw,
  stageName: (stage) => stageName(labels, stage),
});
const divergence = new Divergence(desk);
const readBack = new ReadBack(desk);
const suggestions = new Suggestions(desk, code);
const drag = new Drag({ onDrop, onMissed: () => desk.announce(say("put_back")), onEnd: redraw });

/** @param {string} tag */
function languageName(tag) {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/**
 * @template T, V
 * @param {(about: T) => V} work
 * @returns {(about: T) => V} which does the work once for what it was asked about last
 */
function remembering(work) {
  /** @type {{ about: T, answer: V } | null} */
  let last = null;
  return (about) => {
    if (last?.about !== about) last = { about, answer: work(about) };
    return last.answer;
  };
}

const marksNow = remembering((/** @type {Board} */ { put }) => marksOf(Object.values(put.notes)));
const repeatsNow = remembering(repeatsOf);

/** @returns {Ui} */
function ui() {
  return {
    desk,
    suggestions,
    readBack,
    say,
    labels,
    languageName,
    marks: marksNow(desk.board),
    repeats: repeatsNow(desk.board),
    addresses: /** @type {Ui["addresses"]} */ (/** @type {unknown} */ (root.dataset)),
    me: Number(root.dataset.me),
  };
}

function view() {
  const shown = ui();
  return html`
    ${barView(shown)}
    <div class="under-bar">${circleView(shown)} ${readBackView(shown)} ${tabsView(shown)} ${searchView(shown)}</div>
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
/** The columns as they were drawn last, or when the dialog was opened. */
let drawn = desk.columns;
/** @type {Place | null} what had the focus when the dialog was opened, which may be gone by its end */
let openedFrom = null;
/** @type {typeof desk.dialog} */
let dialogShown = null;

function redraw() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(draw);
}

function draw() {
  waiting = false;
  if (drag.active) return; // drawn when the card is let go
  const before = openedFrom ?? placeOf(document.activeElement);
  const wasNext = document.activeElement?.matches(".next");
  // Noted first: a dialog that closes gives the focus back to where it came from.
  const wanted = desk.takesFocus ? desk.current : null;
  suggestions.hear();
  render(view(), root);
  drag.attach(root);
  showClock();
  showDialog(before);
  if (desk.dialog) return;
  if (wasNext && document.activeElement === document.body) desk.nextTakesFocus = true;
  keepFocus(before, wanted);
  openedFrom = null;
  drawn = desk.columns;
}

/** @param {Place} before what had the focus */
function showDialog(before) {
  const dialog = /** @type {HTMLDialogElement} */ (root.querySelector("dialog"));
  if (!desk.dialog) dialog.close();
  else if (!dialog.open) {
    openedFrom = before;
    dialog.showModal();
  } else if (desk.dialog !== dialogShown) goOnIn(dialog);
  dialogShown = desk.dialog;
}

/** Where one dialog leads to another, what had the focus is gone. @param {HTMLDialogElement} dialog */
function goOnIn(dialog) {
  if (dialog.contains(document.activeElement)) return;
  const said = desk.dialogSaid ? "#dialog-said" : "[autofocus]";
  const first = dialog.querySelector(said) ?? dialog.querySelector("input, textarea, button");
  /** @type {HTMLElement | null} */ (first)?.focus();
}

/** By Escape; it may have been opened again before this is told. @param {Event & { currentTarget: HTMLDialogElement }} event */
function onDialogClosed({ currentTarget: dialog }) {
  if (desk.dialog && !dialog.open) desk.closeDialog();
}

/**
 * A card that was moved is drawn anew elsewhere, or not at all, and loses the focus: give it back.
 *
 * @param {Place} before what had the focus
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
  desk.takesFocus = false;
  if (desk.nextTakesFocus) {
    desk.nextTakesFocus = false;
    return /** @type {HTMLElement | null} */ (root.querySelector(".next"))?.focus();
  }
  const card = wanted && document.getElementById(`n-${wanted}`);
  if (card) return card.focus();
  const place = wanted ? { note: wanted, column: null } : before;
  if (document.activeElement !== document.body || !(place.note || place.column)) return;
  const ids = refuges(drawn, desk.columns, place);
  ids.map((id) => document.getElementById(id)).find(Boolean)?.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {Element} */ (event.target);
  const isPlace = target.matches("[data-note] input, [data-group]");
  if (isPlace && pressed(desk, event, rightToLeft, readBack)) event.preventDefault();
}

/** Ctrl-Z and Ctrl-Shift-Z, wherever nobody is writing. @param {KeyboardEvent} event */
function onUndoKey(event) {
  const writing = /** @type {Element} */ (event.target).matches("input:not([type=checkbox]), textarea");
  if (!(event.ctrlKey || event.metaKey) || event.altKey || letterOf(event) !== "z") return;
  if (writing || desk.dialog) return;
  event.preventDefault();
  takeBack(desk, event.shiftKey ? "redo" : "undo");
}

/** The selected notes go with one of theirs that is dragged. @param {Drop} drop */
function onDrop({ note, place }) {
  const notes = desk.selected.has(note) ? desk.chosenOnBoard : [note];
  if (place === "new") return desk.open({ kind: "group", notes });
  return desk.move(notes, place === "ungrouped" ? null : place);
}

/** @param {FocusEvent} event */
function onFocus(event) {
  const { note } = placeOf(/** @type {Element} */ (event.target));
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
  onPresence: (presence) => desk.notice(presence),
});

let wasOver = true;

function showClock() {
  const stage = openStage(desk.board);
  const left = stage ? timeLeft(stage, feed.clock.now()) : null;
  const isOver = left !== null && left <= 0;
  const clock = root.querySelector("[data-clock]");
  const state = root.querySelector("[data-clock-state]");
  if (!clock || !state) return;
  clock.textContent = left === null ? "" : writeTime(left);
  clock.classList.toggle("over", isOver);
  state.textContent = say(clockState(Boolean(stage?.paused_at), isOver, stage?.hard_end ?? false));
  if (isOver && !wasOver) desk.announce(say(stage?.hard_end ? "time_is_up_hard" : "time_is_up"));
  wasOver = isOver;
}

/** @param {boolean} standing @param {boolean} isOver @param {boolean} hard @returns {string} */
function clockState(standing, isOver, hard) {
  if (standing) return "clock_paused";
  if (isOver) return hard ? "clock_ended" : "clock_over";
  return hard ? "clock_hard" : "clock_runs";
}

feed.board = desk.board;
root.replaceChildren();
draw();
feed.start();
setInterval(showClock, 1000);
document.addEventListener("keydown", onUndoKey);
document.addEventListener("visibilitychange", () => document.hidden && divergence.save());
