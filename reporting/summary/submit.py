"""Handing a signed summary to a centre, from anywhere: once, however often it is tried.

The content hash is the idempotency key. Where an answer was lost, the centre is first asked for
the receipt of that hash, so that nothing is sent twice that has arrived. Needs no database: the
command line sends files from machines that have none.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from reporting.documents import package
from reporting.format import FormatError, from_bytes
from reporting.refusals import Refusal

SUBMISSIONS = "/centre/api/v1/submissions"
RECEIPTS = "/centre/api/v1/receipts/"
TRIES = 5
FIRST_PAUSE_SECONDS = 1.0
"""Before the second try; each further pause is twice as long."""
TIMEOUT_SECONDS = 60
LONGEST_ANSWER = 1_000_000


@dataclass(frozen=True)
class Centre:
    """Where to hand in, and the token that allows it."""

    url: str
    token: str

    def path(self, path: str) -> str:
        return urlsplit(self.url).path.rstrip("/") + path


@dataclass(frozen=True)
class _Answer:
    status: int
    body: dict[str, Any]


def content_hash_of(data: bytes) -> str:
    """The content hash of a summary in a PDF or JSON file. Refuses what is no summary."""
    content = package.extract(data) if package.is_pdf(data) else data
    try:
        return from_bytes(content).summary.content_sha256
    except FormatError as error:
        raise Refusal.of_format(error) from error


def submit(
    data: bytes,
    *,
    centre: Centre,
    tell: Callable[[str], None] = lambda _line: None,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Hand in one file and return the centre's receipt. `tell` hears of every try that failed.

    Raises `submission_failed` with the centre's reason or after `TRIES` tries; the same call may
    be made again at any time.
    """
    key = content_hash_of(data)
    kind = "application/pdf" if package.is_pdf(data) else "application/json"
    wait = FIRST_PAUSE_SECONDS
    trouble = ""
    for attempt in range(TRIES):
        if attempt:
            tell(trouble)
            pause(wait)
            wait *= 2
        try:
            # The last answer may have been lost after the summary arrived.
            known = _ask(centre, "GET", RECEIPTS + key) if attempt else None
            if known is not None and known.status == 200:
                return known.body
            headers = {"Content-Type": kind, "Idempotency-Key": key}
            answer = _ask(centre, "POST", SUBMISSIONS, data, headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            trouble = f"{type(error).__name__}: {error}"
            continue
        if answer.status in (200, 201):
            return answer.body
        trouble = _reason(answer)
        if answer.status < 500 and answer.status != 429:
            break
    raise Refusal("submission_failed", detail=trouble)


def _reason(answer: _Answer) -> str:
    error = answer.body.get("error")
    told = error if isinstance(error, dict) else {}
    return str(told.get("message") or answer.body.get("message") or f"HTTP {answer.status}")


def _ask(
    centre: Centre,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> _Answer:
    parts = urlsplit(centre.url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise Refusal("submission_failed", detail=f"{centre.url} is no http(s) address")
    connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    try:
        allowed = {"Authorization": f"Bearer {centre.token}", "Accept": "application/json"}
        connection.request(method, centre.path(path), body, {**allowed, **(headers or {})})
        response = connection.getresponse()
        answer = json.loads(response.read(LONGEST_ANSWER))
        return _Answer(response.status, answer if isinstance(answer, dict) else {})
    finally:
        connection.close()
