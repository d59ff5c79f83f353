"""A few threads that read the database for all sockets, so that the event loop never waits.

They keep their connections: on SQLite, opening a file anew costs four times the reading. Where
Django pools connections, each read borrows one and gives it back.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import Error, connection

READERS = 4
"""Threads. Reads are short, and more of them would only contend for two or four cores."""

_POOL = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="hearing")

T = TypeVar("T")


async def in_pool(function: Callable[[], T]) -> T:
    """Return `function()`, called in a thread that may use the database."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, connected, function)


def connected(function: Callable[[], T]) -> T:
    """Return `function()`, called in this thread of ours, which may use the database."""
    try:
        return function()
    except Error:
        connection.close()  # perhaps broken; the next read opens another
        raise
    finally:
        if "pool" in connection.settings_dict["OPTIONS"]:
            connection.close()


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """See one moment of the database in all reads within; nothing may be written.

    Django's own transactions would take SQLite's write lock, and on PostgreSQL see each statement's
    own moment. Without a snapshot, a board that is read while people write is read up to five
    times, until nothing happened meanwhile.
    """
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
