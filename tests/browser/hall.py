"""A served dialogue with people in it, for tests in a browser: everything goes over HTTP.

Tests with a browser cannot use the ORM (the browser's loop runs in their thread).
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.services import Served

_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
STAGES = ("welcome", "profile", "now", "want", "how", "prioritise", "close")


class Visitor:
    """One person's browser without a screen: cookies, and the token of a page."""

    def __init__(self, base_url: str) -> None:
        # Reading the certificates of the world takes 0.1 s, and nothing here is under TLS.
        self.http = httpx.Client(base_url=base_url, timeout=30, verify=False)
        self._renew()

    def _renew(self) -> None:
        found = _TOKEN.search(self.http.get("/").text)
        assert found is not None
        self.http.headers["X-CSRFToken"] = found.group(1)

    @classmethod
    def signed_in(cls, served: Served) -> "Visitor":
        """The first organizer. Their link works once for each start of a server."""
        visitor = cls(served.address)
        assert served.sign_in is not None
        visitor.sign_in(served.sign_in)
        return visitor

    def sign_in(self, link: str) -> None:
        answer = self.http.post("/sign-in/", data={"token": link})
        assert answer.status_code == httpx.codes.FOUND, answer.text
        self._renew()

    def cookies(self) -> list[Any]:
        """The cookies as a browser's profile takes them."""
        origin = str(self.http.base_url)
        return [
            {"name": cookie.name, "value": cookie.value or "", "url": origin}
            for cookie in self.http.cookies.jar
        ]

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        response = self.http.post(path, json=body)
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def act(self, code: str, action: str, **fields: Any) -> dict[str, Any]:
        body = {"op_id": str(uuid4()), **fields}
        answer: dict[str, Any] = self.post(f"/api/d/{code}/{action}", **body)["answer"]
        return answer


@dataclass
class Hall:
    """One dialogue on one server, its first facilitator, and the ids of its stages by kind."""

    served: Served
    facilitator: Visitor
    id: str
    code: str
    stages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, served: Served, facilitator: Visitor | None = None, **answers: Any) -> "Hall":
        facilitator = facilitator or Visitor.signed_in(served)
        usual: dict[str, Any] = {
            "title": "Water in our district",
            "date": "2026-05-04",
            "stages": [{"kind": kind, "minutes": 10} for kind in STAGES],
        }
        made = facilitator.post("/api/dialogues", id=str(uuid4()), **(usual | answers))
        hall = cls(served, facilitator, made["id"], made["code"])
        records = hall.board()["stages"]
        hall.stages = {stage["kind"]: key for key, stage in records.items()}
        return hall

    def board(self, audience: str = "facilitator") -> dict[str, Any]:
        """The records that `audience` sees now."""
        path = f"/api/d/{self.code}/feed"
        put: dict[str, Any] = self.facilitator.http.get(path, params={"audience": audience}).json()[
            "put"
        ]
        return put

    def act(self, action: str, **fields: Any) -> dict[str, Any]:
        return self.facilitator.act(self.code, action, **fields)

    def open_stage(self, kind: str) -> None:
        self.act("open_stage", stage=self.stages[kind])

    def let_the_lead_lapse(self) -> None:
        """Have whoever leads been gone for an hour; another look at the board finds it out."""
        path = self.served.data / "toolkit.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as database, database:
            database.execute(
                "UPDATE facilitation_dialogue SET lead_seen_at = datetime(lead_seen_at, '-1 hour')"
                " WHERE code = ?",
                (self.code,),
            )
        self.board()

    def join(self) -> Visitor:
        participant = Visitor(self.served.address)
        participant.act(self.code, "join", language="en")
        return participant

    def write(
        self, text: str, *, stage: str = "now", by: Visitor | None = None, **more: Any
    ) -> str:
        """Write a note, by somebody new if not said by whom; return its id."""
        body = {"stage": self.stages[stage], "text": text, **more}
        return str((by or self.join()).act(self.code, "add_note", **body)["note"])

    def group(self, title: str, *notes: str, stage: str = "now") -> str:
        body = {"stage": self.stages[stage], "title": title, "notes": list(notes)}
        return str(self.act("add_group", **body)["group"])

    @property
    def board_address(self) -> str:
        return f"{self.served.address}/dialogues/{self.id}/"

    @property
    def projector_address(self) -> str:
        return f"{self.served.address}/d/{self.code}/projector"
