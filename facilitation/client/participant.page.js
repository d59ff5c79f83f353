// The participant's page, alive: it hears the feed, keeps what is written until it is sent, and
// draws both into the page that the server made. Without it every form still works by itself.

import { newId, post } from "./actions.js";
import { Feed } from "./feed.js";
import { Outbox, openStore } from "./outbox.js";
import { Drafts } from "./participant_drafts.js";
import { element, say } from "./participant_list.js";
import { NoteLists } from "./participant_notes.js";
import { afterAnswer, ownLines, ownVotes } from "./participant_own.js";
import {
  drawBallot,
  drawMoment,
  drawResults,
  drawWall,
  isWriting,
  momentOf,
  stageTitle,
} from "./participant_stage.js";
import { WritingBox } from "./participant_write.js";
import { pageData, pageLocale, wordsOf } from "./words.js";

const UNCONNECTED_AFTER = 2000; // a server that restarts is back by then; nobody needs to know

/** Refusals that say: it is already as you want it. */
const ALREADY_SO = new Set(["already_voted", "vote_not_given"]);

const TOLD = new Map([
  ["add_note", "note_sent"],
  ["edit_note", "changed"],
  ["withdraw_note", "taken_back"],
  ["save_profile", "profile_sent"],
]);

class ParticipantPage {
  /**
   * @param {any} data what `participant._page_data` writes
   * @param {import("./outbox.js").Store} store
   */
  constructor(data, store) {
    this.code = data.code;
    /** @type {import("./feed.js").Board} */
    this.board = data.board;
    /** @type {import("./participant_own.js").Me} */
    this.me = data.me ?? { language: data.language, has_profile: true, notes: [], votes: [] };
    this.strings = data.strings;
    this.said = wordsOf(data.strings.said, pageLocale());
    this.isKnown = data.me !== null;
    this.heard = false;
    this.hears = false;
    this.connected = false;
    this.passLost = false;
    this.asksProfile = document.getElementById("first-profile") !== null;
    this.drafts = new Drafts(this.code);
    this.outbox = new Outbox({
      code: this.code,
      store,
      send: (entry) => post(this.code, entry.action, entry.fields, entry.op_id),
      onAnswered: (entry, answer) => this.answered(entry, answer),
      onRefused: (entry) => this.refused(entry),
      onChanged: () => {
        if (this.isKnown) this.drawConnection();
        this.draw();
      },
    });
    const { drafts, outbox, strings, said } = this;
    const onChanged = () => this.draw();
    const limit = () => this.board.put.dialogue.note_limit;
    this.box = new WritingBox({ drafts, outbox, said, limit, onChanged, language: data.language });
    const board = () => this.board;
    const lines = () => ownLines(this.me, this.outbox.entries);
    this.lists = new NoteLists({ drafts, outbox, strings, said, board, lines, onChanged });
    this.announced = momentKey(momentOf(this.board, strings));
    this.answers = 0;
  }

  async start() {
    await this.outbox.load();
    await this.drafts.finish(this.outbox);
    this.listen();
    this.draw();
    void this.outbox.flush();
    if (this.isKnown) this.hear();
  }

  hear() {
    const feed = new Feed({
      code: this.code,
      audience: "participant",
      onBoard: (board) => this.heardBoard(board),
      onConnection: (connection, code) => this.connection(connection, code),
    });
    feed.start();
  }

