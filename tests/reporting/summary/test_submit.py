"""A summary is handed over once, though answers get lost; the receipt is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.models import Handover
from reporting.summary.review import sign
from reporting.summary.submit import Centre, content_hash_of, submit
from tests.reporting.centre.parcels import as_pdf, write
from tests.reporting.summary.playing import Played


class Unreliable(ThreadingHTTPServer):
    """A centre that loses the answers in `lose`, by the number of the request, from 1."""

    daemon_threads = True

    def __init__(self, *lose: int, refuse: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.lose = lose
        self.refuse = refuse
        self.asked: list[str] = []
        self.held: set[str] = set()


class _Answering(BaseHTTPRequestHandler):
    server: Unreliable

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["Idempotency-Key"]
        is_new = key not in self.server.held
        if not self.server.refuse:
            self.server.held.add(key)
        self._answer("POST", self.server.refuse or (201 if is_new else 200), key)

    def do_GET(self) -> None:
        key = self.path.rpartition("/")[2]
        self._answer("GET", 200 if key in self.server.held else 404, key)

    def _answer(self, what: str, status: int, key: str) -> None:
        self.server.asked.append(what)
        if len(self.server.asked) in self.server.lose:
            self.close_connection = True
            return
        body = f'{{"content_sha256": "{key}", "message": "no"}}'.encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so above us
        """Keep the tests quiet."""


@pytest.fixture
def serving() -> Iterator[Any]:
    servers: list[Unreliable] = []

    def serve(*lose: int, refuse: int = 0) -> tuple[Unreliable, Centre]:
        server = Unreliable(*lose, refuse=refuse)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server, Centre(f"http://127.0.0.1:{server.server_port}", "t")

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def _submit(centre: Centre, data: bytes | None = None) -> dict[str, Any]:
    return submit(data or write(), centre=centre, pause=lambda _seconds: None)


def test_the_receipt_is_that_of_the_summary(serving: Any) -> None:
    server, centre = serving()
    assert _submit(centre)["content_sha256"] == content_hash_of(write())
    assert server.asked == ["POST"]


def test_a_lost_answer_is_asked_for_and_nothing_is_sent_twice(serving: Any) -> None:
    server, centre = serving(1)
    assert _submit(centre)["content_sha256"] == content_hash_of(write())
    assert server.asked == ["POST", "GET"]


def test_several_lost_answers_are_survived(serving: Any) -> None:
    server, centre = serving(1, 2, 3)
    assert _submit(centre)["content_sha256"] == content_hash_of(write())
    assert server.asked == ["POST", "GET", "GET", "GET"]


def test_a_centre_that_never_answers_is_told_after_five_tries(serving: Any) -> None:
    _server, centre = serving(*range(1, 20))
    with pytest.raises(Refusal) as caught:
        _submit(centre)
    assert caught.value.code == "submission_failed"


def test_a_refusal_is_not_tried_again(serving: Any) -> None:
    server, centre = serving(refuse=409)
    with pytest.raises(Refusal) as caught:
        _submit(centre)
    assert (caught.value.params["detail"], server.asked) == ("no", ["POST"])


def test_a_centre_that_is_asked_too_often_is_given_the_time_it_wants(serving: Any) -> None:
    _server, centre = serving(refuse=429)
    pauses: list[float] = []
    with pytest.raises(Refusal):
        submit(write(), centre=centre, pause=pauses.append)
    assert pauses == [7, 7, 7, 8]


def test_a_package_has_the_hash_of_its_data() -> None:
    assert content_hash_of(as_pdf(write())) == content_hash_of(write())


@pytest.mark.parametrize("url", ["ftp://centre.example", "centre.example", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        _submit(Centre(url, "t"))


def test_what_is_no_summary_is_not_sent() -> None:
    with pytest.raises(Refusal) as caught:
        content_hash_of(b"{}")
    assert caught.value.code == "format_unknown"


def test_the_page_submits_what_was_signed_and_keeps_the_receipt(
    client: Client, facilitator: User, played: Played
) -> None:
    client.force_login(facilitator)
    address = reverse("summary:submit", args=[played.dialogue_id])
    played.close()
    played.seal()
    assert client.post(address).status_code == 409
    seen = draft_digest(compile_summary(played.dialogue))
    sign(dialogue=played.dialogue, name="Ada", reason="", seen=seen, user_id=None)
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    assert [row.receipt["outcome"] for row in Handover.objects.all()] == ["same", "new"]
    assert (
        Handover.objects.all()[0].receipt["content_sha256"] in client.get(address).content.decode()
    )
