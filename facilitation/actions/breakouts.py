"""Small circles: opened, filled, closed again. Nobody is ever in two, or in one that is closed.

Notes and groups keep the breakout in which they were made; people only go through it.
"""

import secrets
from collections import Counter
from typing import Annotated, ClassVar
from uuid import UUID

from django.utils import timezone
from pydantic import BeforeValidator, Field

from facilitation.actions.groups import check_title
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_open,
    use_case,
)
from facilitation.breakouts import open_breakouts
from facilitation.events import (
    BreakoutsClosed,
    BreakoutsOpened,
    FacilitatorMoved,
    ParticipantMoved,
    ParticipantsSpread,
)
from facilitation.models import Breakout
from facilitation.refusals import Refusal

MOST_BREAKOUTS = 50


class OpenBreakouts(Given):
    """Open a breakout for each name. Everybody stays where they are until they are spread or go."""

    name: ClassVar[str] = "open_breakouts"
    who: ClassVar[Who] = Who.FACILITATOR

    names: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_BREAKOUTS)]


@use_case(OpenBreakouts)
def open_breakouts_for(writing: Writing, given: OpenBreakouts) -> Answer:
    """Answer `{breakouts: [{id, name, code}]}` in the order of the names."""
    check_open(writing)
    names = [check_title(name) for name in given.names]
    if open_breakouts(writing.dialogue).exists():
        raise Refusal("breakouts_open")
    return do_open_breakouts(writing, names)


def do_open_breakouts(writing: Writing, names: list[str]) -> Answer:
    first = writing.dialogue.breakouts.count()
    rows = [
        Breakout(dialogue=writing.dialogue, name=name, position=first + index)
        for index, name in enumerate(names)
    ]
    Breakout.objects.bulk_create(rows)
    _seat_anew(writing)
    writing.append(BreakoutsOpened(breakouts=[str(row.id) for row in rows]))
    return {"breakouts": [{"id": str(row.id), "name": row.name, "code": row.code} for row in rows]}


class SpreadParticipants(Given):
    """Spread the people in the plenary over the open breakouts, or `everybody` anew."""

    name: ClassVar[str] = "spread_participants"
    who: ClassVar[Who] = Who.FACILITATOR

    everybody: bool = False


@use_case(SpreadParticipants)
def spread_participants(writing: Writing, given: SpreadParticipants) -> Answer:
    """Answer `{moved}`. By lot, each to the smallest breakout, so that sizes even out."""
    check_open(writing)
    breakouts = list(open_breakouts(writing.dialogue).values_list("id", flat=True))
    if not breakouts:
        raise Refusal("breakouts_not_open")
    return do_spread_participants(writing, breakouts, everybody=given.everybody)


def do_spread_participants(writing: Writing, breakouts: list[UUID], *, everybody: bool) -> Answer:
    people = dict(writing.dialogue.participants.values_list("id", "breakout_id"))
    moving = [person for person, where in people.items() if everybody or where is None]
    secrets.SystemRandom().shuffle(moving)
    sizes = Counter(dict.fromkeys(breakouts, 0))
    sizes.update(people[person] for person in people.keys() - set(moving))
    places: dict[UUID, list[UUID]] = {breakout: [] for breakout in breakouts}
    for person in moving:
        smallest = min(breakouts, key=lambda breakout: sizes[breakout])
        sizes[smallest] += 1
        places[smallest].append(person)
    for breakout, arriving in places.items():
        writing.dialogue.participants.filter(pk__in=arriving).update(breakout=breakout)
    if moving:
        _seat_anew(writing)
        writing.append(ParticipantsSpread())
    return {"moved": len(moving)}


class GoToBreakout(Given):
    """Go to an open breakout, or back to the plenary (null; empty where a form says it)."""

    name: ClassVar[str] = "go_to_breakout"
    who: ClassVar[Who] = Who.PARTICIPANT

    breakout: Annotated[UUID | None, BeforeValidator(lambda value: value or None)]


@use_case(GoToBreakout)
def go_to_breakout(writing: Writing, given: GoToBreakout) -> Answer:
    """Answer `{breakout}`. What one has written stays where it was written."""
    check_open(writing)
    return do_go_to_breakout(writing, the_breakout(writing, given.breakout))


def do_go_to_breakout(writing: Writing, breakout: Breakout | None) -> Answer:
    person = writing.participant
    if person.breakout_id != (breakout.id if breakout else None):
        person.breakout = breakout
        person.save(update_fields=["breakout"])
        _seat_anew(writing)
        writing.append(ParticipantMoved())
    return {"breakout": str(breakout.id) if breakout else None}


class RunBreakout(Given):
    """Run an open breakout, or come back to the plenary (null): one's board is then that one's."""

    name: ClassVar[str] = "run_breakout"
    who: ClassVar[Who] = Who.FACILITATOR

    breakout: UUID | None


@use_case(RunBreakout)
def run_breakout(writing: Writing, given: RunBreakout) -> Answer:
    """Answer `{breakout}`."""
    check_open(writing)
    return do_run_breakout(writing, the_breakout(writing, given.breakout))


def do_run_breakout(writing: Writing, breakout: Breakout | None) -> Answer:
    me = writing.dialogue.facilitators.get(user_id=writing.user_id)
    key = str(breakout.id) if breakout else None
    if me.breakout_id != (breakout.id if breakout else None):
        me.breakout = breakout
        me.save(update_fields=["breakout"])
        _seat_anew(writing)
        writing.append(FacilitatorMoved(breakout=key))
    return {"breakout": key}


class CloseBreakouts(Given):
    """Close all breakouts: everybody is in the plenary again, with what was said."""

    name: ClassVar[str] = "close_breakouts"
    who: ClassVar[Who] = Who.FACILITATOR


@use_case(CloseBreakouts)
def close_breakouts(writing: Writing, _given: CloseBreakouts) -> Answer:
    """Answer `{closed}`: how many there were."""
    check_open(writing)
    if not open_breakouts(writing.dialogue).exists():
        raise Refusal("breakouts_not_open")
    return {"closed": do_close_breakouts(writing)}


def do_close_breakouts(writing: Writing) -> int:
    """Close the breakouts that are open, if any; return how many."""
    still = open_breakouts(writing.dialogue)
    closing = list(still.values_list("id", flat=True))
    if closing:
        still.update(closed_at=timezone.now())
        writing.dialogue.participants.update(breakout=None)
        writing.dialogue.facilitators.update(breakout=None)
        _seat_anew(writing)
        writing.append(BreakoutsClosed(breakouts=[str(key) for key in closing]))
    return len(closing)


def the_breakout(writing: Writing, breakout_id: UUID | None) -> Breakout | None:
    """Return an open breakout of this dialogue, None for None, or raise `unknown_breakout`."""
    if breakout_id is None:
        return None
    breakout = open_breakouts(writing.dialogue).filter(pk=breakout_id).first()
    if breakout is None:
        raise Refusal("unknown_breakout")
    return breakout


def _seat_anew(writing: Writing) -> None:
    writing.dialogue.seating += 1
    writing.dialogue.save(update_fields=["seating"])
