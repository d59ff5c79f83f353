"""Two servers on one PostgreSQL and one Redis hear each other, and do so without Redis too."""

import asyncio
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from http.cookiejar import CookieJar
from uuid import uuid4

import pytest

from facilitation.live.hub import LOOK_SECONDS
from tests import services
from tests.conftest import StartServer
from tests.facilitation.live.ear import Ear, listen
from toolkit.bench.services import Redis

pytestmark = [pytest.mark.services, pytest.mark.serial]

JOINS = 6
BEGIN = """
import django
django.setup(set_prefix=False)
from django.contrib.auth.models import User
from tests.facilitation.room import Room
user, _ = User.objects.get_or_create(username="amina")
print(Room.opened_by(user.pk).dialogue.code)
"""


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A Redis that can be stopped, and started again at the same address."""
    redis = services.redis()
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def environ(postgresql: dict[str, str], redis: Redis) -> dict[str, str]:
    """The settings of the two servers, with a database that has been migrated."""
    return postgresql | {"REDIS_URL": redis.url}


def run(environ: dict[str, str], *arguments: str) -> str:
    everything = services.clean_environ() | environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env=everything, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


@pytest.fixture
def servers(start_server: StartServer, environ: dict[str, str]) -> list[services.Served]:
    return [start_server(environ=environ) for _ in range(2)]


@pytest.fixture
async def ear(servers: list[services.Served], environ: dict[str, str]) -> AsyncIterator[Ear]:
    """Listens to a new dialogue at the second server."""
    code = run(environ, "-c", BEGIN)
    async with listen(servers[1].address.replace("http", "ws"), code) as ear:
        await ear.frame()
        yield ear


def join(address: str, code: str) -> None:
    """Join as a phone does: the page, its token, the action."""
    jar = urllib.request.HTTPCookieProcessor(CookieJar())
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
    page = browser.open(f"{address}/d/{code}/").read().decode()
    token = re.search(r'name="csrf-token" content="(\w+)"', page)
    assert token is not None
    headers = {"Content-Type": "application/json", "X-CSRFToken": token[1]}
    body = json.dumps({"op_id": str(uuid4())}).encode()
    browser.open(urllib.request.Request(f"{address}/api/d/{code}/join", body, headers)).read()


async def seconds_to_hear_joins(ear: Ear, address: str) -> float:
    """Let people join at `address`, one when the one before was heard of; say how long it took."""
    assert ear.board is not None
    dialogue = ear.board["put"]["dialogue"]
    began = time.monotonic()
    for number in range(dialogue["participants"] + 1, dialogue["participants"] + JOINS + 1):
        await asyncio.to_thread(join, address, dialogue["code"])
        while ear.board["put"]["dialogue"]["participants"] < number:
            await ear.frame()
    return time.monotonic() - began


async def rings_are_heard(ear: Ear, address: str) -> None:
    """Wait until joins are heard of sooner than by looking, however busy this machine is."""
    async with asyncio.timeout(60):
        while await seconds_to_hear_joins(ear, address) > 0.6 * JOINS * LOOK_SECONDS:
            pass


def times_said(servers: list[services.Served], what: str) -> list[int]:
    """How often each server has said so in its log."""
    return [server.log.read_text().count(what) for server in servers]


async def test_what_is_written_at_one_is_heard_at_the_other_by_a_ring(
    ear: Ear, servers: list[services.Served]
) -> None:
    await rings_are_heard(ear, servers[0].address)


async def test_nothing_is_lost_while_redis_is_gone_and_rings_are_heard_when_it_is_back(
    ear: Ear, servers: list[services.Served], redis: Redis
) -> None:
    redis.stop()
    await seconds_to_hear_joins(ear, servers[0].address)
    redis.start()
    await rings_are_heard(ear, servers[0].address)
    places = [frame["seq"] for frame in ear.frames]
    assert [frame["since"] for frame in ear.frames] == [None, *places[:-1]]
    assert times_said(servers, "channel layer unreachable") == [1, 1]
    assert times_said(servers, "Unexpected exception") == [0, 0]
    assert times_said(servers[:1], "cache unreachable") == [1]


async def test_a_redis_that_hangs_holds_up_nobody(
    ear: Ear, servers: list[services.Served], redis: Redis
) -> None:
    redis.freeze()
    await seconds_to_hear_joins(ear, servers[0].address)
    redis.thaw()
    await rings_are_heard(ear, servers[0].address)
    assert times_said(servers[:1], "cache unreachable") == [1]
