// The code with which one goes on with another phone: in sight until it is used or its time is up.
// The other phone tells nobody that it took it, so this one asks for itself while it shows one.

import { element, say } from "./participant_list.js";
import { pageLocale, timeWriter } from "./words.js";

const ASK_EVERY = 5_000;

/** The element `#handover`. */
export class Handover {
  #write = timeWriter(pageLocale());

  /**
   * @param {import("./participant_here.js").Here} here
   * @param {import("./participant_status.js").Status} status
   * @param {import("./feed.js").Clock} clock
   */
  constructor(here, status, clock) {
    this.here = here;
    this.status = status;
    this.clock = clock;
    /** @type {import("./participant_own.js").Waiting | null} the code in sight */
    this.shown = here.me.handover;
    setInterval(() => this.#drawTime(), 1000);
    setInterval(() => this.#ask(), ASK_EVERY);
  }

  /**
   * @param {import("./participant_own.js").Waiting | null} handover
   * @returns {number} milliseconds for which it works still
   */
  #left(handover) {
    return handover ? Math.max(0, Date.parse(handover.expires_at) - this.clock.now()) : 0;
  }

  draw() {
    const { me, isKnown, said } = this.here;
    const isUsed = this.#left(this.shown) > ASK_EVERY && !me.handover && isKnown;
    if (isUsed) this.status.announce(said("handover_used"));
    const left = this.#left(me.handover);
    this.shown = left > 0 ? me.handover : null;
    element("handover").hidden = !this.shown;
    if (!this.shown) return;
    say(element("handover-shown"), this.shown.code);
    say(element("handover-left"), said("clock", { time: this.#write(left) }));
  }

  #drawTime() {
    if (this.shown && !document.hidden) this.draw();
  }

  #ask() {
    if (this.shown && !document.hidden) void this.here.askMe();
  }
}
