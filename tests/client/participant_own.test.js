// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { afterAnswer, afterNews, ownAgreements, ownLines, ownVotes } from "../../facilitation/client/participant_own.js";

const note = { id: "n1", stage: "s1", text: "One.", language: "en", actor: "", quote: false, quote_asked: false, corrects: null, on_behalf: false, state: "shown" };
const me = { language: "en", has_profile: true, notes: [note], votes: { g1: 1 }, agreements: [], handover: null };

/** @returns {import("../../facilitation/client/outbox.js").Entry} */
function entry(action, fields, more = {}) {
  return { op_id: `op-${action}`, code: "ACDEFG", action, fields, order: 1, state: "kept", ...more };
}

const states = (lines) => lines.map((line) => [line.text, line.state]);

test("the newest note stands first, and one that is not sent yet says so", () => {
  const kept = entry("add_note", { stage: "s1", text: "Two.", language: "en" });
  assert.deepEqual(states(ownLines(me, [kept])), [["Two.", "kept"], ["One.", "sent"]]);
});

test("a late note says so", () => {
  const late = { ...me, notes: [{ ...note, state: "late" }] };
  assert.deepEqual(states(ownLines(late, [])), [["One.", "late"]]);
});

test("a change shows before it is sent", () => {
  const change = entry("edit_note", { note: "n1", text: "Won.", quote: true });
  const [line] = ownLines(me, [change]);
  assert.deepEqual([line?.text, line?.quote, line?.state], ["Won.", true, "change_kept"]);
});

test("a note being taken back says so until it is gone", () => {
  const back = entry("withdraw_note", { note: "n1" });
  assert.deepEqual(states(ownLines(me, [back])), [["One.", "taking_back"]]);
  assert.deepEqual(ownLines(afterAnswer(me, back, {}), []), []);
});

test("a refused change stands beside the note as it is", () => {
  const refused = entry("edit_note", { note: "n1", text: "Won." }, { state: "refused" });
  assert.deepEqual(states(ownLines(me, [refused])), [["Won.", "refused"], ["One.", "sent"]]);
});

test("the same answer twice adds one note", () => {
  const added = entry("add_note", { stage: "s1", text: "Two.", language: "en" });
  const once = afterAnswer(me, added, { note: "n2", state: "shown" });
  const twice = afterAnswer(once, added, { note: "n2", state: "shown" });
  assert.deepEqual(twice.notes.map(({ id }) => id), ["n1", "n2"]);
});

test("votes are as the person has chosen by now", () => {
  const given = entry("give_vote", { group: "g2" });
  const takenBack = entry("take_back_vote", { group: "g1" });
  assert.deepEqual(ownVotes(me, [given, given, takenBack]), { g1: 0, g2: 2 });
  assert.deepEqual(ownVotes(me, [{ ...given, state: "refused" }]), { g1: 1 });
});

test("votes are as many as the server counts once it has answered", () => {
  const given = entry("give_vote", { group: "g1" });
  assert.deepEqual(afterAnswer(me, given, { group: "g1", given: 3, here: 3 }).votes, { g1: 3 });
});

test("a group is found right as the person has said by now", () => {
  const yes = entry("agree", { group: "g1", agrees: true });
  const no = entry("agree", { group: "g1", agrees: false });
  assert.deepEqual(ownAgreements(me, [yes]), ["g1"]);
  assert.deepEqual(ownAgreements(afterAnswer(me, yes, {}), [no]), []);
});

test("what was missed is a note of the stage of its group, sent or not", () => {
  const missed = entry("correct", { group: "g1", text: "And the schools." });
  const groups = { g1: { stage: "s2" } };
  const [kept] = ownLines(me, [missed], groups);
  const [sent] = ownLines(afterAnswer(me, missed, { note: "n2" }, groups), [], groups);
  assert.deepEqual([kept?.stage, kept?.corrects, kept?.state], ["s2", "g1", "kept"]);
  assert.deepEqual([sent?.stage, sent?.corrects, sent?.state], ["s2", "g1", "sent"]);
});

test("whoever was asked and has answered is asked no more", () => {
  const asked = { ...me, notes: [{ ...note, quote_asked: true }] };
  const yes = entry("allow_quote", { note: "n1", allowed: true });
  const [line] = ownLines(asked, [yes]);
  assert.deepEqual([line?.quote, line?.quoteAsked, line?.text], [true, false, "One."]);
});

test("an author hears of a note in its place what was done to it", () => {
  const held = { ...me, notes: [{ ...note, state: "held" }, { ...note, id: "n2", text: "Two." }] };
  const now = afterNews(held, [{ ...note, quote_asked: true }]);
  assert.deepEqual(states(ownLines(now, [])), [["Two.", "sent"], ["One.", "sent"]]);
  assert.equal(ownLines(now, [])[1]?.quoteAsked, true);
});

test("a first answer that is given again does not undo what was heard since", () => {
  const added = entry("add_note", { stage: "s1", text: "One.", language: "en" });
  const now = afterAnswer(me, added, { note: "n1", state: "held" });
  assert.deepEqual(states(ownLines(now, [])), [["One.", "sent"]]);
});

test("changed words that a facilitator reads first say so", () => {
  const change = entry("edit_note", { note: "n1", text: "Won.", quote: false });
  const now = afterAnswer(me, change, { note: "n1", state: "held" });
  assert.deepEqual(states(ownLines(now, [])), [["Won.", "held"]]);
});
