"""`toolkit bench live`: a hall of light phones on real servers, with one thing going wrong.

Every figure is taken from outside the servers, and what was typed is compared with the rows of
the database and with the board of every phone.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.bench.frames import Latencies
from toolkit.bench.phone import Client, Facilitator
from toolkit.bench.plan import Plan
from toolkit.bench.processes import Cpu, Crowds, allow_files, idle_seconds
from toolkit.bench.proxy import FaultProxy, Faults
from toolkit.bench.report import LiveResult
from toolkit.bench.stand import Elsewhere, Kept, Stand
from toolkit.bench.wire import Address
from toolkit.commands import CommandError

Json = dict[str, Any]

BARE_SECONDS = 5.0
UNHEARD_SECONDS = 5.0
FEWEST_WEIGHED = 100
"""Phones: what the server takes for the first note of all would weigh more than fewer phones."""

VILLAGE = Faults(latency=0.3, bytes_per_second=8000, cut_share=0.02)
"""2 % of the connections cut each second, 300 ms each way, 64 kbit/s each way."""
CAPTIVE = Faults(no_sockets=True)


async def measure(plan: Plan, say: Callable[[str], None]) -> LiveResult:
    """Run one scenario on servers of its own. Raises `CommandError`."""
    plan.check()
    allow_files(3 * plan.phones)
    with tempfile.TemporaryDirectory(prefix="toolkit-bench-") as folder:
        async with AsyncExitStack() as stack:
            say("starting")
            stand = await _stand(stack, plan, Path(folder))
            crowds = await stack.enter_async_context(Crowds(plan.crowds))
            addresses = await _proxied(stack, stand, plan)
            run = _Run(plan, stand, crowds, addresses, say)
            try:
                async with asyncio.timeout(plan.longest):
                    return await run.run()
            except TimeoutError:
                raise CommandError(
                    f"{plan.scenario}: not done after {plan.longest:.0f} s, while {run.doing}"
                ) from None


async def _stand(stack: AsyncExitStack, plan: Plan, folder: Path) -> Stand | Elsewhere:
    if plan.server:
        return Elsewhere(plan.server)
    stand = Stand(folder, processes=plan.processes, database=plan.database, layer=plan.layer)
    return await stack.enter_async_context(stand)


async def _proxied(stack: AsyncExitStack, stand: Stand | Elsewhere, plan: Plan) -> list[Address]:
    """Return where the phones connect: to the servers, or to a bad network before them."""
    faults = {"village": VILLAGE, "captive": CAPTIVE}.get(plan.scenario)
    if faults is None:
        return stand.addresses
    proxies = [FaultProxy(address, faults) for address in stand.addresses]
    return [(await stack.enter_async_context(proxy)).address for proxy in proxies]


@dataclass
class _Run:
    plan: Plan
    stand: Stand | Elsewhere
    crowds: Crowds
    addresses: list[Address]
    say: Callable[[str], None]
    doing: str = ""
    result: LiveResult = field(init=False)
    facilitator: Facilitator = field(init=False)
    _hearing: asyncio.Task[None] | None = None
    _recovered: float = 0.0
    _writing: Cpu = field(default_factory=Cpu)
    """What the servers take for a second of writing that no phone hears."""

    def __post_init__(self) -> None:
        plan = self.plan
        self.result = LiveResult(
            plan.scenario, plan.processes, plan.database, plan.layer, plan.phones, plan.notes
        )
        self.result.typed = plan.notes
        self.facilitator = Facilitator(self.stand.addresses)
        self.facilitator.latencies = Latencies()

    async def run(self) -> LiveResult:
        try:
            await self._set_up()
            if self.plan.scenario == "flood":
                await self._flood()
            else:
                await self._listen()
                await self._write_steadily()
            if self.plan.burst:
                await self._burst()
            await self._compare()
            if self.plan.bare:
                await self._measure_bare()
        finally:
            if self._hearing is not None:
                self._hearing.cancel()
                await asyncio.gather(self._hearing, return_exceptions=True)
            self.facilitator.hang_up()
        return self.result

    def _tell(self, doing: str) -> None:
        self.doing = doing
        self.say(doing)

    async def _set_up(self) -> None:
        plan = self.plan
        self._tell(f"{plan.phones} phones join")
        await self.facilitator.sign_in(self.stand.token)
        stage = await self.facilitator.create("Measured")
        pairs = [(address.host, address.port) for address in self.addresses]
        used = self.stand.cpu()
        await self.crowds.join(
            phones=plan.phones, code=self.facilitator.code, stage=stage, at=pairs
        )
        if used.whole:
            joined = self.stand.cpu() - used
            self.result.join_cpu_ms = round(joined.whole * 1000 / plan.phones, 1)

    async def _flood(self) -> None:
        """As many notes as the servers take in while nobody hears; then everybody hears them."""
        self._tell(f"as many notes as go in {self.plan.flood:.0f} s")
        await asyncio.sleep(self.plan.settling)
        self.result.load_average = round(os.getloadavg()[0], 1)
        start, used, idle = time.monotonic(), self.stand.cpu(), idle_seconds()
        await self.crowds.each("flood", seconds=self.plan.flood, start=start)
        seconds, used = time.monotonic() - start, self.stand.cpu() - used
        idle = (idle_seconds() - idle) / seconds / (os.cpu_count() or 1)
        self.result.machine_busy = round(1 - idle, 2)
        counts = await self.crowds.each("counts")
        typed = self.result.typed = self.result.notes = sum(len(one["notes"]) for one in counts)
        self.result.notes_per_second = round(typed / seconds, 1)
        self.result.answers_p95_ms = _answered(counts).percentile(0.95)
        if used.whole:
            self.result.note_cpu_us = round(used.whole * 1e6 / typed)
        await self._listen()
        await self._level()

    async def _listen(self) -> None:
        plan = self.plan
        self._hearing = asyncio.create_task(self.facilitator.hear())
        await _until(lambda: self.facilitator.place is not None)
        if plan.scenario == "clean":
            await self._write_unheard()
        await asyncio.sleep(self.plan.settling)
        self._empty = self.stand.resident_kilobytes()
        self._tell(f"{plan.phones} phones connect")
        await self.crowds.each("listen")
        await asyncio.sleep(self.plan.settling)

    async def _write_unheard(self) -> None:
        """The cost of writing alone, to be taken off the cost of being heard by every phone."""
        plan = self.plan
        notes = round(UNHEARD_SECONDS * plan.rate)
        self._tell(f"{notes} notes that no phone hears")
        start, used = time.monotonic(), self.stand.cpu()
        await self.crowds.share(
            "write", {"notes": notes}, seconds=notes / plan.rate, start=time.monotonic()
        )
        await self.crowds.each("drain")
        self.result.typed += notes
        self._writing = (self.stand.cpu() - used) * (1 / (time.monotonic() - start))

    async def _write_steadily(self) -> None:
        """The notes, evenly; meanwhile the scenario's misfortune; until everybody is level."""
        plan, result = self.plan, self.result
        result.load_average = round(os.getloadavg()[0], 1)
        assert self.facilitator.latencies is not None
        self._tell(f"{plan.notes} notes in {plan.seconds:.0f} s")
        await self.crowds.each("mark")
        self.facilitator.latencies.counts.clear()
        start = time.monotonic() + 0.3
        used = self.stand.cpu()
        misfortune = asyncio.create_task(self._misfortune(start))
        try:
            await self.crowds.share(
                "write", {"notes": plan.notes}, seconds=plan.seconds, start=start
            )
            await misfortune
        finally:
            misfortune.cancel()
        self._tell("outboxes drain")
        await self.crowds.each("drain")
        drained = time.monotonic()
        await self._level()
        counts = await self.crowds.each("counts")
        if plan.scenario == "clean":
            used = self.stand.cpu() - used
            self._account(counts, used, time.monotonic() - start)
        self._times(counts, start, drained)
        result.level_after_s = await self._level_after(counts)

    def _account(self, counts: list[Json], used: Cpu, seconds: float) -> None:
        result = self.result
        frames = sum(one["frames"] for one in counts)
        if not frames:
            return
        size = sum(one["bytes"] for one in counts)
        result.frame_bytes = round(size / frames)
        if used.whole:
            delivering = used.loop - seconds * self._writing.loop
            if delivering > 0:  # of few phones less than the writing varies
                result.server_cpu_us_per_frame = round(delivering * 1e6 / frames, 1)
            result.all_cpu_us_per_frame = round(used.whole * 1e6 / frames, 1)
            result.note_cpu_us = round(self._writing.whole * 1e6 / self.plan.rate)
        result.frames_per_note_per_phone = round(frames / self.plan.notes / self.plan.phones, 3)
        grown = self.stand.resident_kilobytes() - self._empty
        if self._empty and self.plan.phones >= FEWEST_WEIGHED:
            result.kb_per_phone = round(grown / self.plan.phones, 1)

    def _times(self, counts: list[Json], start: float, drained: float) -> None:
        result, heard = self.result, Latencies()
        for one in counts:
            heard.merge(one["latencies"])
        assert self.facilitator.latencies is not None
        result.board_p95_ms = self.facilitator.latencies.percentile(0.95)
        result.phones_p99_ms = heard.percentile(0.99)
        result.stalest_ms = heard.percentile(1.0)
        result.answers_p95_ms = _answered(counts).percentile(0.95)
        result.notes_per_second = round(self.plan.notes / (drained - start), 1)

    async def _misfortune(self, start: float) -> None:
        """What goes wrong while people write."""
        happen: dict[str, Callable[[], Awaitable[None]]] = {
            "reconnect-wave": self._cut_all,
            "restart": self._restart,
            "redis-gone": self._redis_gone,
            "db-gone": self._db_gone,
        }
        if self.plan.scenario in happen:
            await asyncio.sleep(start - time.monotonic() + 0.4 * self.plan.seconds)
            await happen[self.plan.scenario]()

    async def _cut_all(self) -> None:
        self._began = self._recovered = time.monotonic() + 0.1
        await self.crowds.each("cut", at=self._began)

    async def _restart(self) -> None:
        """Killed in the middle of a burst in which every phone writes."""
        now = time.monotonic()
        await self.crowds.share("burst", {"notes": self.plan.phones}, start=now)
        self.result.typed += self.plan.phones
        await asyncio.sleep(0.2)
        self._began = time.monotonic()
        assert isinstance(self.stand, Stand)
        await self.stand.kill()
        await self.stand.restart()
        self._recovered = time.monotonic()

    async def _redis_gone(self) -> None:
        """Restarted at once; then gone for a while."""
        assert isinstance(self.stand, Stand)
        redis = self.stand.redis
        assert redis is not None
        await asyncio.to_thread(redis.stop)
        await asyncio.to_thread(redis.start)
        await asyncio.sleep(0.1 * self.plan.seconds)
        await asyncio.to_thread(redis.stop)
        await asyncio.sleep(self.plan.outage)
        await asyncio.to_thread(redis.start)

    async def _db_gone(self) -> None:
        assert isinstance(self.stand, Stand)
        postgres = self.stand.postgres
        assert postgres is not None
        await asyncio.to_thread(postgres.stop)
        await asyncio.sleep(self.plan.outage)
        await asyncio.to_thread(postgres.start)
        self._began = self._recovered = time.monotonic()

    async def _level_after(self, counts: list[Json]) -> float | None:
        """Seconds from the misfortune (of a database: from its end) until everybody was level.

        Level is who hears again over a new socket and has an answer to all that was typed before
        the servers were back.
        """
        if self.plan.scenario not in ("restart", "reconnect-wave", "db-gone"):
            return None
        answers = [
            answered
            for one in counts
            for _, _, typed, answered in one["notes"]
            if answered is not None and typed <= self._recovered
        ]
        moments = [self._began, *(at for at in answers if at > self._began)]
        if self.plan.scenario == "db-gone":
            moments = [at for at in moments if at >= self._recovered]
        else:
            backs = await self.crowds.each("back", since=self._began)
            moments += [back["at"] for back in backs]
        return float(round(max(moments) - self._began, 2))

    async def _burst(self) -> None:
        self._tell(f"{self.plan.burst} notes at once")
        await asyncio.sleep(self.plan.settling)
        start, used = time.monotonic() + 0.5, self.stand.cpu()
        await self.crowds.share("burst", {"notes": self.plan.burst}, start=start)
        self.result.typed += self.plan.burst
        await self.crowds.each("drain")
        await self._level()
        counts = await self.crowds.each("counts")
        if used.whole:
            self.result.burst_cpu_s = round((self.stand.cpu() - used).whole, 2)
        self.result.burst_p99_ms = _answered(counts, since=start).percentile(0.99)

    async def _level(self) -> None:
        """Wait until every board shows what is in the database."""
        self._tell("boards become level")
        kept = await self._kept()
        await self.crowds.each("level", seq=kept.seq)
        await _until(lambda: _reached(self.facilitator, kept.seq))

    async def _kept(self) -> Kept:
        """What the database holds; of a server elsewhere, what it would draw anew."""
        if isinstance(self.stand, Stand):
            return await self.stand.kept(self.facilitator.code)
        fresh = await self.facilitator.fresh()
        return Kept(fresh.seq, list(fresh.notes.items()))

    async def _compare(self) -> None:
        """Everything typed against the rows; the rows against every board."""
        self._tell("comparing")
        result = self.result
        counts = await self.crowds.each("counts")
        kept = await self._kept()
        rows = dict(kept.notes)
        texts = [text for _, text in kept.notes]
        typed = [note for one in counts for note in one["notes"]]
        found = set(texts)
        result.lost = sum(text not in found for text, *_ in typed)
        result.lost += sum(rows.get(key) != text for text, key, _, answered in typed if answered)
        result.duplicated = len(texts) - len(found)
        boards = await self.crowds.each("compare", notes=rows)
        result.boards_differing = sum(one["differing"] for one in boards)
        result.boards_differing += self.facilitator.notes != rows
        result.gaps = sum(one["gaps"] for one in counts) + self.facilitator.gaps
        result.refused = sum(len(one["refused"]) for one in counts)
        result.retries = sum(one["retries"] for one in counts)
        result.told_not_saved = sum(one["told_not_saved"] for one in counts)
        connections = sum(one["connections"] for one in counts)
        result.reconnections = max(0, connections - self.plan.phones)
        if len(typed) != result.typed:
            result.complaints.append(f"{len(typed)} notes were typed instead of {result.typed}")
        if isinstance(self.stand, Stand) and self.plan.scenario == "redis-gone":
            result.outages_logged = self.stand.logged("channel layer unreachable")

    async def _measure_bare(self) -> None:
        """The same phones, with messages as long and as frequent, on a bare broadcast."""
        result = self.result
        if not result.frames_per_note_per_phone or not result.frame_bytes:
            return
        self._tell("the bare broadcast")
        await self.crowds.each("leave")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "toolkit.bench.bare"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            port = int(await process.stdout.readline())
            await self.crowds.share("bare", {"sockets": self.plan.phones}, at=("127.0.0.1", port))
            rate = result.frames_per_note_per_phone * self.plan.rate
            order = {"size": result.frame_bytes, "rate": rate, "messages": int(BARE_SECONDS * rate)}
            used = Cpu.of(process.pid)
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdout.readline()
            await asyncio.sleep(0.3)
            broadcast = (Cpu.of(process.pid) - used).loop
            frames = sum(one["frames"] for one in await self.crowds.each("bare_counts"))
            if frames:
                result.bare_cpu_us_per_frame = round(broadcast * 1e6 / frames, 1)
        finally:
            process.kill()
            await process.wait()


def _reached(client: Client, seq: int) -> bool:
    return client.place is not None and client.place[1] >= seq


def _answered(counts: list[Json], since: float = 0.0) -> Latencies:
    latencies = Latencies()
    for one in counts:
        for _, _, typed, answered in one["notes"]:
            if answered is not None and typed >= since:
                latencies.add(answered - typed)
    return latencies


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.02)