  listen() {
    const { outbox } = this;
    const channel = "BroadcastChannel" in window ? new BroadcastChannel(`outbox-${this.code}`) : null;
    this.tellTabs = () => channel?.postMessage("changed");
    channel?.addEventListener("message", () => void outbox.load().then(() => this.askMe()));
    window.addEventListener("online", () => void outbox.wake());
    for (const change of ["online", "offline"]) {
      window.addEventListener(change, () => this.drawConnection());
    }
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      void outbox.wake();
      void this.askMe();
    });
    window.addEventListener("beforeunload", (event) => {
      if (!outbox.lasting && outbox.entries.some((entry) => entry.state === "kept")) event.preventDefault();
    });
    element("ballot").addEventListener("submit", (event) => this.voted(event));
    for (const form of document.querySelectorAll('form[data-action="save_profile"]')) {
      form.addEventListener("submit", (event) => this.saidWho(/** @type {SubmitEvent} */ (event)));
    }
  }

  /** @param {import("./feed.js").Board} board */
  heardBoard(board) {
    // The page before this one may have sent a note while the server was writing this page.
    if (!this.heard && board.seq !== this.board.seq) void this.askMe();
    this.board = board;
    this.heard = true;
    this.followMoment(momentOf(board, this.strings));
    this.draw();
  }

  /** @param {import("./participant_stage.js").Moment} moment */
  followMoment(moment) {
    const now = momentKey(moment);
    if (now === this.announced) return;
    this.announced = now;
    this.announce(moment.title ? this.said("now", { stage: moment.title }) : moment.question);
    if (moment.kind === "sealed") this.forget();
    else void this.askMe();
  }

  /** After the seal nobody is known any more, here as there. What was not sent stays in sight. */
  forget() {
    this.isKnown = false;
    this.me = { ...this.me, notes: [], votes: [] };
    element("about-me").hidden = true;
    void this.outbox.wake();
  }

  /**
   * @param {import("./feed.js").Connection} connection
   * @param {string} [code]
   */
  connection(connection, code) {
    this.hears = connection === "live" || connection === "polling";
    if (this.hears) void this.outbox.wake();
    if (connection === "refused" && code === "join_first") this.passLost = true;
    this.drawConnection();
    this.draw();
  }

  /** Hearing and sending are two ways; either may be broken while the other still seems to work. */
  drawConnection() {
    const connected = this.hears && navigator.onLine && this.outbox.trouble?.code !== "unreachable";
    if (connected === this.connected) return;
    this.connected = connected;
    clearTimeout(this.connectionTimer);
    const show = () => {
      element("connection").dataset.connection = connected ? "live" : "lost";
      say(element("connection"), this.said(connected ? "connected" : "unconnected"));
    };
    this.connectionTimer = setTimeout(show, connected ? 0 : UNCONNECTED_AFTER);
  }

  draw() {
    const { board, outbox } = this;
    const moment = momentOf(board, this.strings);
    element("rejoin").hidden = !outbox.passLost && !this.passLost;
    element("storage-warning").hidden = outbox.lasting || outbox.entries.length === 0;
    say(element("storage-warning"), this.said("memory_only"));
    this.drawProfile(moment);
    this.drawBox(moment);
    this.lists.draw(this.box.stage);
    drawBallot(board, ownVotes(this.me, outbox.entries), this.strings, this.said);
    drawResults(board);
    if (this.heard) drawWall(board, new Set(this.me.notes.map((note) => note.id)));
  }

  /** @param {import("./participant_stage.js").Moment} moment */
  drawBox(moment) {
    const stage = isWriting(moment.kind) ? moment.stage ?? "" : "";
    if (this.box.isInUse && this.box.stage !== stage) {
      this.box.wait(stageTitle(this.board.put.stages[this.box.stage], this.strings));
    } else {
      drawMoment(moment, this.board);
      this.box.belongTo(stage, moment.kind === "how");
    }
  }

  /**
   * The questions about oneself stand first and alone, until they are answered or skipped.
   *
   * @param {import("./participant_stage.js").Moment} moment
   */
  drawProfile(moment) {
    if (!this.asksProfile) return;
    const meanwhile = isWriting(moment.kind) || moment.kind === "prioritise";
    element("meanwhile").hidden = !meanwhile;
    if (meanwhile) say(element("meanwhile"), this.said("now", { stage: moment.title }));
    const ended = this.board.put.dialogue.state !== "open";
    if (!ended && !this.me.has_profile && this.outbox.kept("save_profile").length === 0) return;
    this.asksProfile = false;
    const form = element("first-profile").querySelector("form");
    form?.querySelector('[name="skip"]')?.remove();
    if (form) element("about-me").append(form);
    element("about-me").hidden = ended;
    element("first-profile").remove();
    element("taking-part").hidden = false;
    if (!ended) element("question").focus();
  }

  /** @param {SubmitEvent} event */
  saidWho(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const skipped = /** @type {HTMLButtonElement | null} */ (event.submitter)?.name === "skip";
    const answers = new FormData(form);
    /** @type {Record<string, any>} */
    const fields = { groups: answers.getAll("groups") };
    for (const name of ["age", "gender", "occupation", "education", "nationality"]) {
      fields[name] = answers.get(name) ?? "";
    }
    const details = form.closest("details#about-me");
    details?.removeAttribute("open");
    void this.outbox.add("save_profile", skipped ? {} : fields, newId());
  }

  /** @param {Event} event */
  voted(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const item = /** @type {HTMLElement} */ (form.closest("[data-key]"));
    const button = /** @type {HTMLElement} */ (form.querySelector("button"));
    if (button.getAttribute("aria-disabled") === "true") {
      return this.announce(this.said("no_votes_left"), true);
    }
    const given = button.getAttribute("aria-pressed") === "true";
    const action = given ? "take_back_vote" : "give_vote";
    this.announce("", true);
    void this.outbox.add(action, { group: item.dataset.key }, newId());
  }

  /**
   * @param {import("./outbox.js").Entry} entry
   * @param {Record<string, any>} answer
   */
  answered(entry, answer) {
    this.answers += 1;
    this.me = afterAnswer(this.me, entry, answer);
    const told = answer.state === "late" ? "late" : TOLD.get(entry.action);
    if (told && !(entry.action === "add_note" && this.box.tell(this.said(told)))) {
      this.announce(this.said(told));
    }
    this.tellTabs?.();
  }

  /** @param {import("./outbox.js").Entry} entry */
  refused(entry) {
    this.answers += 1;
    const { code, message } = entry.error ?? { code: "", message: "" };
    if (entry.action === "add_note" || entry.action === "edit_note") {
      return this.announce(this.said("note_refused"), true);
    }
    void this.outbox.remove(entry.op_id);
    if (ALREADY_SO.has(code)) this.me = afterAnswer(this.me, entry, {});
    else this.announce(message, true);
  }

  /**
   * Ask again what the server knows of us: a late note may have been let in.
   *
   * @returns {Promise<void>}
   */
  async askMe() {
    if (!this.isKnown) return;
    const before = this.answers;
    try {
      const response = await fetch(`/api/d/${this.code}/me`, { headers: { Accept: "application/json" } });
      const me = response.ok ? await response.json() : null;
      if (before !== this.answers) return this.askMe(); // older than what we know by now
      if (!me) return;
      me.notes = me.notes.filter((/** @type {any} */ note) => note.state !== "withdrawn");
      this.me = me;
      this.draw();
    } catch {
      // there will be another time
    }
  }

  /**
   * @param {string} sentence
   * @param {boolean} [isProblem] shown, too, until it is overcome
   */
  announce(sentence, isProblem = false) {
    say(element("announcement"), isProblem ? "" : sentence);
    element("problem").hidden = !isProblem || sentence === "";
    if (isProblem) say(element("problem"), sentence);
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
