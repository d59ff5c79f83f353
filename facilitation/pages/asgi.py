"""What the short ways before Django's own share: types, the checks at the door, the answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.security import SecurityMiddleware

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def no_view(_request: HttpRequest) -> HttpResponse:
    """Stand for what a middleware wraps; never called."""
    raise AssertionError("no view is behind this middleware")


_security = SecurityMiddleware(no_view)


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Return what is said to a request for another host, or without TLS where that is needed."""
    try:
        request.get_host()
    except DisallowedHost:
        return HttpResponseBadRequest()
    redirect = _security.process_request(request)
    assert redirect is None or isinstance(redirect, HttpResponse)
    return redirect


def secured(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response with the headers that every page carries; nothing may be kept."""
    _security.process_response(request, response)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


async def send_response(response: HttpResponse, send: Send) -> None:
    """Send a response that has its content in memory."""
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    headers += [
        (b"set-cookie", cookie.OutputString().encode()) for cookie in response.cookies.values()
    ]
    headers.append((b"content-length", str(len(response.content)).encode()))
    start = {"type": "http.response.start", "status": response.status_code, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": response.content})


def without_body(receive: Receive) -> Receive:
    """Tell of an empty body. One that still arrives is let go, not kept, until the other side has
    read its answer; one that never comes is not waited for."""
    told = False

    async def gate() -> Message:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        message = await receive()
        while message["type"] == "http.request":
            message = await receive()
        return message

    return gate
