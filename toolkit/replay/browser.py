"""What every simulated client shares with a browser: cookies, the CSRF token, patience.

A write carries its `op_id` and is sent again, the same, until the server has answered it: after
a lost connection, a 5xx, a stale token or a 429. Only an answer or a refusal ends it.
"""

import asyncio
import random
import re
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from toolkit.commands import CommandError

Json = dict[str, Any]

MOST_REQUESTS = 8
"""On the way at once, of all clients together. A server on two cores answers no faster with more,
and httpcore's pool looks at every connection for every other with each request: with 32 of them a
play of 1,000 notes took twice as long as with 8."""

_TOKEN = re.compile(r'name="(?:csrf-token" content|csrfmiddlewaretoken" value)="([^"]+)"')
"""Where a page's script finds the token, or a form carries it."""

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 3.0


class Refused(Exception):
    """The server understood and said no; trying again would change nothing."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} [{code}]")
        self.code = code
        self.message = message


class ServerSilent(CommandError):
    """The server has given no usable answer for longer than anybody waits."""


@dataclass
class Network:
    """The way to one server, shared by all clients: one pool of connections, one TLS context.

    `patience` is how long, in seconds, one request is repeated before the play is given up.
    """

    base_url: str
    patience: float = 120.0
    tls: ssl.SSLContext | None = field(init=False, default=None)
    transport: httpx.AsyncHTTPTransport = field(init=False)
    turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.base_url = self.base_url.rstrip("/")
        if self.base_url.startswith("https:"):
            self.tls = httpx.create_ssl_context()
        self.turns = asyncio.Semaphore(MOST_REQUESTS)
        limits = httpx.Limits(max_connections=MOST_REQUESTS, keepalive_expiry=30)
        self.transport = httpx.AsyncHTTPTransport(verify=self.tls or False, limits=limits)

    @property
    def socket_url(self) -> str:
        """The base address with the scheme of WebSockets."""
        parts = urlsplit(self.base_url)
        return parts._replace(scheme="wss" if parts.scheme == "https" else "ws").geturl()

    async def close(self) -> None:
        """Close the connections; no client may use them afterwards."""
        await self.transport.aclose()


class Browser:
    """One person's browser: its cookies, and requests that outlive a bad network."""

    def __init__(self, network: Network, *, home: str, language: str) -> None:
        """`home` is the path of the page whose token is used; `language` what its user reads."""
        self.network = network
        self._home = home
        self._token: str | None = None
        self._http = httpx.AsyncClient(
            transport=network.transport,
            base_url=network.base_url,
            headers={"Accept-Language": language},
            timeout=httpx.Timeout(30, pool=None),
        )

    @property
    def cookie_header(self) -> str:
        """The cookies as the handshake of a WebSocket sends them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._http.cookies.jar)

    async def get(self, path: str, **query: str | int) -> httpx.Response:
        """Return the answer to a GET: below 500, whatever it says."""
        return await self._patiently(lambda: self._request("GET", path, params=query))

    async def post(self, path: str, body: Json) -> Json:
        """Return the JSON answer to a POST, or raise `Refused`."""

        async def send() -> httpx.Response:
            return await self._request("POST", path, json=body, headers=await self._headers())

        def usable(response: httpx.Response) -> bool:
            return _json(response) is not None

        return self._answer(await self._patiently(send, usable))

    async def submit(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as a page does, once the server is there; redirects are not followed."""

        async def send() -> httpx.Response:
            return await self._request("POST", path, data=fields, headers=await self._headers())

        return await self._patiently(send)

    def leave_page(self) -> None:
        """Forget the token, which signing in has replaced."""
        self._token = None

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with self.network.turns:
            return await self._http.request(method, path, **options)

    async def _headers(self) -> dict[str, str]:
        if self._token is None:
            self._token = _token_in(await self.get(self._home))
        origin = self.network.base_url
        return {"X-CSRFToken": self._token, "Origin": origin, "Referer": f"{origin}{self._home}"}

    def _answer(self, response: httpx.Response) -> Json:
        answer = _json(response) or {}
        error = answer.get("error")
        if error is None:
            return answer
        raise Refused(str(error["code"]), str(error["message"]))

    async def _patiently(
        self,
        send: Callable[[], Awaitable[httpx.Response]],
        usable: Callable[[httpx.Response], bool] = lambda _: True,
    ) -> httpx.Response:
        """Send until the answer is final. Pauses grow, with jitter: clients must not march."""
        give_up = time.monotonic() + self.network.patience
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                response = await send()
            except httpx.TransportError as error:
                verdict = _Verdict(f"{type(error).__name__} {error}".strip())
            else:
                verdict = self._verdict(response, usable)
                if verdict.is_final:
                    return response
            # Waiting as told is no silence.
            give_up += verdict.wait
            if time.monotonic() > give_up:
                raise ServerSilent(f"{self.network.base_url} does not answer: {verdict.reason}.")
            await asyncio.sleep(max(verdict.wait, pause * random.uniform(0.5, 1.5)))  # noqa: S311
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _verdict(
        self, response: httpx.Response, usable: Callable[[httpx.Response], bool]
    ) -> "_Verdict":
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return _Verdict("it says that we are too fast", _retry_after(response))
        if _error_code(response) == "csrf_failed":
            self._token = None
            return _Verdict("it does not accept its own token")
        if response.is_server_error or not usable(response):
            return _Verdict(f"it answered {response.status_code} at {response.url.path}")
        return _Verdict()


@dataclass(frozen=True)
class _Verdict:
    """Why to send again and after how many seconds; without a reason, the answer is final."""

    reason: str = ""
    wait: float = 0.0

    @property
    def is_final(self) -> bool:
        return not self.reason


def _token_in(page: httpx.Response) -> str:
    found = _TOKEN.search(page.text)
    if found is None:
        raise CommandError(f"{page.url} is not a page of the toolkit ({page.status_code}).")
    return found.group(1)


def _json(response: httpx.Response) -> Json | None:
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        return None
    try:
        answer = response.json()
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _error_code(response: httpx.Response) -> str | None:
    error = (_json(response) or {}).get("error")
    return str(error["code"]) if isinstance(error, dict) and "code" in error else None


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else 1.0
