"""A join storm: newcomers wait in line, in order, and whoever has joined is never asked."""

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from pytest_django import Settings

from facilitation.live.outage import Outage
from facilitation.pages import counting, door
from facilitation.pages.door import MOST_INSIDE
from facilitation.pages.line import AHEAD_SECONDS, Line
from tests import services
from tests.browser.hall import Hall, Visitor
from tests.conftest import StartServer

PACE = 2
AT_ONCE = int(AHEAD_SECONDS * PACE)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(settings: Settings) -> Clock:
    settings.TOOLKIT_JOINS_PER_SECOND = PACE
    caches["default"].clear()
    return Clock()


def test_a_room_that_comes_together_sees_no_line(clock: Clock) -> None:
    own = Line(clock)
    assert max(own.place(own.take()) for _ in range(AT_ONCE)) == 0


def test_places_are_given_first_come_first_served_one_after_another(clock: Clock) -> None:
    own = Line(clock)
    places = [own.place(own.take()) for _ in range(AT_ONCE + 50)]
    assert places[-50:] == list(range(places[-50], places[-50] + 50))
    assert places == sorted(places)
    assert own.people() == places[-1]


def test_the_line_moves_as_fast_as_people_are_let_in(clock: Clock) -> None:
    own = Line(clock)
    turns = [own.take() for _ in range(AT_ONCE + 40)]
    before = own.place(turns[-1])
    clock.now += 5
    assert own.place(turns[-1]) == before - 5 * PACE
    clock.now += 600
    assert own.place(turns[-1]) == 0
    assert own.place(own.take()) == 0


