// Keeps the preview of the participant's page at this moment: fetched anew when the dialogue goes
// on, and now and then for its clock, which stands still without a script.

import { Feed } from "./feed.js";

const GATHER = 1_000;
const CLOCK_EVERY = 15_000;

const phone = /** @type {HTMLIFrameElement} */ (document.getElementById("phone"));

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** @param {number} within milliseconds */
function renewSoon(within) {
  clearTimeout(waiting);
  waiting = setTimeout(renew, within);
}

function renew() {
  // A page that nobody looks at is not asked for; coming back wakes the feed.
  if (!document.hidden) phone.contentWindow?.location.reload();
  renewSoon(CLOCK_EVERY);
}

const feed = new Feed({
  code: phone.dataset.code ?? "",
  audience: "facilitator",
  onBoard: () => renewSoon(GATHER),
});
feed.start();
document.addEventListener("visibilitychange", () => renewSoon(0));
