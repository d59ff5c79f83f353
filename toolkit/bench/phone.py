"""A light phone that keeps the true protocol: joins, hears without gaps, sends until answered.

The twin of `facilitation/client/{feed,outbox}.js`, with the same pauses. It keeps of a board what
can be lost or doubled: its notes.
"""

import asyncio
import contextlib
import json
import random
import re
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from toolkit.bench.frames import Frame, Latencies, read_message
from toolkit.bench.wire import Address, Line, Response, Socket, Unreachable

Json = dict[str, Any]

LONGEST_SILENCE_SECONDS = 45.0
FIRST_FRAME_SECONDS = 10.0
POLL_SECONDS = 2.5
POLL_AFTER_FAILURES = 2
MOST_TRIED = 99
_RESTARTING = 1012
_SAYS_NO = frozenset({4401, 4403, 4404})
_TOKEN = re.compile(rb'name="(?:csrf-token" content|csrfmiddlewaretoken" value)="([^"]+)"')


def backoff(failures: int) -> float:
    """Return seconds to wait after so many failures in a row, as the page does."""
    longest = min(30.0, 2.0 ** min(failures + 1, 6))
    return random.uniform(1.0, longest)  # noqa: S311


def pause(error: Unreachable, failures: int) -> float:
    """Return seconds to wait before sending again: what the server asked, or the page's own."""
    return error.after or backoff(failures)


