// The client's side of hearing: keeps one board up to date from the feed, by WebSocket, or by
// plain HTTP where a network breaks sockets. The board is only ever changed by `apply`, the twin
// of `board.apply` in Python; a frame that does not connect is never guessed at but asked for again.

/**
 * @typedef {object} DialogueRecord
 * @property {string} title
 * @property {string} code
 * @property {string} language
 * @property {"open" | "closed" | "sealed"} state
 * @property {number} note_limit characters as the person sees them
 * @property {number | null} vote_budget
 * @property {number} [vote_cap] votes that one person may give one group
 * @property {string | null} [readback] the group that is being read back
 * @property {string | null} [breakout] where one is; null in the plenary
 * @property {BreakoutRecord[]} [breakouts] in their order
 * @property {boolean} wall_shown
 * @property {number} participants
 * @property {number} notes
 * @property {number} [late] waiting to be let in; facilitators only, as are the seven below
 * @property {boolean} [review_first]
 * @property {string[]} [held_words]
 * @property {boolean} [under_18] people under 18 take part
 * @property {number} [profiles]
 * @property {string} [divergence]
 * @property {number | null} [lead] the facilitator who leads
 * @property {Facilitator[]} [facilitators]
 *
 * @typedef {{ id: number, name: string, number: number, breakout: string | null }} Facilitator
 *   `name` is empty where they gave none; `number` is theirs in order of joining
 *
 * @typedef {object} BreakoutRecord
 * @property {string} id
 * @property {string} name
 * @property {string} code
 * @property {boolean} open
 * @property {number} participants
 * @property {number} notes
 *
 * @typedef {object} StageRecord
 * @property {string} kind
 * @property {string} title
 * @property {string} prompt
 * @property {number} minutes
 * @property {number} position
 * @property {"ahead" | "open" | "past"} state
 * @property {string | null} opened_at ISO 8601, as are the two below
 * @property {string | null} [due_at] when its time is up
 * @property {string | null} [paused_at] since when its clock stands still
 * @property {boolean} [hard_end] whether notes that come after its time wait
 * @property {Stimulus | null} [stimulus]
 *
 * @typedef {object} Stimulus what people see before they write
 * @property {"story" | "picture" | "link"} kind
 * @property {string} text
 * @property {string} link
 * @property {string} picture the name of a stored file
 * @property {string} alternative what the picture shows, for those who do not see it
 * @property {string} caption
 * @property {string} credit
 * @property {string} language
 *
 * @typedef {object} GroupRecord
 * @property {string} stage
 * @property {string} title
 * @property {number} order
 * @property {number} notes
 * @property {boolean} [pinned]
 * @property {number | null} votes null while a vote is going on and the room may not see it
 * @property {number | null} [proxy_votes] those among them that a facilitator counted
 * @property {number} [agreed] how many found it read back right; for the
 *   room only while it is read back, on the projector
 *
 * @typedef {object} NoteRecord
 * @property {string} stage
 * @property {string} text
 * @property {string} language
 * @property {string} actor
 * @property {string | null} group
 * @property {number} order
 * @property {number} number in the order in which notes were made; moving does not change it
 * @property {boolean} [pinned]
 * @property {string | null} [duplicate_of] the note that it repeats
 * @property {string | null} [corrects] the group whose reading back it answers
 * @property {"shown" | "late" | "held" | "hidden"} [state] facilitators only, as are the six below
 * @property {string} [reason] why it is hidden, if anybody said so
 * @property {string | null} [voice]
 * @property {boolean} [quote_allowed]
 * @property {boolean} [quote_asked]
 * @property {boolean} [on_behalf]
 * @property {string | null} [breakout] where it was written
 *
 * @typedef {object} Put
 * @property {DialogueRecord} dialogue
 * @property {Record<string, StageRecord>} stages
 * @property {Record<string, GroupRecord>} groups
 * @property {Record<string, NoteRecord>} notes
 *
 * @typedef {object} Frame
 * @property {string} epoch
 * @property {number | null} since
 * @property {number} seq
 * @property {boolean} reset
 * @property {Partial<Put>} put
 * @property {Partial<Record<"stages" | "groups" | "notes", string[]>>} drop
 *
 * @typedef {Omit<Frame, "put"> & { put: Put }} Board a reset frame, brought up to date
 *
 * @typedef {"facilitator" | "participant" | "projector"} Audience
 *
 * @typedef {object} Presence
 * @property {number} here people whose page is connected
 * @property {number | "few"} writing
 * @property {number | "few" | null} silent those who wrote nothing in this stage yet; null where
 *   none asks for notes
 *
 * @typedef {{ seq: number, notes: import("./participant_own.js").OwnNote[] }} Own what facilitators
 *   did to notes of this participant, who alone is told: the notes as they were at `seq`
 *
 * @typedef {"reconnecting" | "live" | "polling" | "refused"} Connection
 *   `refused` is final: the server knows us and says no (join or sign in first, unknown code).
 */

