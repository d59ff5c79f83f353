// The lists of one's own notes: those that were sent or wait in the outbox, and those begun in an
// earlier stage and not sent. What somebody types into one of them is a draft like any other.

import { drawList, element, part, say } from "./participant_list.js";
import { missedKey, sendMissed } from "./participant_readback.js";
import { lastWritingStage, stageTitle } from "./participant_stage.js";
import { draftKey } from "./participant_write.js";
import { newId } from "./actions.js";

/** @typedef {import("./participant_own.js").Line} Line */

/** The lists `#own` and `#unfinished`. */
export class NoteLists {
  /** @param {import("./participant_here.js").Here} here */
  constructor(here) {
    this.here = here;
    element("own-list").addEventListener("submit", (event) => this.#submitted(event));
    element("own-list").addEventListener("input", (event) => this.#typed(event));
    element("own-list").addEventListener("click", (event) => this.#clicked(event));
    element("unfinished-list").addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {string} boxStage the stage whose draft is in the box already */
  draw(boxStage) {
    const lines = this.here.lines();
    element("own").hidden = lines.length === 0;
    drawList(element("own-list"), "own-note", lines, ({ key }) => key, (item, line, isNew) =>
      this.#drawLine(item, line, isNew),
    );
    this.#drawUnfinished(boxStage);
  }

  /**
   * @param {HTMLElement} item
   * @param {Line} line
   * @param {boolean} isNew
   */
  #drawLine(item, line, isNew) {
    const { said } = this.here;
    const { dialogue, stages } = this.here.board.put;
    const stage = stages[line.stage];
    const waits = line.state === "taking_back" || line.state === "change_kept";
    item.dataset.state = waits ? "kept" : line.state;
    say(part(item, "stage"), this.#placeOf(line));
    say(part(item, "text"), line.text);
    part(item, "text").setAttribute("lang", line.language);
    say(part(item, "state"), this.#stateOf(line));
    const sealed = dialogue.state === "sealed";
    const refused = line.state === "refused";
    const isStored = !["kept", "taking_back", "refused"].includes(line.state);
    const canChange = dialogue.state === "open" && stage?.state === "open" && isStored;
    part(item, "tools").hidden = !canChange && !refused;
    part(item, "edit").hidden = sealed;
    say(part(item, "change"), refused ? said("again") : said("change"));
    this.#tool(item, 'form[data-action="withdraw_note"]').hidden = refused;
    this.#tool(item, '[data-do="erase"]').hidden = !refused;
    this.#fillChange(item, line, isNew);
    this.#drawQuote(item, line, isStored && !sealed && (line.quoteAsked || !canChange));
  }

  /** @param {Line} line */
  #placeOf(line) {
    const { board, said, strings } = this.here;
    const group = board.put.groups[line.corrects];
    if (group) return said("missed_in", { group: group.title });
    return stageTitle(board.put.stages[line.stage], strings);
  }

  /**
   * Whether the words may be quoted: asked with the note while it can be changed, and here after.
   *
   * @param {HTMLElement} item
   * @param {Line} line
   * @param {boolean} canAnswer
   */
  #drawQuote(item, line, canAnswer) {
    const details = /** @type {HTMLDetailsElement} */ (part(item, "may-quote"));
    details.hidden = !canAnswer;
    if (line.quoteAsked && !details.hasAttribute("data-asked")) details.open = true;
    details.toggleAttribute("data-asked", line.quoteAsked);
    const answer = line.quote ? "yes" : "no";
    say(part(item, "quote-state"), this.here.said(`quote_${line.quoteAsked ? "ask" : answer}`));
    for (const button of details.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(!line.quoteAsked && button.value === answer));
    }
  }

  /** @param {Line} line */
  #stateOf(line) {
    const { outbox, said } = this.here;
    const waitsFor = line.state === "kept" ? outbox.trouble?.message : "";
    return line.entry?.error?.message || waitsFor || said(line.state);
  }

  /**
   * @param {HTMLElement} item
   * @param {Line} line
   * @param {boolean} isNew
   */
  #fillChange(item, line, isNew) {
    const details = /** @type {HTMLDetailsElement} */ (part(item, "edit"));
    const draft = this.here.drafts.get(changeKey(line.key));
    if (isNew && draft && !draft.op_id) details.open = true;
    else if (details.open) return;
    const fields = draft && !draft.op_id ? draft.fields : line;
    const form = /** @type {HTMLFormElement} */ (details.querySelector("form"));
    fieldOf(form, "text").value = fields.text;
    fieldOf(form, "quote").checked = fields.quote;
  }

