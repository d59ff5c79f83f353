// Where the keyboard goes on when others take away the card or the head that it is on: near it, so
// that nobody is thrown back to the top of the page.

/**
 * @import { Column, Note } from "./board_state.js"
 *
 * @typedef {object} Place where the focus is on the board
 * @property {string | null} note whose card it is on
 * @property {string | null} column the key of the column it is in
 */

/** @param {Element | null} element @returns {Place} */
export function placeOf(element) {
  return {
    note: element?.closest("[data-note]")?.getAttribute("data-note") ?? null,
    column: element?.closest("[data-column]")?.getAttribute("data-column") ?? null,
  };
}

/**
 * Return the ids of elements on which to go on, the best first; some may not be drawn. It is the
 * card itself wherever it is now, the head of the folded group it went into or of the group that
 * this one was merged into, the next card, the head of the column, and at last any card.
 *
 * @param {Column[]} before the columns when the place was on the board
 * @param {Column[]} now
 * @param {Place} place
 * @returns {string[]}
 */
export function refuges(before, now, { note, column }) {
  const left = before.find(({ key }) => key === column)?.notes ?? [];
  const row = left.findIndex(({ id }) => id === note);
  const nearby = [...left.slice(row + 1), ...left.slice(0, Math.max(row, 0)).reverse()];
  const went = note ?? left[0]?.id;
  const into = now.find(({ notes }) => notes.some(({ id }) => id === went));
  const cards = (/** @type {Note[]} */ notes) => notes.map(({ id }) => `n-${id}`);
  return [
    `n-${note}`,
    `g-${into?.key}`,
    ...cards(nearby),
    `g-${column}`,
    ...cards(now.flatMap(({ notes }) => notes)),
  ];
}
