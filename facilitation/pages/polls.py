"""The short way for polls of the feed: phones and projectors behind networks that break sockets.

A thousand phones ask four hundred times a second. Their right to listen is looked up every few
seconds, and what they are told is read once for all of them (`facilitation.live.recent`).
Facilitators, who need their session, go the way of every page.
"""

import asyncio
from functools import partial
from io import BytesIO
from urllib.parse import parse_qsl

from django.core.handlers.asgi import ASGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from facilitation.board import Audience
from facilitation.live.consumer import Asking, grant
from facilitation.live.hub import Seat
from facilitation.live.pool import in_pool
from facilitation.live.reading import Place
from facilitation.live.recent import recent_of
from facilitation.models import Dialogue
from facilitation.pages.api import read_position
from facilitation.pages.asgi import (
    Application,
    Receive,
    Scope,
    Send,
    secured,
    send_response,
    turned_away,
)
from facilitation.pages.errors import refused_json
from facilitation.refusals import Refusal

GRANTED_SECONDS = 5.0
"""How long a right to listen is remembered; longer than a page waits between two questions."""

MOST_GRANTS = 20_000

_grants: dict[tuple[str, str, str], tuple[float, Seat]] = {}


class Polls:
    """Wraps an ASGI application (HTTP only)."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_for_us(scope):
            await self.application(scope, receive, send)
            return
        request = ASGIRequest(scope, BytesIO())
        response = turned_away(request) or await _answer(request)
        await send_response(secured(request, response), send)


def _is_for_us(scope: Scope) -> bool:
    parts = scope["path"].split("/")
    if scope["method"] != "GET" or parts[:3] != ["", "api", "d"] or parts[4:] != ["feed"]:
        return False
    query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    return query.get("audience") != Audience.FACILITATOR


async def _answer(request: HttpRequest) -> HttpResponse:
    try:
        return await _frame(request)
    except Dialogue.DoesNotExist:
        return _refused(request, Refusal("unknown_code"))
    except Refusal as refusal:
        return _refused(request, refusal)
    except Error:
        return HttpResponse(status=503)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return refused_json(refusal)


async def _frame(request: HttpRequest) -> HttpResponse:
    code, query = request.path.split("/")[3], request.GET.dict()
    _, epoch, since = read_position(query)
    asking = Asking(code, query, request.COOKIES)
    seat = await _seat(asking, shown=request.META.get("HTTP_COOKIE", ""))
    text = await recent_of(seat.dialogue_id, seat.spot).since(Place(epoch, since), seat.who)
    if text is None:
        return HttpResponse(status=204)
    return HttpResponse(text, content_type="application/json")


async def _seat(asking: Asking, *, shown: str) -> Seat:
    """Return what the asker may hear, as was found a moment ago for the very same asking.

    `shown` is all that they show of themselves, their cookies. Raises `Refusal`.
    """
    now = asyncio.get_running_loop().time()
    key = (asking.code, asking.query.get("audience", ""), shown)
    until, seat = _grants.get(key, (0.0, None))
    if seat is None or until < now:
        seat = await in_pool(partial(grant, asking))
        if len(_grants) >= MOST_GRANTS:
            _grants.clear()
        _grants[key] = (now + GRANTED_SECONDS, seat)
    return seat