  /**
   * @param {HTMLElement} item
   * @param {string} selector
   */
  #tool(item, selector) {
    return /** @type {HTMLElement} */ (item.querySelector(selector));
  }

  /** @param {string} boxStage */
  #drawUnfinished(boxStage) {
    const { drafts } = this.here;
    const { dialogue } = this.here.board.put;
    const inSight = [draftKey(boxStage), missedKey(dialogue.readback ?? "")];
    const keys = drafts
      .keys()
      .filter((key) => key.startsWith(draftKey("")) || key.startsWith(missedKey("")))
      .filter((key) => !inSight.includes(key) && !drafts.get(key)?.op_id);
    element("unfinished").hidden = keys.length === 0;
    drawList(element("unfinished-list"), "unfinished-note", keys, (key) => key, (item, key) => {
      const fields = drafts.get(key)?.fields ?? {};
      say(part(item, "stage"), this.#unfinishedFor(fields));
      say(part(item, "text"), fields.text);
      part(item, "text").setAttribute("lang", fields.language ?? this.here.language);
      const sealed = dialogue.state === "sealed";
      part(item, "state").hidden = this.#tool(item, '[data-do="send"]').hidden = sealed;
    });
  }

  /** @param {Record<string, any>} fields of a draft */
  #unfinishedFor({ stage, group }) {
    const { board, said, strings } = this.here;
    const title = board.put.groups[group]?.title;
    if (title) return said("missed_in", { group: title });
    return said("unfinished", { stage: stageTitle(board.put.stages[stage], strings) });
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const line = this.#lineOf(form);
    if (!line) return;
    const note = line.key;
    const { outbox } = this.here;
    if (form.dataset.action === "withdraw_note") {
      void outbox.add("withdraw_note", { note }, newId());
    } else if (form.dataset.action === "allow_quote") {
      const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
      void outbox.add("allow_quote", { note, allowed: button?.value === "yes" }, newId());
    } else {
      void this.#change(line, form);
    }
  }

  /**
   * @param {Line} line
   * @param {HTMLFormElement} form
   */
  async #change(line, form) {
    const { drafts, outbox } = this.here;
    const { action, fields } = this.#changeOf(line, form);
    const details = /** @type {HTMLDetailsElement} */ (form.closest("details"));
    await drafts.handOver(changeKey(line.key), action, fields, outbox);
    details.open = false;
    if (line.entry) await outbox.remove(line.entry.op_id);
    this.here.changed();
  }

  /**
   * A change that was refused because its note can no longer be changed is sent as a new note; so
   * is what was missed in a group that is no more.
   *
   * @param {Line} line
   * @param {HTMLFormElement} form
   */
  #changeOf(line, form) {
    const typed = { text: fieldOf(form, "text").value, quote: fieldOf(form, "quote").checked };
    const { entry } = line;
    if (!entry) return { action: "edit_note", fields: { note: line.key, ...typed } };
    const canBeChanged = ["note_too_long", "note_empty"].includes(entry.error?.code ?? "");
    if (entry.action === "add_note" || (entry.action === "edit_note" && canBeChanged)) {
      return { action: entry.action, fields: { ...entry.fields, ...typed } };
    }
    if (entry.action === "correct" && canBeChanged) {
      return { action: "correct", fields: { ...entry.fields, text: typed.text } };
    }
    const stage = line.stage || lastWritingStage(this.here.board);
    return { action: "add_note", fields: { stage, language: line.language, ...typed } };
  }

  /** @param {Event} event */
  #typed(event) {
    const form = /** @type {HTMLElement} */ (event.target).closest("form");
    const line = form && this.#lineOf(form);
    if (!line) return;
    this.here.drafts.set(changeKey(line.key), this.#changeOf(line, form));
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const item = /** @type {HTMLElement | null} */ (button?.closest("[data-key]") ?? null);
    const key = item?.dataset.key;
    if (!button || !key) return;
    if (button.dataset.do === "send") void this.#sendUnfinished(key);
    if (button.dataset.do === "erase") void this.#erase(key);
  }

  /** @param {string} key of a draft */
  async #sendUnfinished(key) {
    const { drafts, outbox } = this.here;
    const draft = drafts.get(key);
    if (draft?.action === "correct") await sendMissed(this.here, draft.fields.group);
    else if (draft && !draft.op_id) await drafts.handOver(key, draft.action, draft.fields, outbox);
    this.here.changed();
  }

  /** @param {string} key of a draft, or of a refused line */
  async #erase(key) {
    this.here.drafts.remove(key);
    this.here.drafts.remove(changeKey(key));
    await this.here.outbox.remove(key);
    this.here.changed();
  }

  /** @param {HTMLElement} inside */
  #lineOf(inside) {
    const item = /** @type {HTMLElement | null} */ (inside.closest("[data-key]"));
    return this.here.lines().find((line) => line.key === item?.dataset.key);
  }
}

/** @param {string} key of a line */
function changeKey(key) {
  return `note:${key}`;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function fieldOf(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
