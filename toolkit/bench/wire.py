"""HTTP and WebSocket with as little as a phone's protocol needs, for a thousand phones a process.

A general client costs more than the server under test. This one speaks HTTP/1.1 over a kept
connection and hears unfragmented, uncompressed WebSocket messages; what it does not know, it
reports as `Unreachable`, and the phone tries again.
"""

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

ANSWER_SECONDS = 15.0
"""As long as a page waits for an answer before it sends again."""

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_ABNORMAL = 1006


class Unreachable(Exception):
    """No usable answer came: the network or the server is not there, or asks to come again.

    `after` are the seconds that the server asked to wait before, 0 where it did not.
    """

    def __init__(self, reason: str, *, after: float = 0) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True)
class Address:
    """Where a server, or a proxy before it, listens."""

    host: str
    port: int

    @property
    def authority(self) -> str:
        """What goes into `Host`, and after `http://` into `Origin`."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Response:
    """One HTTP answer. Header names are in lower case; cookies stand apart."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> int:
        """Seconds to wait before sending again, as the server asked; 0 where it did not."""
        asked = self.headers.get("retry-after", "")
        return int(asked) if asked.isdecimal() else 0


@dataclass
class Line:
    """One kept HTTP connection, opened again when the other side has closed it."""

    address: Address
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(
        init=False, default=None
    )

    async def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Response:
        """Return the answer, or raise `Unreachable`; the server may have acted all the same."""
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.address.authority}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        if method == "POST":
            head.append(f"Content-Length: {len(body)}")
        sent = "\r\n".join([*head, "", ""]).encode() + body
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._exchange(sent)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.close()
            raise Unreachable(f"{type(error).__name__} {error}") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _exchange(self, sent: bytes) -> Response:
        if self._streams is not None and self._streams[0].at_eof():
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.address.host, self.address.port)
        reader, writer = self._streams
        writer.write(sent)
        response = await _read_response(reader)
        if response.headers.get("connection") == "close":
            self.close()
        return response


async def _read_response(reader: asyncio.StreamReader) -> Response:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for line in head[1:-2]:
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            key, _, rest = value.strip().partition("=")
            cookies[key] = rest.partition(";")[0]
        else:
            headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding") == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Response(status, headers, cookies, body)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while True:
        size = int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16)
        parts.append((await reader.readexactly(size + 2))[:-2])
        if not size:
            return b"".join(parts)


class Socket(asyncio.Protocol):
    """One WebSocket that only listens. `heard` is called with each text message, undecoded."""

    def __init__(self, address: Address, path: str, cookies: str, heard: Callable[[bytes], None]):
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()
        self.heard_at = loop.time()
        self._heard = heard
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {address.authority}\r\n"
            f"Origin: http://{address.authority}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Cookie: {cookies}\r\n\r\n"
        ).encode()

    @classmethod
    async def open(
        cls, address: Address, path: str, cookies: str, heard: Callable[[bytes], None]
    ) -> "Socket":
        """Connect and shake hands, or raise `Unreachable`."""
        socket = cls(address, path, cookies, heard)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await loop.create_connection(lambda: socket, address.host, address.port)
                await socket.opened
        except (OSError, TimeoutError, Unreachable) as error:
            socket.hang_up()
            raise Unreachable(f"{type(error).__name__} {error}") from None
        except BaseException:
            socket.hang_up()
            raise
        return socket

    def hang_up(self) -> None:
        """Close the connection without a word, as a phone in a tunnel does."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def connection_lost(self, _exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(Unreachable("closed during the handshake"))
            self.opened.exception()
        if not self.closed.done():
            self.closed.set_result(_ABNORMAL)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not self.opened.done() and not self._shaken():
            return
        self._take_messages()

    def _shaken(self) -> bool:
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            self.opened.set_exception(Unreachable(head[:40].decode("latin-1")))
            self.hang_up()
            return False
        self.opened.set_result(None)
        self._buffer = rest
        return True

    def _take_messages(self) -> None:
        buffer, start = self._buffer, 0
        self.heard_at = asyncio.get_running_loop().time()
        while len(buffer) - start >= 2:
            size, first = buffer[start + 1], start + 2
            if size == 126:
                first += 2
            elif size == 127:
                first += 8
            if len(buffer) < first:
                break
            if size > 125:
                size = int.from_bytes(buffer[start + 2 : first])
            if len(buffer) < first + size:
                break
            self._take(buffer[start], buffer[first : first + size])
            start = first + size
        self._buffer = buffer[start:]

    def _take(self, lead: int, payload: bytes) -> None:
        opcode = lead & 15
        if lead == 0x80 | _TEXT:
            self._heard(payload)
        elif opcode == _PING:
            self._say(_PONG, payload)
        elif opcode == _CLOSE:
            code = struct.unpack("!H", payload[:2])[0] if len(payload) > 1 else 1005
            if not self.closed.done():
                self.closed.set_result(code)
            self._say(_CLOSE, payload[:2])
            self.hang_up()
        else:
            self.hang_up()

    def _say(self, opcode: int, payload: bytes) -> None:
        """A mask of zeros is a mask: the payload goes as it is."""
        if self._transport is not None and not self._transport.is_closing():
            head = bytes((0x80 | opcode, 0x80 | len(payload))) + bytes(4)
            self._transport.write(head + payload)
