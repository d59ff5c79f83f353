"""People who write all the time, on light phones, while something is done to their servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlsplit
from uuid import uuid4

from toolkit.bench.phone import Facilitator, Phone
from toolkit.bench.wire import Address

WRITERS = 12


@dataclass
class People:
    """A dialogue, its facilitator, and the phones of those who write in it."""

    facilitator: Facilitator
    phones: list[Phone]

    async def write_for_ever(self) -> None:
        """Type twenty notes a second, on one phone after another, until cancelled."""
        for phone in cycle(self.phones):
            phone.write(f"Note {uuid4()}")
            await asyncio.sleep(0.05)

    async def check_that_each_note_is_on_every_board_once(self) -> None:
        """Wait until everything is answered and heard, and compare it with what was typed."""
        await asyncio.gather(*(phone.sent() for phone in self.phones))
        board = (await self.facilitator.fresh()).notes
        typed = [note.text for phone in self.phones for note in phone.typed]
        assert typed
        assert sorted(board.values()) == sorted(typed)
        assert not any(phone.refused for phone in self.phones)
        while any(phone.notes != board for phone in self.phones):
            await asyncio.sleep(0.1)
        assert sum(phone.gaps for phone in self.phones) == 0


@asynccontextmanager
async def people_writing(address: str, sign_in: str | None) -> AsyncIterator[People]:
    """Open a dialogue, let people join, hear and write; at the end check every board."""
    server = urlsplit(address)
    here = [Address(server.hostname or "", server.port or 0)]
    facilitator = Facilitator(here)
    assert sign_in is not None
    await facilitator.sign_in(sign_in.partition("#")[2])
    stage = await facilitator.create("Water in our district")
    phones = [Phone(here, code=facilitator.code) for _ in range(WRITERS)]
    for phone in phones:
        phone.stage = stage
        await phone.join()
    people = People(facilitator, phones)
    hearing = [asyncio.create_task(phone.hear()) for phone in phones]
    writing = asyncio.create_task(people.write_for_ever())
    try:
        yield people
        writing.cancel()
        await people.check_that_each_note_is_on_every_board_once()
    finally:
        for task in (writing, *hearing):
            task.cancel()
        for client in (facilitator, *phones):
            client.hang_up()
