"""A client's ear: one WebSocket after another, one board, and no frame missing between.

The listener holds (epoch, seq) and connects with them, so that a lost connection, a restarted
server and a first load are one path. A frame that does not connect inside one connection is a
gap: it is counted, never papered over.
"""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from facilitation.board import Audience, Frame, apply
from toolkit.commands import CommandError
from toolkit.replay.browser import Browser

LONGEST_SILENCE_SECONDS = 45.0
"""The server ticks every 20 s; nothing for so long is a dead connection that nobody closed."""

LARGEST_FRAME_BYTES = 64_000_000
_LONGEST_PAUSE_SECONDS = 2.0
_FINAL_CLOSE_CODES = frozenset({4401, 4403, 4404})


class FeedClosed(CommandError):
    """The server will not let this client hear this dialogue."""


class Listener:
    """Keeps `board` what `audience` may see of the dialogue with `code`."""

    def __init__(self, browser: Browser, *, code: str, audience: Audience) -> None:
        self.board: Frame | None = None
        self.gaps = 0
        self.connections = 0
        self._browser = browser
        self._code = code
        self._audience = audience
        self._changed = asyncio.Condition()

    @property
    def records(self) -> dict[str, Any]:
        """The board's records: `dialogue`, `stages`, `groups`, `notes`; only after `until`."""
        assert self.board is not None
        records: dict[str, Any] = self.board["put"]
        return records

    async def run(self) -> None:
        """Listen until cancelled. Raises `FeedClosed`."""
        pause = 0.1
        while True:
            before = self.connections
            try:
                await self._listen_once()
            except ConnectionClosed as closed:
                self._check_may_return(closed)
            except (OSError, InvalidHandshake, TimeoutError):
                pass
            pause = 0.1 if self.connections > before else min(pause * 2, _LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311

    async def until(self, holds: Callable[[Frame], bool]) -> None:
        """Wait until the board is there and `holds` of it."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.board is not None and holds(self.board))

    async def until_seq(self, seq: int) -> None:
        """Wait until the board shows what was committed as `seq`."""
        await self.until(lambda board: bool(board["seq"] >= seq))

    async def _listen_once(self) -> None:
        network = self._browser.network
        async with connect(
            f"{network.socket_url}/ws/d/{self._code}/?{self._position()}",
            origin=network.base_url,  # type: ignore[arg-type] # a NewType of str
            additional_headers={"Cookie": self._browser.cookie_header},
            ssl=network.tls,
            max_size=LARGEST_FRAME_BYTES,
            compression=None,
            proxy=None,
            open_timeout=30,
        ) as socket:
            self.connections += 1
            await self._hear(socket)

    def _position(self) -> str:
        position = {"audience": str(self._audience)}
        if self.board is not None:
            position |= {"epoch": self.board["epoch"], "since": str(self.board["seq"])}
        return urlencode(position)

    async def _hear(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(LONGEST_SILENCE_SECONDS):
                message = json.loads(await socket.recv())
            if message["type"] == "frame" and not await self._take(message):
                return

    async def _take(self, frame: Frame) -> bool:
        """Bring the board up to date; False where a frame is missing, to connect again."""
        try:
            board = apply(self.board, frame)
        except ValueError:
            self.gaps += 1
            return False
        async with self._changed:
            self.board = board
            self._changed.notify_all()
        return True

    def _check_may_return(self, closed: ConnectionClosed) -> None:
        if closed.rcvd is not None and closed.rcvd.code in _FINAL_CLOSE_CODES:
            raise FeedClosed(
                f"the server closed the feed of {self._code} to a {self._audience} "
                f"({closed.rcvd.code})."
            )
