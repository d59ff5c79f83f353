// Who leads, and how the lead changes hands. Only where several facilitators run a dialogue.

/**
 * @import { Ui } from "./board_columns.js"
 * @import { Choice, Heading } from "./board_menu.js"
 */

/** @param {Ui} ui @returns {(Choice | Heading)[]} the last part of the menu "More" */
export function leadChoices({ desk, say, me }) {
  const { lead = null, facilitators = [] } = desk.board.put.dialogue;
  if (desk.sealed || (facilitators.length < 2 && lead === null)) return [];
  const leader = facilitators.find(({ id }) => id === lead);
  const heading = leader ? say("leads", { name: leader.name }) : say("nobody_leads");
  const others = facilitators.filter(({ id }) => id !== me);
  const give = (/** @type {number | null} */ to) => () => desk.do("hand_over_lead", { to });
  if (lead !== me) {
    // Named as it is seen here, so that nobody is taken over from unawares.
    return [{ heading }, { label: say("take_lead"), act: () => desk.do("take_lead", { over: lead }) }];
  }
  return [
    { heading },
    ...others.map(({ id, name }) => ({ label: say("hand_over_lead", { name }), act: give(id) })),
    { label: say("give_up_lead"), act: give(null) },
  ];
}
