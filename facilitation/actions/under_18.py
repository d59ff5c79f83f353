"""Whether people under 18 take part: said when a dialogue is made, and until it is sealed.

A facilitator sees who is in the room. After the seal it never changes: two summaries by two
thresholds would be two tables of the same people to subtract.
"""

from typing import ClassVar

from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.events import Under18Set


class SetUnder18(Given):
    """Say whether people under 18 take part; smaller counts are then withheld, and no person is
    named."""

    name: ClassVar[str] = "set_under_18"
    who: ClassVar[Who] = Who.FACILITATOR

    under_18: bool


@use_case(SetUnder18)
def set_under_18(writing: Writing, given: SetUnder18) -> Answer:
    """Answer `{under_18}`."""
    check_not_sealed(writing)
    return do_set_under_18(writing, under_18=given.under_18)


def do_set_under_18(writing: Writing, *, under_18: bool) -> Answer:
    if writing.dialogue.under_18 != under_18:
        writing.dialogue.under_18 = under_18
        writing.dialogue.save(update_fields=["under_18"])
        writing.append(Under18Set(under_18=under_18))
    return {"under_18": under_18}
