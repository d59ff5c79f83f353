// The box to write in. It belongs to one stage; what is typed is stored at every keystroke. When
// the dialogue moves on under somebody's fingers, the box waits for them before it follows.

import { element, say } from "./participant_list.js";
import { countsExactly, seenLength } from "./participant_text.js";

const DOUBLE_TAP = 1000;

/** @param {string} stage id */
export function draftKey(stage) {
  return `stage:${stage}`;
}

/** The form `#write`. */
export class WritingBox {
  #form = /** @type {HTMLFormElement} */ (element("write"));
  #text = /** @type {HTMLTextAreaElement} */ (element("note-text"));
  #problem = element("note-problem");
  #told = element("note-told");
  #count = element("note-count");
  #movedOn = element("moved-on");

  /** @param {import("./participant_here.js").Here} here */
  constructor(here) {
    this.here = here;
    this.#form.addEventListener("input", () => this.#typed());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#movedOn.querySelector("button")?.addEventListener("click", () => {
      element("question").focus();
      this.here.changed();
    });
  }

  /** The stage that the box belongs to, or "". */
  get stage() {
    return this.#field("stage").value;
  }

  /** Whether somebody is writing in the box, so that it must not be taken from them. */
  get isInUse() {
    const isFocused = this.#form.contains(document.activeElement);
    return isFocused && !this.#form.hidden && this.#text.value.trim() !== "";
  }

  /**
   * Belong to `stage` from now on; to none if it is "". What was typed stays a draft.
   *
   * @param {string} stage
   * @param {boolean} asksActor
   */
  belongTo(stage, asksActor) {
    this.#movedOn.hidden = true;
    this.#form.hidden = stage === "";
    element("actor").hidden = !asksActor;
    if (stage === this.stage && this.#wasFilled) return;
    if (!this.#wasFilled) this.#keepEarlier();
    this.#wasFilled = true;
    this.#field("stage").value = stage;
    const draft = this.here.drafts.get(draftKey(stage));
    this.#fill(draft && !draft.op_id ? draft.fields : {});
  }

  #wasFilled = false;

  /** What stood in the box before this script began, typed or given back by the server. */
  #keepEarlier() {
    const fields = this.#fields();
    if (fields.text.trim() === "") return;
    const key = draftKey(this.stage);
    const stored = this.here.drafts.get(key)?.fields.text ?? "";
    if (!fields.text.includes(stored)) fields.text = `${stored}\n${fields.text}`;
    this.here.drafts.set(key, { action: "add_note", fields });
  }

  /**
   * Say that the dialogue has moved on while the box is in use.
   *
   * @param {string} title of the stage that the note still goes to
   */
  wait(title) {
    const status = /** @type {HTMLElement} */ (this.#movedOn.querySelector("p"));
    this.#movedOn.hidden = false;
    say(status, this.here.said("moved_on", { stage: title }));
  }

  #typed() {
    const key = draftKey(this.stage);
    if (this.#text.value.trim() === "") this.here.drafts.remove(key);
    else this.here.drafts.set(key, { action: "add_note", fields: this.#fields() });
    this.#complain("");
    this.drawCount();
  }

  drawCount() {
    const limit = this.here.board.put.dialogue.note_limit;
    const length = seenLength(this.#text.value);
    say(this.#count, this.here.said("count", { length, limit }));
    this.#count.toggleAttribute("data-over", length > limit);
  }

  #sentAt = 0;

  async #send() {
    const limit = this.here.board.put.dialogue.note_limit;
    const length = seenLength(this.#text.value);
    if (length === 0 && Date.now() - this.#sentAt < DOUBLE_TAP) return;
    if (length === 0) return this.#complain(this.here.said("empty"));
    if (length > limit && countsExactly) {
      return this.#complain(this.here.said("too_long", { limit, length }));
    }
    const { drafts, outbox } = this.here;
    const fields = this.#fields();
    const handingOver = drafts.handOver(draftKey(this.stage), "add_note", fields, outbox);
    this.#fill({ language: fields.language });
    this.#sentAt = Date.now();
    await handingOver;
    this.tell(this.here.said("note_kept"));
    this.here.changed();
  }

  /**
   * Say what became of the note that was in the box, unless the next one is begun already.
   *
   * @param {string} sentence
   * @param {boolean} [waits] whether a facilitator has to decide on it
   * @returns {boolean} whether it was said
   */
  tell(sentence, waits = false) {
    const isFree = !this.#form.hidden && this.#text.value === "";
    say(this.#told, isFree ? sentence : "");
    this.#told.toggleAttribute("data-waits", waits);
    return isFree;
  }

  /** @param {string} sentence "" when all is well */
  #complain(sentence) {
    say(this.#problem, sentence);
    this.tell("");
    if (sentence) {
      this.#text.setAttribute("aria-invalid", "true");
      this.#text.focus();
    } else {
      this.#text.removeAttribute("aria-invalid");
    }
  }

  #fields() {
    const asksActor = !element("actor").hidden;
    return {
      stage: this.stage,
      text: this.#text.value,
      language: this.#field("language").value,
      actor: asksActor ? this.#field("actor").value : "",
      quote: this.#tick("quote").checked,
      on_behalf: this.#tick("on_behalf").checked,
      breakout: this.#begunIn,
    };
  }

  /** The circle in which the words in the box were begun: they stay from there when it closes. */
  get #begunIn() {
    const draft = this.here.drafts.get(draftKey(this.stage));
    if (draft && !draft.op_id && "breakout" in draft.fields) return draft.fields.breakout;
    return this.here.board.put.dialogue.breakout ?? null;
  }

  /** @param {Record<string, any>} fields */
  #fill(fields) {
    this.#text.value = fields.text ?? "";
    this.#field("language").value = fields.language ?? this.here.language;
    this.#field("actor").value = fields.actor ?? "";
    this.#tick("quote").checked = fields.quote ?? false;
    this.#tick("on_behalf").checked = fields.on_behalf ?? false;
    this.#complain("");
    this.drawCount();
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }

  /** @param {string} name */
  #tick(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
