"""Child processes of a measurement: crowds of phones that are told what to do.

Each ends with this process, because its stdin then ends.
"""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.commands import CommandError

Json = dict[str, Any]

_LONGEST_LINE = 2**30
_FILES_BESIDE_SOCKETS = 200


def allow_files(sockets: int) -> None:
    """Raise the limit of open files of this process and its children.

    Raises `CommandError` where the system does not allow as many.
    """
    needed = sockets + _FILES_BESIDE_SOCKETS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return
    if needed > hard != resource.RLIM_INFINITY:
        raise CommandError(f"{needed} open files are needed, the system allows {hard}: ulimit -n")
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


class CrowdProcess:
    """One `toolkit.bench.crowd`."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._number = 0
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "toolkit.bench.crowd"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            start_new_session=True,
        )
        self._reading = asyncio.create_task(self._read())

    async def do(self, name: str, /, **arguments: Any) -> Json:
        """Have one thing done; return its answer. Raises `CommandError`."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        line = json.dumps({"number": self._number, "do": name, "with": arguments})
        self._process.stdin.write(line.encode() + b"\n")
        done: Json = await answer
        if "failed" in done:
            raise CommandError(f"the phones failed: {done['failed']}")
        return done

    async def stop(self) -> None:
        """End the process."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._reading is not None:
            await self._reading

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            done = json.loads(line)
            self._answers.pop(done["number"]).set_result(done["answer"])
        for answer in self._answers.values():
            answer.set_result({"failed": "their process has ended"})


class Crowds:
    """Several crowds as one."""

    def __init__(self, count: int) -> None:
        self._crowds = [CrowdProcess() for _ in range(count)]

    async def __aenter__(self) -> "Crowds":
        await asyncio.gather(*(crowd.start() for crowd in self._crowds))
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(crowd.stop() for crowd in self._crowds))

    async def each(self, name: str, /, **arguments: Any) -> list[Json]:
        """Have every crowd do the same."""
        return await asyncio.gather(*(crowd.do(name, **arguments) for crowd in self._crowds))

    async def share(self, name: str, total: Mapping[str, int], /, **arguments: Any) -> list[Json]:
        """Have every crowd do its share of `total`; each gets a `name` where it takes one."""
        works = []
        for number, crowd in enumerate(self._crowds):
            parts = {key: _part(whole, len(self._crowds), number) for key, whole in total.items()}
            works.append(crowd.do(name, **parts, **arguments))
        return await asyncio.gather(*works)

    async def join(self, *, phones: int, **arguments: Any) -> None:
        """Have the phones join, each crowd under a name of its own."""
        works = []
        for number, crowd in enumerate(self._crowds):
            part = _part(phones, len(self._crowds), number)
            works.append(crowd.do("join", name=f"c{number}", phones=part, **arguments))
        await asyncio.gather(*works)


def _part(whole: int, parts: int, number: int) -> int:
    return whole // parts + (number < whole % parts)


_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cpu:
    """Processor seconds, user and system: of whole processes, and of their first threads, where
    an asyncio server has its event loop."""

    whole: float = 0.0
    loop: float = 0.0

    @classmethod
    def of(cls, pid: int) -> "Cpu":
        """Read what a process has used."""
        return cls(_cpu(Path(f"/proc/{pid}/stat")), _cpu(Path(f"/proc/{pid}/task/{pid}/stat")))

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.whole + other.whole, self.loop + other.loop)

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.whole - other.whole, self.loop - other.loop)

    def __mul__(self, factor: float) -> "Cpu":
        return Cpu(self.whole * factor, self.loop * factor)


def _cpu(path: Path) -> float:
    fields = path.read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def idle_seconds() -> float:
    """Return how long the processors of this machine have had nothing to do, added up."""
    return float(Path("/proc/uptime").read_text().split()[1])


def resident_kilobytes(pid: int) -> float:
    """Return the memory of a process that is in RAM, in units of 1,000 bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1000
