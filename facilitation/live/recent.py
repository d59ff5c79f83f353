"""What happened within the last seconds, as one frame for all who ask by plain HTTP.

A frame puts whole records, so one that begins before a phone's place brings it up to date as
well as one made for it. A hall whose network breaks sockets then costs one reading, not one for
each phone and question.
"""

import asyncio
import json
from collections import deque
from uuid import UUID

from django.db import Error

from facilitation.live.reading import Place, Reading, Spot, read_frame

FRESH_SECONDS = 0.3
"""How old an answer may be."""

REACH_SECONDS = 4.0
"""How far back the shared frame begins, at least: a page asks every 2 to 3 seconds."""

GONE_SECONDS = 1.0
"""After a failure, how long the database is not asked again."""

IDLE_SECONDS = 60.0


class Recent:
    """The shared frame of one spot of a dialogue, and what has to be read for those before it."""

    def __init__(self, dialogue_id: UUID, spot: Spot) -> None:
        self._dialogue_id = dialogue_id
        self._spot = spot
        self._busy = asyncio.Lock()
        self._places: deque[tuple[float, Place]] = deque()
        self._shared: Reading | None = None
        self._alone: dict[Place, Reading] = {}
        self._failure: Error | None = None
        self._fresh_until = 0.0

    async def since(self, place: Place, who: UUID | int | None = None) -> str | None:
        """Return a frame that brings a board at `place` up to date; None if nothing changed.

        What only `who` is to be told stands in it under `own`.

        Raises `Dialogue.DoesNotExist`, and what the database raises where it fails.
        """
        async with self._busy:
            now = asyncio.get_running_loop().time()
            if now >= self._fresh_until:
                await self._try_to_look(now)
            if self._failure is not None:
                raise self._failure
            if place == self._places[-1][1]:
                return None
            shared = self._shared if self._reaches(place) else None
            reading = shared or await self._read_alone(place)
        own = reading.news_of(who, place)
        if own is not None:
            return f'{reading.text.text[:-1]},"own":{json.dumps(own, ensure_ascii=False)}}}'
        return None if reading.empty else reading.text.text

    async def _try_to_look(self, now: float) -> None:
        """A failure is shared, too: a hall need not wait in a row for a database that is gone."""
        self._failure = None
        try:
            await self._look(now)
        except Error as error:
            self._failure = error
            self._fresh_until = asyncio.get_running_loop().time() + GONE_SECONDS

    async def _look(self, now: float) -> None:
        while len(self._places) > 1 and self._places[1][0] <= now - REACH_SECONDS:
            self._places.popleft()
        begin = self._places[0][1] if self._places else Place()
        self._shared = await read_frame(self._dialogue_id, self._spot, begin)
        if self._places and self._shared.to.epoch != begin.epoch:
            self._places.clear()
        self._places.append((now, self._shared.to))
        self._alone = {begin: self._shared}
        self._fresh_until = now + FRESH_SECONDS

    def _reaches(self, place: Place) -> bool:
        begin, end = self._places[0][1], self._places[-1][1]
        if place.seq is None or begin.seq is None or end.seq is None:
            return False
        return place.epoch == begin.epoch and begin.seq <= place.seq <= end.seq

    async def _read_alone(self, place: Place) -> Reading:
        if place not in self._alone:
            self._alone[place] = await read_frame(self._dialogue_id, self._spot, place)
        return self._alone[place]

    def idle(self, now: float) -> bool:
        """Tell whether nobody has asked for a while."""
        return now > self._fresh_until + IDLE_SECONDS


_recent: dict[tuple[UUID, Spot], Recent] = {}


def recent_of(dialogue_id: UUID, spot: Spot) -> Recent:
    """Return what is shared by all of this process who ask about one spot."""
    key = (dialogue_id, spot)
    if key not in _recent:
        now = asyncio.get_running_loop().time()
        for other in [other for other, recent in _recent.items() if recent.idle(now)]:
            del _recent[other]
        _recent[key] = Recent(dialogue_id, spot)
    return _recent[key]
