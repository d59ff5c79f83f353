"""The short way for what phones write: a thousand notes at once, one transaction for many.

It stands before the pages' application and takes the JSON actions that need no session; host,
origin and CSRF token are checked by the code that checks them for every page. While one batch is
being committed the next gathers, so that a commit is shared by all who waited for it, and an
answer is still only given after it.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from uuid import UUID

from django.core.handlers.asgi import ASGIRequest
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation

import facilitation.actions  # noqa: F401 - registers every action
from facilitation.actions.together import perform_together
from facilitation.actions.writing import (
    Answer,
    Asked,
    By,
    Who,
    action_names,
    parse,
)
from facilitation.live.outage import Outage
from facilitation.live.pool import connected
from facilitation.live.ring import ring
from facilitation.pages.api import BODY_LIMIT, read_body, read_op_id
from facilitation.pages.asgi import (
    Application,
    Receive,
    Scope,
    Send,
    no_view,
    secured,
    send_response,
    turned_away,
)
from facilitation.pages.errors import refused_json
from facilitation.pages.limits import check_join_rate, check_writing_rate
from facilitation.pages.passes import find_dialogue, read_pass, settle_pass
from facilitation.refusals import Refusal

MOST_TOGETHER = 128
"""Writes in one transaction: some 100 ms, so that a facilitator's own write waits no longer."""

logger = logging.getLogger(__name__)

_ACTIONS = action_names(Who.PARTICIPANT) | action_names(Who.ANYONE)


_csrf = CsrfViewMiddleware(no_view)
_database = Outage("database", meanwhile="phones keep what they write")


class Phones:
    """Wraps the ASGI application of the pages (HTTP only)."""

    def __init__(self, pages: Application) -> None:
        self.pages = pages
        self._desk = _Desk()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_for_us(scope):
            await self.pages(scope, receive, send)
            return
        body = await _read(receive)
        if body is not None:
            response = await self._desk.answer(ASGIRequest(scope, BytesIO(body)))
            await send_response(response, send)


def _is_for_us(scope: Scope) -> bool:
    parts = scope["path"].split("/")
    return (
        scope["method"] == "POST"
        and parts[:3] == ["", "api", "d"]
        and len(parts) == 5
        and parts[4] in _ACTIONS
    )


async def _read(receive: Receive) -> bytes | None:
    """Return the body, or its beginning where it is too long; None when the phone has gone."""
    body = b""
    while len(body) <= BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return body


