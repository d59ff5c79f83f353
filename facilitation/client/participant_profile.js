// The questions about oneself. They stand first and alone until they are answered or skipped;
// what is filled in survives a reload, and only as long as its tab.

import { Drafts } from "./participant_drafts.js";
import { element, say } from "./participant_list.js";
import { isWriting } from "./participant_stage.js";

const KEY = "profile";
const QUESTIONS = ["age", "gender", "occupation", "education", "nationality"];

/** Every form of the page that saves a profile. */
export class ProfileForms {
  #asks = document.getElementById("first-profile") !== null;
  #drafts;

  /** @param {import("./participant_here.js").Here} here */
  constructor(here) {
    this.here = here;
    this.#drafts = new Drafts(here.code, () => sessionStorage);
    /** @type {NodeListOf<HTMLFormElement>} */
    const forms = document.querySelectorAll('form[data-action="save_profile"]');
    for (const form of forms) {
      form.addEventListener("submit", (event) => void this.#submitted(event, form));
      form.addEventListener("input", () => this.#typed(form));
      this.#restore(form);
    }
  }

  /** Hand over what an earlier page had begun to. */
  async start() {
    if (this.here.isKnown) await this.#drafts.finish(this.here.outbox);
    else this.forget();
  }

  forget() {
    this.#drafts.remove(KEY);
    document.getElementById("about-me")?.setAttribute("hidden", "");
  }

  /** @param {HTMLFormElement} form */
  #typed(form) {
    this.#drafts.set(KEY, { action: "save_profile", fields: answersIn(form) });
  }

  /** @param {HTMLFormElement} form */
  #restore(form) {
    const draft = this.#drafts.get(KEY);
    if (!draft || draft.op_id) return;
    for (const select of form.querySelectorAll("select")) {
      select.value = draft.fields[select.name] ?? "";
    }
    /** @type {NodeListOf<HTMLInputElement>} */
    const boxes = form.querySelectorAll('[name="groups"]');
    for (const box of boxes) box.checked = draft.fields.groups.includes(box.value);
    if (draft.fields.groups.length > 0) form.querySelector("details")?.setAttribute("open", "");
    form.closest("details#about-me")?.setAttribute("open", "");
  }

  /** @param {import("./participant_stage.js").Moment} moment */
  draw(moment) {
    if (!this.#asks) return;
    const { board, me, outbox, said } = this.here;
    const meanwhile = isWriting(moment.kind) || moment.kind === "prioritise";
    element("meanwhile").hidden = !meanwhile;
    if (meanwhile) say(element("meanwhile"), said("now", { stage: moment.title }));
    const ended = board.put.dialogue.state !== "open";
    if (ended || me.has_profile || outbox.kept("save_profile").length > 0) this.#moveAside(ended);
  }

  /** @param {boolean} ended whether the dialogue is over */
  #moveAside(ended) {
    this.#asks = false;
    const form = element("first-profile").querySelector("form");
    form?.querySelector('[name="skip"]')?.remove();
    if (form) element("about-me").append(form);
    element("about-me").hidden = ended;
    element("first-profile").remove();
    element("taking-part").hidden = false;
    if (!ended) element("question").focus();
  }

  /**
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  async #submitted(event, form) {
    event.preventDefault();
    const skipped = /** @type {HTMLButtonElement | null} */ (event.submitter)?.name === "skip";
    form.closest("details#about-me")?.removeAttribute("open");
    const fields = skipped ? {} : answersIn(form);
    await this.#drafts.handOver(KEY, "save_profile", fields, this.here.outbox);
  }
}

/** @param {HTMLFormElement} form */
function answersIn(form) {
  const answers = new FormData(form);
  /** @type {Record<string, any>} */
  const fields = { groups: answers.getAll("groups") };
  for (const name of QUESTIONS) fields[name] = answers.get(name) ?? "";
  return fields;
}
