"""Plays a script: who does what, in which order, and what came of it.

The facilitator opens a stage only when every outbox of the one before is empty, so that a note
is never late because the play was fast. Nothing here counts for the account but what clients
were answered.
"""

import asyncio
import datetime as dt
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from facilitation.board import Frame
from facilitation.vocabulary.stages import VOTING_KIND
from toolkit.commands import CommandError
from toolkit.replay.browser import Browser, Json, Network
from toolkit.replay.clients import Client, Facilitator, Phone, Post, SentNote
from toolkit.replay.script import Group, Note, Script

Say = Callable[[str], None]

SUMMARY_SECONDS = 600.0
"""How long printing may take: thousands of notes on a small machine."""

_STAGE_MINUTES = 10
_POLL_SECONDS = 0.5


@dataclass
class Clock:
    """When something `at` seconds from the start is due; without `speed` everything is at once."""

    speed: float | None = None
    _began: float = field(init=False, default_factory=time.monotonic)

    async def until(self, at: float) -> None:
        """Wait until the script's clock shows `at` seconds."""
        if self.speed is not None:
            await asyncio.sleep(max(0.0, self._began + at / self.speed - time.monotonic()))

    def start(self) -> None:
        """Set the clock to nought."""
        self._began = time.monotonic()


@dataclass(frozen=True)
class Played:
    """What came of a play: the clients with what they were answered, and the printed summary.

    `board` is the facilitator's own board just before the seal; `disagreements` says which
    client's board was not the true one.
    """

    dialogue_id: str
    phones: dict[str, Phone]
    board: Frame
    disagreements: list[str]
    pdf: bytes
    data: bytes


class Play:
    """One dialogue with its clients, from the first page to the printed summary."""

    def __init__(
        self,
        script: Script,
        network: Network,
        *,
        clock: Clock,
        say: Say = lambda _: None,
        **changes: Any,
    ) -> None:
        """`changes` replace fields of the `NewDialogue` that the script asks for."""
        self.script = script
        self._new_dialogue = new_dialogue(script) | changes
        self.phones: dict[str, Phone] = {}
        self._network = network
        self._clock = clock
        self._say = say
        self._tasks: asyncio.TaskGroup
        self._running: list[asyncio.Task[None]] = []
        self._facilitator: Facilitator
        self._groups: dict[str, str] = {}

    async def run(self, organizer: Browser) -> Played:
        """Play the whole script with the browser of a signed-in organizer."""
        async with self.opened(organizer) as facilitator:
            await self.join_all()
            await self.write_all()
            await self.vote_all()
            await facilitator.close(self.script.divergence)
            self._say("closed; comparing boards")
            disagreements = await self._disagreements()
            board = await facilitator.fresh_board()
            await facilitator.seal()
            self._say("sealed; waiting for the printed summary")
            pdf, data = await fetch_summary(organizer, facilitator.dialogue_id)
        return Played(
            facilitator.dialogue_id, self.phones, board, disagreements, pdf=pdf, data=data
        )

    @asynccontextmanager
    async def opened(self, organizer: Browser) -> AsyncIterator[Facilitator]:
        """Create the dialogue and listen to it; on leaving, every client's work ends."""
        self._facilitator = await Facilitator.create(organizer, self._new_dialogue)
        async with asyncio.TaskGroup() as self._tasks:
            try:
                self._start(self._facilitator.listener.run())
                yield self._facilitator
            finally:
                for task in self._running:
                    task.cancel()

    async def join_all(self, *, seconds_between: float = 0.0) -> None:
        """Everybody comes in, and says who they are as far as the script says it."""
        await self._facilitator.open_stage("welcome")
        languages = self.script.spoken_languages()
        self._clock.start()
        async with asyncio.TaskGroup() as joining:
            for number, person in enumerate(self.script.participants):
                await self._clock.until(number * seconds_between)
                self.phones[person.id] = Phone(
                    self._network, code=self._facilitator.code, language=languages[person.id]
                )
                joining.create_task(self._join(self.phones[person.id]))
        self._say(f"{len(self.phones)} people have joined")
        if "profile" in self._facilitator.stages:
            await self._facilitator.open_stage("profile")
            for person in self.script.participants:
                if profile := person.profile():
                    self.phones[person.id].queue(Post("save_profile", profile))
            await self._drained()

    async def write_all(self) -> None:
        """Everybody writes, stage by stage; groups are made as soon as their notes are there."""
        self._clock.start()
        done = 0
        for kind, segment in self._segments():
            await self._clock.until(segment[0][0])
            await self._facilitator.open_stage(kind)
            for at, note in segment:
                await self._clock.until(at)
                self._queue_note(note)
                if self._clock.speed is not None:
                    await self._make_ready_groups()
            await self._drained()
            done += len(segment)
            self._say(f"{done} of {len(self.script.notes)} notes answered")
            await self._make_ready_groups()
        await self._make_ready_groups()

    async def vote_all(self) -> None:
        """Everybody weighs what matters to them."""
        if not self.script.votes:
            return
        await self._facilitator.open_stage(VOTING_KIND)
        for vote in self.script.votes:
            post = Post("give_vote", {"group": self._groups[vote.group]})
            self.phones[vote.by].queue(post)
        await self._drained()

    async def _join(self, phone: Phone) -> None:
        await phone.join()
        self._start(phone.listener.run())
        self._start(phone.send_outbox())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.append(self._tasks.create_task(work))

    def _segments(self) -> Iterator[tuple[str, list[tuple[float, Note]]]]:
        runs = itertools.groupby(self.script.timed_notes(), key=lambda pair: pair[1].stage)
        return ((kind, list(run)) for kind, run in runs)

    def _queue_note(self, note: Note) -> None:
        fields = {
            "stage": self._facilitator.stages[note.stage],
            "text": note.text,
            "language": note.language or self.script.language,
            "quote": note.quote,
            "on_behalf": note.on_behalf,
        }
        # Only where proposals are written does a phone ask whom they call on.
        if note.actor and note.stage == "how":
            fields["actor"] = note.actor
        self.phones[note.by].queue(Post("add_note", fields, about=note.id))

    async def _drained(self) -> None:
        for phone in self.phones.values():
            await phone.drained()
            if phone.complaints:
                raise CommandError(phone.complaints[0])

    async def _make_ready_groups(self) -> None:
        """Make each group all of whose notes have been answered."""
        sent = {key: note for phone in self.phones.values() for key, note in phone.sent.items()}
        refused = {key for phone in self.phones.values() for key in phone.refused}
        for group in self.script.groups:
            ready = all(key in sent or key in refused for key in group.notes)
            if ready and group.id not in self._groups:
                # A note that was refused cannot be grouped; the group is made without it.
                notes = [sent[key] for key in group.notes if key in sent]
                self._groups[group.id] = await self._make_group(group, notes)

    async def _make_group(self, group: Group, notes: list[SentNote]) -> str:
        for note in notes:
            if note.state == "late":
                await self._facilitator.admit(note.id)
        ids = [note.id for note in notes]
        return await self._facilitator.add_group(group.stage, group.title, ids)

    async def _disagreements(self) -> list[str]:
        clients: list[Client] = [self._facilitator, *self.phones.values()]
        found = await asyncio.gather(*(client.disagreement() for client in clients))
        return [reason for reason in found if reason]


