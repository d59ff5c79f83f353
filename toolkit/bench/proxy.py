"""A TCP proxy that does to connections what networks do: delay, starve, cut, swallow, hold back.

One set of faults holds for all its connections and may change at any moment. It knows nothing of
what passes, but for the one thing a captive portal looks at: the wish to open a WebSocket.
"""

import asyncio
import random
from dataclasses import dataclass

from toolkit.bench.wire import Address

_CHUNK = 65_536
_MOST_AHEAD_SECONDS = 1.0


@dataclass
class Faults:
    """What is wrong with the network. The usual values are a network without faults."""

    latency: float = 0.0
    """Seconds, each way."""
    bytes_per_second: float | None = None
    """Of each connection, each way."""
    cut_share: float = 0.0
    """Share of the connections that are cut each second."""
    cut_after: int | None = None
    """Bytes towards the client after which its connection is cut."""
    silent: bool = False
    """Half-open: nothing passes and nobody is told."""
    no_sockets: bool = False
    """Requests for a WebSocket are hung up on."""
    hold_bytes: int = 0
    """What goes to the client is kept back until there is so much of it, or the server hangs up."""


class FaultProxy:
    """Listens on a loopback port and passes everything on to `upstream`, faults permitting."""

    def __init__(self, upstream: Address, faults: Faults | None = None) -> None:
        self.upstream = upstream
        self.faults = faults or Faults()
        self.cuts = 0
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._cutting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "FaultProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=2048)
        self._cutting = asyncio.create_task(self._cut_now_and_then())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        assert self._cutting is not None
        self._cutting.cancel()
        self._server.close()
        self.cut_all()

    @property
    def address(self) -> Address:
        """Where it listens."""
        assert self._server is not None
        return Address("127.0.0.1", self._server.sockets[0].getsockname()[1])

    def cut_all(self) -> None:
        """Cut every connection at once."""
        for link in tuple(self._links):
            link.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream = await asyncio.open_connection(self.upstream.host, self.upstream.port)
        except OSError:
            writer.transport.abort()
            return
        link = _Link(self.faults, (reader, writer), upstream)
        self._links.add(link)
        try:
            await link.pass_on()
        finally:
            link.hang_up()
            self._links.discard(link)

    async def _cut_now_and_then(self) -> None:
        step = 0.2
        while True:
            await asyncio.sleep(step)
            for link in tuple(self._links):
                if random.random() < self.faults.cut_share * step:  # noqa: S311
                    self.cuts += 1
                    link.cut()


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Link:
    def __init__(self, faults: Faults, client: Streams, server: Streams) -> None:
        self._faults = faults
        self._client = client
        self._server = server
        self._towards_client = 0

    def cut(self) -> None:
        for _, writer in (self._client, self._server):
            writer.transport.abort()

    def hang_up(self) -> None:
        """Close both sides; what has been written still goes out."""
        for _, writer in (self._client, self._server):
            writer.close()

    async def pass_on(self) -> None:
        up = asyncio.create_task(self._pump(self._client[0], self._server[1], to_client=False))
        down = asyncio.create_task(self._pump(self._server[0], self._client[1], to_client=True))
        tasks = {up, down}
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, to_client: bool
    ) -> None:
        loop = asyncio.get_running_loop()
        faults, free_at, held = self._faults, 0.0, b""
        while data := await reader.read(_CHUNK):
            if faults.silent:
                continue
            if not to_client and faults.no_sockets and b"pgrade: websocket" in data:
                return
            if to_client and faults.hold_bytes:
                held += data
                if len(held) < faults.hold_bytes:
                    continue
                data, held = held, b""
            if to_client and not self._may_still_pass(data):
                return
            free_at = max(free_at, loop.time()) + _seconds(data, faults)
            due = free_at + faults.latency
            loop.call_at(due, _write, writer, data)
            # Whoever sends faster than the line is wide is held back, as by a full window.
            await asyncio.sleep(max(0.0, free_at - loop.time() - _MOST_AHEAD_SECONDS))
            await writer.drain()
        _write(writer, held)
        await asyncio.sleep(max(0.0, free_at + faults.latency - loop.time()))

    def _may_still_pass(self, data: bytes) -> bool:
        self._towards_client += len(data)
        return self._faults.cut_after is None or self._towards_client <= self._faults.cut_after


def _seconds(data: bytes, faults: Faults) -> float:
    return len(data) / faults.bytes_per_second if faults.bytes_per_second else 0.0


def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    if not writer.transport.is_closing():
        writer.write(data)