/** A frame between the board and the one at hand has not been heard. */
export class FrameMissing extends Error {}

/**
 * Return `board` (or nothing yet) brought up to date by `frame`; changes neither.
 *
 * @param {Board | null} board
 * @param {Frame} frame
 * @returns {Board}
 * @throws {FrameMissing} when the frame does not connect
 */
export function apply(board, frame) {
  if (frame.reset) return /** @type {Board} */ (frame);
  if (!board || board.epoch !== frame.epoch || (frame.since ?? 0) > board.seq) {
    throw new FrameMissing();
  }
  return {
    ...board,
    seq: Math.max(board.seq, frame.seq),
    put: {
      dialogue: frame.put.dialogue ?? board.put.dialogue,
      stages: updated(board.put.stages, frame.put.stages, frame.drop.stages),
      groups: updated(board.put.groups, frame.put.groups, frame.drop.groups),
      notes: updated(board.put.notes, frame.put.notes, frame.drop.notes),
    },
  };
}

/**
 * @template T
 * @param {Record<string, T>} records
 * @param {Record<string, T>} [put]
 * @param {string[]} [drop]
 * @returns {Record<string, T>}
 */
function updated(records, put, drop) {
  if (!put && !drop) return records;
  const now = { ...records, ...put };
  for (const id of drop ?? []) delete now[id];
  return now;
}

/** The server's time on a device whose own clock may be wrong. */
export class Clock {
  #offset = 0;