class _Desk:
    """Takes in requests and has them answered together, one batch after another."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writing")
        self._waiting: list[tuple[ASGIRequest, asyncio.Future[HttpResponse]]] = []
        self._working: asyncio.Task[None] | None = None
        self._ringing: set[asyncio.Task[None]] = set()

    async def answer(self, request: ASGIRequest) -> HttpResponse:
        """Return the answer to a request, after the commit of what it wrote."""
        answer: asyncio.Future[HttpResponse] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            work = partial(answer_together, [request for request, _ in batch])
            responses, rings = await loop.run_in_executor(self._thread, connected, work)
            for (_, answer), response in zip(batch, responses, strict=True):
                if not answer.done():
                    answer.set_result(response)
            for dialogue_id, seq in rings.items():
                ringing = asyncio.create_task(ring(dialogue_id, seq))
                self._ringing.add(ringing)
                ringing.add_done_callback(self._ringing.discard)
        self._working = None


@dataclass
class _Posting:
    """One request on its way to an answer."""

    request: HttpRequest
    response: HttpResponse | None = None
    asked: Asked | None = None
    place: "_Place | None" = None


@dataclass(frozen=True)
class _Place:
    """The dialogue that a code leads to: neither ever changes."""

    dialogue_id: UUID
    code: str


_places: dict[str, _Place] = {}
_MOST_PLACES = 10_000


def _place_of(code: str) -> _Place:
    """Raises `unknown_code`."""
    if code not in _places:
        if len(_places) >= _MOST_PLACES:
            _places.clear()
        _check_database()
        dialogue = find_dialogue(code)
        _places[code] = _Place(dialogue.id, dialogue.code)
    return _places[code]


def _check_database() -> None:
    """Raises `not_saved_yet` at once while the database is gone: all writes wait for one thread,
    and a phone for an answer no longer than 15 seconds."""
    if _database.rests:
        raise Refusal("not_saved_yet")


def answer_together(
    requests: Sequence[HttpRequest],
) -> tuple[list[HttpResponse], Mapping[UUID, int]]:
    """Return an answer to each request, and the seq to ring for of each dialogue that moved."""
    postings = [_Posting(request) for request in requests]
    for posting in postings:
        _answered(posting, partial(_prepare, posting))
    by_dialogue: dict[UUID, list[_Posting]] = defaultdict(list)
    for posting in postings:
        if posting.place is not None and posting.response is None:
            by_dialogue[posting.place.dialogue_id].append(posting)
    rings: dict[UUID, int] = {}
    for dialogue_id, group in by_dialogue.items():
        seq = _perform(dialogue_id, group)
        if seq is not None:
            rings[dialogue_id] = seq
    return [_secured(posting) for posting in postings], rings


def _answered(posting: _Posting, work: Callable[[], None]) -> None:
    """Turn whatever `work` raises into the answer to the posting."""
    try:
        work()
    except Refusal as refusal:
        with translation.override(translation.get_language_from_request(posting.request)):
            posting.response = refused_json(refusal)
    except Error as error:
        if isinstance(error, (OperationalError, InterfaceError)):
            _database.failed(error)
        else:
            logger.warning("a write was not saved: %s", type(error).__name__)
        connection.close()  # perhaps broken; the next one opens another
        _answered(posting, partial(_raise, Refusal("not_saved_yet")))
    except Exception:
        logger.exception("a write failed")
        posting.response = HttpResponse(status=500)


def _raise(error: Exception) -> None:
    raise error


def _prepare(posting: _Posting) -> None:
    """Check everything that needs no lock. Raises `Refusal`."""
    request = posting.request
    posting.response = turned_away(request) or _csrf_failure(request)
    if posting.response is not None:
        return
    code, action = request.path.split("/")[3:5]
    body = read_body(request)
    op_id = read_op_id(body.pop("op_id", None))
    given = parse(action, body)
    place = posting.place = _place_of(code)
    by = By(participant_id=read_pass(request.COOKIES, place.code))
    if given.who is Who.ANYONE:
        check_join_rate(place.dialogue_id)
    elif by.participant_id is not None:
        check_writing_rate(by.participant_id)
    posting.asked = Asked(given, op_id, by)


def _csrf_failure(request: HttpRequest) -> HttpResponse | None:
    _csrf.process_request(request)
    with translation.override(translation.get_language_from_request(request)):
        return _csrf.process_view(request, no_view, (), {})


def _perform(dialogue_id: UUID, group: Sequence[_Posting]) -> int | None:
    asked = [posting.asked for posting in group if posting.asked is not None]
    outcomes: Sequence[Answer | Exception]
    try:
        _check_database()
        outcomes, seq = perform_together(asked, dialogue_id=dialogue_id)
        _database.worked()
    except (Error, Refusal) as error:
        if isinstance(error, Refusal) and error.code == "unknown_code":
            _places.clear()  # a dialogue that is gone may not be remembered
        outcomes, seq = [error] * len(group), None
    for posting, outcome in zip(group, outcomes, strict=True):
        _answered(posting, partial(_tell, posting, outcome))
    return seq


def _tell(posting: _Posting, outcome: Answer | Exception) -> None:
    if isinstance(outcome, Exception):
        raise outcome
    posting.response = JsonResponse({"answer": outcome})
    assert posting.asked is not None
    assert posting.place is not None
    settle_pass(posting.response, posting.place.code, posting.asked.given.name, outcome)


def _secured(posting: _Posting) -> HttpResponse:
    assert posting.response is not None
    return secured(posting.request, posting.response)
