"""The steps of an agenda, and the agendas offered to a new dialogue.

The order now, want, how is that of the published UN75 brief. The minutes are this toolkit's
own advice; no official timing of the 2020 dialogues is known to us.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MODES = {
    "in-person": _("In person"),
    "online": _("Online"),
    "phone": _("By telephone"),
    "hybrid": _("In person and online"),
}

STAGE_KINDS = {
    "welcome": _("Welcome"),
    "profile": _("Who is here"),
    "now": _("Where we are now"),
    "want": _("Where we want to be"),
    "how": _("How we can get there"),
    "prioritise": _("What matters most"),
    "survey": _("Survey"),
    "readback": _("Reading back"),
    "close": _("Closing"),
}

WRITING_KINDS = frozenset({"now", "want", "how"})
"""In these stages people write notes; in `how` a note is a proposal and may name an actor."""

VOTING_KIND = "prioritise"

PROMPTS: dict[str, "str | Promise"] = {
    "now": _("Where are we now? What troubles you, and what gives you hope?"),
    "want": _("Where do we want to be? What do you most want to see in 25 years?"),
    "how": _("How can we get there? Who should do what?"),
    "prioritise": _("Which of these matter most to you?"),
}


@dataclass(frozen=True)
class PlannedStage:
    """One line of an agenda: the kind of stage and its length in minutes."""

    kind: str
    minutes: int


def _plan(**minutes: int) -> tuple[PlannedStage, ...]:
    return tuple(PlannedStage(kind, length) for kind, length in minutes.items())


AGENDAS: dict[int, tuple[PlannedStage, ...]] = {
    60: _plan(welcome=3, profile=3, now=10, want=10, how=18, prioritise=6, readback=7, close=3),
    90: _plan(welcome=5, profile=5, now=15, want=15, how=25, prioritise=10, readback=10, close=5),
    120: _plan(welcome=10, profile=5, now=20, want=20, how=35, prioritise=10, readback=15, close=5),
}
