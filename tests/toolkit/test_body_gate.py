"""No body over the limit passes the door, whether or not the request admits its size."""

from collections.abc import Iterator
from typing import Any

from facilitation.pages.asgi import Message, Receive, Send
from toolkit.body_gate import BodyGate

PIECE = b"x" * 10


class Sender:
    """A client that sends pieces of ten bytes and then hangs up."""

    def __init__(self, pieces: int) -> None:
        self.left: Iterator[int] = iter(range(pieces - 1, -1, -1))

    async def __call__(self) -> Message:
        left = next(self.left, None)
        if left is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": PIECE, "more_body": left > 0}


async def heard(
    *, pieces: int, limit: int, stated: int | None, answers: list[Message] | None = None
) -> list[Message]:
    """What an application behind the gate hears until the end of the body and a message more.

    `answers` collects what the gate itself says to the client.
    """
    messages: list[Message] = []

    async def application(scope: Any, receive: Receive, send: Send) -> None:
        more = True
        while more:
            messages.append(await receive())
            more = bool(messages[-1].get("more_body"))
        if messages[-1]["type"] == "http.request":
            messages.append(await receive())

    headers = [] if stated is None else [(b"content-length", str(stated).encode())]

    async def send(message: Message) -> None:
        assert answers is not None
        answers.append(message)

    gate = BodyGate(application, limit=limit)
    await gate({"type": "http", "headers": headers}, Sender(pieces), send)
    return messages


def body(messages: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages)


async def test_a_body_within_the_limit_passes_whole() -> None:
    messages = await heard(pieces=3, limit=30, stated=30)
    assert body(messages) == PIECE * 3
    assert messages[-1]["type"] == "http.disconnect"


async def test_a_body_that_says_it_is_too_large_does_not_pass_at_all() -> None:
    messages = await heard(pieces=100, limit=30, stated=1000)
    assert body(messages) == b""
    assert [message["type"] for message in messages] == ["http.request", "http.disconnect"]


async def test_a_body_that_grows_too_large_is_cut_off_and_answered() -> None:
    answers: list[Message] = []
    messages = await heard(pieces=100, limit=30, stated=None, answers=answers)
    assert body(messages) == PIECE * 3
    assert messages[-1]["type"] == "http.disconnect"
    assert answers[0]["status"] == 413


async def test_a_length_that_is_no_number_does_not_open_the_gate() -> None:
    messages = await heard(pieces=100, limit=30, stated=-5, answers=[])
    assert body(messages) == PIECE * 3
