"""Whoever has the key of a receipt reads and answers; no address that a server sees holds it."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from reporting.centre import questions
from reporting.centre.intake import take_in
from reporting.centre.models import Answer, Question, Record
from tests.reporting.centre.parcels import write

FORM = "/centre/receipts/"


@pytest.fixture
def receipt(client: Client, record: Record) -> str:
    """The address of the page, to a browser that has brought the key."""
    opened = client.post(FORM, {"key": questions.receipt_key(record)})
    return opened.headers["Location"]


def _answer(question: Question, text: str) -> dict[str, str]:
    return {"question": str(question.pk), "op_id": str(uuid.uuid4()), "text": text}


def test_whoever_has_the_key_reads_and_answers_without_an_account(
    client: Client, record: Record, asked: Question, receipt: str
) -> None:
    shown = client.get(receipt).content.decode()
    assert record.content_sha256 in shown
    assert "Which well?" in shown
    sent = _answer(asked, "The old one.")
    assert client.post(receipt, sent).status_code == 302
    assert client.post(receipt, sent).status_code == 302
    assert "The old one." in client.get(receipt).content.decode()
    assert Answer.objects.count() == 1


def test_no_address_on_the_way_holds_the_key(client: Client, record: Record) -> None:
    key = questions.receipt_key(record)
    path, _, behind = questions.receipt_path(record).partition("#")
    assert (path, behind) == (FORM, key)
    opened = client.post(FORM, {"key": key})
    assert opened.headers["Location"] == f"/centre/receipts/{record.pk}"
    assert opened.cookies["receipt"]["path"] == opened.headers["Location"]
    assert opened.cookies["receipt"]["httponly"]


@pytest.mark.parametrize(
    "typed", ["{key}", " https://un.example/centre/receipts/#{key}\n", "/centre/receipts/{key}"]
)
def test_an_address_is_pasted_where_no_script_runs(
    client: Client, record: Record, typed: str
) -> None:
    sent = {"key": typed.format(key=questions.receipt_key(record))}
    page = client.post(FORM, sent, follow=True)
    assert record.content_sha256 in page.content.decode()


def test_an_address_that_was_given_out_before_still_leads_there(
    client: Client, record: Record
) -> None:
    page = client.get(f"{FORM}{questions.receipt_key(record)}", follow=True)
    assert page.redirect_chain == [(f"{FORM}{record.pk}", 302)]
    assert record.content_sha256 in page.content.decode()


def test_an_answer_that_is_refused_stays_in_the_form(
    client: Client, asked: Question, receipt: str
) -> None:
    typed = "w" * 2001
    refused = client.post(receipt, _answer(asked, typed))
    assert (refused.status_code, typed in refused.content.decode()) == (422, True)


def test_an_answer_is_taken_after_the_browser_forgot_the_key(
    client: Client, record: Record, asked: Question, receipt: str
) -> None:
    client.cookies.clear()
    key = {"key": questions.receipt_key(record)}
    assert client.post(receipt, _answer(asked, "The old one.") | key).status_code == 302
    assert Answer.objects.get().text == "The old one."


@pytest.mark.parametrize("key", ["1", "1:forged", "x", ""])
def test_a_key_cannot_be_guessed(client: Client, record: Record, key: str) -> None:
    assert client.post(FORM, {"key": key}).status_code == 404
    page = f"{FORM}{record.pk}"
    assert client.get(page).headers["Location"] == FORM
    client.cookies["receipt"] = key
    assert client.get(page).status_code == (404 if key else 302)


def test_a_key_opens_no_other_receipt(client: Client, record: Record, receipt: str) -> None:
    take_in(data=write(version=2), channel="cli")
    other = Record.objects.get(version=2)
    assert client.get(receipt).status_code == 200
    assert client.get(f"{FORM}{other.pk}").status_code == 404


def test_a_question_on_another_version_is_not_answered_here(
    client: Client, record: Record, asked: Question
) -> None:
    take_in(data=write(version=2), channel="cli")
    key = questions.receipt_key(Record.objects.get(version=2))
    opened = client.post(FORM, {"key": key}).headers["Location"]
    assert client.post(opened, _answer(asked, "Here?")).status_code == 404
