// The keyboard of the board. Keys act only while a card or the head of a group has the focus, so
// that no letter typed elsewhere, by hand or by voice, sets anything off (WCAG 2.1.4).

import { isWaiting } from "./board_state.js";
import { takeBack } from "./board_undo.js";

/**
 * @import { Desk } from "./board_desk.js"
 * @import { ReadBack } from "./board_readback.js"
 * @import { Direction, Group } from "./board_state.js"
 */

/**
 * @param {KeyboardEvent} event
 * @returns {string} the letter on the key, on keyboards of other scripts the one at its place
 */
export function letterOf(event) {
  const key = event.key.toLowerCase();
  if (/^[a-z?]$/.test(key)) return key;
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : "";
}

/**
 * @param {string} key
 * @param {boolean} rightToLeft
 * @returns {Direction | null}
 */
export function directionOf(key, rightToLeft) {
  if (key === "ArrowUp") return "up";
  if (key === "ArrowDown") return "down";
  if (key === (rightToLeft ? "ArrowLeft" : "ArrowRight")) return "after";
  if (key === (rightToLeft ? "ArrowRight" : "ArrowLeft")) return "before";
  return null;
}

/**
 * Do what a key means on a card, or on the head of the group `desk.currentGroup`; say whether it
 * meant anything.
 *
 * @param {Desk} desk
 * @param {KeyboardEvent} event
 * @param {boolean} rightToLeft
 * @param {ReadBack} readBack
 * @returns {boolean}
 */
export function pressed(desk, event, rightToLeft, readBack) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const head = event.target instanceof HTMLElement ? event.target.dataset.group : undefined;
  const direction = directionOf(event.key, rightToLeft);
  if (direction) desk.step(direction, event.shiftKey, head);
  else if (event.key === "Enter" && !head && desk.current) desk.toggle(desk.current);
  else if (event.key === "Escape") desk.clear();
  else return commanded({ desk, readBack, head, shift: event.shiftKey }, letterOf(event));
  return true;
}

/**
 * @typedef {object} Place where the keyboard is
 * @property {Desk} desk
 * @property {ReadBack} readBack
 * @property {string} [head] the group whose head it is on; else it is on a card
 * @property {boolean} shift
 */

/** @param {Place} place @param {string} letter @returns {boolean} */
function commanded(place, letter) {
  const command = (place.head && ON_HEAD[letter]) || COMMANDS[letter];
  if (!command || (place.desk.sealed && !STILL_WORK.has(letter))) return false;
  command(place);
  return true;
}

/** What changes nothing goes on after the seal. */
const STILL_WORK = new Set(["?", "c", "f"]);

/** @type {Record<string, (place: Place) => void>} */
const COMMANDS = {
  a: ({ desk }) => desk.selectAll(columnHere(desk)),
  b: (place) => withGroup(place, ({ id }) => place.readBack.show(id)),
  c: (place) => withGroup(place, ({ id }) => foldHere(place.desk, id)),
  d: ({ desk }) => withShown(desk, (notes) => repeatOrNot(desk, notes)),
  f: ({ desk }) => desk.narrow({}),
  g: ({ desk }) => withShown(desk, (notes) => desk.open({ kind: "group", notes })),
  h: ({ desk }) => withShown(desk, (notes) => desk.open({ kind: "hide", notes })),
  j: (place) => withGroup(place, (group) => mergeHere(place.desk, group)),
  l: ({ desk }) => letIn(desk),
  m: ({ desk }) => withShown(desk, (notes) => desk.open({ kind: "move", notes })),
  n: ({ desk }) => desk.open({ kind: "group", notes: [] }),
  p: ({ desk }) => withShown(desk, (notes) => desk.pinNotes(notes)),
  r: (place) => withGroup(place, (group) => place.desk.beginRenaming(group)),
  z: ({ desk, shift }) => takeBack(desk, shift ? "redo" : "undo"),
  "?": ({ desk }) => desk.open({ kind: "help" }),
};

/** @type {Record<string, (place: Place) => void>} */
const ON_HEAD = {
  a: ({ desk, head }) => desk.selectAll(head),
  m: (place) => withGroup(place, (group) => mergeHere(place.desk, group)),
  p: ({ desk, head }) => head && desk.pinGroup(head),
};

/** @param {Desk} desk @param {(notes: string[]) => void} command */
function withShown(desk, command) {
  const notes = desk.chosenOnBoard;
  if (notes.length) command(notes);
}

/** @param {Place} place @param {(group: Group) => unknown} command */
function withGroup({ desk, head }, command) {
  const id = head ?? (desk.current ? desk.board.put.notes[desk.current]?.group : null);
  const group = desk.groups.find((one) => one.id === id);
  if (group) command(group);
}

/** @param {Desk} desk @returns {string | undefined} the key of the column the keyboard is in */
function columnHere(desk) {
  return desk.columns.find(({ notes }) => notes.some(({ id }) => id === desk.current))?.key;
}

/** @param {Desk} desk @param {string} groupId */
function foldHere(desk, groupId) {
  desk.fold(groupId);
  document.getElementById(`g-${groupId}`)?.focus();
}

/** @param {Desk} desk @param {Group} group */
function mergeHere(desk, group) {
  if (desk.groups.length > 1) desk.open({ kind: "merge", group });
}

/** Mark as repeats, or where all of them are marked, no longer. @param {Desk} desk @param {string[]} notes */
export function repeatOrNot(desk, notes) {
  const marked = notes.every((id) => desk.board.put.notes[id]?.duplicate_of);
  if (marked) desk.all("mark_duplicates", notes, "marked_no_repeat", { of: null });
  else desk.open({ kind: "duplicate", notes });
}

/** @param {Desk} desk */
function letIn(desk) {
  const waiting = desk.chosen.filter(isWaiting).map(({ id }) => id);
  if (waiting.length) desk.all("admit_notes", waiting, "admitted");
}
