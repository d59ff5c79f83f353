// What a facilitator shows before people write: a story, a picture, a link. A long story does not
// stand between people and the box: a way to the box stays under the thumb.

import { openStage } from "./board_state.js";
import { element, part, say } from "./participant_list.js";
import { isWriting } from "./participant_stage.js";

const LONG_STORY = 300; // characters, as in `pages/participant_context.py`

/**
 * Draw the stimulus of the open stage. Whether it is folded is the reader's choice; that of a new
 * stage is open.
 *
 * @param {import("./participant_here.js").Here} here
 */
export function drawStimulus({ board }) {
  const stage = openStage(board);
  const stimulus = (board.put.dialogue.state === "open" && stage?.stimulus) || null;
  const details = /** @type {HTMLDetailsElement} */ (element("stimulus"));
  details.hidden = !stimulus;
  if (!stage || !stimulus) return;
  if ((details.dataset.stage ?? stage.id) !== stage.id) details.open = true;
  details.dataset.stage = stage.id;
  part(details, "figure").lang = stimulus.language || board.put.dialogue.language;
  drawPicture(/** @type {HTMLImageElement} */ (part(details, "picture")), stimulus);
  drawLink(details, stimulus.link);
  for (const name of /** @type {const} */ (["text", "caption", "credit"])) {
    say(part(details, name), stimulus[name]);
    part(details, name).hidden = !stimulus[name];
  }
  part(details, "to-box").hidden = stimulus.text.length <= LONG_STORY || !isWriting(stage.kind);
}

/**
 * @param {HTMLImageElement} image
 * @param {import("./feed.js").Stimulus} stimulus
 */
function drawPicture(image, { picture, alternative }) {
  const address = picture ? `/pictures/${picture}` : "";
  image.hidden = !picture;
  image.alt = alternative;
  if (image.getAttribute("src") !== (address || null)) {
    if (address) image.src = address;
    else image.removeAttribute("src");
  }
}

/**
 * @param {HTMLElement} details
 * @param {string} link an address by http or https, as the server has checked
 */
function drawLink(details, link) {
  part(details, "link-line").hidden = !link;
  say(part(details, "link"), link);
  if (link) part(details, "link").setAttribute("href", link);
}
