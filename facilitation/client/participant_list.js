// Lists made of the page's own <template>s, so that the server and the script share one markup.
// An element stays the same while its key stays: what is open, typed or in focus is not disturbed.

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * Return the part of `item` that shows one thing.
 *
 * @param {HTMLElement} item
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(item, name) {
  return /** @type {HTMLElement} */ (item.querySelector(`[data-of="${name}"]`));
}

/**
 * @param {HTMLElement} where
 * @param {string} text
 */
export function say(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/**
 * @template T
 * @param {HTMLElement} list
 * @param {string} template id
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(element: HTMLElement, item: T, isNew: boolean) => void} update
 */
export function drawList(list, template, items, keyOf, update) {
  const known = new Map();
  for (const child of /** @type {HTMLElement[]} */ ([...list.children])) {
    const key = child.dataset.key;
    if (key && !known.has(key)) known.set(key, child);
    else child.remove();
  }
  let place = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const found = known.get(key);
    const one = found ?? fromTemplate(template, key);
    known.delete(key);
    update(one, item, !found);
    if (place && one === place) place = place.nextElementSibling;
    else list.insertBefore(one, place);
  }
  for (const gone of known.values()) gone.remove();
}

/**
 * @param {string} template id
 * @param {string} key
 */
function fromTemplate(template, key) {
  const { content } = /** @type {HTMLTemplateElement} */ (element(template));
  const copy = /** @type {DocumentFragment} */ (content.cloneNode(true));
  const one = /** @type {HTMLElement} */ (copy.firstElementChild);
  one.dataset.key = key;
  return one;
}
