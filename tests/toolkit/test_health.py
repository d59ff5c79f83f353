import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from tests import services
from tests.conftest import StartServer
from toolkit.health import WORKER_SILENT_SECONDS, Health, worker_sign


async def broken(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("nothing else answers")


async def ask(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(Health(broken))
    async with httpx.AsyncClient(transport=transport, base_url="http://nobody.example") as client:
        return await client.get(path)


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.TOOLKIT_DATA = tmp_path
    return tmp_path


async def test_a_process_that_answers_is_alive_whatever_else_is_broken() -> None:
    answer = await ask("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db(transaction=True)
async def test_it_is_ready_once_a_worker_was_seen(data: Path) -> None:
    before = await ask("/readyz")
    worker_sign().touch()
    after = await ask("/readyz")
    assert (before.status_code, before.json()) == (503, {"not_ready": ["worker"]})
    assert (after.status_code, after.json()) == (200, {"not_ready": []})


@pytest.mark.django_db(transaction=True)
async def test_a_worker_that_was_seen_long_ago_is_gone(data: Path) -> None:
    worker_sign().touch()
    long_ago = time.time() - WORKER_SILENT_SECONDS - 1
    os.utime(worker_sign(), (long_ago, long_ago))
    assert (await ask("/readyz")).json() == {"not_ready": ["worker"]}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_lacks_a_migration_is_not_ready(data: Path) -> None:
    worker_sign().touch()
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("sessions", "0001_initial")
    try:
        assert asyncio.run(ask("/readyz")).json() == {"not_ready": ["migrations"]}
    finally:
        recorder.record_applied("sessions", "0001_initial")


def until(found: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """Ask until the status is `status`; the test's time limit ends a wait that is in vain."""
    while (answer := found()).status_code != status:
        time.sleep(0.2)
    return answer


def test_a_server_becomes_ready_and_says_so_to_any_name_without_logging_it(
    start_server: StartServer,
) -> None:
    environ = {"TOOLKIT_LOG_LEVEL": "INFO", "TOOLKIT_PUBLIC_URL": "https://dialogues.example.org"}
    served = start_server(environ=environ, arguments=("--port", str(services.free_port())))
    address = f"http://127.0.0.1:{port_of(served)}"
    headers = {"Host": "10.1.2.3"}
    until(lambda: httpx.get(f"{address}/readyz", headers=headers), 200)
    assert httpx.get(f"{address}/healthz", headers=headers).json() == {"alive": True}
    log = served.log.read_text()
    assert "/healthz" not in log
    assert "GET /readyz 200" not in log


def port_of(served: services.Served) -> str:
    arguments = served.process.args
    assert isinstance(arguments, list)
    return str(arguments[-1])


@pytest.mark.services
def test_what_is_gone_is_named_without_its_address(
    start_server: StartServer,
) -> None:
    with services.redis_server() as redis_url, services.postgres() as database:
        environ = services.fresh_database(database.url) | {"REDIS_URL": redis_url}
        served = start_server(environ=environ)
        until(lambda: httpx.get(f"{served.address}/readyz"), 200)
    answer = until(lambda: httpx.get(f"{served.address}/readyz", timeout=30), 503)
    while set(answer.json()["not_ready"]) < {"database", "migrations", "ring"}:
        answer = httpx.get(f"{served.address}/readyz", timeout=30)
    assert httpx.get(f"{served.address}/healthz").status_code == 200
