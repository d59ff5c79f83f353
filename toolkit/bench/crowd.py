"""One process of phones. Takes a line of JSON, does it, answers with a line of JSON.

Ends when the other end of stdin is gone, however that came about.
"""

import asyncio
import contextlib
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

from toolkit.bench.frames import Latencies, stamped
from toolkit.bench.phone import Phone
from toolkit.bench.wire import Address, Socket, Unreachable

Json = dict[str, Any]

JOINING_AT_ONCE = 16
CONNECTING_AT_ONCE = 64
LOOK_SECONDS = 0.02


class Crowd:
    """The phones of this process and what is asked of them."""

    def __init__(self) -> None:
        self.phones: list[Phone] = []
        self.latencies = Latencies()
        self._name = ""
        self._hearing: list[asyncio.Task[None]] = []
        self._bare: list[Socket] = []
        self._bare_heard = 0
        self._serial = 0
        self._marked = 0.0

    async def join(self, *, name: str, code: str, stage: str, phones: int, at: list[Any]) -> Json:
        """Make phones that join the dialogue."""
        self._name = name
        addresses = [Address(*pair) for pair in at]
        self.phones = [Phone(addresses, code=code) for _ in range(phones)]
        for phone in self.phones:
            phone.stage = stage
            phone.latencies = self.latencies
        await _some_at_once(JOINING_AT_ONCE, [phone.join for phone in self.phones])
        return {}

    async def listen(self) -> Json:
        """Open every phone's socket and wait until each has its first frame, or a poll."""

        async def begin(phone: Phone) -> None:
            self._hearing.append(asyncio.create_task(phone.hear()))
            while phone.place is None:
                await asyncio.sleep(LOOK_SECONDS)

        began = time.monotonic()
        await _some_at_once(CONNECTING_AT_ONCE, [partial(begin, phone) for phone in self.phones])
        return {"seconds": time.monotonic() - began}

    async def write(self, *, notes: int, seconds: float, start: float) -> Json:
        """Type notes evenly from `start` on, on one phone after another."""
        for number in range(notes):
            due = start + number * seconds / notes
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._type(random.choice(self.phones))  # noqa: S311
        return {}

    async def burst(self, *, notes: int, start: float) -> Json:
        """Type notes at one moment, spread over the phones."""
        await asyncio.sleep(max(0.0, start - time.monotonic()))
        for number in range(notes):
            self._type(self.phones[number % len(self.phones)])
        return {}

    async def flood(self, *, seconds: float, start: float) -> Json:
        """Have every phone type its next note as soon as the one before was answered."""

        async def write_on(phone: Phone) -> None:
            while time.monotonic() < start + seconds:
                self._type(phone)
                await phone.sent()

        await asyncio.sleep(max(0.0, start - time.monotonic()))
        await asyncio.gather(*map(write_on, self.phones))
        return {}

    def _type(self, phone: Phone) -> None:
        self._serial += 1
        phone.write(stamped(f"{self._name}.{self._serial}", time.monotonic()))

    async def cut(self, *, at: float) -> Json:
        """Lose every socket at one moment."""
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        for phone in self.phones:
            phone.cut()
        return {}

    async def drain(self) -> Json:
        """Wait until every outbox is empty."""
        await asyncio.gather(*(phone.sent() for phone in self.phones))
        return {}

    async def level(self, *, seq: int) -> Json:
        """Wait until every phone's board has reached `seq`."""
        while any(phone.place is None or phone.place[1] < seq for phone in self.phones):
            await asyncio.sleep(LOOK_SECONDS)
        return {"at": time.monotonic()}

    async def back(self, *, since: float) -> Json:
        """Wait until every phone has heard a frame over a connection made after `since`."""

        def is_back(phone: Phone) -> bool:
            return phone.live and phone.connected_at > since

        while not all(map(is_back, self.phones)):
            await asyncio.sleep(LOOK_SECONDS)
        return {"at": max(phone.connected_at for phone in self.phones)}

    async def mark(self) -> Json:
        """Count frames and latencies from here on."""
        self._marked = time.monotonic()
        self.latencies.counts.clear()
        for phone in self.phones:
            phone.frames = phone.bytes = 0
        return {}

    async def counts(self) -> Json:
        """Tell what was heard since `mark`, and everything that was typed."""
        return {
            "frames": sum(phone.frames for phone in self.phones),
            "bytes": sum(phone.bytes for phone in self.phones),
            "gaps": sum(phone.gaps for phone in self.phones),
            "polls": sum(phone.polls for phone in self.phones),
            "connections": sum(phone.connections for phone in self.phones),
            "retries": sum(phone.retries for phone in self.phones),
            "told_not_saved": sum(phone.told_not_saved for phone in self.phones),
            "refused": [code for phone in self.phones for code in phone.refused],
            "latencies": self.latencies.counts,
            "notes": [
                (note.text, note.id, note.typed, note.answered)
                for phone in self.phones
                for note in phone.typed
            ],
        }

    async def compare(self, *, notes: dict[str, str]) -> Json:
        """Tell how many boards differ from these notes (id to text), and by what."""
        differing, lacking, extra = 0, set(), set()
        for phone in self.phones:
            if phone.notes != notes:
                differing += 1
                lacking |= notes.keys() - phone.notes.keys()
                extra |= phone.notes.keys() - notes.keys()
        return {"differing": differing, "lacking": sorted(lacking), "extra": sorted(extra)}

    async def bare(self, *, sockets: int, at: list[Any]) -> Json:
        """Open sockets that only count what they hear."""

        def heard(_payload: bytes) -> None:
            self._bare_heard += 1

        async def begin() -> None:
            while True:
                with contextlib.suppress(Unreachable):
                    self._bare.append(await Socket.open(Address(*at), "/", "a=b", heard))
                    return

        await _some_at_once(CONNECTING_AT_ONCE, [begin] * sockets)
        return {}

    async def bare_counts(self) -> Json:
        """Tell what those sockets have heard."""
        return {"frames": self._bare_heard}

    async def leave(self) -> Json:
        """Close everything."""
        for task in self._hearing:
            task.cancel()
        await asyncio.gather(*self._hearing, return_exceptions=True)
        for phone in self.phones:
            phone.hang_up()
        for socket in self._bare:
            socket.hang_up()
        return {}


async def _some_at_once(limit: int, works: list[Callable[[], Awaitable[None]]]) -> None:
    turn = asyncio.Semaphore(limit)

    async def one(work: Callable[[], Awaitable[None]]) -> None:
        async with turn:
            await work()

    await asyncio.gather(*map(one, works))


async def _commands() -> AsyncIterator[Json]:
    reader = asyncio.StreamReader(limit=2**30)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


async def main() -> None:
    """Do what comes in; a long work does not hold up what comes after it."""
    crowd = Crowd()
    running: set[asyncio.Task[None]] = set()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")

    async def work(number: int, name: str, arguments: Json) -> None:
        try:
            answer = await getattr(crowd, name)(**arguments)
        except Exception as error:
            answer = {"failed": f"{name}: {type(error).__name__} {error}"}
        print(json.dumps({"number": number, "answer": answer}), file=answers, flush=True)

    async for command in _commands():
        task = asyncio.create_task(work(command["number"], command["do"], command["with"]))
        running.add(task)
        task.add_done_callback(running.discard)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