  /** @param {string} iso the server's `now`; less than a second of difference is the network's */
  hear(iso) {
    const offset = Date.parse(iso) - Date.now();
    if (Number.isFinite(offset) && Math.abs(offset - this.#offset) > 1000) this.#offset = offset;
  }

  /** @returns {number} milliseconds since 1970, as the server counts them */
  now() {
    return Date.now() + this.#offset;
  }
}

const LONGEST_SILENCE = 45_000; // the server ticks every 20 s
const SAY_WRITING_EVERY = 4_000; // the server believes it for eight seconds
const FIRST_FRAME_WITHIN = 10_000;
const POLL_EVERY = 2_500;
const POLL_AFTER_FAILURES = 2;

/**
 * @param {number} failures how many attempts have failed in a row
 * @returns {number} milliseconds to wait, from 1 s to 30 s, spread so that a room full of phones
 *   does not come back in one instant
 */
export function backoff(failures, random = Math.random) {
  const longest = Math.min(30_000, 1000 * 2 ** Math.min(failures + 1, 6));
  return 1000 + random() * (longest - 1000);
}

const RESTARTING = 1012;
const TOO_MANY_PAGES = 4429;
const SAYS_NO = new Map([
  [4401, "join_first"],
  [4403, "not_facilitator"],
  [4404, "unknown_code"],
]);

/**
 * @typedef {object} FeedOptions
 * @property {string} code of the dialogue
 * @property {Audience} audience
 * @property {(board: Board, frame: Frame) => void} onBoard after each frame that said something
 * @property {(connection: Connection, code?: string) => void} [onConnection]
 * @property {(presence: Presence) => void} [onPresence] facilitators only
 * @property {(own: Own) => void} [onOwn] participants only
 * @property {string} [origin] "http://…", for tests
 */

/** Hears one dialogue for one audience until `stop`. */
export class Feed {
  /** @type {Board | null} */
  board = null;
  clock = new Clock();

  /** @type {Connection} */
  #connection = "reconnecting";
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  #heardFrame = false;
  #saidWriting = 0;
  #stopped = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pollTimer;
  #wake = () => this.#lookNow();

  /** @param {FeedOptions} options */
  constructor(options) {
    this.options = options;
    this.origin = options.origin ?? globalThis.location?.origin ?? "";
  }

  /** Begin to hear. Ends by `stop`, or when the server says no. */
  start() {
    this.#stopped = false;
    globalThis.addEventListener?.("online", this.#wake);
    globalThis.document?.addEventListener("visibilitychange", this.#wake);
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    globalThis.removeEventListener?.("online", this.#wake);
    globalThis.document?.removeEventListener("visibilitychange", this.#wake);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#watchdog);
    this.#stopPolling();
    this.#dropSocket();
  }

  #query() {
    const query = new URLSearchParams({ audience: this.options.audience });
    if (this.board) {
      query.set("epoch", this.board.epoch);
      query.set("since", String(this.board.seq));
    }
    return query;
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    this.#dropSocket();
    const origin = this.origin.replace(/^http/, "ws");
    const socket = new WebSocket(`${origin}/ws/d/${this.options.code}/?${this.#query()}`);
    this.#socket = socket;
    this.#heardFrame = false;
    socket.onmessage = (event) => this.#hear(String(event.data));
    socket.onclose = (event) => this.#lost(event.code);
    this.#watch(FIRST_FRAME_WITHIN);
  }

  #dropSocket() {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {number} patience milliseconds */
  #watch(patience) {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lost(0), patience);
  }

  /** @param {string} data */
  #hear(data) {
    const message = JSON.parse(data);
    this.clock.hear(message.now);
    if (message.type === "frame") {
      if (!this.#take(message)) return this.#missed();
      this.#heardFrame = true;
      this.#failures = 0;
      this.#stopPolling();
      this.#say("live");
    }
    if (message.type === "own") this.options.onOwn?.(message);
    if (message.type === "presence") this.options.onPresence?.(message);
    if (this.#heardFrame) this.#watch(LONGEST_SILENCE);
  }

  /** Say that somebody writes here now. Lost where there is no socket: it is news for seconds. */
  sayWriting() {
    if (this.#connection !== "live" || Date.now() - this.#saidWriting < SAY_WRITING_EVERY) return;
    this.#saidWriting = Date.now();
    this.#socket?.send(JSON.stringify({ type: "writing" }));
  }

  /** Ask for what is missing; where even the first frame does not connect, for everything. */
  #missed() {
    if (!this.#heardFrame) this.board = null;
    this.#lost(0);
  }

  /**
   * @param {Frame} frame
   * @returns {boolean} whether it connected
   */
  #take(frame) {
    // The answer to a poll can be overtaken by a socket that opened meanwhile.
    if (this.board?.epoch === frame.epoch && frame.seq < this.board.seq) return true;
    try {
      this.board = apply(this.board, frame);
    } catch (error) {
      if (error instanceof FrameMissing) return false;
      throw error;
    }
    const saysNothing = !frame.reset && !hasKeys(frame.put) && !hasKeys(frame.drop);
    if (!saysNothing) this.options.onBoard(this.board, frame);
    return true;
  }

  /** @param {number} closeCode 0 for a silence */
  #lost(closeCode) {
    clearTimeout(this.#watchdog);
    this.#dropSocket();
    if (this.#stopped) return;
    const refusal = SAYS_NO.get(closeCode);
    if (refusal) return this.#refused(refusal);
    // The same person has opened many newer pages. This one asks, until it is looked at again.
    if (closeCode === TOO_MANY_PAGES) return this.#poll();
    if (!this.#heardFrame) this.#failures += 1;
    const soon = closeCode === RESTARTING || (this.#heardFrame && closeCode === 0);
    if (this.#failures >= POLL_AFTER_FAILURES) this.#poll();
    else this.#say("reconnecting");
    const wait = soon ? 200 + Math.random() * 1800 : backoff(this.#failures);
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }

  /** A page that was asleep or offline does not wait for its next turn. */
  #lookNow() {
    if (this.#stopped || globalThis.document?.hidden) return;
    if (this.#connection !== "live") this.#connect();
  }

  #poll() {
    if (this.#pollTimer === undefined) this.#pollSoon(0);
  }

  /** @param {number} wait milliseconds */
  #pollSoon(wait) {
    clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => this.#pollOnce(), wait);
  }

  #stopPolling() {
    clearTimeout(this.#pollTimer);
    this.#pollTimer = undefined;
  }

  async #pollOnce() {
    const timer = this.#pollTimer;
    const worked = await this.#fetchFrame();
    if (this.#stopped || this.#pollTimer !== timer) return;
    this.#say(worked ? "polling" : "reconnecting");
    this.#pollSoon(POLL_EVERY * (0.8 + 0.4 * Math.random()));
  }

  /** @returns {Promise<boolean>} whether the server could be reached */
  async #fetchFrame() {
    const address = `${this.origin}/api/d/${this.options.code}/feed?${this.#query()}`;
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      if (response.status === 204) return true;
      const body = await response.json();
      if ([401, 403, 404].includes(response.status)) this.#refused(body.error?.code ?? "");
      if (!response.ok) return false;
      this.clock.hear(body.now);
      if (!this.#take(body)) this.board = null;
      if (body.own) this.options.onOwn?.(body.own);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} code */
  #refused(code) {
    this.stop();
    this.#say("refused", code);
  }

  /**
   * @param {Connection} connection
   * @param {string} [code]
   */
  #say(connection, code) {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.options.onConnection?.(connection, code);
  }
}

/** @param {object} thing */
function hasKeys(thing) {
  return Object.keys(thing).length > 0;
}
