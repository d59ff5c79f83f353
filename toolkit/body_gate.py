"""The bound on a request's body, at the door: Django writes it to disk before it asks any page.

A request that says it is too large reaches its page without its body, so that the page can refuse
it in words; one that says nothing and grows too large is cut off.
"""

from facilitation.pages.asgi import Application, Message, Receive, Scope, Send, without_body


class BodyGate:
    """Wraps an ASGI application (HTTP only). `limit` is in bytes."""

    def __init__(self, application: Application, *, limit: int) -> None:
        self.application = application
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _stated_length(scope) > self.limit:
            await self.application(scope, without_body(receive), send)
            return
        body = _Counted(receive, self.limit)
        await self.application(scope, body, send)
        if body.cut_off:
            # Django takes it that the other side has gone, and says nothing.
            await send({"type": "http.response.start", "status": 413, "headers": []})
            await send({"type": "http.response.body", "body": b""})


def _stated_length(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


class _Counted:
    """The other side as long as it has sent no more than the limit; then it has hung up."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.left = limit
        self.cut_off = False

    async def __call__(self) -> Message:
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left >= 0:
            return message
        self.cut_off = True
        return {"type": "http.disconnect"}
