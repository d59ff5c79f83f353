// Leaving: the form goes as it is, once nothing that should stay would be lost by it. What this
// phone still holds is erased only after the server has let its owner go.

import { Drafts } from "./participant_drafts.js";

/** The form that leaves. */
export class Leaving {
  /**
   * @param {import("./participant_here.js").Here} here
   * @param {import("./participant_status.js").Status} status
   */
  constructor(here, status) {
    this.here = here;
    this.status = status;
    /** @type {HTMLFormElement | null} */
    const form = document.querySelector('form[data-action="leave_and_erase"]');
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#leave(form);
    });
  }

  /** @param {HTMLFormElement} form */
  async #leave(form) {
    const { outbox, drafts, said } = this.here;
    await outbox.wake();
    if (!navigator.onLine || outbox.trouble?.code === "unreachable") {
      return this.status.problem(said("leave_unconnected"));
    }
    const keeps = new FormData(form).get("keep_notes") === "yes";
    if (keeps && outbox.entries.length + drafts.keys().length > 0) {
      return this.status.problem(said("leave_unsent"));
    }
    form.submit();
  }
}

/**
 * Erase what this phone holds of a dialogue that its owner has left.
 *
 * @param {string} code of the dialogue
 * @param {import("./outbox.js").Store} store
 */
export async function eraseHere(code, store) {
  for (const entry of await store.all(code)) await store.remove(entry.op_id);
  for (const drafts of [new Drafts(code), new Drafts(code, () => sessionStorage)]) {
    for (const key of drafts.keys()) drafts.remove(key);
  }
}
