"""Where everybody is: in one of the open breakouts, or in the plenary (None).

A participant's row names at most one breakout, and only an open one, so nobody is ever in two
places; a note and a group name the one they were made in for good.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from facilitation.models import Breakout, Dialogue, Facilitator


@dataclass(frozen=True)
class Seating:
    """Who is in which breakout, by participant's id and by facilitator's user id.

    `number` is `Dialogue.seating` as it was before these were read, so that they may be newer.
    """

    number: int
    open: frozenset[UUID]
    people: dict[UUID | int, UUID]

    def of(self, who: UUID | int | None) -> UUID | None:
        """Return where somebody is. An open breakout, asked for by its id, is in itself."""
        if who in self.open:
            return UUID(str(who))
        return self.people.get(who) if who is not None else None


def seating_of(dialogue_id: UUID) -> Seating:
    """Return where everybody is who is not in the plenary."""
    dialogue = Dialogue.objects.get(pk=dialogue_id)
    people: dict[UUID | int, UUID] = {}
    if dialogue.seating:
        away = dialogue.participants.exclude(breakout=None)
        people |= dict(away.values_list("id", "breakout_id"))
        apart = dialogue.facilitators.exclude(breakout=None)
        people |= dict(apart.values_list("user_id", "breakout_id"))
    open_ids = open_breakouts(dialogue).values_list("id", flat=True)
    return Seating(dialogue.seating, frozenset(open_ids), people)


def open_breakouts(dialogue: Dialogue) -> QuerySet[Breakout]:
    """Return the breakouts in which people may be now."""
    return dialogue.breakouts.filter(closed_at=None)


def breakout_of_facilitator(dialogue: Dialogue, user_id: int) -> UUID | None:
    """Return the breakout that a facilitator runs at the moment, None for the plenary."""
    if not dialogue.seating:
        return None
    rows = Facilitator.objects.filter(dialogue=dialogue, user_id=user_id)
    return rows.values_list("breakout_id", flat=True).first()


def provenance_of(dialogue: Dialogue) -> dict[UUID, str]:
    """Return, by note, the name of the breakout in which it was said; the plenary's are left out.

    For the floors above. It holds after the seal, too: it says where, never who.
    """
    notes = dialogue.notes.exclude(breakout=None)
    return dict(notes.values_list("id", "breakout__name"))
