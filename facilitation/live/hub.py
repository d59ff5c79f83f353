"""The hub: one per process and dialogue, from its first socket to its last.

It holds the only subscription to the dialogue's rings, reads each audience's frame once, encodes
it once and hands the same text to every socket of that audience. It decides nothing and keeps
nothing that the database could not tell again.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import Error

from facilitation.board import Audience, board_epoch
from facilitation.breakouts import seating_of
from facilitation.live import presence
from facilitation.live.outage import Outage
from facilitation.live.pool import in_pool
from facilitation.live.reading import Place, Reading, Spot, encode, read_frame
from facilitation.live.ring import listen
from facilitation.live.wire import Text, WriteNow
from facilitation.models import Dialogue

logger = logging.getLogger(__name__)

GATHER_SECONDS = 0.1
"""After a ring, what else comes within this time goes into the same frame."""

LONGEST_GATHERING = 0.2
"""Where a look takes longer than gathering, the next one gathers as long, up to this: whoever
writes gets at least half of a busy machine."""

LOOK_SECONDS = 1.5
"""How often a hub looks at the database by itself, in case a ring was lost."""

TICK_SECONDS = 20.0
"""A page that hears nothing for 45 seconds connects again."""

OUTBOX_LIMIT = 64
"""Texts; at ten frames a second, a phone that has not taken anything for six seconds."""

CATCH_UPS_KEPT = 32

_BEGINNING = Place()

_NOBODY_KNOWS = -1
"""A seating that no dialogue has: somebody sat down while others were moving."""

_database = Outage("database", meanwhile="sockets hear nothing new meanwhile")


@dataclass
class Counts:
    """What the hubs of this process have done since it began."""

    encoded: int = 0
    """Frames and boards turned into text."""
    handed_out: int = 0
    """Frames and boards put into outboxes."""
    too_slow: int = 0
    """Sockets let go because their outbox was full."""
    unrung: int = 0
    """Times that a hub found something new for which no ring had come: it was lost, or not sent."""


COUNTS = Counts()


@dataclass(frozen=True)
class Seat:
    """What a socket may hear: the board of one audience and breakout, from one place on.

    `who` hears it (`facilitation.pages.passes.Hearing`); `seating` is the dialogue's of the moment
    before `breakout` was read.
    """

    dialogue_id: UUID
    audience: Audience
    since: Place
    who: UUID | int | None
    breakout: UUID | None
    seating: int

    @property
    def spot(self) -> Spot:
        return self.audience, self.breakout


class Outbox:
    """The texts that one socket has still to send. Whoever cannot keep up is let go: their page
    connects again and takes in one frame what it missed.

    With `write_now`, what need not wait never enters: a phone that keeps up costs no task.
    """

    def __init__(self, write_now: WriteNow | None = None) -> None:
        self._write_now = write_now
        self._texts: asyncio.Queue[Text] = asyncio.Queue(OUTBOX_LIMIT)
        self._taken = False
        self.overflowed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def put(self, text: Text) -> None:
        if self.overflowed.done():
            return
        # Nothing may overtake what waits or is just being sent.
        may_pass = self._write_now is not None and not self._taken and self._texts.empty()
        if may_pass and self._write_now(text.frame):  # type: ignore[misc]
            return
        if self._texts.full():
            COUNTS.too_slow += 1
            self.overflowed.set_result(None)
        else:
            self._texts.put_nowait(text)

    async def take(self) -> str:
        """Wait for the next text and return it; by asking, the caller says that all before went."""
        self._taken = False
        text = await self._texts.get()
        self._taken = True
        return text.text


@dataclass
class _Circle:
    """The sockets of one spot. All have been brought to `place`, or beyond it.

    `looked` is how far the feed has been read for them; what changed nothing for this audience
    was not sent, so `looked` may be ahead of `place`.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    outboxes: set[Outbox] = field(default_factory=set)
    place: Place = _BEGINNING
    looked: Place = _BEGINNING
    catch_ups: dict[Place, Reading] = field(default_factory=dict)

    def hand_out(self, text: Text) -> None:
        for outbox in self.outboxes:
            outbox.put(text)