def new_dialogue(script: Script) -> Json:
    """Return the JSON of `NewDialogue` for a script; its agenda has only what the script needs."""
    organizer = script.organizer
    given: Json = {
        "title": script.title,
        "language": script.language,
        "date": (script.date or dt.datetime.now().astimezone().date()).isoformat(),
        "mode": script.mode,
        "country": script.country or "",
        "city": script.city or "",
        "commitments": script.commitments,
        "sdgs": script.sdgs,
        "under_18": script.under_18,
        "organizer_publish": "anonymous",
        "stages": agenda(needed_stages(script)),
    }
    if organizer is not None:
        given |= {f"organizer_{key}": value for key, value in organizer.model_dump().items()}
    return given


def needed_stages(script: Script) -> list[str]:
    """Return the kinds of stages that a script needs, in the order of an agenda."""
    profiles = any(person.profile() for person in script.participants)
    return [
        "welcome",
        *(["profile"] if profiles else []),
        *script.writing_stages(),
        *([VOTING_KIND] if script.votes else []),
        "close",
    ]


def agenda(kinds: Iterable[str]) -> list[Json]:
    """Return the agenda of `NewDialogue` with these kinds of stages."""
    return [{"kind": kind, "minutes": _STAGE_MINUTES} for kind in kinds]


async def fetch_summary(organizer: Browser, dialogue_id: str) -> tuple[bytes, bytes]:
    """Return the summary of a sealed dialogue as (PDF, JSON), once the worker has printed it."""
    address = f"/dialogues/{dialogue_id}/summary"
    give_up = time.monotonic() + SUMMARY_SECONDS
    while (pdf := await organizer.get(f"{address}.pdf")).status_code == httpx.codes.CONFLICT:
        if time.monotonic() > give_up:
            raise CommandError(f"the summary was not printed within {SUMMARY_SECONDS:.0f} s.")
        await asyncio.sleep(_POLL_SECONDS)
    return _content(pdf), _content(await organizer.get(f"{address}.json"))


def _content(response: httpx.Response) -> bytes:
    if not response.is_success:
        raise CommandError(f"{response.url.path} answered {response.status_code}.")
    return response.content
