"""A client that hears: it connects, keeps a board by the frames it gets, and remembers them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from facilitation.board import Audience, Frame, apply
from tests.facilitation.room import Room

PATIENCE_SECONDS = 20.0


@dataclass
class Ear:
    """One open socket and what was heard of it."""

    socket: ClientConnection
    board: Frame | None = None
    frames: list[Frame] = field(default_factory=list)

    async def message(self) -> dict[str, Any]:
        """The next message, whatever its type."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            heard: dict[str, Any] = json.loads(await self.socket.recv())
            return heard

    async def frame(self) -> Frame:
        """The next frame, with which the board has been brought forward."""
        message = await self.message()
        while message["type"] != "frame":
            message = await self.message()
        self.frames.append(message)
        self.board = apply(self.board, message)
        return message

    async def until(self, seq: int) -> Frame:
        """Hear frames until the board is at `seq`, and return the board."""
        while self.board is None or self.board["seq"] < seq:
            await self.frame()
        return self.board

    async def closed(self) -> int:
        """Wait for the end and return its code."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006


Listen = Callable[..., Any]


@asynccontextmanager
async def listen(
    address: str,
    code: str,
    audience: str = Audience.PROJECTOR,
    *,
    cookies: dict[str, str] | None = None,
    **query: Any,
) -> AsyncIterator[Ear]:
    """Open a socket at `address` (ws://host:port), with `epoch` and `since` where known."""
    cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    url = f"{address}/ws/d/{code}/?{urlencode({'audience': str(audience), **query})}"
    headers = {"Origin": address.replace("ws", "http", 1), "Cookie": cookie}
    async with connect(url, additional_headers=headers, proxy=None) as socket:
        yield Ear(socket)


def same_records(board: Frame | None, room: Room, audience: Audience) -> bool:
    """Whether a board that was kept by frames is the one that a newcomer gets."""
    fresh = room.board(audience)
    place = ("epoch", "seq", "put")
    return board is not None and [board[key] for key in place] == [fresh[key] for key in place]