class Hub:
    """Brings the sockets of one dialogue in this process up to date."""

    def __init__(self, dialogue_id: UUID) -> None:
        self.dialogue_id = dialogue_id
        self.seats = 0
        self._circles: dict[Spot, _Circle] = defaultdict(_Circle)
        self._sitting: dict[Outbox, Seat] = {}
        self._seating: int | None = None
        self._rung = asyncio.Event()
        self._looking = 0.0
        self._presence = presence.Presence(dialogue_id)
        self._told: dict[Spot, dict[str, Any]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        rings = listen(self.dialogue_id, self._rung.set)
        for work in (rings, self._deliver(), self._tick(), self._watch()):
            self._tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=2)

    async def join(self, outbox: Outbox, seat: Seat) -> None:
        """Put into `outbox` what brings its client up to date, and from then on every frame."""
        if self._seating is None:
            self._seating = seat.seating
        elif self._seating != seat.seating:
            self._seating = _NOBODY_KNOWS
            self._rung.set()
        await self._sit(outbox, seat)

    async def _sit(self, outbox: Outbox, seat: Seat) -> None:
        """A frame is read under the circle's lock and starts at the circle's place, so nothing can
        fall between the two, and what stands in both is put twice, which changes nothing."""
        self._sitting[outbox] = seat
        circle = self._circles[seat.spot]
        async with circle.lock:
            if not circle.outboxes:
                circle.catch_ups.clear()
            reading = circle.catch_ups.get(seat.since)
            if reading is None:
                reading = await self._read(seat.spot, seat.since)
                if len(circle.catch_ups) < CATCH_UPS_KEPT:
                    circle.catch_ups[seat.since] = reading
            if not circle.outboxes:
                circle.place = circle.looked = reading.to
            if outbox not in self._sitting:
                return  # it left meanwhile
            circle.outboxes.add(outbox)
            outbox.put(reading.text)
            COUNTS.handed_out += 1
            self._tell_authors([outbox], reading, since=seat.since)
            if seat.spot in self._told:
                outbox.put(encode("presence", self._told[seat.spot]))

    def writes(self, outbox: Outbox) -> None:
        """Take in that the participant of a socket is writing now."""
        seat = self._sitting.get(outbox)
        if seat and seat.audience is Audience.PARTICIPANT and isinstance(seat.who, UUID):
            self._presence.writes(seat.who)

    def leave(self, outbox: Outbox) -> None:
        self._sitting.pop(outbox, None)
        for circle in self._circles.values():
            circle.outboxes.discard(outbox)

    async def _deliver(self) -> None:
        """Send frames for ever: soon after a ring, and now and then without one."""
        clock = asyncio.get_running_loop()
        while True:
            rung = await self._wait()
            began = clock.time()
            try:
                found = await self._look()
            except Dialogue.DoesNotExist:
                continue  # deleted; each socket learns it when its right to listen is checked
            except Error as error:
                _database.failed(error)
            except Exception:  # a fault of ours; the next look starts from the truth again
                logger.exception("a frame could not be made")
            else:
                _database.worked()
                COUNTS.unrung += found and not rung
            self._looking = clock.time() - began

    async def _look(self) -> bool:
        """Return whether anything had happened."""
        found = False
        epoch, seq, seating = await in_pool(partial(_now_of, self.dialogue_id))
        if seating != self._seating and self._sitting:
            await self._seat_again()
        for spot, circle in list(self._circles.items()):
            now = Place(board_epoch(epoch, spot[1]), seq)
            if circle.outboxes and circle.looked != now:
                found = True
                await self._bring_forward(spot, circle)
        return found

    async def _seat_again(self) -> None:
        """Whoever has gone to another breakout, or to the plenary, gets a fresh board of it."""
        seating = await in_pool(partial(seating_of, self.dialogue_id))
        for outbox, seat in list(self._sitting.items()):
            breakout = seating.of(seat.who)
            if breakout != seat.breakout and outbox in self._sitting:
                self._circles[seat.spot].outboxes.discard(outbox)
                await self._sit(outbox, replace(seat, breakout=breakout, since=_BEGINNING))
        self._seating = seating.number

    async def _wait(self) -> bool:
        """Wait for a ring, but not for ever; return whether one came."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._rung.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(max(GATHER_SECONDS, min(self._looking, LONGEST_GATHERING)))
        self._rung.clear()
        return True

    async def _bring_forward(self, spot: Spot, circle: _Circle) -> None:
        async with circle.lock:
            reading = await self._read(spot, circle.place, even_if_empty=False)
            circle.catch_ups.clear()
            self._tell_authors(circle.outboxes, reading, since=circle.looked)
            circle.looked = reading.to
            if reading.empty:
                return
            circle.place = reading.to
            circle.hand_out(reading.text)
            COUNTS.handed_out += len(circle.outboxes)

    def _tell_authors(self, outboxes: Iterable[Outbox], reading: Reading, since: Place) -> None:
        for outbox in outboxes if reading.news else ():
            seat = self._sitting.get(outbox)
            news = reading.news_of(seat.who, since) if seat else None
            if news is not None:
                outbox.put(encode("own", news))

    async def _read(self, spot: Spot, since: Place, *, even_if_empty: bool = True) -> Reading:
        reading = await read_frame(self.dialogue_id, spot, since, even_if_empty=even_if_empty)
        COUNTS.encoded += bool(reading.text.text)
        return reading

    async def _tick(self) -> None:
        """Let every page know that it is still connected, and how late it is."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for circle in self._circles.values():
                place = {"epoch": circle.place.epoch, "seq": circle.place.seq}
                circle.hand_out(encode("tick", place))

    async def _watch(self) -> None:
        """Tell facilitators who is here, whenever that has changed."""
        while True:
            await asyncio.sleep(presence.LOOK_SECONDS)
            here = list(self._sitting.values())
            if all(seat.audience is Audience.PROJECTOR for seat in here):
                continue
            people = {
                seat.who: seat.breakout
                for seat in here
                if seat.audience is Audience.PARTICIPANT and isinstance(seat.who, UUID)
            }
            try:
                counts, asked = await in_pool(partial(self._presence.look, people))
            except Error:
                continue  # `_deliver` says that the database is gone
            for spot in {seat.spot for seat in here if seat.audience is Audience.FACILITATOR}:
                self._tell(spot, presence.message(counts, spot[1], asked=asked))

    def _tell(self, spot: Spot, message: dict[str, Any]) -> None:
        if self._told.get(spot) != message:
            self._told[spot] = message
            self._circles[spot].hand_out(encode("presence", message))


