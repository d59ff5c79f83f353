// The lists of one's own notes: those that were sent or wait in the outbox, and those begun in an
// earlier stage and not sent. What somebody types into one of them is a draft like any other.

import { drawList, element, part, say } from "./participant_list.js";
import { stageTitle } from "./participant_stage.js";
import { draftKey } from "./participant_write.js";
import { newId } from "./actions.js";

/**
 * @typedef {import("./participant_own.js").Line} Line
 *
 * @typedef {object} ListsOptions
 * @property {import("./participant_drafts.js").Drafts} drafts
 * @property {import("./outbox.js").Outbox} outbox
 * @property {import("./participant_stage.js").Strings} strings
 * @property {import("./words.js").Say} said
 * @property {() => import("./feed.js").Board} board
 * @property {() => Line[]} lines
 * @property {() => void} onChanged
 */

/** The lists `#own` and `#unfinished`. */
export class NoteLists {
  /** @param {ListsOptions} options */
  constructor(options) {
    this.options = options;
    element("own-list").addEventListener("submit", (event) => this.#submitted(event));
    element("own-list").addEventListener("input", (event) => this.#typed(event));
    element("own-list").addEventListener("click", (event) => this.#clicked(event));
    element("unfinished-list").addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {string} boxStage the stage whose draft is in the box already */
  draw(boxStage) {
    const lines = this.options.lines();
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
    const { said } = this.options;
    const { dialogue, stages } = this.options.board().put;
    const stage = stages[line.stage];
    const waits = line.state === "taking_back" || line.state === "change_kept";
    item.dataset.state = waits ? "kept" : line.state;
    say(part(item, "stage"), stageTitle(stage, this.options.strings));
    say(part(item, "text"), line.text);
    part(item, "text").setAttribute("lang", line.language);
    say(part(item, "state"), this.#stateOf(line));
    const sealed = dialogue.state === "sealed";
    const refused = line.state === "refused";
    const settled = line.state === "sent" || line.state === "change_kept";
    const canChange = dialogue.state === "open" && stage?.state === "open" && settled;
    part(item, "tools").hidden = !canChange && !refused;
    part(item, "edit").hidden = sealed;
    say(part(item, "change"), refused ? said("again") : said("change"));
    this.#tool(item, 'form[data-action="withdraw_note"]').hidden = refused;
    this.#tool(item, '[data-do="erase"]').hidden = !refused;
    this.#fillChange(item, line, isNew);
  }

  /** @param {Line} line */
  #stateOf(line) {
    const { outbox, said } = this.options;
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
    const draft = this.options.drafts.get(changeKey(line.key));
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
    const { drafts, strings, said } = this.options;
    const { dialogue, stages } = this.options.board().put;
    const keys = drafts
      .keys()
      .filter((key) => key.startsWith(draftKey("")) && key !== draftKey(boxStage))
      .filter((key) => !drafts.get(key)?.op_id);
    element("unfinished").hidden = keys.length === 0;
    drawList(element("unfinished-list"), "unfinished-note", keys, (key) => key, (item, key) => {
      const fields = drafts.get(key)?.fields ?? {};
      const stage = stageTitle(stages[fields.stage], strings);
      say(part(item, "stage"), said("unfinished", { stage }));
      say(part(item, "text"), fields.text);
      part(item, "text").setAttribute("lang", fields.language);
      this.#tool(item, '[data-do="send"]').hidden = dialogue.state === "sealed";
    });
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const line = this.#lineOf(form);
    if (!line) return;
    if (form.dataset.action === "withdraw_note") {
      void this.options.outbox.add("withdraw_note", { note: line.key }, newId());
    } else {
      void this.#change(line, form);
    }
  }

  /**
   * @param {Line} line
   * @param {HTMLFormElement} form
   */
  async #change(line, form) {
    const { drafts, outbox } = this.options;
    const { action, fields } = this.#changeOf(line, form);
    const details = /** @type {HTMLDetailsElement} */ (form.closest("details"));
    await drafts.handOver(changeKey(line.key), action, fields, outbox);
    details.open = false;
    if (line.entry) await outbox.remove(line.entry.op_id);
    this.options.onChanged();
  }

  /**
   * A change that was refused because its note can no longer be changed is sent as a new note.
   *
   * @param {Line} line
   * @param {HTMLFormElement} form
   */
  #changeOf(line, form) {
    const typed = { text: fieldOf(form, "text").value, quote: fieldOf(form, "quote").checked };
    const { entry } = line;
    if (!entry) return { action: "edit_note", fields: { note: line.key, ...typed } };
    const canBeChanged = ["note_too_long", "note_empty"].includes(entry.error?.code ?? "");
    if (entry.action === "add_note" || canBeChanged) {
      return { action: entry.action, fields: { ...entry.fields, ...typed } };
    }
    const { stage, language } = line;
    return { action: "add_note", fields: { stage, language, ...typed } };
  }

  /** @param {Event} event */
  #typed(event) {
    const form = /** @type {HTMLElement} */ (event.target).closest("form");
    const line = form && this.#lineOf(form);
    if (!line) return;
    this.options.drafts.set(changeKey(line.key), this.#changeOf(line, form));
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
    const { drafts, outbox } = this.options;
    const draft = drafts.get(key);
    if (draft && !draft.op_id) await drafts.handOver(key, draft.action, draft.fields, outbox);
    this.options.onChanged();
  }

  /** @param {string} key of a draft, or of a refused line */
  async #erase(key) {
    this.options.drafts.remove(key);
    this.options.drafts.remove(changeKey(key));
    await this.options.outbox.remove(key);
    this.options.onChanged();
  }

  /** @param {HTMLElement} inside */
  #lineOf(inside) {
    const item = /** @type {HTMLElement | null} */ (inside.closest("[data-key]"));
    return this.options.lines().find((line) => line.key === item?.dataset.key);
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
