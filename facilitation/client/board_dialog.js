// What every dialog of the board is made of: a title, a form, the buttons at its foot.

import { html, nothing } from "lit";

/** @import { Ui } from "./board_columns.js" */

/** @param {string} title @param {unknown} content */
export function titled(title, content) {
  return html`<h2 id="dialog-title">${title}</h2>${content}`;
}

/** @param {Ui} ui @param {unknown} [doIt] the button that does it, if any @param {string} [away] */
export function buttons({ desk, say }, doIt = nothing, away = doIt === nothing ? "done" : "cancel") {
  return html`
    <p class="dialog-error" role="alert">${desk.dialogError}</p>
    <div class="dialog-buttons">
      ${doIt}
      <button type="button" class="button" @click=${() => desk.closeDialog()}>
        ${say(away)}
      </button>
    </div>
  `;
}

/** @param {string} label @param {(form: FormData) => unknown} then @param {unknown} content */
export function form(label, then, content) {
  return html`<form aria-label=${label} @submit=${(/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (pressed?.name) given.set(pressed.name, pressed.value);
    then(given);
  }}>${content}</form>`;
}

/** Arrow keys and numbers in a list of places. @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
export function chooseByKey(event) {
  const places = /** @type {HTMLButtonElement[]} */ ([...event.currentTarget.querySelectorAll(".place")]);
  const here = places.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) places[(here + step + places.length) % places.length]?.focus();
  else if (event.key === "Home") places[0]?.focus();
  else if (event.key === "End") places[places.length - 1]?.focus();
  else if (/^[1-9]$/.test(event.key)) places[Number(event.key) - 1]?.click();
  else return;
  event.preventDefault();
}