class Refused(Exception):
    """The server said no."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Note:
    """One thing typed on a phone. Times are of CLOCK_MONOTONIC, which processes share."""

    text: str
    typed: float
    answered: float | None = None
    id: str = ""
    op_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Client:
    """One browser: cookies, a token, one HTTP connection, one socket, one board."""

    def __init__(self, addresses: list[Address], *, audience: str, home: str) -> None:
        self.addresses = addresses
        self.audience = audience
        self.home = home
        self.code = ""
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.place: tuple[str, int] | None = None
        self.notes: dict[str, str] = {}
        self.latencies: Latencies | None = None
        self.frames = 0
        self.bytes = 0
        self.gaps = 0
        self.connections = 0
        self.polls = 0
        self.connected_at = 0.0
        self.frame_at = 0.0
        self.on_frame: Callable[[Client], None] | None = None
        self._line: Line | None = None
        self._busy = asyncio.Lock()
        self._socket: Socket | None = None
        self._failures = 0
        self._heard_frame = False
        self._missed = False

    @property
    def live(self) -> bool:
        """Whether a socket is open and has brought its first frame."""
        return self._socket is not None and self._heard_frame

    def _address(self) -> Address:
        return random.choice(self.addresses)  # noqa: S311 - spreads load, no sticky sessions

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def request(
        self, method: str, path: str, body: bytes = b"", kind: str = "", tried: int = 0
    ) -> Response:
        """Send once, as a page would, one request at a time. Raises `Unreachable`."""
        async with self._busy:
            return await self._request(method, path, body, kind, tried)

    async def _request(
        self, method: str, path: str, body: bytes, kind: str, tried: int
    ) -> Response:
        if self._line is None:
            self._line = Line(self._address())
        origin = f"http://{self._line.address.authority}"
        headers = {"Cookie": self._cookie_header()} if self.cookies else {}
        if method == "POST":
            headers |= {"Origin": origin, "Referer": origin + self.home, "Content-Type": kind}
            headers |= {"X-CSRFToken": self.token, "X-Tried": str(min(tried, MOST_TRIED))}
        try:
            response = await self._line.request(method, path, headers, body)
        except Unreachable:
            self._line = None
            raise
        self.cookies |= response.cookies
        return response

    async def open_page(self) -> None:
        """Load the page whose token is sent with every write. Raises `Unreachable`."""
        response = await self.request("GET", self.home)
        found = _TOKEN.search(response.body)
        if response.status != 200 or found is None:
            reason = f"{self.home} answered {response.status}"
            raise Unreachable(reason, after=response.retry_after)
        self.token = found[1].decode()

    async def post_once(self, path: str, body: Json, tried: int = 0) -> Json:
        """Send one JSON body once. Raises `Unreachable` where sending again makes sense."""
        if not self.token:
            await self.open_page()
        content = json.dumps(body).encode()
        response = await self.request("POST", path, content, "application/json", tried)
        after = response.retry_after
        try:
            answer: Json = json.loads(response.body)
        except ValueError:
            raise Unreachable(f"{path} answered {response.status}", after=after) from None
        if response.status < 300:
            return answer
        code = answer["error"]["code"]
        if code == "csrf_failed":
            self.token = ""
        if response.status >= 500 or code in ("csrf_failed", "too_fast"):
            raise Unreachable(code, after=after)
        raise Refused(code)

    async def post(self, path: str, body: Json) -> Json:
        """Send one JSON body until it is answered. Raises `Refused`."""
        failures = 0
        while True:
            try:
                return await self.post_once(path, body, failures)
            except Unreachable as error:
                failures += 1
                await asyncio.sleep(pause(error, failures))

    async def act(self, action: str, op_id: str = "", **fields: Any) -> Json:
        """Do one action and return its answer. Raises `Refused`."""
        body = {"op_id": op_id or str(uuid.uuid4()), **fields}
        answer: Json = (await self.post(f"/api/d/{self.code}/{action}", body))["answer"]
        return answer

    async def hear(self) -> None:
        """Hear until cancelled: by socket, or by polls where sockets do not get through."""
        polling: asyncio.Task[None] | None = None
        try:
            while True:
                code = await self._hear_once()
                if code in _SAYS_NO:
                    raise Refused(f"close code {code}")
                if not self._heard_frame:
                    self._failures += 1
                if self._failures >= POLL_AFTER_FAILURES and (polling is None or polling.done()):
                    polling = asyncio.create_task(self._poll())
                soon = code == _RESTARTING or (self._heard_frame and code == 0)
                self._heard_frame = False
                await asyncio.sleep(
                    random.uniform(0.2, 2.0) if soon else backoff(self._failures)  # noqa: S311
                )
        finally:
            if polling is not None:
                polling.cancel()
            self.cut()

    def cut(self) -> None:
        """Lose the socket, as in a tunnel."""
        if self._socket is not None:
            self._socket.hang_up()

    def hang_up(self) -> None:
        """Close everything."""
        self.cut()
        if self._line is not None:
            self._line.close()

    async def _hear_once(self) -> int:
        """Hear one socket to its end; return its close code, 0 for a silence or a gap."""
        self._heard_frame = self._missed = False
        path = f"/ws/d/{self.code}/?{self._query()}"
        try:
            socket = await Socket.open(self._address(), path, self._cookie_header(), self._heard)
        except Unreachable:
            return 1006
        self._socket = socket
        self.connections += 1
        self.connected_at = time.monotonic()
        try:
            return await self._until_silent(socket)
        finally:
            socket.hang_up()
            self._socket = None

    async def _until_silent(self, socket: Socket) -> int:
        loop = asyncio.get_running_loop()
        while True:
            patience = LONGEST_SILENCE_SECONDS if self._heard_frame else FIRST_FRAME_SECONDS
            left = socket.heard_at + patience - loop.time()
            done, _ = await asyncio.wait([socket.closed], timeout=max(left, 0.05))
            if done:
                return 0 if self._missed else socket.closed.result()
            if socket.heard_at + patience <= loop.time():
                return 0

    def _query(self) -> str:
        query = {"audience": self.audience}
        if self.place is not None:
            query |= {"epoch": self.place[0], "since": str(self.place[1])}
        return urlencode(query)

    def _heard(self, payload: bytes) -> None:
        frame = read_message(payload)
        if frame is None:
            return
        self.bytes += len(payload)
        self.frames += 1
        if self._take(frame):
            self._heard_frame = True
            self._failures = 0
        elif not self._missed:
            if self._heard_frame:
                self.gaps += 1
            else:
                self.place = None
            self._missed = True
            self.cut()

    def _take(self, frame: Frame) -> bool:
        """Bring the notes up to date; False where a frame is missing."""
        place = self.place
        if place is not None and place[0] == frame.epoch and frame.seq < place[1]:
            return True
        if frame.reset:
            self.notes = dict(frame.notes)
        elif place is None or place[0] != frame.epoch or frame.since > place[1]:
            return False
        else:
            self._count(frame)
            self.notes.update(frame.notes)
            for key in frame.dropped:
                self.notes.pop(key, None)
        self.place = (frame.epoch, frame.seq)
        self.frame_at = time.monotonic()
        if self.on_frame is not None:
            self.on_frame(self)
        return True

    def _count(self, frame: Frame) -> None:
        if self.latencies is None or not frame.notes:
            return
        now = time.monotonic()
        for key, text in frame.notes.items():
            if key not in self.notes:
                self.latencies.add_since(text, now)

    async def _poll(self) -> None:
        """Ask over HTTP until a socket brings a frame."""
        while not self.live:
            with contextlib.suppress(Unreachable):
                await self.poll_once()
            await asyncio.sleep(POLL_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311

    async def poll_once(self) -> None:
        """Take one frame over HTTP. Raises `Unreachable`."""
        response = await self.request("GET", f"/api/d/{self.code}/feed?{self._query()}")
        self.polls += 1
        if response.status == 200:
            frame = read_message(response.body)
            if frame is not None and not self._take(frame):
                self.place = None
        elif response.status != 204:
            raise Unreachable(f"the feed answered {response.status}")
        else:
            self.frame_at = time.monotonic()


class Phone(Client):
    """A participant's phone with its outbox."""

    def __init__(self, addresses: list[Address], *, code: str) -> None:
        super().__init__(addresses, audience="participant", home=f"/d/{quote(code)}/")
        self.code = code
        self.stage = ""
        self.typed: list[Note] = []
        self.refused: list[str] = []
        self.retries = 0
        self.told_not_saved = 0
        self._outbox: deque[Note] = deque()
        self._sending: asyncio.Task[None] | None = None

    @property
    def drained(self) -> bool:
        """Whether everything typed has been answered."""
        return not self._outbox

    async def join(self) -> None:
        """Load the page, enter the dialogue and say who one is."""
        await self.act("join", language="en")
        await self.act("save_profile", age="31-45", gender="woman")

    def write(self, text: str) -> None:
        """Type a note; it is sent until it is answered."""
        note = Note(text, time.monotonic())
        self.typed.append(note)
        self._outbox.append(note)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def sent(self) -> None:
        """Wait until everything typed has been answered."""
        while self._sending is not None and not self._sending.done():
            await asyncio.shield(self._sending)

    async def _send(self) -> None:
        failures = 0
        while self._outbox:
            note = self._outbox[0]
            body = {"op_id": note.op_id, "stage": self.stage, "text": note.text}
            try:
                answer = await self.post_once(f"/api/d/{self.code}/add_note", body, failures)
            except Unreachable as error:
                failures += 1
                self.retries += 1
                self.told_not_saved += str(error) == "not_saved_yet"
                await asyncio.sleep(pause(error, failures))
                continue
            except Refused as refusal:
                self.refused.append(refusal.code)
            else:
                note.id, note.answered = answer["answer"]["note"], time.monotonic()
            failures = 0
            self._outbox.popleft()


