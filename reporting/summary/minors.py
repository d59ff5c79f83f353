"""Whether people under 18 took part: the organizer said so, or somebody's own answer does.

What anybody answered counts from the seal on: a draft that changed with an arrival would tell
that person's age. What this tells a reader stands in `docs/decisions/suppression.md`.
"""

from __future__ import annotations

from facilitation.models import Dialogue
from facilitation.tallies import Tallies, tallies_of
from reporting.format import codes

UNDER_18_AGE: codes.Age = "15-and-under"
"""The one bracket of age that is wholly under 18."""


def minors_took_part(dialogue: Dialogue) -> bool:
    """Whether a dialogue is one with people under 18, as far as may be told of it now."""
    if dialogue.under_18 or dialogue.state != Dialogue.State.SEALED:
        return dialogue.under_18
    return says_under_18(tallies_of(dialogue))


def says_under_18(tallies: Tallies) -> bool:
    """Whether any participant's own answer says that they are under 18."""
    given = {**tallies.profiles.get("age", {}), **tallies.profiles.get("groups", {})}
    return any(given.get(code) for code in codes.UNDER_18)
