"""The clients' ear, against feeds that break off, leave something out or are closed to them."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.server import ServerConnection, serve

from facilitation.board import Audience
from toolkit.replay.browser import Browser, Network
from toolkit.replay.listener import FeedClosed, Listener

Frame = dict[str, Any]
GOES_DOWN = 1012


def frame(since: int | None, seq: int, **notes: str) -> Frame:
    """A frame that puts these notes, by id and text."""
    put: dict[str, Any] = {"notes": {key: {"text": text} for key, text in notes.items()}}
    if since is None:
        put |= {"dialogue": {}, "stages": {}, "groups": {}}
    reset = since is None
    return {"epoch": "e", "since": since, "seq": seq, "reset": reset, "put": put, "drop": {}}


@dataclass
class Feed:
    """Serves one connection after another: each gets its frames, then is closed with its code."""

    connections: list[tuple[list[Frame], int | None]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    async def hear(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.asked.append(socket.request.path)
        frames, code = self.connections.pop(0)
        for one in frames:
            await socket.send(json.dumps({"type": "frame", "now": "", **one}))
        if code is None:
            await socket.wait_closed()
        else:
            await socket.close(code)


@pytest_asyncio.fixture
async def feed() -> AsyncIterator[Feed]:
    served = Feed()
    async with serve(served.hear, "127.0.0.1", 0) as server:
        host, port = next(iter(server.sockets)).getsockname()
        served.address = f"http://{host}:{port}"
        yield served


@pytest_asyncio.fixture
async def listener(feed: Feed) -> AsyncIterator[Listener]:
    network = Network(feed.address)
    browser = Browser(network, home="/", language="en")
    yield Listener(browser, code="ABC", audience=Audience.PROJECTOR)
    await network.close()


async def heard(listener: Listener, *, seq: int) -> dict[str, str]:
    """Listen until `seq`; return the notes by id."""
    async with asyncio.timeout(10):
        listening = asyncio.create_task(listener.run())
        await listener.until_seq(seq)
        listening.cancel()
    return {key: note["text"] for key, note in listener.records["notes"].items()}


async def test_a_broken_connection_goes_on_where_it_was(feed: Feed, listener: Listener) -> None:
    feed.connections = [
        ([frame(None, 1, a="one"), frame(1, 2, b="two")], GOES_DOWN),
        ([frame(2, 3, c="three")], None),
    ]
    assert await heard(listener, seq=3) == {"a": "one", "b": "two", "c": "three"}
    assert feed.asked == [
        "/ws/d/ABC/?audience=projector",
        "/ws/d/ABC/?audience=projector&epoch=e&since=2",
    ]
    assert listener.gaps == 0


async def test_a_missing_frame_is_counted_and_asked_for(feed: Feed, listener: Listener) -> None:
    feed.connections = [
        ([frame(None, 1, a="one"), frame(2, 3, c="three")], None),
        ([frame(1, 3, b="two", c="three")], None),
    ]
    assert await heard(listener, seq=3) == {"a": "one", "b": "two", "c": "three"}
    assert feed.asked[1].endswith("since=1")
    assert listener.gaps == 1


@pytest.mark.parametrize("code", [4401, 4403, 4404])
async def test_a_feed_that_is_closed_to_us_ends_the_listening(
    feed: Feed, listener: Listener, code: int
) -> None:
    feed.connections = [([], code)]
    with pytest.raises(FeedClosed, match=str(code)):
        await listener.run()
