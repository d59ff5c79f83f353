// Undo and redo, as the server does them for this facilitator: what was taken back is said, and
// why nothing was is said just as calmly.

/** @import { Desk } from "./board_desk.js" */

/** What doing the opposite again means: a redo answers with the events that it took back. */
/** @type {Record<string, string>} */
const OPPOSITE = {
  group_added: "group_removed",
  group_removed: "group_added",
  notes_hidden: "notes_brought_back",
  notes_brought_back: "notes_hidden",
};

/** Of the events of one step, the one that a person would name it by. */
const LEADING = ["group_removed", "groups_merged", "group_added", "stage_opened", "stage_edited"];

/**
 * @param {"undo" | "redo"} name
 * @param {string[]} kinds of the events taken back
 * @returns {string} the kind of event that names the step
 */
export function stepName(name, kinds) {
  const done = name === "undo" ? kinds : kinds.map((kind) => OPPOSITE[kind] ?? kind);
  return LEADING.find((kind) => done.includes(kind)) ?? done[0] ?? "";
}

/** The steps of which it was said that others have overtaken them: the next undo goes past them. */
/** @type {Set<number>} */
const overtaken = new Set();

/** @param {Desk} desk @param {"undo" | "redo"} name */
export async function takeBack(desk, name) {
  if (desk.sealed) return;
  const ran = desk.running;
  const result = await desk.ask(name, { past: [...overtaken] });
  if (!result.ok) {
    if (result.error.params.step) overtaken.add(Number(result.error.params.step));
    return desk.announce(result.error.message || desk.say("unreachable"));
  }
  overtaken.clear();
  desk.takenBack += 1;
  const { kinds, notes } = result.answer;
  const step = desk.say(`step_${stepName(name, kinds)}`);
  const what = notes > 1 ? desk.say("step_of_notes", { what: step, n: notes }) : step;
  desk.announce(desk.say(name === "undo" ? "undone" : "redone", { what }));
  await desk.follow(ran, result.answer.seq);
}
