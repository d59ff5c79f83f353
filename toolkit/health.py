"""Two questions that machines ask: does this process answer, and can it do its work?

`/healthz` and `/readyz` stand before everything else, so that neither a host name, nor a redirect
to TLS, nor a database that is gone keeps the answer away. They name parts, never addresses.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from toolkit import config

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

ALIVE, READY = "/healthz", "/readyz"

WORKER_BEATS_SECONDS = 5.0
WORKER_SILENT_SECONDS = 30.0
"""A worker that has not been seen for so long is taken to be gone."""

LONGEST_CHECK_SECONDS = 5.0
KEPT_SECONDS = 1.0
"""Whoever asks more often gets the last answer: anybody may ask."""


class Health:
    """Wraps the ASGI application (HTTP only) and answers `/healthz` and `/readyz`."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._lock = asyncio.Lock()
        self._asked_at = float("-inf")
        self._not_ready: list[str] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == ALIVE:
            await answer_json(send, 200, {"alive": True})
        elif scope["path"] == READY:
            not_ready = await self._ask()
            await answer_json(send, 503 if not_ready else 200, {"not_ready": not_ready})
        else:
            await self.application(scope, receive, send)

    async def _ask(self) -> list[str]:
        async with self._lock:
            if time.monotonic() - self._asked_at > KEPT_SECONDS:
                self._not_ready = await _not_ready()
                self._asked_at = time.monotonic()
            return self._not_ready


async def answer_json(send: Send, status: int, body: object) -> None:
    """Answer an HTTP request with JSON that nobody keeps."""
    content = json.dumps(body).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _not_ready() -> list[str]:
    answers = await asyncio.gather(*(_holds(check) for check in CHECKS.values()))
    return [name for name, well in zip(CHECKS, answers, strict=True) if not well]


async def _holds(check: Callable[[], bool]) -> bool:
    try:
        async with asyncio.timeout(LONGEST_CHECK_SECONDS):
            return await asyncio.to_thread(check)
    except (Error, OSError):
        return False


def database_answers() -> bool:
    """Whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    finally:
        connection.close()


def migrations_are_applied() -> bool:
    """Whether the database has every migration of this version. False while it does not answer."""
    try:
        return _own_migrations() <= set(MigrationRecorder(connection).applied_migrations())
    finally:
        connection.close()


@cache
def _own_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def ring_answers() -> bool:
    """Whether Redis answers, where it is used."""
    url = config.current().redis_url
    if url is None:
        return True
    import redis

    options = {"socket_timeout": 2, "socket_connect_timeout": 2}
    with redis.Redis.from_url(url.get_secret_value(), **options) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def worker_was_seen() -> bool:
    """Whether a worker on this data folder has shown itself lately."""
    return time.time() - worker_sign().stat().st_mtime < WORKER_SILENT_SECONDS


def worker_sign() -> Path:
    """Return the file that workers touch. They share the data folder with their servers anyway."""
    return Path(settings.TOOLKIT_DATA) / "worker-seen"


def show_that_worker_runs() -> None:
    """Touch the worker's sign for ever; meant for a thread of the worker."""
    while True:
        with contextlib.suppress(OSError):  # a full disk is told by the tasks themselves
            worker_sign().touch()
        time.sleep(WORKER_BEATS_SECONDS)


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "ring": ring_answers,
    "worker": worker_was_seen,
}
"""By the name under which `/readyz` tells that it does not hold."""
