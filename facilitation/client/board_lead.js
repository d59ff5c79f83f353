// Who leads, and how the lead changes hands. Only where several facilitators run a dialogue.

/**
 * @import { Ui } from "./board_columns.js"
 * @import { Choice, Heading } from "./board_menu.js"
 * @import { Facilitator } from "./feed.js"
 * @import { Say } from "./words.js"
 */

/** @param {Facilitator} facilitator @param {Say} say */
export function nameOf({ name, number }, say) {
  return name || say("facilitator_n", { n: number });
}

/**
 * Who leads, in a sentence.
 *
 * @param {Facilitator | null | undefined} leader
 * @param {Say} say
 */
export function leads(leader, say) {
  return leader ? say("leads", { name: nameOf(leader, say) }) : say("nobody_leads");
}

/** @param {Ui} ui @returns {(Choice | Heading)[]} the last part of the menu "More" */
export function leadChoices({ desk, say, me }) {
  const { lead = null, facilitators = [] } = desk.board.put.dialogue;
  if (desk.sealed || (facilitators.length < 2 && lead === null)) return [];
  const heading = leads(facilitators.find(({ id }) => id === lead), say);
  const others = facilitators.filter(({ id }) => id !== me);
  const give = (/** @type {number | null} */ to) => () => desk.do("hand_over_lead", { to });
  if (lead !== me) {
    // Named as it is seen here, so that nobody is taken over from unawares.
    return [{ heading }, { label: say("take_lead"), act: () => desk.do("take_lead", { over: lead }) }];
  }
  return [
    { heading },
    ...others.map((one) => ({
      label: say("hand_over_lead", { name: nameOf(one, say) }), act: give(one.id),
    })),
    { label: say("give_up_lead"), act: give(null) },
  ];
}
