// Dragging cards by mouse and touch. It adds nothing that buttons and keys do not do: a card that
// was let go is put back where it came from, and the move is asked of the server like any other.

import Sortable from "sortablejs";

/**
 * @typedef {object} Drop
 * @property {string} note the note that was dragged
 * @property {string} place where it was let go: the key of a column, or `new`
 */

/** A place of a list, with its head and the room around its cards. */
const PLACES = ".column, .new-place";

export class Drag {
  /** While a card is in the air nothing is drawn: drawing would take it out of the hand. */
  active = false;

  /** @type {Map<Element, Sortable>} */
  #lists = new Map();

  /**
   * @param {object} options
   * @param {(drop: Drop) => void} options.onDrop
   * @param {() => void} options.onMissed the card was let go where no list is
   * @param {() => void} options.onEnd
   */
  constructor({ onDrop, onMissed, onEnd }) {
    this.onDrop = onDrop;
    this.onMissed = onMissed;
    this.onEnd = onEnd;
  }

  /** Make the lists drawn in `root` take cards, and forget those that are gone. @param {Element} root */
  attach(root) {
    for (const [list, sortable] of this.#lists) {
      if (list.isConnected) continue;
      sortable.destroy();
      this.#lists.delete(list);
    }
    for (const list of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-place]"))) {
      if (!this.#lists.has(list)) this.#lists.set(list, this.#sortable(list));
    }
  }

  /** @param {HTMLElement} list */
  #sortable(list) {
    /** @type {{ list: Node, next: Node | null }} */
    let home;
    return Sortable.create(list, {
      group: "notes",
      sort: false,
      draggable: ".card",
      handle: ".grip",
      // An animation measures every card at every move of the hand.
      animation: 0,
      direction: "vertical",
      // The browser's own dragging knows no touch; one way for both is one way to test.
      forceFallback: true,
      fallbackOnBody: true,
      fallbackTolerance: 4,
      scroll: true,
      bubbleScroll: true,
      forceAutoScrollFallback: true,
      scrollSensitivity: 72,
      scrollSpeed: 14,
      onChoose: ({ item }) => {
        home = { list, next: item.nextSibling };
      },
      onStart: () => {
        this.active = true;
        document.body.classList.add("dragging");
      },
      onEnd: (event) => {
        const { item, to } = event;
        const isThere = isOver(to, event); // before the place shrinks without the card
        home.list.insertBefore(item, home.next);
        this.active = false;
        document.body.classList.remove("dragging");
        const { note } = item.dataset;
        const { place } = to.dataset;
        if (!isThere) this.onMissed();
        else if (note && place && to !== list) this.onDrop({ note, place });
        this.onEnd();
      },
    });
  }
}

/**
 * Tell whether a card was let go over the place of `list`. Sortable itself names the list that it
 * was over last, however far from it the hand has gone since.
 *
 * @param {Element} list
 * @param {object} ended Sortable's event, whose types leave out the browser's
 */
function isOver(list, ended) {
  const { originalEvent } = /** @type {{ originalEvent?: MouseEvent | TouchEvent }} */ (ended);
  if (!originalEvent) return true;
  const point = "changedTouches" in originalEvent ? originalEvent.changedTouches[0] : originalEvent;
  const under = point && document.elementFromPoint(point.clientX, point.clientY);
  return under?.closest(PLACES)?.contains(list) ?? false;
}
