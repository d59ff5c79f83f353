// What the page says of itself: news for people who do not see it change, problems, and whether
// the server is heard. Nothing here ever takes the focus.

import { element, say } from "./participant_list.js";

const UNCONNECTED_AFTER = 2000; // a server that restarts is back by then; nobody needs to know

/** The lines above the page. */
export class Status {
  #hears = false;
  #connected = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {import("./participant_here.js").Here} here */
  constructor(here) {
    this.here = here;
    for (const change of ["online", "offline"]) {
      window.addEventListener(change, () => this.drawConnection());
    }
  }

  /** @param {string} sentence for those who do not see the change */
  announce(sentence) {
    say(element("announcement"), sentence);
    this.#show("");
  }

  /** @param {string} sentence shown, too, until it is overcome; "" once it is */
  problem(sentence) {
    say(element("announcement"), "");
    this.#show(sentence);
  }

  /** @param {string} sentence */
  #show(sentence) {
    element("problem").hidden = sentence === "";
    say(element("problem"), sentence);
  }

  draw() {
    const { outbox, passLost, said, me } = this.here;
    element("rejoin").hidden = !outbox.passLost && !passLost;
    element("storage-warning").hidden = outbox.lasting || outbox.entries.length === 0;
    say(element("storage-warning"), said("memory_only"));
    element("quote-asked").hidden = !me.notes.some((note) => note.quote_asked);
    if (this.here.isKnown) this.drawConnection();
  }

  /** @param {boolean} hears */
  setHears(hears) {
    this.#hears = hears;
    this.drawConnection();
  }

  /** Hearing and sending are two ways; either may be broken while the other still seems to work. */
  drawConnection() {
    const { outbox, said } = this.here;
    const connected = this.#hears && navigator.onLine && outbox.trouble?.code !== "unreachable";
    if (connected === this.#connected) return;
    this.#connected = connected;
    clearTimeout(this.#timer);
    const show = () => {
      element("connection").dataset.connection = connected ? "live" : "lost";
      say(element("connection"), said(connected ? "connected" : "unconnected"));
    };
    this.#timer = setTimeout(show, connected ? 0 : UNCONNECTED_AFTER);
  }
}
