"""One socket: who may listen, what they are sent, and why they are let go.

A plain ASGI application: a Channels consumer would subscribe every socket to the channel layer
by itself and pass each message through one thread that all sockets share.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.db import Error
from django.http import HttpRequest, parse_cookie
from django.utils.module_loading import import_string

from facilitation.actions.lead import keep_or_end_lead
from facilitation.board import Audience
from facilitation.live.hub import Outbox, Seat, take
from facilitation.live.pool import in_pool
from facilitation.live.reading import Place
from facilitation.live.wire import WRITE_NOW
from facilitation.pages.api import read_position
from facilitation.pages.passes import check_may_hear, find_dialogue, read_pass
from facilitation.refusals import Refusal

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SAYS_TOO_MUCH = 1008
SAYS_TOO_LONG = 1009
BROKEN = 1011
TOO_SLOW = 4408
TOO_MANY = 4429
CLOSE_CODES = {
    "body_invalid": SAYS_TOO_MUCH,
    "cookie_invalid": 4401,
    "join_first": 4401,
    "sign_in_needed": 4401,
    "not_facilitator": 4403,
    "unknown_code": 4404,
}
"""By code of the refusal. 1008, 1009 and 1011 are those of RFC 6455; the 44xx echo HTTP."""

RECHECK_SECONDS = 30.0
"""How long a facilitator who lost the right to listen may go on listening, at most."""

RECHECKS_OF_FACILITATORS = 20
"""To one of anybody else: only their own leaving takes a participant's right away, and asking for a
thousand phones every half minute cost as much as writing ten notes a second."""

LONGEST_MESSAGE_BYTES = 1024
MOST_MESSAGES_A_MINUTE = 60
"""A page says every few seconds that somebody is writing; this is room for more."""

MOST_SOCKETS = 8
"""Of one person, in one dialogue and process: their tabs, and some that a tunnel left half open. A
page gone wild, which opens ever more, loses its oldest ones and takes nothing from others."""

CLOSING_SECONDS = 30.0
"""How long a socket that cannot keep up may take to hear that it is closed."""


@dataclass
class Counts:
    """What the sockets of this process came to since it began."""

    too_many: int = 0
    """Sockets let go because their person opened more of them."""


COUNTS = Counts()


@dataclass(frozen=True)
class Asking:
    """What a socket asks to hear, and the cookies it shows for it."""

    code: str
    query: dict[str, str]
    cookies: Mapping[str, str]


async def hear(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve one socket from its opening to its end."""
    await receive()
    # A socket that is refused before it is accepted tells a browser nothing but 1006.
    await send({"type": "websocket.accept"})
    asking = _asking(scope)
    code: int | None = BROKEN
    try:
        granted = await in_pool(partial(grant, asking))
        with _among_sockets(granted) as let_go:
            async with take(granted, scope.get("extensions", {}).get(WRITE_NOW)) as (hub, outbox):
                reading = _read(receive, on_writing=partial(hub.writes, outbox))
                code = await _serve(asking, outbox, reading, send, let_go)
    except Refusal as refusal:
        code = CLOSE_CODES[refusal.code]
    except Error:
        code = BROKEN
    if code is not None:
        await _close(send, code)


_Person = tuple[UUID, Audience, UUID | int]
_sockets: dict[_Person, list[asyncio.Future[None]]] = {}


@contextlib.contextmanager
def _among_sockets(seat: Seat) -> Iterator[asyncio.Future[None]]:
    """Count a socket among those of its person, and have the oldest let go where they are too many.

    Yields what is done when this one is to go. Projectors are nobody's, and are not counted.
    """
    let_go: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    if seat.audience is Audience.PROJECTOR or seat.who is None:
        yield let_go
        return
    person = (seat.dialogue_id, seat.audience, seat.who)
    own = _sockets.setdefault(person, [])
    own.append(let_go)
    if len(own) > MOST_SOCKETS:
        own.pop(0).set_result(None)
        COUNTS.too_many += 1
    try:
        yield let_go
    finally:
        if let_go in own:
            own.remove(let_go)
        if not own:
            _sockets.pop(person, None)


