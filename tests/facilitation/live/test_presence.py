"""Who is here: counted for facilitators, and for nobody else; one or two are never told apart."""

import json
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest

from facilitation.live import presence
from facilitation.live.presence import Count, message
from tests.facilitation.live.conftest import Do, Server, pass_of
from tests.facilitation.live.ear import Ear, listen
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LOOK_SECONDS", 0.05)


@pytest.fixture
def code(room: Room) -> str:
    return room.dialogue.code


async def told(ear: Ear, **expected: Any) -> None:
    """Hear until facilitators are told just this."""
    while True:
        heard = await ear.message()
        counts = {key: heard.get(key) for key in ("here", "writing", "silent")}
        if heard["type"] == "presence" and counts == expected:
            return


def facilitating(server: Server, code: str, cookies: dict[str, dict[str, str]]) -> Any:
    return listen(server.address, code, "facilitator", cookies=cookies["facilitator"])


async def test_facilitators_are_told_how_many_are_here_write_and_have_said_nothing(
    server: Server, room: Room, code: str, cookies: dict[str, dict[str, str]], do: Do
) -> None:
    people = [await do(room.join) for _ in range(4)]
    async with AsyncExitStack() as stack, facilitating(server, code, cookies) as board:
        await told(board, here=0, writing=0, silent=None)
        phones = []
        for person in people:
            own = await do(pass_of, room, person)
            listening = listen(server.address, code, "participant", cookies=own)
            phones.append(await stack.enter_async_context(listening))
        await told(board, here=4, writing=0, silent=None)
        await do(room.open, "now")
        await told(board, here=4, writing=0, silent=4)
        await phones[0].socket.send(json.dumps({"type": "writing"}))
        await told(board, here=4, writing="few", silent=4)
        for ear in phones[1:]:
            await ear.socket.send(json.dumps({"type": "writing"}))
        await told(board, here=4, writing=4, silent=4)
        await do(room.note, people[0])
        await told(board, here=4, writing=4, silent=3)
        await do(room.note, people[1])
        await told(board, here=4, writing=4, silent="few")


async def test_two_pages_of_one_person_are_one_person_and_who_leaves_is_gone(
    server: Server, code: str, cookies: dict[str, dict[str, str]]
) -> None:
    own = cookies["participant"]
    async with facilitating(server, code, cookies) as board:
        async with (
            listen(server.address, code, "participant", cookies=own) as one,
            listen(server.address, code, "participant", cookies=own) as other,
        ):
            await one.frame()
            await other.frame()
            await told(board, here=1, writing=0, silent=None)
        await told(board, here=0, writing=0, silent=None)


async def test_writing_is_forgotten_soon(
    server: Server,
    code: str,
    cookies: dict[str, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "WRITING_SECONDS", 0.5)
    own = cookies["participant"]
    async with (
        facilitating(server, code, cookies) as board,
        listen(server.address, code, "participant", cookies=own) as ear,
    ):
        await ear.socket.send(json.dumps({"type": "writing"}))
        await told(board, here=1, writing="few", silent=None)
        await told(board, here=1, writing=0, silent=None)


async def test_a_board_that_comes_later_is_told_at_once(
    server: Server, code: str, cookies: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with facilitating(server, code, cookies) as first:
        await told(first, here=0, writing=0, silent=None)
        monkeypatch.setattr(presence, "LOOK_SECONDS", 3600)
        async with facilitating(server, code, cookies) as second:
            assert (await second.message())["type"] == "frame"
            await told(second, here=0, writing=0, silent=None)


@pytest.mark.parametrize("audience", ["participant", "projector"])
async def test_nobody_else_is_told(
    server: Server, room: Room, code: str, cookies: dict[str, dict[str, str]], do: Do, audience: str
) -> None:
    async with (
        facilitating(server, code, cookies) as board,
        listen(server.address, code, audience, cookies=cookies[audience]) as ear,
    ):
        await ear.frame()
        await told(board, here=int(audience == "participant"), writing=0, silent=None)
        await do(room.open, "now")
        assert (await ear.message())["type"] == "frame"


@pytest.mark.parametrize("said", ["writing", "[1]", "{", '{"type": "shouting"}', "[" * 1000])
async def test_whatever_else_a_page_says_means_nothing(
    server: Server, room: Room, code: str, cookies: dict[str, dict[str, str]], do: Do, said: str
) -> None:
    own = cookies["participant"]
    async with (
        facilitating(server, code, cookies) as board,
        listen(server.address, code, "participant", cookies=own) as ear,
    ):
        await ear.frame()
        await ear.socket.send(said)
        await do(room.open, "now")
        await ear.frame()
        await told(board, here=1, writing=0, silent="few")


def test_a_circle_is_told_of_itself_and_the_plenary_of_all() -> None:
    one, other = uuid4(), uuid4()
    counts = {one: Count(5, 3, 4), other: Count(6, 1, 0), None: Count(1, 0, 1)}
    assert message(counts, one, asked=True) == {"here": 5, "writing": 3, "silent": 4}
    assert message(counts, other, asked=False) == {"here": 6, "writing": "few", "silent": None}
    assert message(counts, None, asked=True) == {"here": 12, "writing": 4, "silent": 5}


def test_processes_add_up_and_a_broken_cache_is_no_error(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter((1, 2))
    monkeypatch.setattr(presence, "_process_number", lambda: next(numbers))
    for expected in (1, 2):
        counts, _ = presence.Presence(room.dialogue_id).look({uuid4(): None})
        assert counts[None].here == expected
    counts, _ = presence.Presence(room.dialogue_id).look({uuid4(): None})  # no number is left
    assert counts[None].here == 1
