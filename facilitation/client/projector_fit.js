// Makes what is on the wall as large as the screen has room for, and shows nothing by halves: of a
// list that is longer than the room, whole entries only, and how many of how many they are. A
// narrow page scrolls instead.

/** Sizes of the type, in em of the page's. The smallest is still read from the middle of a hall. */
const SIZES = [1.5, 1.25, 1.1, 1, 0.9, 0.8, 0.72];

/** A story is written half as large again as what is around it, and may be read in columns. */
const SIZES_OF_A_STORY = [...SIZES, 0.65, 0.6, 0.55];

/** Results are in the order of their votes, so the last ones may be left out instead. */
const SMALLEST_OF_RESULTS = 1;

/** From here down an entry is one line where it can be. */
const CROWDED = 0.8;

const WIDE = matchMedia("(min-width: 48rem)");

/** @param {HTMLElement} stuff where everything but the question stands */
export function fit(stuff) {
  const entries = /** @type {HTMLElement[]} */ ([...stuff.querySelectorAll("[data-entries] > .entry")]);
  for (const entry of entries) entry.classList.remove("cut");
  const story = /** @type {HTMLElement | null} */ (stuff.querySelector(".telling blockquote"));
  if (story) leave(story, Infinity);
  stuff.style.removeProperty("font-size");
  stuff.classList.remove("crowded");
  if (WIDE.matches) {
    enlarge(stuff, story);
    if (story && !isWhole(story)) shorten(story);
    const end = stuff.getBoundingClientRect().bottom;
    const cut = entries.filter((entry) => entry.getBoundingClientRect().bottom > end + 1);
    for (const entry of cut) entry.classList.add("cut");
  }
  const lists = /** @type {NodeListOf<HTMLElement>} */ (stuff.querySelectorAll("[data-entries]"));
  for (const list of lists) tellHowMany(list);
}

/**
 * Write a line that must not be broken as large as its sheet says, or as its place has room for.
 *
 * @param {HTMLElement} line whose letters and the spaces between them grow alike
 */
export function fitLine(line) {
  line.style.removeProperty("font-size");
  const share = line.clientWidth / line.scrollWidth;
  if (share < 1) line.style.fontSize = `${parseFloat(getComputedStyle(line).fontSize) * share}px`;
}

/**
 * Few notes are as large as all of them have room for; of many, room for two rows is enough.
 *
 * @param {HTMLElement} stuff
 * @param {HTMLElement | null} story
 */
function enlarge(stuff, story) {
  const smallest = stuff.querySelector(".results") ? SMALLEST_OF_RESULTS : 0;
  const sizes = story ? SIZES_OF_A_STORY : SIZES;
  for (const size of sizes.filter((one) => one >= smallest)) {
    stuff.style.fontSize = `${size}em`;
    stuff.classList.toggle("measured", size <= 1);
    stuff.classList.toggle("crowded", size <= CROWDED);
    if (isWhole(stuff) && (!story || isWhole(story))) break;
  }
  stuff.classList.remove("measured");
}

/** @param {HTMLElement} box @returns {boolean} whether nothing in it is out of sight */
function isWhole(box) {
  return box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth;
}

/** @param {HTMLElement} story of which as many sentences are left as there is room for */
function shorten(story) {
  let [fits, tooMany] = [0, story.querySelectorAll(".sentence").length];
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    leave(story, half);
    if (isWhole(story)) fits = half;
    else tooMany = half;
  }
  leave(story, fits);
}

/**
 * Show the beginning of a story, and where the rest is.
 *
 * @param {HTMLElement} story
 * @param {number} many sentences
 */
function leave(story, many) {
  const sentences = /** @type {HTMLElement[]} */ ([...story.querySelectorAll(".sentence")]);
  sentences.forEach((sentence, place) => (sentence.hidden = place >= many));
  for (const passage of /** @type {HTMLElement[]} */ ([...story.children])) {
    passage.hidden = !passage.querySelector(".sentence:not([hidden])");
  }
  const rest = /** @type {HTMLElement} */ (story.nextElementSibling);
  rest.hidden = many >= sentences.length;
}

/** @param {HTMLElement} list which says in `data-entries` how long it is */
function tellHowMany(list) {
  const all = Number(list.dataset.entries);
  const seen = list.querySelectorAll(":scope > .entry:not(.cut)").length;
  const said = list.closest("section, table")?.querySelector("[data-how-many]");
  if (said) said.textContent = seen < all ? `${seen} / ${all}` : "";
}
