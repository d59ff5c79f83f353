"""The hub reads and encodes once for all, and needs nothing but the database to be right."""

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from pytest_django import Settings

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.live import hub, pool
from facilitation.live.outage import Outage
from tests.facilitation.live.conftest import Do, Server
from tests.facilitation.live.ear import Ear, listen, same_records
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db(transaction=True)

SOCKETS = 20


@pytest.fixture
def code(room: Room) -> str:
    return room.dialogue.code


async def enter(stack: AsyncExitStack, server: Server, code: str, number: int) -> list[Ear]:
    opening = (stack.enter_async_context(listen(server.address, code)) for _ in range(number))
    return list(await asyncio.gather(*opening))


async def test_a_storm_of_newcomers_shares_one_board(server: Server, code: str) -> None:
    before = replace(hub.COUNTS)
    async with AsyncExitStack() as stack:
        ears = await enter(stack, server, code, SOCKETS)
        boards = await asyncio.gather(*(ear.frame() for ear in ears))
    assert boards == [boards[0]] * SOCKETS
    assert hub.COUNTS.encoded == before.encoded + 1
    assert hub.COUNTS.handed_out == before.handed_out + SOCKETS


async def test_a_frame_is_encoded_once_for_each_audience_that_listens(
    server: Server, room: Room, code: str, cookies: dict[str, dict[str, str]], do: Do
) -> None:
    async with AsyncExitStack() as stack:
        ears = await enter(stack, server, code, SOCKETS)
        facilitator = listen(server.address, code, "facilitator", cookies=cookies["facilitator"])
        ears.append(await stack.enter_async_context(facilitator))
        await asyncio.gather(*(ear.frame() for ear in ears))
        before = replace(hub.COUNTS)
        await do(room.open, "now")
        frames = await asyncio.gather(*(ear.frame() for ear in ears))
    assert frames[:-1] == [frames[0]] * SOCKETS
    assert hub.COUNTS.encoded == before.encoded + 2
    assert hub.COUNTS.handed_out == before.handed_out + SOCKETS + 1


async def test_what_comes_close_together_comes_in_one_frame(
    server: Server, room: Room, person: By, code: str, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "GATHER_SECONDS", 1.0)
    await do(room.open, "now")
    async with listen(server.address, code) as ear:
        await ear.frame()
        for number in range(5):
            await do(room.note, person, f"{number}")
        board = await ear.until((await do(lambda: room.dialogue)).seq)
    assert board["put"]["dialogue"]["notes"] == 5
    assert len(ear.frames) <= 3


async def test_a_lost_ring_is_made_up_for_by_looking(
    server: Server, room: Room, code: str, do: Do, settings: Settings
) -> None:
    settings.CHANNEL_LAYERS = {}
    async with listen(server.address, code) as ear:
        await ear.frame()
        missed = hub.COUNTS.unrung
        for kind in ("now", "want"):
            await do(room.open, kind)
            frame = await ear.frame()
            assert frame["put"]["stages"][room.stages[kind]]["state"] == "open"
    assert hub.COUNTS.unrung == missed + 2


async def test_a_ring_that_was_heard_is_not_counted_as_missed(
    server: Server, room: Room, code: str, do: Do
) -> None:
    async with listen(server.address, code) as ear:
        await ear.frame()
        missed = hub.COUNTS.unrung
        for kind in ("now", "want"):
            await do(room.open, kind)
            await ear.frame()
    assert hub.COUNTS.unrung == missed


async def test_looking_is_not_reading_again(
    server: Server, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(hub, "TICK_SECONDS", 0.3)
    async with listen(server.address, code) as ear:
        await ear.frame()
        before = hub.COUNTS.encoded
        assert (await ear.message())["type"] == "tick"
        assert hub.COUNTS.encoded == before


async def test_a_hub_lives_from_its_first_socket_to_its_last(server: Server, code: str) -> None:
    assert hub.hubs_open() == 0
    async with listen(server.address, code) as first:
        await first.frame()
        async with listen(server.address, code) as second:
            await second.frame()
            assert hub.hubs_open() == 1
        assert hub.hubs_open() == 1
    async with asyncio.timeout(5):
        while hub.hubs_open():
            await asyncio.sleep(0.01)


async def test_a_reader_whose_connection_broke_gets_another() -> None:
    def fail() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(OperationalError):
        await pool.in_pool(fail)
    assert await pool.in_pool(lambda: 1) == 1


def test_an_outage_is_said_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage("post office", meanwhile="pigeons fly")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            outage.failed(ConnectionError("to somewhere secret"))
        for _ in range(3):
            outage.worked()
    assert [record.getMessage() for record in caplog.records] == [
        "post office unreachable (ConnectionError), pigeons fly",
        "post office reachable again",
    ]


async def test_a_socket_goes_with_its_person_from_circle_to_circle(
    server: Server, room: Room, person: By, cookies: dict[str, dict[str, str]], code: str, do: Do
) -> None:
    await do(room.open, "now")
    await do(room.act, "show_wall", shown=True)
    one, other = await do(room.breakouts, "One", "Two")
    elsewhere = await do(room.join)
    await do(room.act, "go_to_breakout", elsewhere, breakout=other)
    participant = listen(server.address, code, "participant", cookies=cookies["participant"])
    async with participant as ear:
        await ear.frame()
        for circle in (one, other, None):
            await do(room.act, "go_to_breakout", person, breakout=circle)
            while (await ear.frame())["put"].get("dialogue", {}).get("breakout") != circle:
                pass
            assert ear.frames[-1]["reset"]
        await do(room.act, "go_to_breakout", person, breakout=one)
        while (await ear.frame())["put"].get("dialogue", {}).get("breakout") != one:
            pass
        unheard = await do(room.note, elsewhere, "Not for circle one.")
        heard = await do(room.note, person, "For circle one.")
        board = await ear.until((await do(lambda: room.dialogue)).seq)
        assert heard in board["put"]["notes"]
        assert unheard not in board["put"]["notes"]


async def test_closing_the_circles_brings_every_board_to_the_plenary(
    server: Server, room: Room, user: User, cookies: dict[str, dict[str, str]], code: str, do: Do
) -> None:
    await do(room.breakouts, "One", "Two")
    await do(room.act, "spread_participants")
    circle = await do(lambda: room.dialogue.breakouts.get(name="One"))
    await do(room.act, "run_breakout", breakout=str(circle.id))
    async with AsyncExitStack() as stack:
        ears = [
            await stack.enter_async_context(listening)
            for listening in (
                listen(server.address, code, "participant", cookies=cookies["participant"]),
                listen(server.address, code, "facilitator", cookies=cookies["facilitator"]),
                listen(server.address, circle.code, "projector"),
            )
        ]
        for ear in ears:
            assert (await ear.frame())["put"]["dialogue"]["breakout"]
        await do(room.act, "close_breakouts")
        for ear, audience in zip(ears, ("participant", "facilitator", "projector"), strict=True):
            while not await do(same_records, ear.board, room, Audience(audience)):
                await ear.frame()
