"""How widely a group is supported, in one word, by a rule that is printed with every summary.

The UN75 form asked for consensus, most, some or one and gave no rule; this one is ours. Votes,
notes and answers to the reading back may come from different people, so the largest of the three
is taken: it is the number of people of whom support is certain.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from reporting.format import codes
from reporting.format.content import Group
from reporting.format.model import Count, Model


class SupportRule(Model):
    """When a group is said to have the support of all, most, some or one. Supporters are the
    largest of the group's voices, voters and participants who agreed; shares are of all
    participants. How many people stand behind the notes and votes entered for people without a
    device is not certain: they can make `some` or `one`, never more."""

    consensus_percent: Annotated[int, Field(ge=50, le=100)] = 90
    """`consensus` from this share on, in percent."""
    most_percent: Annotated[int, Field(ge=50, le=100)] = 50
    """`most` over this share, in percent."""
    least_participants: Count = 5
    """Of fewer participants, neither is said."""


def support_of(group: Group, *, participants: int, rule: SupportRule) -> codes.Support:
    """Return the word for the support of `group` among `participants` people."""
    supporters = max(group.voices, group.voters, group.agreed)
    if participants >= rule.least_participants:
        if 100 * supporters >= rule.consensus_percent * participants:
            return "consensus"
        if 100 * supporters > rule.most_percent * participants:
            return "most"
    entered = max(group.on_behalf, group.votes_on_behalf)
    words: tuple[codes.Support, ...] = ("none", "one", "some")
    return words[min(supporters + entered, 2)]