def _now_of(dialogue_id: UUID) -> tuple[str, int, int]:
    return Dialogue.objects.values_list("epoch", "seq", "seating").get(pk=dialogue_id)


_hubs: dict[UUID, Hub] = {}


@asynccontextmanager
async def take(seat: Seat, write_now: WriteNow | None = None) -> AsyncIterator[tuple[Hub, Outbox]]:
    """Sit in the hub of a dialogue: yields it, and an outbox whose first text is the catch-up
    frame."""
    hub = _hubs.get(seat.dialogue_id)
    if hub is None:
        hub = _hubs[seat.dialogue_id] = Hub(seat.dialogue_id)
        hub.start()
    hub.seats += 1
    outbox = Outbox(write_now)
    try:
        await hub.join(outbox, seat)
        yield hub, outbox
    finally:
        hub.leave(outbox)
        hub.seats -= 1
        if not hub.seats:
            del _hubs[seat.dialogue_id]
            await hub.stop()


def hubs_open() -> int:
    """Return how many dialogues are heard in this process."""
    return len(_hubs)


def listening() -> Counter[Audience]:
    """Return how many sockets of each audience this process serves. From any thread."""
    seats = [seat for hub in list(_hubs.values()) for seat in list(hub._sitting.values())]
    return Counter(seat.audience for seat in seats)


def delivered() -> dict[UUID, int]:
    """Return how far the feed of each dialogue heard here was delivered to all who hear it."""
    places: dict[UUID, int] = {}
    for dialogue_id, hub in list(_hubs.items()):
        circles = [circle for circle in list(hub._circles.values()) if circle.outboxes]
        looked = [circle.looked.seq for circle in circles if circle.looked.seq is not None]
        if looked:
            places[dialogue_id] = min(looked)
    return places