def _asking(scope: Mapping[str, Any]) -> Asking:
    headers = dict(scope["headers"])
    return Asking(
        code=scope["url_route"]["kwargs"]["code"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"))),
        cookies=parse_cookie(headers.get(b"cookie", b"").decode("latin-1")),
    )


def grant(asking: Asking) -> Seat:
    """Return what the socket may hear, or raise `Refusal` with a key of `CLOSE_CODES`.

    Whoever leads keeps the lead by listening; it ends while only others listen."""
    audience, epoch, since = read_position(asking.query)
    dialogue = find_dialogue(asking.code)
    participant_id = user_id = None
    if audience is Audience.PARTICIPANT:
        participant_id = read_pass(asking.cookies, dialogue.code)
    if audience is Audience.FACILITATOR:
        user_id = _signed_in_id(asking.cookies)
    hearing = check_may_hear(
        dialogue=dialogue,
        audience=audience,
        participant_id=participant_id,
        user_id=user_id,
        code=asking.code,
    )
    keep_or_end_lead(dialogue, user_id)
    return Seat(
        dialogue_id=dialogue.id,
        audience=audience,
        since=Place(epoch, since),
        who=hearing.who,
        breakout=hearing.breakout,
        seating=dialogue.seating,
    )


def _signed_in_id(cookies: Mapping[str, str]) -> int | None:
    """Return the user of the session, checked as Django checks it for a page."""
    store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request = HttpRequest()
    request.session = store(cookies.get(settings.SESSION_COOKIE_NAME))
    user = auth.get_user(request)
    return user.pk if user.is_authenticated else None


async def _serve(
    asking: Asking,
    outbox: Outbox,
    listening: Coroutine[Any, Any, int | None],
    send: Send,
    let_go: asyncio.Future[None],
) -> int | None:
    """Send and listen until one of the two ends; return the code to close with, if any."""
    reading = asyncio.create_task(listening)
    writing = asyncio.create_task(_write(outbox, send))
    checking = asyncio.create_task(_keep_checking(asking))
    tasks: set[asyncio.Future[Any]] = {reading, writing, checking}
    try:
        done, _ = await asyncio.wait(
            {*tasks, outbox.overflowed, let_go}, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if reading in done:
        return reading.result()
    if checking in done:
        return checking.result()
    if outbox.overflowed in done:
        return TOO_SLOW
    return TOO_MANY if let_go in done else None


async def _read(receive: Receive, *, on_writing: Callable[[], None]) -> int | None:
    """Listen for the end. All that a page may say meanwhile is that somebody is writing."""
    clock = asyncio.get_running_loop()
    began, said = clock.time(), 0
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return None
        if len(message.get("text") or message.get("bytes") or "") > LONGEST_MESSAGE_BYTES:
            return SAYS_TOO_LONG
        if clock.time() - began > 60:
            began, said = clock.time(), 0
        said += 1
        if said > MOST_MESSAGES_A_MINUTE:
            return SAYS_TOO_MUCH
        if _says_writing(message.get("text")):
            on_writing()


def _says_writing(text: str | None) -> bool:
    try:
        return bool(json.loads(text or "null") == {"type": "writing"})
    except (ValueError, RecursionError):
        return False


async def _write(outbox: Outbox, send: Send) -> None:
    with contextlib.suppress(OSError):  # the other end has gone
        while True:
            await send({"type": "websocket.send", "text": await outbox.take()})


async def _keep_checking(asking: Asking) -> int:
    """Return the code to close with once the right to listen is lost."""
    pause = RECHECK_SECONDS
    if asking.query.get("audience") != Audience.FACILITATOR:
        pause *= RECHECKS_OF_FACILITATORS
    while True:
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads reads
        try:
            await in_pool(partial(grant, asking))
        except Refusal as refusal:
            return CLOSE_CODES[refusal.code]
        except Error:
            continue  # the database is gone, not the right


async def _close(send: Send, code: int) -> None:
    """Say why; a server that is going down may have closed the socket already."""
    with contextlib.suppress(OSError, RuntimeError, TimeoutError):
        async with asyncio.timeout(CLOSING_SECONDS):
            await send({"type": "websocket.close", "code": code})


async def hear_nothing(_scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Turn away a socket that was opened at an address where nothing is to be heard."""
    await receive()
    await send({"type": "websocket.close", "code": CLOSE_CODES["unknown_code"]})
