"""Rings may be lost, doubled and overtake each other, and sockets may break at any moment: in the
end every client shows the board that a newcomer gets."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.live import hub
from facilitation.refusals import Refusal
from tests.facilitation.live.conftest import Do, Server
from tests.facilitation.live.ear import Ear, listen, same_records
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS_OF_EACH_AUDIENCE = 3
WRITES = 60
SEEDS = (1, 2, 3)


class UnrulyLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """Loses a third of the rings, doubles a third, and lets all of them overtake each other."""

    dice = random.Random()
    lost = 0
    doubled = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        times = self.dice.randrange(3)
        UnrulyLayer.lost += times == 0
        UnrulyLayer.doubled += times == 2
        for _ in range(times):
            asyncio.get_running_loop().call_later(
                self.dice.uniform(0, 0.3), asyncio.ensure_future, self._really(group, message)
            )

    async def _really(self, group: str, message: dict[str, Any]) -> None:
        await super().group_send(group, message)


@dataclass
class Client:
    """Hears for as long as it is told to, and connects again from where it was."""

    connect: Callable[..., Any]
    audience: Audience
    ear: Ear | None = None
    connections: int = 0

    async def hear(self) -> None:
        while True:
            try:
                await self._hear_once()
            except ConnectionClosed:
                continue

    async def _hear_once(self) -> None:
        board = self.ear.board if self.ear else None
        since = {"epoch": board["epoch"], "since": board["seq"]} if board else {}
        async with self.connect(self.audience, **since) as ear:
            self.connections += 1
            ear.board, self.ear = board, ear
            while True:
                await ear.frame()

    def cut(self) -> None:
        """Break the connection without a word."""
        if self.ear is not None:
            self.ear.socket.transport.abort()

    def is_level(self, seq: int) -> bool:
        board = self.ear.board if self.ear else None
        return board is not None and board["seq"] >= seq


@asynccontextmanager
async def hearing(clients: list[Client]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(client.hear()) for client in clients]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


def write_something(room: Room, person: By, dice: random.Random, number: int) -> None:
    """One change of some kind; what the state of the board does not allow is refused."""
    notes = list(room.board(Audience.FACILITATOR)["put"]["notes"])
    act = dice.choice(["note", "note", "edit", "group", "withdraw", "hide", "stage"])
    try:
        if act == "note" or not notes:
            room.note(person, f"Note {number}: water, 水, ماء")
        elif act == "edit":
            room.act("edit_note", person, note=dice.choice(notes), text=f"Changed {number}")
        elif act == "withdraw":
            room.act("withdraw_note", person, note=dice.choice(notes))
        elif act == "group":
            room.group(dice.choice(notes), title=f"Group {number}")
        elif act == "hide":
            room.act("hide_notes", notes=[dice.choice(notes)], reason="private")
        else:
            room.act("show_wall", shown=dice.random() < 0.5)
    except Refusal:
        pass


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_board_ends_as_the_true_one(
    seed: int,
    server: Server,
    room: Room,
    person: By,
    cookies: dict[str, dict[str, str]],
    do: Do,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.3)
    monkeypatch.setattr(UnrulyLayer, "dice", random.Random(seed))
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": f"{__name__}.UnrulyLayer"}}
    before, dice = (UnrulyLayer.lost, UnrulyLayer.doubled), random.Random(seed)
    code = (await do(lambda: room.dialogue)).code
    await do(room.open, "now")

    def connect(audience: Audience, **since: Any) -> Any:
        return listen(server.address, code, audience, cookies=cookies[audience], **since)

    clients = [
        Client(connect, audience) for audience in Audience for _ in range(CLIENTS_OF_EACH_AUDIENCE)
    ]
    async with hearing(clients):
        for number in range(WRITES):
            await do(write_something, room, person, dice, number)
            if dice.random() < 0.4:
                dice.choice(clients).cut()
            await asyncio.sleep(dice.uniform(0, 0.05))
        seq = (await do(lambda: room.dialogue)).seq
        async with asyncio.timeout(20):
            while not all(client.is_level(seq) for client in clients):
                await asyncio.sleep(0.02)
        for client in clients:
            assert client.ear is not None
            assert await do(same_records, client.ear.board, room, client.audience)
    assert min(UnrulyLayer.lost - before[0], UnrulyLayer.doubled - before[1]) > 0
    assert sum(client.connections for client in clients) > len(clients)
