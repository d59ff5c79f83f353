// The sign that says "the same person wrote these", and nothing else of who: a shape in a colour
// for each voice that wrote more than once. It depends only on the voices on the board, so every
// facilitator sees the same sign.

/** @import { NoteRecord } from "./feed.js" */

export const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "hexagon"];
export const COLOURS = 8;

/**
 * @typedef {object} Mark
 * @property {string} shape
 * @property {number} colour from 0
 * @property {number} others how many other notes carry the same mark
 */

/**
 * Return the mark of each voice that wrote more than one of `notes`.
 *
 * @param {Iterable<NoteRecord>} notes
 * @returns {Map<string, Mark>}
 */
export function marksOf(notes) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { voice } of notes) if (voice) counts.set(voice, (counts.get(voice) ?? 0) + 1);
  const repeated = [...counts].filter(([, count]) => count > 1).sort();
  const places = SHAPES.length * COLOURS;
  /** @type {Set<number>} */
  const taken = new Set();
  /** @type {Map<string, Mark>} */
  const marks = new Map();
  for (const [voice, count] of repeated) {
    let place = Number.parseInt(voice, 16) % places || 0;
    // With more voices than signs a sign is used again: better than none, and rare in one hall.
    while (taken.has(place) && taken.size < places) place = (place + 1) % places;
    taken.add(place);
    const shape = SHAPES[place % SHAPES.length] ?? "circle";
    marks.set(voice, { shape, colour: Math.floor(place / SHAPES.length), others: count - 1 });
  }
  return marks;
}
