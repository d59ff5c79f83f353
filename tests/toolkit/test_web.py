"""A process that goes: its sockets are told to move, some at a time."""

import asyncio
import time
from urllib.parse import urlsplit

import pytest

from tests.browser.hall import Hall
from tests.conftest import StartServer
from toolkit.bench.wire import Address, Socket
from toolkit.web import MOVED_PER_SECOND

SCREENS = MOVED_PER_SECOND + 50
RESTARTING = 1012


@pytest.mark.serial
def test_a_process_that_goes_spreads_the_pages_that_come_back(start_server: StartServer) -> None:
    hall = Hall.opened(start_server())

    async def stop() -> list[tuple[float, int]]:
        screens = [await screen(hall) for _ in range(SCREENS)]
        moved = [asyncio.create_task(end_of(each)) for each in screens]
        assert await asyncio.to_thread(hall.served.stop) == 0
        return await asyncio.gather(*moved)

    ends = asyncio.run(stop())
    assert {code for _, code in ends} == {RESTARTING}
    times = [at for at, _ in ends]
    assert max(times) - min(times) > 0.9 * SCREENS / MOVED_PER_SECOND
    assert "Traceback" not in hall.served.log.read_text()


async def screen(hall: Hall) -> Socket:
    server = urlsplit(hall.served.address)
    address = Address(server.hostname or "", server.port or 0)
    path = f"/ws/d/{hall.code}/?audience=projector"
    return await Socket.open(address, path, "", lambda _: None)


async def end_of(screen: Socket) -> tuple[float, int]:
    code = await screen.closed
    return time.monotonic(), code