async def test_a_server_slower_than_the_pace_lets_in_only_as_many_as_it_can_serve(
    clock: Clock, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TOOLKIT_JOINS_PER_SECOND = 10_000
    monkeypatch.setattr(door, "LONGEST_STANDING_SECONDS", 0.2)
    finish = asyncio.Event()
    inside = 0

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        nonlocal inside
        inside += 1
        await finish.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    application: Any = door.Door(slow)
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as phones:
        coming = [asyncio.create_task(phones.get("/d/K7M4PX/")) for _ in range(MOST_INSIDE + 3)]
        told = [await each for each in coming[MOST_INSIDE:]]
        assert inside == MOST_INSIDE
        assert [page.status_code for page in told] == [503] * 3
        assert min(number(page) for page in told) >= 1
        finish.set()
        assert {(await each).status_code for each in coming[:MOST_INSIDE]} == {200}
        assert (await phones.get("/d/K7M4PX/")).status_code == httpx.codes.OK


@pytest.fixture
def shared_cache(
    clock: Clock, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RedisCache]:
    cache = RedisCache(redis_url, {"KEY_PREFIX": "line-test"})
    monkeypatch.setattr(counting, "cache", cache)
    monkeypatch.setattr(counting, "_cache", Outage("cache", meanwhile="this is a test"))
    yield cache
    cache.close()


@pytest.mark.services
def test_processes_that_share_the_count_give_every_place_once_and_in_order(
    clock: Clock, shared_cache: RedisCache
) -> None:
    one, other = Line(clock), Line(clock)
    turns = [door.take() for _ in range(60) for door in (one, other)]
    assert turns == sorted(turns)
    assert len(set(turns)) == len(turns)
    # A process that was just started begins behind all who wait already.
    assert Line(clock).take() > turns[-1]


@pytest.mark.services
def test_without_the_shared_count_nobody_is_held_back(
    clock: Clock, shared_cache: RedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = RedisCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr(counting, "cache", gone)
    own = Line(clock)
    assert max(own.place(own.take()) for _ in range(10 * AT_ONCE)) == 0


@dataclass
class Siege:
    """A hall before which a long line stands, and a phone that had joined before."""

    hall: Hall
    inside: Visitor


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    environ = {"TOOLKIT_JOINS_PER_SECOND": "1"}
    served = services.serve(tmp_path_factory.mktemp("siege"), environ=environ)
    try:
        hall = Hall.opened(served)
        hall.open_stage("now")
        siege = Siege(hall, hall.join())
        with new_phone(hall) as phones:
            for _ in range(100):
                phones.cookies.clear()
                arrive(hall, phones)
        yield siege
    finally:
        services.end_group(served.process)


def new_phone(hall: Hall) -> httpx.Client:
    return httpx.Client(base_url=hall.served.address, timeout=30, verify=False)


def arrive(hall: Hall, phone: httpx.Client | None = None, **headers: str) -> httpx.Response:
    """Open the page of the dialogue, on a new phone if not said on which."""
    phone = phone or new_phone(hall)
    return phone.get(f"/d/{hall.code}/", headers=headers)


def number(page: httpx.Response) -> int:
    found = re.search(r"<h1>(\d+)</h1>", page.text)
    assert found is not None, page.text
    return int(found[1])


def pause(page: httpx.Response) -> int:
    found = re.search(r'<meta http-equiv="refresh" content="(\d+)">', page.text)
    assert found is not None, page.text
    assert page.headers["Retry-After"] == found[1]
    return int(found[1])


@pytest.mark.serial
def test_later_ones_get_a_small_page_with_their_number(siege: Siege) -> None:
    page = arrive(siege.hall)
    assert page.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert f"You are number {number(page)} in line" in page.text
    assert len(page.content) < 700
    assert "<script" not in page.text
    assert list(page.cookies) == ["place"]


@pytest.mark.serial
def test_a_reload_keeps_the_place_and_a_newcomer_stands_behind(siege: Siege) -> None:
    with new_phone(siege.hall) as phone:
        first = number(arrive(siege.hall, phone))
        behind = number(arrive(siege.hall))
        again = number(arrive(siege.hall, phone))
    assert again <= first < behind + 5
    assert again < behind


@pytest.mark.serial
def test_the_page_is_in_the_language_of_whoever_waits(siege: Siege) -> None:
    page = arrive(siege.hall, new_phone(siege.hall), **{"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in page.text


@pytest.mark.serial
def test_a_program_is_told_when_to_try_again(siege: Siege) -> None:
    with new_phone(siege.hall) as phone:
        body = {"op_id": str(uuid4()), "language": "en"}
        answer = phone.post(f"/api/d/{siege.hall.code}/join", json=body)
    error: dict[str, Any] = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (503, "in_line")
    assert error["params"]["place"] > 0
    assert answer.headers["Retry-After"] == str(error["params"]["seconds"])


@pytest.mark.serial
def test_whoever_has_joined_is_never_asked(siege: Siege) -> None:
    assert arrive(siege.hall).status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert arrive(siege.hall, siege.inside.http).status_code == httpx.codes.OK
    siege.hall.write("Nobody waits to write.", by=siege.inside)


@pytest.mark.serial
def test_a_pass_that_was_made_up_leads_past_nobody(siege: Siege) -> None:
    made_up = arrive(siege.hall, Cookie=f"dialogue_{siege.hall.code}=made-up; place=1.000:made-up")
    assert made_up.status_code == httpx.codes.SERVICE_UNAVAILABLE


@pytest.mark.serial
def test_a_body_that_never_comes_keeps_no_room_from_others(start_server: StartServer) -> None:
    hall = Hall.opened(start_server())
    server = urlsplit(hall.served.address)
    request = f"GET /d/{hall.code}/ HTTP/1.1\r\nHost: {server.netloc}\r\nContent-Length: 9\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(MOST_INSIDE):
            line_open = socket.create_connection((server.hostname or "", server.port or 0))
            stack.enter_context(line_open).sendall(request.encode())
        assert arrive(hall).status_code == httpx.codes.OK


@pytest.mark.serial
def test_the_line_is_measured(siege: Siege) -> None:
    waiting = number(arrive(siege.hall))
    said = httpx.get(f"{siege.hall.served.address}/metrics").text
    found = dict(re.findall(r"^(toolkit_(?:line|newcomers)\S*) (\S+)$", said, flags=re.MULTILINE))
    assert waiting - 5 <= float(found["toolkit_line_length"]) <= waiting
    assert float(found['toolkit_newcomers_total{outcome="let_in"}']) >= 2
    assert float(found['toolkit_newcomers_total{outcome="lined_up"}']) > 50


@pytest.mark.serial
def test_a_storm_is_let_in_at_the_pace_and_everybody_joins(start_server: StartServer) -> None:
    hall = Hall.opened(start_server(environ={"TOOLKIT_JOINS_PER_SECOND": "4"}))

    async def storm(phones: int) -> list[tuple[float, list[int]]]:
        began = time.monotonic()
        async with asyncio.TaskGroup() as tasks:
            coming = [tasks.create_task(come_in(hall, began)) for _ in range(phones)]
        return [task.result() for task in coming]

    people = asyncio.run(storm(10 + 4 * 4))
    assert max(seconds for seconds, _ in people) > 3
    assert all(numbers == sorted(numbers, reverse=True) for _, numbers in people)
    assert hall.board()["dialogue"]["participants"] == 26


async def come_in(hall: Hall, began: float) -> tuple[float, list[int]]:
    """Open the page, again when it says so, and join; return the seconds and numbers until then."""
    numbers: list[int] = []
    base_url = hall.served.address
    async with httpx.AsyncClient(base_url=base_url, timeout=30, verify=False) as phone:
        while (page := await phone.get(f"/d/{hall.code}/")).status_code != httpx.codes.OK:
            numbers.append(number(page))
            await asyncio.sleep(pause(page))
        seconds = time.monotonic() - began
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        body = {"op_id": str(uuid4()), "language": "en"}
        headers = {"X-CSRFToken": token[1]}
        answer = await phone.post(f"/api/d/{hall.code}/join", json=body, headers=headers)
        assert answer.is_success, answer.text
        return seconds, numbers
