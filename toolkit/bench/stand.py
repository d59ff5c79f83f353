"""The stand: the servers that are measured, what they lean on, and what they cost.

Servers are child processes that end with this one. They can be killed and started again on the
same ports, and read from outside: processor time, memory, and the rows in their database.
"""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from toolkit.bench.processes import Cpu, resident_kilobytes
from toolkit.bench.services import Postgres, Redis
from toolkit.bench.wire import Address
from toolkit.commands import CommandError

STARTING_SECONDS = 120.0
NOTES_PER_MINUTE = 6000
"""The limit for people would hold back a driver that types for a thousand of them."""

JOINS_PER_SECOND = 6000
"""What joining costs is measured without the line that spreads it."""

Database = Literal["sqlite", "postgresql"]
Layer = Literal["memory", "redis"]


@dataclass(frozen=True)
class Kept:
    """What the database says of one dialogue: its last seq, and its notes as (id, text)."""

    seq: int
    notes: list[tuple[str, str]]


class ServerProcess:
    """One `toolkit serve`, on the same port however often it is started."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        self._environ = environ
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self.port = 0
        self.token = ""

    @property
    def pid(self) -> int:
        """The process that serves, not its worker."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it answers. Raises `CommandError`."""
        with self._log.open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "toolkit.replay.server", str(self.port)),
                env=self._environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(STARTING_SECONDS):
                await self._until_ready(self._process)
        except TimeoutError:
            raise CommandError(f"the server did not start: {self.log()[-300:]}") from None

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.startswith(b"{"):
                ready = json.loads(line)
                self.port = urlsplit(ready["address"]).port or 0
                self.token = ready["sign_in"].rpartition("#")[2]
                return
        raise CommandError(f"the server did not start: {self.log()[-300:]}")

    async def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """End it as an operator would."""
        if self._process is None or self._process.returncode is not None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(40):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    def log(self) -> str:
        """Return what it has logged."""
        return self._log.read_text(errors="replace")


class Elsewhere:
    """A server that we did not start, known by its sign-in link. What it costs stays unknown."""

    def __init__(self, link: str) -> None:
        """Raises `CommandError` for what is no link, and for TLS, which our phones lack."""
        parts = urlsplit(link)
        if parts.scheme != "http" or not parts.hostname or not parts.fragment:
            raise CommandError("--server needs a sign-in link: http://…/sign-in/#…", status=2)
        self.addresses = [Address(parts.hostname, parts.port or 80)]
        self.token = parts.fragment

    def cpu(self) -> Cpu:
        """Nothing is known."""
        return Cpu()

    def resident_kilobytes(self) -> float:
        """Nothing is known."""
        return 0.0


class Stand:
    """Servers of one database and one layer, in a folder of their own."""

    def __init__(self, folder: Path, *, processes: int, database: Database, layer: Layer) -> None:
        self.folder = folder
        self.postgres = Postgres() if database == "postgresql" else None
        self.redis = Redis(folder) if layer == "redis" else None
        self.servers = [
            ServerProcess(self._environ(), folder / f"server-{number}.log")
            for number in range(processes)
        ]

    async def __aenter__(self) -> "Stand":
        try:
            await self._start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def _start(self) -> None:
        if self.redis is not None:
            await asyncio.to_thread(self.redis.start)
        if self.postgres is not None:
            await asyncio.to_thread(self.postgres.create)
            await asyncio.to_thread(self.postgres.start)
            await asyncio.to_thread(self._migrate)
        for server in self.servers:
            await server.start()

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(server.stop() for server in self.servers))
        if self.redis is not None:
            self.redis.stop()
        if self.postgres is not None:
            await asyncio.to_thread(self.postgres.remove)

    @property
    def addresses(self) -> list[Address]:
        """Where the servers listen."""
        return [Address("127.0.0.1", server.port) for server in self.servers]

    @property
    def token(self) -> str:
        """A one-time sign-in token; the newest, because it makes earlier ones useless."""
        return self.servers[-1].token

    async def kill(self) -> None:
        """End every server as a power cut would."""
        await asyncio.gather(*(server.kill() for server in self.servers))

    async def restart(self) -> None:
        """Start every server again where it was."""
        for server in self.servers:
            await server.start()

    def cpu(self) -> Cpu:
        """Return the processor time that the servers have used."""
        return sum((Cpu.of(server.pid) for server in self.servers), start=Cpu())

    def resident_kilobytes(self) -> float:
        """Return the servers' memory, in units of 1,000 bytes."""
        return sum(resident_kilobytes(server.pid) for server in self.servers)

    def logged(self, words: str) -> int:
        """Return how many log lines of one server hold `words`, at most."""
        return max(server.log().count(words) for server in self.servers)

    async def kept(self, code: str) -> Kept:
        """Read a dialogue from the database itself, past the servers."""
        return await asyncio.to_thread(self._kept, code)

    def _kept(self, code: str) -> Kept:
        find = "SELECT id, seq FROM facilitation_dialogue WHERE code = '{}'"
        read = (
            "SELECT id, text FROM facilitation_note "
            "WHERE dialogue_id = '{}' AND state <> 'withdrawn'"
        )
        if self.postgres is None:
            path = f"file:{self.folder / 'toolkit.sqlite3'}?mode=ro"
            with closing(sqlite3.connect(path, uri=True)) as database:
                key, seq = database.execute(find.format(code)).fetchone()
                rows = database.execute(read.format(key)).fetchall()
        else:
            import psycopg

            with psycopg.connect(self.postgres.url) as session:
                found = session.execute(find.format(code).encode()).fetchone()
                assert found is not None
                key, seq = found
                rows = session.execute(read.format(key).encode()).fetchall()
        return Kept(seq, [(str(UUID(str(note))), text) for note, text in rows])

    def _environ(self) -> dict[str, str]:
        ours = ("TOOLKIT_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
        environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        environ |= {
            "TOOLKIT_DATA": str(self.folder),
            "TOOLKIT_NOTES_PER_MINUTE": str(NOTES_PER_MINUTE),
            "TOOLKIT_JOINS_PER_SECOND": str(JOINS_PER_SECOND),
            "TOOLKIT_SECRET_KEY": "measured-on-loopback-and-thrown-away-" * 2,
        }
        if self.postgres is not None:
            environ["DATABASE_URL"] = self.postgres.url
        if self.redis is not None:
            environ["REDIS_URL"] = self.redis.url
        return environ

    def _migrate(self) -> None:
        command = [sys.executable, "-m", "toolkit.cli", "manage", "migrate", "-v", "0"]
        done = subprocess.run(
            command, env=self._environ(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandError(f"the database could not be made: {done.stderr[-300:]}")
