"""The clients' patience, against a server that misbehaves in every way a network can."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest
import pytest_asyncio

from toolkit.commands import CommandError
from toolkit.replay.browser import Browser, Network, Refused, ServerSilent

PAGE = '<meta name="csrf-token" content="token-{}">'
HANG_UP: "Answer" = (0, "", {})
Answer = tuple[int, str, dict[str, str]]


def as_json(status: int, body: dict[str, Any], **headers: str) -> Answer:
    return status, json.dumps(body), {"Content-Type": "application/json"} | headers


def refusal(status: int, code: str, **headers: str) -> Answer:
    return as_json(status, {"error": {"code": code, "message": "No."}}, **headers)


@dataclass
class Misbehaving:
    """Answers GET with a page whose token grows by one, POST with the next of `answers`."""

    answers: list[Answer] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    pages: int = 0
    address: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if head.startswith("GET"):
            self.pages += 1
            answer: Answer = (200, PAGE.format(self.pages), {"Content-Type": "text/html"})
        else:
            self.posted.append(json.loads(body))
            self.tokens.append(headers["x-csrftoken"])
            answer = self.answers.pop(0)
        if answer != HANG_UP:
            writer.write(self._as_bytes(answer))
            await writer.drain()
        writer.close()

    def _as_bytes(self, answer: Answer) -> bytes:
        status, text, headers = answer
        content = text.encode()
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(content)}", "", ""]
        return "\r\n".join(lines).encode() + content


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Misbehaving]:
    misbehaving = Misbehaving()
    listening = await asyncio.start_server(misbehaving.serve, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    misbehaving.address = f"http://{host}:{port}"
    async with listening:
        yield misbehaving


@pytest_asyncio.fixture
async def browser(server: Misbehaving) -> AsyncIterator[Browser]:
    network = Network(server.address, patience=5)
    yield Browser(network, home="/", language="en")
    await network.close()


DONE = as_json(200, {"answer": {"note": "n"}})


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(HANG_UP, id="the connection is lost before the answer"),
        pytest.param((502, "<h1>Bad gateway</h1>", {}), id="a proxy answers"),
        pytest.param((200, "<h1>Hotel network</h1>", {}), id="a portal answers"),
        pytest.param(refusal(500, "broken"), id="the server breaks"),
        pytest.param(refusal(403, "csrf_failed"), id="the token is stale"),
    ],
)
async def test_a_write_is_sent_again_the_same_until_it_is_answered(
    server: Misbehaving, browser: Browser, trouble: Answer
) -> None:
    server.answers = [trouble, trouble, DONE]
    body = {"op_id": "one", "text": "Words"}
    assert await browser.post("/api", body) == {"answer": {"note": "n"}}
    assert server.posted == [body] * 3


async def test_a_stale_token_is_fetched_anew(server: Misbehaving, browser: Browser) -> None:
    server.answers = [DONE, refusal(403, "csrf_failed"), DONE]
    await browser.post("/api", {})
    await browser.post("/api", {})
    assert server.tokens == ["token-1", "token-1", "token-2"]


async def test_too_fast_is_waited_for_as_long_as_told_even_beyond_patience(
    server: Misbehaving, browser: Browser
) -> None:
    browser.network.patience = 0.5
    server.answers = [refusal(429, "too_fast", **{"Retry-After": "1"}), DONE]
    began = asyncio.get_running_loop().time()
    await browser.post("/api", {})
    assert asyncio.get_running_loop().time() - began >= 1


async def test_a_refusal_is_final_and_keeps_its_code(server: Misbehaving, browser: Browser) -> None:
    server.answers = [refusal(422, "note_too_long")]
    with pytest.raises(Refused) as refused:
        await browser.post("/api", {})
    assert (refused.value.code, len(server.posted)) == ("note_too_long", 1)


async def test_patience_ends_with_the_reason(server: Misbehaving, browser: Browser) -> None:
    browser.network.patience = 0.3
    server.answers = [(503, "", {})] * 50
    with pytest.raises(ServerSilent, match="it answered 503 at /api"):
        await browser.post("/api", {})


async def test_an_address_that_is_not_the_toolkit_is_said_at_once() -> None:
    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nNo")
        writer.close()

    async with await asyncio.start_server(other, "127.0.0.1", 0) as listening:
        host, port = listening.sockets[0].getsockname()
        network = Network(f"http://{host}:{port}")
        with pytest.raises(CommandError, match=r"is not a page of the toolkit \(404\)"):
            await Browser(network, home="/", language="en").post("/api", {})
        await network.close()
