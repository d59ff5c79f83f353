// The keyboard of the board. Keys act only while a card has the focus, so that no letter typed
// elsewhere, by hand or by voice, sets anything off (WCAG 2.1.4).

/**
 * @import { Desk } from "./board_desk.js"
 * @import { Direction } from "./board_state.js"
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
 * Do what a key means on a card; say whether it meant anything.
 *
 * @param {Desk} desk
 * @param {KeyboardEvent} event
 * @param {boolean} rightToLeft
 * @returns {boolean}
 */
export function pressed(desk, event, rightToLeft) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = directionOf(event.key, rightToLeft);
  if (direction) desk.step(direction, event.shiftKey);
  else if (event.key === "Enter" && desk.current) desk.toggle(desk.current);
  else if (event.key === "Escape") desk.clear();
  else return commanded(desk, letterOf(event));
  return true;
}

/** @param {Desk} desk @param {string} letter @returns {boolean} */
function commanded(desk, letter) {
  const command = COMMANDS[letter];
  if (!command || (desk.sealed && letter !== "?")) return false;
  command(desk);
  return true;
}

/** @type {Record<string, (desk: Desk) => void>} */
const COMMANDS = {
  g: (desk) => withShown(desk, (notes) => desk.open({ kind: "group", notes })),
  m: (desk) => withShown(desk, (notes) => desk.open({ kind: "move", notes })),
  h: (desk) => withShown(desk, (notes) => desk.open({ kind: "hide", notes })),
  n: (desk) => desk.open({ kind: "group", notes: [] }),
  r: renameHere,
  "?": (desk) => desk.open({ kind: "help" }),
};

/** @param {Desk} desk @param {(notes: string[]) => void} command */
function withShown(desk, command) {
  const notes = desk.chosenThatAre("shown");
  if (notes.length) command(notes);
}

/** @param {Desk} desk */
function renameHere(desk) {
  const group = desk.current ? desk.board.put.notes[desk.current]?.group : null;
  if (!group) return;
  desk.renaming = group;
  desk.redraw();
}
