"""One writer after another on SQLite, in the order in which they came.

SQLite has one writer at a time and lets the others sleep and try again: under a burst the sleeps
grow, the order is lost and writers starve for seconds. Here they queue instead. Other processes,
such as the worker, still meet at SQLite's own lock.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


class Queue:
    """A lock that is given to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_writers = Queue()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to write. Within a transaction, the turn has been taken already."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _writers:
        yield
