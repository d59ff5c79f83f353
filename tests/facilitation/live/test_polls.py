"""A page that asks by plain HTTP hears what a socket would tell it, and nobody else's board."""

import json
from typing import Any

import pytest

from facilitation.actions.writing import By
from facilitation.board import Audience, apply, fresh_board
from facilitation.live import recent
from facilitation.pages.polls import Polls
from tests.facilitation.live.conftest import Do
from tests.facilitation.room import Room

Cookies = dict[str, dict[str, str]]
pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "FRESH_SECONDS", 0)


async def pages(_scope: object, _receive: object, _send: object) -> None:
    raise LookupError("this is for the pages")


async def nothing() -> dict[str, Any]:
    raise AssertionError("a poll has no body")


async def poll(
    code: str,
    audience: str = "participant",
    *,
    cookies: dict[str, str] | None = None,
    host: str = "localhost",
    **query: Any,
) -> tuple[int, Any]:
    """Ask once; return the status and the JSON answered, if any."""
    words = "&".join(f"{key}={value}" for key, value in {"audience": audience, **query}.items())
    shown = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/api/d/{code}/feed",
        "query_string": words.encode(),
        "headers": [(b"host", host.encode()), (b"cookie", shown.encode())],
    }
    await Polls(pages)(scope, nothing, send)
    body = sent[1]["body"]
    return sent[0]["status"], json.loads(body) if body else None


@pytest.fixture
def code(room: Room) -> str:
    return room.dialogue.code


async def test_a_first_question_is_answered_with_the_whole_board(
    code: str, cookies: Cookies
) -> None:
    status, frame = await poll(code, cookies=cookies["participant"])
    assert (status, frame["reset"]) == (200, True)


async def test_where_nothing_happened_nothing_is_said(code: str, cookies: Cookies) -> None:
    _, frame = await poll(code, cookies=cookies["participant"])
    position = {"epoch": frame["epoch"], "since": frame["seq"]}
    assert await poll(code, cookies=cookies["participant"], **position) == (204, None)


async def test_whoever_asks_now_and_then_has_the_board_of_whoever_asks_anew(
    room: Room, code: str, person: By, cookies: Cookies, do: Do
) -> None:
    await do(room.act, "show_wall", shown=True)
    await do(room.open, "now")
    _, early = await poll(code, cookies=cookies["participant"])
    await do(room.note, person, "one")
    _, late = await poll(code, cookies=cookies["participant"])
    for text in ("two", "three"):
        await do(room.note, person, text)
        for board in (early, late):
            position = {"epoch": board["epoch"], "since": board["seq"]}
            _, frame = await poll(code, cookies=cookies["participant"], **position)
            board |= apply(board, frame)
    true = await do(fresh_board, dialogue_id=room.dialogue_id, audience=Audience.PARTICIPANT)
    assert early["put"] == late["put"] == true["put"]


async def test_all_who_ask_together_are_told_the_same(
    room: Room, code: str, person: By, cookies: Cookies, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, board = await poll(code, cookies=cookies["participant"])
    await do(room.open, "now")
    await poll(code, cookies=cookies["participant"])
    monkeypatch.setattr(recent, "FRESH_SECONDS", 60)
    position = {"epoch": board["epoch"], "since": board["seq"]}
    first = await poll(code, cookies=cookies["participant"], **position)
    again = await poll(code, cookies=cookies["participant"], **position)
    assert first[1]["now"] == again[1]["now"]


async def test_without_a_pass_nothing_is_heard(code: str, cookies: Cookies) -> None:
    await poll(code, cookies=cookies["participant"])
    status, body = await poll(code)
    assert (status, body["error"]["code"]) == (401, "join_first")


async def test_a_code_typed_otherwise_opens_nothing_without_a_pass(
    code: str, cookies: Cookies
) -> None:
    await poll(code.lower(), cookies=cookies["participant"])
    status, _ = await poll(code.lower())
    assert status == 401


async def test_an_unknown_code_is_refused(code: str) -> None:
    status, body = await poll("ZZZZZZ", "projector")
    assert (status, body["error"]["code"]) == (404, "unknown_code")


async def test_another_host_is_not_answered(code: str) -> None:
    status, _ = await poll(code, "projector", host="elsewhere.example")
    assert status == 400


async def test_a_facilitator_goes_the_way_of_every_page(code: str, cookies: Cookies) -> None:
    with pytest.raises(LookupError):
        await poll(code, "facilitator", cookies=cookies["facilitator"])
