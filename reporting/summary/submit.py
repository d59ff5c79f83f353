"""Handing a signed summary to a centre, from anywhere: once, however often it is tried.

The content hash is the idempotency key. Where an answer was lost, the centre is first asked for
the receipt of that hash, so that nothing is sent twice that has arrived. The same token asks for
the centre's questions and answers them. Needs no database: the command line sends files from
machines that have none.
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
QUESTIONS = "/centre/api/v1/questions/"
TRIES = 5
FIRST_PAUSE_SECONDS = 1.0
"""Before the second try; each further pause is twice as long."""
LONGEST_PAUSE_SECONDS = 60.0
"""Of what a centre may ask for that is asked too often."""
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
    retry_after: float = 0.0
    """Seconds, where the centre said so."""


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
    tries: int = TRIES,
    timeout: float = TIMEOUT_SECONDS,
) -> dict[str, Any]:
    """Hand in one file and return the centre's receipt. `tell` hears of every try that failed.

    Raises `submission_failed` with the centre's reason or after `tries` tries; the same call may
    be made again at any time.
    """
    key = content_hash_of(data)
    kind = "application/pdf" if package.is_pdf(data) else "application/json"
    wait = FIRST_PAUSE_SECONDS
    trouble = ""
    for attempt in range(tries):
        if attempt:
            tell(trouble)
            pause(wait)
            wait = FIRST_PAUSE_SECONDS * 2**attempt
        try:
            # The last answer may have been lost after the summary arrived.
            known = _ask(centre, "GET", RECEIPTS + key, timeout=timeout) if attempt else None
            if known is not None and known.status == 200:
                return known.body
            headers = {"Content-Type": kind, "Idempotency-Key": key}
            answer = _ask(centre, "POST", SUBMISSIONS, data, headers, timeout=timeout)
        except (OSError, http.client.HTTPException, ValueError) as error:
            trouble = f"{type(error).__name__}: {error}"
            continue
        if answer.status in (200, 201):
            return answer.body
        trouble = _reason(answer)
        wait = max(wait, answer.retry_after)
        if answer.status < 500 and answer.status != 429:
            break
    raise Refusal("submission_failed", detail=trouble)


def standing(
    content_sha256: str, *, centre: Centre, timeout: float = TIMEOUT_SECONDS
) -> dict[str, Any]:
    """Where a summary stands at the centre: `status`, `questions` with answers, `page`.

    Raises `submission_failed` with the centre's reason.
    """
    path = f"{RECEIPTS}{content_sha256}/questions"
    return _once(centre, "GET", path, timeout=timeout)


def send_answer(
    *,
    question: str,
    key: str,
    text: str,
    version: int | None,
    centre: Centre,
    timeout: float = TIMEOUT_SECONDS,
) -> dict[str, Any]:
    """Answer a question under `key`; again under the same key changes nothing. Raises
    `submission_failed` with the centre's reason."""
    body = json.dumps({"text": text, "version": version}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    return _once(centre, "POST", f"{QUESTIONS}{question}/answers", body, headers, timeout=timeout)


def _once(centre: Centre, *request: Any, timeout: float) -> dict[str, Any]:
    try:
        answer = _ask(centre, *request, timeout=timeout)
    except (OSError, http.client.HTTPException, ValueError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise Refusal("submission_failed", detail=detail) from error
    if answer.status not in (200, 201):
        raise Refusal("submission_failed", detail=_reason(answer))
    return answer.body


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
    *,
    timeout: float = TIMEOUT_SECONDS,
) -> _Answer:
    parts = urlsplit(centre.url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise Refusal("submission_failed", detail=f"{centre.url} is no http(s) address")
    connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=timeout)
    try:
        allowed = {"Authorization": f"Bearer {centre.token}", "Accept": "application/json"}
        connection.request(method, centre.path(path), body, {**allowed, **(headers or {})})
        response = connection.getresponse()
        answer = json.loads(response.read(LONGEST_ANSWER))
        told = answer if isinstance(answer, dict) else {}
        return _Answer(response.status, told, _seconds(response.getheader("Retry-After", "")))
    finally:
        connection.close()


def _seconds(header: str) -> float:
    """`Retry-After` in seconds, within bounds; 0 where it says nothing that we read."""
    return min(float(header), LONGEST_PAUSE_SECONDS) if header.isdecimal() else 0.0
