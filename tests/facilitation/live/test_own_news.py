"""Authors hear at once what facilitators do to notes of theirs, each of their own and no others."""

from typing import Any

import pytest

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.live import recent
from tests.facilitation.live.conftest import Do, Server, pass_of
from tests.facilitation.live.ear import Ear, listen
from tests.facilitation.live.test_polls import poll
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "FRESH_SECONDS", 0)


@pytest.fixture
def code(room: Room) -> str:
    return room.dialogue.code


@pytest.fixture
def held(room: Room, person: By) -> str:
    """A note of `person` that waits to be read."""
    room.act("set_moderation", review_first=True, held_words=[])
    room.open("now")
    return room.note(person)


async def told(ear: Ear, seq: int) -> list[dict[str, Any]]:
    """What a phone is told of its own notes until its board is at `seq`."""
    heard = []
    while ear.board is None or ear.board["seq"] < seq:
        message = await ear.message()
        if message["type"] == "own":
            heard.append(message)
        if message["type"] == "frame":
            ear.board = message
    return heard


@pytest.mark.parametrize(
    ("act", "news"),
    [
        ("admit_notes", {"state": "shown"}),
        ("hide_notes", {"state": "hidden"}),
        ("ask_quotes", {"quote_asked": True}),
    ],
)
async def test_an_author_hears_what_was_done_to_their_note_and_others_do_not(
    server: Server,
    room: Room,
    code: str,
    person: By,
    held: str,
    do: Do,
    act: str,
    news: dict[str, Any],
) -> None:
    phones = [await do(pass_of, room, one) for one in (person, await do(room.join))]
    async with (
        listen(server.address, code, Audience.PARTICIPANT, cookies=phones[0]) as author,
        listen(server.address, code, Audience.PARTICIPANT, cookies=phones[1]) as neighbour,
    ):
        await do(room.act, act, notes=[held])
        await do(room.open, "want")
        seq = (await do(lambda: room.dialogue)).seq
        (heard,) = await told(author, seq)
        assert not await told(neighbour, seq)
    (note,) = heard["notes"]
    assert note["id"] == held
    assert {key: note[key] for key in news} == news


async def test_whoever_comes_back_hears_what_was_done_meanwhile_and_hears_it_once(
    server: Server, room: Room, code: str, person: By, held: str, do: Do
) -> None:
    cookies, dialogue = await do(pass_of, room, person), await do(lambda: room.dialogue)
    away = {"epoch": dialogue.epoch, "since": dialogue.seq}
    await do(room.act, "admit_notes", notes=[held])
    async with listen(server.address, code, "participant", cookies=cookies, **away) as ear:
        assert (await ear.message())["since"] == away["since"]
        message = await ear.message()
        assert (message["type"], message["notes"][0]["state"]) == ("own", "shown")
        await do(room.open, "want")
        assert not await told(ear, (await do(lambda: room.dialogue)).seq)


async def test_by_polls_an_author_is_told_once_and_their_neighbour_is_not(
    room: Room, code: str, person: By, held: str, do: Do
) -> None:
    author, neighbour = [await do(pass_of, room, one) for one in (person, await do(room.join))]
    dialogue = await do(lambda: room.dialogue)
    before = {"epoch": dialogue.epoch, "since": dialogue.seq}
    await poll(code, cookies=author)
    await do(room.act, "ask_quotes", notes=[held])
    status, frame = await poll(code, cookies=author, **before)
    assert (status, frame["put"]) == (200, {})
    assert [note["quote_asked"] for note in frame["own"]["notes"]] == [True]
    assert await poll(code, cookies=neighbour, **before) == (204, None)
    after = {"epoch": frame["epoch"], "since": frame["seq"]}
    assert await poll(code, cookies=author, **after) == (204, None)
    await do(room.open, "want")
    _, frame = await poll(code, cookies=author, **after)
    assert "own" not in frame
