// A menu: a button that shows a list of commands and links, and closes when one was chosen, by
// Escape, and when the focus goes on. The button has the focus again before a choice acts: a dialog
// gives it back to where it found it, and what was chosen is hidden by then.

import { html, nothing } from "lit";

/**
 * @typedef {object} Choice
 * @property {string} label
 * @property {() => unknown} [act]
 * @property {string} [href] a link instead of a command
 * @property {boolean} [away] whether the link opens beside this page
 * @property {string} [key] the key that does the same
 * @property {boolean} [off]
 *
 * @typedef {{ heading: string }} Heading
 */

/**
 * @param {unknown} face what the button shows
 * @param {(Choice | Heading)[]} choices
 * @param {{ name?: string, look?: string }} [options] `name` where the face is a sign
 */
export function menu(face, choices, { name, look = "" } = {}) {
  return html`
    <details class="menu ${look}" @click=${beforeChoice} @keydown=${onKey}
      @focusout=${closeOnLeaving}>
      <summary class="button" aria-label=${name ?? nothing} title=${name ?? nothing}>${face}</summary>
      <ul>${choices.map((choice) => ("heading" in choice
        ? html`<li class="heading">${choice.heading}</li>`
        : html`<li>${choiceView(choice)}</li>`))}</ul>
    </details>
  `;
}

/** @param {Choice} choice */
function choiceView({ label, act, href, away, key, off = false }) {
  if (href) {
    return html`<a href=${href} target=${away ? "_blank" : nothing} rel=${away ? "noopener" : nothing}>
      ${label}</a>`;
  }
  return html`<button type="button" ?disabled=${off} @click=${act}>
    <span>${label}</span>${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}</button>`;
}

const beforeChoice = { handleEvent: closeForChoice, capture: true };

/** @param {MouseEvent} event */
function closeForChoice(event) {
  const details = /** @type {HTMLDetailsElement} */ (event.currentTarget);
  const target = /** @type {Element} */ (event.target);
  if (!target.closest("li a, li button:enabled")) return;
  details.querySelector("summary")?.focus();
  details.open = false;
}

/** @param {KeyboardEvent & { currentTarget: HTMLDetailsElement }} event */
function onKey(event) {
  const details = event.currentTarget;
  if (!details.open) return;
  const choices = /** @type {HTMLElement[]} */ ([...details.querySelectorAll("li a, li button:enabled")]);
  const here = choices.indexOf(/** @type {HTMLElement} */ (event.target));
  if (event.key === "Escape") {
    details.open = false;
    details.querySelector("summary")?.focus();
  } else if (event.key === "ArrowDown") choices[(here + 1) % choices.length]?.focus();
  else if (event.key === "ArrowUp") choices[(here > 0 ? here : choices.length) - 1]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {FocusEvent & { currentTarget: HTMLDetailsElement }} event */
function closeOnLeaving(event) {
  const to = /** @type {Node | null} */ (event.relatedTarget);
  if (to && !event.currentTarget.contains(to)) event.currentTarget.open = false;
}
