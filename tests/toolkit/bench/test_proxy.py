"""The bad network is as bad as it says: what it cuts, keeps back or slows down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from toolkit.bench.proxy import FaultProxy, Faults
from toolkit.bench.wire import Address

WORDS = b"0123456789"


@asynccontextmanager
async def line(faults: Faults) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.Event]]:
    """A client's side of a bad line to a server that says `WORDS` ten times, and hangs up once
    it is told to."""
    may_end = asyncio.Event()

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _time in range(10):
            writer.write(WORDS)
            await writer.drain()
            await asyncio.sleep(0)
        await may_end.wait()
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        upstream = Address("127.0.0.1", server.sockets[0].getsockname()[1])
        async with FaultProxy(upstream, faults) as proxy, asyncio.timeout(20):
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.address.port)
            yield reader, may_end
            may_end.set()
            writer.close()


async def test_without_faults_everything_passes() -> None:
    async with line(Faults()) as (reader, _):
        assert await reader.readexactly(100) == WORDS * 10


async def test_a_line_that_is_cut_after_some_bytes_ends_before_the_next_are_through() -> None:
    async with line(Faults(cut_after=45)) as (reader, _):
        got = await reader.read()
        assert len(got) <= 45
        assert (WORDS * 10).startswith(got)


async def test_a_line_that_buffers_gives_what_it_holds_when_the_server_hangs_up() -> None:
    async with line(Faults(hold_bytes=1000)) as (reader, may_end):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        may_end.set()
        assert await reader.read() == WORDS * 10


async def test_a_slow_line_takes_as_long_as_it_is_narrow() -> None:
    loop = asyncio.get_running_loop()
    async with line(Faults(bytes_per_second=200)) as (reader, _):
        began = loop.time()
        await reader.readexactly(100)
        assert loop.time() - began > 0.4
