// The head of a group: its title, which folds it, what the room said of it, and its tools.

import { html, nothing } from "lit";

import { count, moveHere } from "./board_columns.js";
import { menu } from "./board_menu.js";

/**
 * @import { Ui } from "./board_columns.js"
 * @import { Renaming } from "./board_looking.js"
 * @import { Group } from "./board_state.js"
 */

/** @param {Ui} ui @param {Group} group @param {number} n notes shown in it @param {boolean} folded */
export function groupHead(ui, group, n, folded) {
  const { desk, say } = ui;
  const { id, title } = group;
  return html`
    <header class="column-head">
      <div class="group-title">
        ${desk.renaming?.group === id
          ? titleField(ui, group, desk.renaming)
          : html`<h3 id="h-${id}"><button type="button" class="fold" id="g-${id}" data-group=${id}
              aria-expanded=${String(!folded)} @click=${() => desk.fold(id)}>
              <bdi dir="auto">${title}</bdi> ${count(say, n)}
            </button></h3>`}
        ${desk.sealed ? nothing : groupMenu(ui, group)}
      </div>
      <div class="group-marks">
        ${marks(ui, group)} ${desk.sealed ? nothing : moveHere(desk, say, id, title)}
      </div>
    </header>
  `;
}

/** @param {Ui} ui @param {Group} group */
function marks({ desk, say }, { id, pinned, votes, proxy_votes: proxies, agreed }) {
  return [
    pinned ? html`<span class="tag pinned">${say("pinned")}</span>` : "",
    votes ? html`<span class="votes">${say("votes", { n: votes })}</span>` : "",
    proxies ? html`<span class="tag">${say("votes_on_behalf", { n: proxies })}</span>` : "",
    agreed ? html`<span class="tag good">${say("agreed", { n: agreed })}</span>` : "",
    desk.board.put.dialogue.readback === id
      ? html`<span class="tag good">${say("being_read")}</span>`
      : "",
  ];
}

/** @param {Ui} ui @param {Group} group */
function groupMenu({ desk, say, readBack }, group) {
  const { id, title, pinned } = group;
  const others = desk.groups.length > 1;
  const remove = () => (group.notes ? desk.open({ kind: "remove", group }) : desk.remove(id));
  return menu("⋯", [
    { label: say("rename"), key: "R", act: () => desk.beginRenaming(group) },
    { label: say("merge"), key: "J", act: () => desk.open({ kind: "merge", group }), off: !others },
    { label: say(pinned ? "unpin" : "pin"), key: "P", act: () => desk.pinGroup(id) },
    { label: say("select_its_notes"), key: "A", act: () => desk.selectAll(id) },
    { label: say("read_this_back"), key: "B", act: () => readBack.show(id) },
    { label: say("count_votes"), act: () => desk.open({ kind: "proxy_votes" }) },
    { label: say("take_apart"), act: remove },
  ], { name: say("group_tools", { group: title }), look: "dots" });
}

/** @param {Ui} ui @param {Group} group @param {Renaming} renaming */
function titleField({ desk, say }, { id, title }, renaming) {
  const stop = () => {
    desk.renaming = null;
    desk.focus(desk.current);
  };
  return html`
    <form class="rename" @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const field = /** @type {HTMLFormElement} */ (event.target).elements.namedItem("title");
      desk.rename(/** @type {HTMLInputElement} */ (field).value);
    }} @keydown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && stop()}>
      <h3 id="h-${id}" class="visually-hidden">${title}</h3>
      <input name="title" dir="auto" maxlength="400" aria-label=${say("title")}
        .value=${renaming.title} data-takes-focus autocomplete="off">
      <button class="small strong">${say("save")}</button>
      ${renaming.theirs
        ? html`<div class="message" role="alert"><p>${renaming.told}</p>
            <blockquote class="theirs" dir="auto">${renaming.theirs}</blockquote></div>`
        : nothing}
    </form>
  `;
}
