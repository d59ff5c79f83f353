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
 * @property {boolean} quote_asked whether a facilitator asks to quote it
 * @property {string | null} corrects the group whose reading back it answers
 * @property {"shown" | "late" | "held" | "hidden"} state
 *
 * @typedef {{ code: string, expires_at: string }} Waiting a code that works on another phone
 *
 * @typedef {object} Me
 * @property {string} language
 * @property {boolean} has_profile
 * @property {OwnNote[]} notes in the order in which they were written
 * @property {Record<string, number>} votes by group
 * @property {string[]} agreements groups that were read back right
 * @property {Waiting | null} handover
 *
 * @typedef {object} Line one line of the list of own notes
 * @property {string} key id of the note, or `op_id` of the entry that holds it
 * @property {string} stage "" where it is not known
 * @property {string} text
 * @property {string} language
 * @property {boolean} quote
 * @property {boolean} quoteAsked
 * @property {string} corrects the group whose reading back it answers, or ""
 * @property {"sent" | "late" | "held" | "hidden" | "kept" | "change_kept" | "taking_back" | "refused"} state
 * @property {import("./outbox.js").Entry} [entry] of a refused line
 *
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {Record<string, import("./feed.js").GroupRecord>} Groups those on the board
 */

/**
 * Return what the server knows after it answered `entry`.
 *
 * @param {Me} me
 * @param {Entry} entry
 * @param {Record<string, any>} answer
 * @param {Groups} [groups]
 * @returns {Me}
 */
export function afterAnswer(me, entry, answer, groups = {}) {
  const { action, fields } = entry;
  switch (action) {
    case "add_note":
    case "correct":
      return answer.note ? withNote(me, entry, answer, groups) : me;
    case "edit_note":
    case "allow_quote":
      return { ...me, notes: me.notes.map((note) => changed(note, entry, answer.state)) };
    case "withdraw_note":
      return { ...me, notes: me.notes.filter((note) => note.id !== fields.note) };
    case "save_profile":
      return { ...me, has_profile: true };
    case "agree":
      return { ...me, agreements: agreementsAfter(me.agreements, entry) };
    default:
      return { ...me, votes: votesAfter(me.votes, entry, answer.here) };
  }
}

/**
 * Return what the server knows after it told of some own notes, which it does beside the board.
 *
 * @param {Me} me
 * @param {OwnNote[]} told
 * @returns {Me}
 */
export function afterNews(me, told) {
  const now = new Map(me.notes.map((note) => [note.id, note]));
  for (const note of told) now.set(note.id, note);
  return { ...me, notes: [...now.values()] };
}

/**
 * Return `me` with a new note, unless it is known: an answer that was lost and is given again says
 * how the note was when it came.
 *
 * @param {Me} me
 * @param {Entry} entry
 * @param {Record<string, any>} answer
 * @param {Groups} groups
 * @returns {Me}
 */
function withNote(me, { fields }, answer, groups) {
  if (me.notes.some(({ id }) => id === answer.note)) return me;
  const note = {
    stage: groups[fields.group]?.stage ?? "",
    language: me.language,
    actor: "",
    quote: false,
    quote_asked: false,
    on_behalf: false,
    ...fields,
    id: answer.note,
    corrects: fields.group ?? null,
    state: answer.state ?? "shown",
  };
  return { ...me, notes: [...me.notes, /** @type {OwnNote} */ (note)] };
}

/**
 * @param {OwnNote} note
 * @param {Entry} entry that changes it, or another one
 * @param {OwnNote["state"]} [state] as the server answered
 * @returns {OwnNote}
 */
function changed(note, { action, fields }, state = note.state) {
  if (note.id !== fields.note) return note;
  if (action === "allow_quote") return { ...note, quote: fields.allowed, quote_asked: false };
  return { ...note, text: fields.text, quote: fields.quote ?? note.quote, state };
}

/**
 * @param {Record<string, number>} votes
 * @param {Entry} entry
 * @param {number} [here] the votes on the group, as the server counts them
 * @returns {Record<string, number>}
 */
function votesAfter(votes, { action, fields }, here) {
  const step = { give_vote: 1, take_back_vote: -1 }[action] ?? 0;
  if (step === 0) return votes;
  const before = votes[fields.group] ?? 0;
  return { ...votes, [fields.group]: here ?? Math.max(0, before + step) };
}

/**
 * @param {string[]} agreements
 * @param {Entry} entry
 */
function agreementsAfter(agreements, { fields }) {
  const others = agreements.filter((group) => group !== fields.group);
  return fields.agrees ? [...others, fields.group] : others;
}

/**
 * Return the votes by group, as the person has chosen by now.
 *
 * @param {Me} me
 * @param {Entry[]} entries
 */
export function ownVotes(me, entries) {
  const kept = entries.filter((entry) => entry.state === "kept");
  return kept.reduce((votes, entry) => votesAfter(votes, entry), me.votes);
}

/**
 * Return the groups that the person finds right by now.
 *
 * @param {Me} me
 * @param {Entry[]} entries
 */
export function ownAgreements(me, entries) {
  const kept = entries.filter((entry) => entry.state === "kept" && entry.action === "agree");
  return kept.reduce(agreementsAfter, me.agreements);
}

/**
 * Return the list of own notes, newest first. A note with a refused change stands there twice:
 * as it is, and as its author wanted it.
 *
 * @param {Me} me
 * @param {Entry[]} entries
 * @param {Groups} [groups]
 * @returns {Line[]}
 */
export function ownLines(me, entries, groups = {}) {
  const lines = me.notes.map((note) => lineOf(note, entries));
  for (const entry of entries) {
    const isRefusedChange = entry.action === "edit_note" && entry.state === "refused";
    const isNote = entry.action === "add_note" || entry.action === "correct";
    if (isNote || isRefusedChange) lines.push(heldLine(entry, me, groups));
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
  const now = pending.reduce(
    (before, entry) => (entry.action === "withdraw_note" ? before : changed(before, entry)),
    note,
  );
  const last = pending[pending.length - 1]?.action;
  const settled = note.state === "shown" ? "sent" : note.state;
  const waiting = last === "withdraw_note" ? "taking_back" : "change_kept";
  return {
    key: now.id,
    stage: now.stage,
    text: now.text,
    language: now.language,
    quote: now.quote,
    quoteAsked: now.quote_asked,
    corrects: now.corrects ?? "",
    state: last ? waiting : settled,
  };
}

/**
 * @param {Entry} entry that holds a note of its own
 * @param {Me} me
 * @param {Groups} groups
 * @returns {Line}
 */
function heldLine(entry, me, groups) {
  const { fields } = entry;
  const known = me.notes.find((note) => note.id === fields.note);
  return {
    key: entry.op_id,
    stage: fields.stage ?? known?.stage ?? groups[fields.group]?.stage ?? "",
    text: fields.text,
    language: fields.language ?? known?.language ?? me.language,
    quote: Boolean(fields.quote),
    quoteAsked: false,
    corrects: fields.group ?? "",
    state: entry.state,
    entry: entry.state === "refused" ? entry : undefined,
  };
}
