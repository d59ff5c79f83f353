// What a participant has done: as the server knows it, with what is still kept on this phone laid
// over it. Pure functions; the page draws what they return.

/**
 * @typedef {object} OwnNote as in the answer of `me`
 * @property {string} id
 * @property {string} stage
 * @property {string} text
 * @property {string} language
 * @property {string} actor
 * @property {boolean} quote
 * @property {boolean} on_behalf
 * @property {string} state "shown" or "late"
 *
 * @typedef {object} Me
 * @property {string} language
 * @property {boolean} has_profile
 * @property {OwnNote[]} notes in the order in which they were written
 * @property {string[]} votes ids of groups
 *
 * @typedef {object} Line one line of the list of own notes
 * @property {string} key id of the note, or `op_id` of the entry that holds it
 * @property {string} stage "" where it is not known
 * @property {string} text
 * @property {string} language
 * @property {boolean} quote
 * @property {"sent" | "late" | "kept" | "change_kept" | "taking_back" | "refused"} state
 * @property {import("./outbox.js").Entry} [entry] of a refused line
 *
 * @typedef {import("./outbox.js").Entry} Entry
 */

/**
 * Return what the server knows after it answered `entry`.
 *
 * @param {Me} me
 * @param {Entry} entry
 * @param {Record<string, any>} answer
 * @returns {Me}
 */
export function afterAnswer(me, entry, answer) {
  const { action, fields } = entry;
  if (action === "add_note" && answer.note) {
    const others = me.notes.filter((note) => note.id !== answer.note);
    const note = { actor: "", ...fields, id: answer.note, state: answer.state };
    return { ...me, notes: [...others, /** @type {OwnNote} */ (note)] };
  }
  if (action === "edit_note") {
    return { ...me, notes: me.notes.map((note) => changed(note, fields)) };
  }
  if (action === "withdraw_note") {
    return { ...me, notes: me.notes.filter((note) => note.id !== fields.note) };
  }
  if (action === "save_profile") return { ...me, has_profile: true };
  return { ...me, votes: votesAfter(me.votes, entry) };
}

/**
 * @param {OwnNote} note
 * @param {Record<string, any>} fields of `edit_note`
 */
function changed(note, fields) {
  if (note.id !== fields.note) return note;
  return { ...note, text: fields.text, quote: fields.quote ?? note.quote };
}

/**
 * @param {string[]} votes
 * @param {Entry} entry
 */
function votesAfter(votes, entry) {
  const group = entry.fields.group;
  if (entry.action === "give_vote") return [...votes.filter((one) => one !== group), group];
  if (entry.action === "take_back_vote") return votes.filter((one) => one !== group);
  return votes;
}

/**
 * Return the groups voted for, as the person has chosen by now.
 *
 * @param {Me} me
 * @param {Entry[]} entries
 */
export function ownVotes(me, entries) {
  return entries.filter((entry) => entry.state === "kept").reduce(votesAfter, me.votes);
}

/**
 * Return the list of own notes, newest first. A note with a refused change stands there twice:
 * as it is, and as its author wanted it.
 *
 * @param {Me} me
 * @param {Entry[]} entries
 * @returns {Line[]}
 */
export function ownLines(me, entries) {
  const lines = me.notes.map((note) => lineOf(note, entries));
  for (const entry of entries) {
    const isRefusedChange = entry.action === "edit_note" && entry.state === "refused";
    if (entry.action === "add_note" || isRefusedChange) lines.push(heldLine(entry, me));
  }
  return lines.reverse();
}

/**
 * @param {OwnNote} note
 * @param {Entry[]} entries
 * @returns {Line}
 */
function lineOf(note, entries) {
  const pending = entries.filter((one) => one.state === "kept" && one.fields.note === note.id);
  const now = pending
    .filter((entry) => entry.action === "edit_note")
    .reduce((before, entry) => changed(before, entry.fields), note);
  const last = pending[pending.length - 1]?.action;
  const settled = note.state === "late" ? "late" : "sent";
  const waiting = last === "withdraw_note" ? "taking_back" : "change_kept";
  const { id: key, stage, text, language, quote } = now;
  return { key, stage, text, language, quote, state: last ? waiting : settled };
}

/**
 * @param {Entry} entry that holds a note of its own
 * @param {Me} me
 * @returns {Line}
 */
function heldLine(entry, me) {
  const { fields } = entry;
  const known = me.notes.find((note) => note.id === fields.note);
  return {
    key: entry.op_id,
    stage: fields.stage ?? known?.stage ?? "",
    text: fields.text,
    language: fields.language ?? known?.language ?? "",
    quote: Boolean(fields.quote),
    state: entry.state,
    entry: entry.state === "refused" ? entry : undefined,
  };
}
