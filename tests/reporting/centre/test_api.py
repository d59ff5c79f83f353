"""Programs hand in summaries with a token; the same summary twice is one, whatever was lost."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from reporting.centre.models import Record, Submission, Token
from reporting.centre.tokens import make_token, revoke
from tests.reporting.centre.parcels import as_pdf, write

ADDRESS = "/centre/api/v1/submissions"


@pytest.fixture
def token(db: None) -> str:
    _row, words = make_token(name="Lake School", scope="submit", days=1)
    return words


def _key(data: bytes) -> str:
    return str(json.loads(data)["content_sha256"])


def _post(client: Client, data: bytes, *, token: str, key: str, kind: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return client.post(ADDRESS, data, content_type=kind, headers=headers)


def _send(client: Client, token: str, data: bytes | None = None, **more: str) -> Any:
    data = write() if data is None else data
    said = {"token": token, "key": _key(data), "kind": "application/json"} | more
    return _post(client, data, **said)


def test_a_summary_is_handed_in_once_however_often_it_is_sent(client: Client, token: str) -> None:
    first, second = _send(client, token), _send(client, token)
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["outcome"], second.json()["outcome"]) == ("new", "same")
    assert first.json()["submission"] == second.json()["submission"]
    assert Submission.objects.get().channel == "api"


def test_a_package_is_handed_in_like_its_data(client: Client, token: str) -> None:
    data = write()
    sent = _post(client, as_pdf(data), token=token, key=_key(data), kind="application/pdf")
    assert sent.status_code == 201
    assert _send(client, token).status_code == 200
    assert Record.objects.count() == 1


def test_the_receipt_can_be_asked_for_by_hash(client: Client, token: str) -> None:
    _send(client, token)
    headers = {"Authorization": f"Bearer {token}"}
    found = client.get(f"/centre/api/v1/receipts/{_key(write())}", headers=headers)
    assert (found.status_code, found.json()["content_sha256"]) == (200, _key(write()))
    missing = client.get(f"/centre/api/v1/receipts/{'0' * 64}", headers=headers)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "receipt_unknown")


def test_another_content_under_the_same_version_is_a_conflict(client: Client, token: str) -> None:
    _send(client, token)
    other = _send(client, token, write(title="Other words"))
    assert (other.status_code, other.json()["code"]) == (409, "version_conflict")


def test_a_key_that_is_not_the_hash_is_refused_and_the_right_one_mends_it(
    client: Client, token: str
) -> None:
    wrong = _send(client, token, key="0" * 64)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "submission_key_differs")
    assert not Record.objects.exists()
    assert _send(client, token).status_code == 201


def test_a_known_summary_under_a_wrong_key_is_refused_and_stays(client: Client, token: str) -> None:
    _send(client, token)
    wrong = _send(client, token, key="0" * 64)
    assert wrong.json()["code"] == "submission_key_differs"
    assert Submission.objects.get().outcome == "new"


def test_without_a_key_nothing_is_taken(client: Client, token: str) -> None:
    answer = _send(client, token, key="")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "submission_key_missing")


def test_a_file_over_the_limit_is_refused(client: Client, token: str, settings: Settings) -> None:
    settings.TOOLKIT_MAX_UPLOAD_MB = 0
    answer = _send(client, token)
    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")


def test_a_body_larger_than_a_form_is_read(client: Client, token: str) -> None:
    large = write(title="w" * 300_000)
    assert _send(client, token, large).status_code == 201


@pytest.mark.parametrize("header", ["", "Bearer ", "Basic abc", "Bearer un75_0_0"])
def test_without_a_valid_token_nobody_hands_in(client: Client, token: str, header: str) -> None:
    headers = {"Authorization": header, "Idempotency-Key": "x"}
    answer = client.post(ADDRESS, b"{}", content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] in {"token_missing", "token_invalid"}


def test_a_token_ends_and_can_be_taken_back(client: Client, token: str) -> None:
    row = Token.objects.get()
    assert revoke(row.prefix)
    assert not revoke(row.prefix)
    assert _send(client, token).status_code == 401
    Token.objects.update(revoked_at=None, expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert _send(client, token).status_code == 401


def test_a_token_of_another_scope_does_not_hand_in(client: Client, token: str) -> None:
    Token.objects.update(scope="read")
    answer = _send(client, token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "token_scope")


def test_the_database_holds_no_token(token: str) -> None:
    stored = Token.objects.values().get()
    assert token not in str(stored)
    assert token.split("_", 2)[2] not in str(stored)
