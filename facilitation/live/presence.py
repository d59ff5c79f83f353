"""Who is here: counts, never names, and nothing that outlives the moment.

Each process counts the people whose sockets it holds and leaves its counts in the cache for the
others, for seconds. What facilitators are told is the sum; where the cache is gone, it is what
this process sees. People whose phones only poll are not counted.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache as remembered
from typing import Any
from uuid import UUID

from django.core.cache import cache

from facilitation.live.outage import Outage
from facilitation.models import Note, Stage
from facilitation.vocabulary.stages import WRITING_KINDS

LOOK_SECONDS = 2.0
WRITING_SECONDS = 8.0
"""A page says every few seconds that somebody is writing; then it is believed for this long."""

FEW = "few"
SMALLEST_COUNT = 3
"""One or two are said as `few`: whoever looks around the room could tell who they are."""

PROCESSES = 64
_KEPT_SECONDS = 10

_cache = Outage("cache", meanwhile="facilitators see who is connected to the same process only")

Places = Mapping[UUID, UUID | None]
"""The people here, each with the breakout they are in."""


@dataclass
class Count:
    """People here, of those who write now, and of those who said nothing yet in this stage."""

    here: int = 0
    writing: int = 0
    silent: int = 0

    def add(self, other: "Count") -> None:
        self.here += other.here
        self.writing += other.writing
        self.silent += other.silent


@dataclass
class Presence:
    """The people of one dialogue whose sockets this process holds."""

    dialogue_id: UUID
    _wrote: dict[UUID, float] = field(default_factory=dict)

    def writes(self, who: UUID) -> None:
        """Take in that somebody is writing now."""
        self._wrote[who] = time.monotonic()

    def look(self, places: Places) -> tuple[dict[UUID | None, Count], bool]:
        """Return the counts by breakout, of all processes, and whether a stage asks for notes.

        Reads the database and the cache, so not to be called in an event loop.
        """
        stage = Stage.objects.filter(
            dialogue=self.dialogue_id,
            kind__in=WRITING_KINDS,
            opened_at__isnull=False,
            ended_at=None,
        ).first()
        return _with_other_processes(self.dialogue_id, self._count(places, stage)), bool(stage)

    def _count(self, places: Places, stage: Stage | None) -> dict[UUID | None, Count]:
        since = time.monotonic() - WRITING_SECONDS
        self._wrote = {who: at for who, at in self._wrote.items() if at > since}
        spoken = set(_authors(stage)) if stage and places else set()
        counts: dict[UUID | None, Count] = {}
        for who, breakout in places.items():
            one = Count(1, who in self._wrote, bool(stage) and who not in spoken)
            counts.setdefault(breakout, Count()).add(one)
        return counts


def message(
    counts: Mapping[UUID | None, Count], spot: UUID | None, *, asked: bool
) -> dict[str, Any]:
    """Return what the facilitators of a breakout are told, or of the plenary (None): of all.

    `silent` is null where no stage asks for notes.
    """
    total = Count()
    for breakout, count in counts.items():
        if spot in (None, breakout):
            total.add(count)
    return {
        "here": total.here,
        "writing": _blurred(total.writing),
        "silent": _blurred(total.silent) if asked else None,
    }


def _blurred(number: int) -> int | str:
    return FEW if 0 < number < SMALLEST_COUNT else number


def _authors(stage: Stage) -> list[UUID | None]:
    notes = Note.objects.filter(stage=stage).exclude(author=None)
    return list(notes.order_by().values_list("author_id", flat=True).distinct())


def _with_other_processes(
    dialogue_id: UUID, own: dict[UUID | None, Count]
) -> dict[UUID | None, Count]:
    """The cache's client may raise anything; presence is worth no error."""
    mine = [(breakout, count.here, count.writing, count.silent) for breakout, count in own.items()]
    keys = [f"presence:{dialogue_id}:{number}" for number in range(PROCESSES)]
    try:
        cache.set(keys[_process_number()], mine, timeout=_KEPT_SECONDS)
        known = cache.get_many(keys)
    except Exception as error:
        _cache.failed(error)
        return own
    _cache.worked()
    sums: dict[UUID | None, Count] = {}
    for breakout, *numbers in (row for rows in known.values() for row in rows):
        sums.setdefault(breakout, Count()).add(Count(*numbers))
    return sums


@remembered
def _process_number() -> int:
    """Processes draw numbers from the cache, so that no two of a server have the same."""
    cache.add("presence:processes", 0, timeout=None)
    return int(cache.incr("presence:processes")) % PROCESSES
