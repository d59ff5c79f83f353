"""A phone of the bench waits as long as the server asks, as a page does, and says what it tried."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from toolkit.bench.phone import Phone, pause
from toolkit.bench.wire import Address, Unreachable

PAGE = b'<meta name="csrf-token" content="t">'
Heads = list[str]


def says(status: str, body: bytes, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


def refused(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": "", "params": {}}}).encode()


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[tuple[Phone, Heads]]:
    """A phone whose server answers so, one request after another, and the heads of those."""
    heads: Heads = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            heads.append(head)
            if head.startswith("POST"):
                await reader.readuntil(b"}")
            writer.write(answer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    phone = Phone([Address(host, port)], code="ABCDEF")
    async with server:
        yield phone, heads
        phone.hang_up()


@pytest.mark.parametrize(
    "answers",
    [
        [says("503 In line", b"<p>You are number 57.</p>", "Retry-After: 7")],
        [says("200 OK", PAGE), says("503 In line", refused("in_line"), "Retry-After: 7")],
        [says("200 OK", PAGE), says("429 Too fast", refused("too_fast"), "Retry-After: 7")],
        [says("200 OK", PAGE), says("502 Bad gateway", b"<p>", "Retry-After: 7")],
    ],
    ids=["page in line", "in line", "too fast", "no answer of ours"],
)
async def test_what_the_server_asks_to_wait_is_waited(answers: list[bytes]) -> None:
    async with answering(*answers) as (phone, _):
        with pytest.raises(Unreachable) as unreachable:
            await phone.post_once("/api/d/ABCDEF/join", {})
    assert pause(unreachable.value, failures=4) == 7


@pytest.mark.parametrize("failures", [1, 9])
def test_where_the_server_asks_nothing_a_phone_waits_as_a_page_does(failures: int) -> None:
    assert 1 <= pause(Unreachable("gone"), failures) <= 30


async def test_a_phone_in_line_keeps_its_place() -> None:
    in_line = says("503 In line", b"", "Retry-After: 7", "Set-Cookie: place=57; Path=/")
    async with answering(in_line, says("200 OK", PAGE)) as (phone, heads):
        with pytest.raises(Unreachable):
            await phone.open_page()
        await phone.open_page()
    assert "Cookie: place=57\r\n" in heads[1]


@pytest.mark.parametrize(("tried", "said"), [(0, "0"), (3, "3"), (500, "99")])
async def test_a_phone_says_how_often_it_has_tried(tried: int, said: str) -> None:
    async with answering(says("200 OK", PAGE), says("200 OK", b"{}")) as (phone, heads):
        await phone.post_once("/api/d/ABCDEF/add_note", {}, tried)
    assert f"X-Tried: {said}\r\n" in heads[1]
