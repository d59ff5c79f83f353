// The time that is left, by the server's clock: a phone whose own clock is wrong shows the same
// minutes as the wall. The twin of `pages/participant_clock.py`.

import { openStage, timeLeft } from "./board_state.js";
import { element, say } from "./participant_list.js";
import { isWriting } from "./participant_stage.js";
import { pageLocale, timeWriter } from "./words.js";

/**
 * @typedef {"running" | "soon" | "paused" | "over" | "late"} ClockKind
 *   `late` is the time after a hard end, in which notes come in late; `over` a soft one
 */

const LAST_MINUTE = 60_000;

/**
 * @param {import("./feed.js").Board} board
 * @param {number} now milliseconds since 1970, as the server counts them
 * @returns {{ kind: ClockKind, left: number } | null} `left` in milliseconds, 0 once it is over
 */
export function clockOf(board, now) {
  const stage = board.put.dialogue.state === "open" ? openStage(board) : null;
  const time = stage && timeLeft(stage, now);
  if (!stage || time === null) return null;
  const left = Math.max(0, time);
  if (stage.paused_at) return { kind: "paused", left };
  if (left > 0) return { kind: left <= LAST_MINUTE ? "soon" : "running", left };
  return { kind: stage.hard_end && isWriting(stage.kind) ? "late" : "over", left };
}

/** The elements `#clock` and `#clock-says`. */
export class Countdown {
  #write = timeWriter(pageLocale());

  /**
   * @param {import("./participant_here.js").Here} here
   * @param {import("./feed.js").Clock} clock
   */
  constructor(here, clock) {
    this.here = here;
    this.clock = clock;
    setInterval(() => this.draw(), 1000);
  }

  draw() {
    if (document.hidden) return;
    const { board, said } = this.here;
    const found = clockOf(board, this.clock.now());
    const kind = found?.kind ?? "";
    element("clock").hidden = !found?.left;
    element("clock").dataset.clock = element("clock-says").dataset.clock = kind;
    if (found?.left) say(element("clock"), said("clock", { time: this.#write(found.left) }));
    // Only what changes is announced: the digits are no status, the end of the time is.
    say(element("clock-says"), kind && kind !== "running" ? said(`clock_${kind}`) : "");
  }
}
