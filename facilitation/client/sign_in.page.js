// Takes the one-time token out of the address, where it would be seen and kept, into the form.
// It is not sent by itself: opening a link must not use it up, and the form may ask for a name.

const token = decodeURIComponent(location.hash.slice(1));
const field = /** @type {HTMLInputElement | null} */ (document.getElementById("token"));

if (token && field) {
  history.replaceState(null, "", location.pathname);
  field.value = token;
  for (const [id, hidden] of /** @type {const} */ ([["paste", true], ["with-link", false]])) {
    const part = document.getElementById(id);
    if (part) part.hidden = hidden;
  }
  /** @type {HTMLElement | null} */ (document.querySelector("#sign-in button"))?.focus();
}
