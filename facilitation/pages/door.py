"""The door: when more people come at once than the server can take, later ones wait in line.

Only newcomers are asked: whoever opens the page of a dialogue without a pass, or joins as a
program. Phones that have joined always pass, and forms that were handed out. Whoever has to wait
gets a page of a few hundred bytes that says so honestly and comes back by itself, made before
sessions, database and everything else that costs.
"""

import asyncio
from io import BytesIO

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from facilitation.pages.asgi import (
    Application,
    Message,
    Receive,
    Scope,
    Send,
    secured,
    send_response,
    turned_away,
    without_body,
)
from facilitation.pages.errors import refused_json
from facilitation.pages.line import COUNTS, Line, keep_place, pause, read_place
from facilitation.pages.passes import holds_pass
from facilitation.refusals import Refusal

LONGEST_ASKING_SECONDS = 1.0
"""If no place is given by then, its asker is let in."""

MOST_INSIDE = 4
"""Newcomers whose pages are made at once in this process; a machine slower than the pace is felt
here. Each has a thread, and all share one interpreter with those who write: with 16, a note took
many times as long (docs/decisions/line-at-the-door.md)."""

LONGEST_STANDING_SECONDS = 5.0
"""Whose turn has come may stand so long in the doorway, and is then told a number again."""

LINE = Line()


class Door:
    """Wraps the ASGI application of the pages (HTTP only)."""

    def __init__(self, pages: Application) -> None:
        self.pages = pages
        self._room = asyncio.Semaphore(MOST_INSIDE)
        self._standing = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        code = _asked_for(scope)
        if code is None:
            await self.pages(scope, receive, send)
            return
        request = ASGIRequest(scope, BytesIO())
        if holds_pass(request.COOKIES, code):
            await self.pages(scope, receive, send)
            return
        turn = read_place(request.COOKIES)
        if turn is None:
            turn = await _new_turn()
            send = _handing_out(turn, send)
        wait = LINE.wait(turn)
        if wait <= 0 and scope["method"] == "POST":
            await self.pages(scope, receive, send)
        elif wait <= 0 and await self._room_found():
            try:
                await self.pages(scope, without_body(receive), send)
            finally:
                self._room.release()
        else:
            place = max(LINE.place(turn), self._standing + 1)
            response = turned_away(request) or _please_wait(request, place, pause(wait))
            await send_response(secured(request, response), send)

    async def _room_found(self) -> bool:
        """Wait in the doorway for room inside, first come first served, but not for long."""
        self._standing += 1
        try:
            async with asyncio.timeout(LONGEST_STANDING_SECONDS):
                await self._room.acquire()
        except TimeoutError:
            return False
        finally:
            self._standing -= 1
        return True


def _asked_for(scope: Scope) -> str | None:
    """Return the code of the dialogue to which a request would bring somebody new, if any."""
    match scope["method"], scope["path"].split("/"):
        case ("GET", ["", "d", code, ""]) | ("POST", ["", "api", "d", code, "join"]):
            return str(code)
    return None


async def _new_turn() -> float:
    """Asked in a thread: where processes share the count, it is somewhere else."""
    try:
        async with asyncio.timeout(LONGEST_ASKING_SECONDS):
            turn = await asyncio.to_thread(LINE.take)
    except TimeoutError:
        turn = LINE.clock()
    if LINE.wait(turn) > 0:
        COUNTS.lined_up += 1
    else:
        COUNTS.let_in += 1
    return turn


def _handing_out(turn: float, send: Send) -> Send:
    """Also whoever is let in keeps their place: joining is then no second arrival."""
    response = HttpResponse()
    keep_place(response, turn)
    cookies = [(b"set-cookie", each.OutputString().encode()) for each in response.cookies.values()]

    async def with_place(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *cookies]}
        await send(message)

    return with_place


def _please_wait(request: HttpRequest, place: int, seconds: int) -> HttpResponse:
    refusal = Refusal("in_line", place=place, seconds=seconds)
    with translation.override(translation.get_language_from_request(request)):
        if request.method == "POST":
            return refused_json(refusal)
        page = render_to_string(
            "facilitation/in_line.html", {"refusal": refusal, "seconds": seconds, "place": place}
        )
    response = HttpResponse(page, status=refusal.status)
    response["Retry-After"] = str(seconds)
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