class Facilitator(Client):
    """Who opens the dialogue and watches the board."""

    def __init__(self, addresses: list[Address]) -> None:
        super().__init__(addresses, audience="facilitator", home="/sign-in/")

    async def sign_in(self, token: str) -> None:
        """Use a one-time link's token up."""
        await self.open_page()
        body = urlencode({"csrfmiddlewaretoken": self.token, "token": token}).encode()
        form = "application/x-www-form-urlencoded"
        response = await self.request("POST", "/sign-in/", body, form)
        if response.status != 302:
            raise Refused("link_expired")
        self.token = ""

    async def create(self, title: str) -> str:
        """Create a dialogue with one stage to write in, open it and show the wall; its stage."""
        stages = [{"kind": "now", "minutes": 60}]
        made = await self.post(
            "/api/dialogues",
            {
                "id": str(uuid.uuid4()),
                "title": title,
                "date": time.strftime("%Y-%m-%d"),
                "stages": stages,
                "wall_shown": True,
            },
        )
        self.code = made["code"]
        response = await self.request("GET", self._fresh_board)
        stage: str = next(iter(json.loads(response.body)["put"]["stages"]))
        await self.act("open_stage", stage=stage)
        return stage

    async def fresh(self) -> Frame:
        """Return the whole board as the server would draw it anew. Raises `Unreachable`."""
        response = await self.request("GET", self._fresh_board)
        frame = read_message(response.body)
        assert frame is not None
        return frame

    @property
    def _fresh_board(self) -> str:
        return f"/api/d/{self.code}/feed?audience=facilitator"
