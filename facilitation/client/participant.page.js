// The participant's page, alive: it hears the feed, keeps what is written until it is sent, and
// draws both into the page that the server made. Without it every form still works by itself.

import { Feed } from "./feed.js";
import { openStore } from "./outbox.js";
import { Breakouts } from "./participant_breakouts.js";
import { Countdown } from "./participant_clock.js";
import { Drafts } from "./participant_drafts.js";
import { Handover } from "./participant_handover.js";
import { Here } from "./participant_here.js";
import { Leaving, eraseHere } from "./participant_leaving.js";
import { element, say } from "./participant_list.js";
import { NoteLists } from "./participant_notes.js";
import { ProfileForms } from "./participant_profile.js";
import { ReadBack } from "./participant_readback.js";
import { drawMoment, drawWall, isWriting, momentOf, stageTitle } from "./participant_stage.js";
import { Status } from "./participant_status.js";
import { drawStimulus } from "./participant_stimulus.js";
import { Ballot } from "./participant_votes.js";
import { WritingBox } from "./participant_write.js";
import { pageData } from "./words.js";

const TOLD = new Map([
  ["add_note", "note_sent"],
  ["edit_note", "changed"],
  ["withdraw_note", "taken_back"],
  ["save_profile", "profile_sent"],
  ["correct", "missed_sent"],
]);

class ParticipantPage {
  /**
   * @param {any} data what `participant._page_data` writes
   * @param {import("./outbox.js").Store} store
   */
  constructor(data, store) {
    this.here = new Here(data, store, {
      changed: () => this.draw(),
      answered: (entry, answer) => this.answered(entry, answer),
      refused: (entry) => this.refused(entry),
    });
    this.feed = this.newFeed(data.now);
    this.status = new Status(this.here);
    this.box = new WritingBox(this.here);
    this.lists = new NoteLists(this.here);
    this.profile = new ProfileForms(this.here);
    this.ballot = new Ballot(this.here, this.status);
    this.readback = new ReadBack(this.here, this.status);
    this.breakouts = new Breakouts(this.here);
    this.leaving = new Leaving(this.here, this.status);
    this.clock = new Countdown(this.here, this.feed.clock);
    this.handover = new Handover(this.here, this.status, this.feed.clock);
    this.announced = momentKey(this.moment);
  }

  /** @param {string} now the server's time as it wrote the page */
  newFeed(now) {
    const feed = new Feed({
      code: this.here.code,
      audience: "participant",
      onBoard: (board, frame) => this.heardBoard(board, frame),
      onOwn: (own) => this.heardOwn(own),
      onConnection: (connection, code) => this.connection(connection, code),
    });
    feed.clock.hear(now);
    element("note-text").addEventListener("input", () => feed.sayWriting());
    return feed;
  }

  async start() {
    await this.here.start();
    await this.profile.start();
    this.draw();
    void this.here.outbox.flush();
    if (this.here.isKnown) this.feed.start();
  }

  get moment() {
    return momentOf(this.here.board, this.here.strings);
  }

  /**
   * @param {import("./feed.js").Board} board
   * @param {import("./feed.js").Frame} frame
   */
  heardBoard(board, frame) {
    const { here } = this;
    // The page before this one may have sent a note while the server was writing this page.
    const isAhead = !here.heard && board.seq !== here.board.seq;
    const isMerged = frame.drop.groups?.some((group) => here.me.votes[group]);
    const isReadBack = board.put.dialogue.readback !== here.board.put.dialogue.readback;
    if (isAhead || isMerged || isReadBack) void here.askMe();
    here.board = board;
    here.heard = true;
    this.followMoment(this.moment);
    this.draw();
  }

  /**
   * Say what became of a note of ours; that a quote is asked for stands on the page.
   *
   * @param {import("./feed.js").Own} own
   */
  heardOwn(own) {
    const { here } = this;
    const before = new Map(here.me.notes.map(({ id, state }) => [id, state]));
    here.heardOwn(own);
    const news = own.notes.find(({ id, state }) => before.get(id) !== state);
    if (news) this.status.announce(here.said(news.state === "shown" ? "sent" : news.state));
  }

  /** @param {import("./participant_stage.js").Moment} moment */
  followMoment(moment) {
    const now = momentKey(moment);
    if (now === this.announced) return;
    this.announced = now;
    const { said } = this.here;
    this.status.announce(moment.title ? said("now", { stage: moment.title }) : moment.question);
    if (moment.kind === "sealed") this.forget();
    else void this.here.askMe();
  }

  forget() {
    this.here.forget();
    this.profile.forget();
    element("leaving").hidden = true;
    say(element("wall-title"), this.here.said("wall_of_all"));
  }

  /**
   * @param {import("./feed.js").Connection} connection
   * @param {string} [code]
   */
  connection(connection, code) {
    const hears = connection === "live" || connection === "polling";
    if (hears) void this.here.outbox.wake();
    if (connection === "refused" && code === "join_first") this.here.passLost = true;
    this.status.setHears(hears);
    this.draw();
  }

  draw() {
    const { here, moment } = this;
    this.status.draw();
    this.profile.draw(moment);
    this.drawBox(moment);
    this.clock.draw();
    this.handover.draw();
    this.breakouts.draw();
    this.readback.draw();
    this.lists.draw(this.box.stage);
    this.ballot.draw();
    if (here.heard) drawWall(here.board, new Set(here.me.notes.map((note) => note.id)));
  }

  /** @param {import("./participant_stage.js").Moment} moment */
  drawBox(moment) {
    const { board, strings } = this.here;
    const stage = isWriting(moment.kind) ? moment.stage ?? "" : "";
    if (this.box.isInUse && this.box.stage !== stage) {
      this.box.wait(stageTitle(board.put.stages[this.box.stage], strings));
    } else {
      drawMoment(moment, board);
      drawStimulus(this.here);
      this.box.belongTo(stage, moment.kind === "how");
    }
  }

  /**
   * @param {import("./outbox.js").Entry} entry
   * @param {Record<string, any>} answer
   */
  answered(entry, answer) {
    const isWaiting = answer.state === "late" || answer.state === "held";
    const told = isWaiting ? answer.state : TOLD.get(entry.action);
    if (!told) return;
    const sentence = this.here.said(told);
    const saidInPlace =
      (entry.action === "add_note" && this.box.tell(sentence, isWaiting)) ||
      (entry.action === "correct" && this.readback.tellSent(entry.fields.group));
    if (!saidInPlace) this.status.announce(sentence);
  }

  /** @param {import("./outbox.js").Entry} entry */
  refused(entry) {
    const holdsWords = "text" in entry.fields;
    this.status.problem(holdsWords ? this.here.said("note_refused") : entry.error?.message ?? "");
  }
}

/** @param {import("./participant_stage.js").Moment} moment */
function momentKey(moment) {
  return moment.stage ?? moment.kind;
}

/**
 * Whoever has to join again is told that their words are still there.
 *
 * @param {any} data
 * @param {import("./outbox.js").Store} store
 */
async function sayWhatIsKept(data, store) {
  if (data.left) await eraseHere(data.code, store);
  const entries = await store.all(data.code);
  const drafts = new Drafts(data.code).keys();
  element("kept-notes").hidden = entries.length === 0 && drafts.length === 0;
}

async function main() {
  const data = pageData("page-data");
  const store = await openStore();
  if (data.board === null) await sayWhatIsKept(data, store);
  else await new ParticipantPage(data, store).start();
}

void main();
