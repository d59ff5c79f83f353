"""The line before the door: how many newcomers a second are let in, and whose turn is when.

A place in line is the moment at which its holder may come in. It is given once, first come first
served, signed, and kept by the phone: nothing is remembered here, so a place outlives a restart
and is good at every process. Only giving places needs a count that processes share, the cache;
where that is gone nobody is held back, because being let in late is better than never.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from facilitation.pages.counting import count

AHEAD_SECONDS = 2.5
"""So far ahead of the pace people are let in at once: a room that scans its code together should
see no line. At 40 a second, 100 people, who together cost 1.3 s of one busy processor."""

SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2, 10
"""Whoever waits is told anew at least so often."""

KEPT_SECONDS = 2 * 3600
"""How long after its turn a place is still good: a phone may have slept."""

COOKIE = "place"
_SALT = "facilitation.place"


@dataclass
class Counts:
    """What became of newcomers in this process since it began."""

    let_in: int = 0
    """Newcomers who found no line."""
    lined_up: int = 0
    """Newcomers who were given a place in line."""


COUNTS = Counts()


@dataclass
class Line:
    """The line as one process knows it: the second up to which all places are given."""

    clock: Callable[[], float] = time.time
    _full_until: int = 0
    last: float = field(init=False, default=0.0)
    """The last turn that was given here, in seconds since 1970."""

    def take(self) -> float:
        """Give the next place: return when its turn is, in seconds since 1970.

        Each second has as many places as people are let in. Whoever finds it full goes on to the
        next, so that processes fill the same seconds in order. May wait for the cache.
        """
        second = max(int(self.clock()), self._full_until)
        while (number := self._count(second)) is not None:
            if number <= settings.TOOLKIT_JOINS_PER_SECOND:
                self._full_until = second
                self.last = second + (number - 1) / settings.TOOLKIT_JOINS_PER_SECOND
                return self.last
            second += 1
        return self.clock()

    def _count(self, second: int) -> int | None:
        return count(f"line:{second}", kept_seconds=second - int(self.clock()) + 60)

    def wait(self, turn: float) -> float:
        """Return the seconds until `turn`; 0 or less when it has come."""
        return turn - AHEAD_SECONDS - self.clock()

    def place(self, turn: float) -> int:
        """Return which number in line `turn` is: 1 is next, 0 is not in line."""
        return max(0, math.ceil(self.wait(turn) * settings.TOOLKIT_JOINS_PER_SECOND))

    def people(self) -> int:
        """Return how many places before the door are taken, as far as this process knows."""
        return self.place(self.last)


def pause(wait: float) -> int:
    """Return after how many whole seconds somebody who is to `wait` should look again."""
    return max(SHORTEST_PAUSE_SECONDS, min(math.ceil(wait), LONGEST_PAUSE_SECONDS))


def read_place(cookies: Mapping[str, str]) -> float | None:
    """Return the turn that a phone was given; None where it has none or it is long over."""
    try:
        turn = float(signing.Signer(salt=_SALT).unsign(cookies.get(COOKIE, "")))
    except (signing.BadSignature, ValueError):
        return None
    return turn if turn + KEPT_SECONDS > time.time() else None


def keep_place(response: HttpResponse, turn: float) -> None:
    """Have the phone keep its place."""
    response.set_cookie(
        COOKIE,
        signing.Signer(salt=_SALT).sign(f"{turn:.3f}"),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
