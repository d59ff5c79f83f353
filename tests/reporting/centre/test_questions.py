"""The centre asks, the organizer answers; both are kept as written, and strangers see neither."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import escape
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from reporting.centre import questions, tokens
from reporting.centre.intake import take_in
from reporting.centre.models import Answer, Question, Record, Token
from reporting.centre.tokens import make_token
from reporting.format import SummaryV1, to_bytes, v1
from reporting.refusals import Refusal
from tests.reporting.centre.parcels import WELL, as_pdf, write
from tests.reporting.summary.remade import rebuilt
from toolkit.bench.samples import sample_summary

DOSSIER = f"/centre/dialogues/{WELL}/"


@pytest.fixture
def sender(record: Record) -> dict[str, str]:
    """The headers of the organizer's server, which handed the record in."""
    record.dossier.sender = "Lake School"
    record.dossier.save()
    return _headers("Lake School")


def _headers(name: str, scope: str = "submit") -> dict[str, str]:
    _row, words = make_token(name=name, scope=scope, days=1)
    return {"Authorization": f"Bearer {words}"}


def _standing(client: Client, record: Record, headers: dict[str, str]) -> Any:
    return client.get(f"/centre/api/v1/receipts/{record.content_sha256}/questions", headers=headers)


def _answer(client: Client, question: Question, headers: dict[str, str], **body: Any) -> Any:
    key = {"Idempotency-Key": body.pop("key", str(uuid.uuid4()))}
    return client.post(
        f"/centre/api/v1/questions/{question.pk}/answers",
        body,
        content_type="application/json",
        headers=headers | key,
    )


# Where a record stands


def test_a_record_is_received_then_accepted_then_replaced(record: Record) -> None:
    assert record.status == "received"
    questions.accept(record, user_id=None)
    record.refresh_from_db()
    assert record.status == "accepted"
    take_in(data=write(version=2), channel="cli")
    assert [row.status for row in Record.objects.order_by("version")] == ["revised", "received"]


def test_a_record_is_questioned_until_it_is_answered_or_the_question_withdrawn(
    record: Record, asked: Question
) -> None:
    assert record.status == "questioned"
    questions.answer(question=asked, answer_id=uuid.uuid4(), text="The old one.")
    assert record.status == "received"
    again = questions.ask(record=record, about="", text="How old?", user_id=None)
    assert record.status == "questioned"
    questions.withdraw(again)
    assert record.status == "received"


# Asking


def test_a_question_keeps_the_words_it_is_about(asked: Question) -> None:
    assert (asked.about_words, questions.subject(asked)) == (
        "The well is dry.",
        "The well is dry.",
    )


@pytest.mark.parametrize(
    ("about", "text", "code"),
    [
        ("n1", " \u200b", "question_words_missing"),
        ("n1", "w" * 2001, "question_too_long"),
        ("n2", "Which?", "question_about_unknown"),
    ],
)
def test_a_question_that_is_none_is_refused(
    record: Record, about: str, text: str, code: str
) -> None:
    with pytest.raises(Refusal) as caught:
        questions.ask(record=record, about=about, text=text, user_id=None)
    assert (caught.value.code, Question.objects.count()) == (code, 0)


def test_staff_ask_accept_and_withdraw_on_the_page_of_a_dialogue(
    page: Client, analyst: User, record: Record
) -> None:
    sent = {"record": record.pk, "about": "divergence", "text": "Did nobody differ?"}
    assert page.post(DOSSIER, sent).status_code == 302
    question = Question.objects.get()
    assert (question.asked_by, question.about, question.about_words) == (analyst, "divergence", "")
    shown = page.get(DOSSIER).content.decode()
    assert "Did nobody differ?" in shown
    assert "waits for an answer" in shown
    page.post(f"/centre/questions/{question.pk}/withdraw")
    page.post(f"/centre/records/{record.pk}/accept")
    assert "waits for an answer" not in page.get(DOSSIER).content.decode()
    record.refresh_from_db()
    assert (record.status, record.accepted_by) == ("accepted", analyst)


def test_a_question_that_is_refused_stays_in_the_form(page: Client, record: Record) -> None:
    typed = "w" * 2001
    refused = page.post(DOSSIER, {"record": record.pk, "about": "n1", "text": typed})
    assert refused.status_code == 422
    assert typed in refused.content.decode()
    assert _chosen(refused.content.decode()) == ["n1"]


def _chosen(page: str) -> list[str]:
    return re.findall(r'name="about" value="([^"]*)" checked', page)


@pytest.fixture
def summary(db: None) -> SummaryV1:
    """One that the centre has, with a sentence on the whole and one on its first stage."""
    first, *others = sample_summary(60).stages
    idea = v1.Statement(text="Water comes first.", rests_on=(first.groups[0].id,))
    stages = (first.model_copy(update={"ideas": (idea,)}), *others)
    made = rebuilt(sample_summary(60), stages=stages)
    take_in(data=to_bytes(made), channel="cli")
    return made


def test_all_that_can_be_asked_about_is_read_beside_the_question(
    page: Client, summary: SummaryV1
) -> None:
    shown = page.get(f"/centre/dialogues/{summary.dialogue_id}/").content.decode()
    offered = re.findall(r'form="ask" name="about" value="([^"]*)"', shown)
    assert sorted(offered) == sorted(["", *questions.askable(summary)])
    assert _chosen(shown) == [""]
    assert [
        words for words in questions.askable(summary).values() if escape(words) not in shown
    ] == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("idea-1-1", "Water comes first."),
        ("figure-age", "Age"),
        ("account", "What became of every note"),
    ],
)
def test_a_sentence_and_a_figure_can_be_asked_about(
    summary: SummaryV1, key: str, words: str
) -> None:
    asked = questions.ask(record=Record.objects.get(), about=key, text="Why?", user_id=None)
    assert questions.subject(asked) == words


@pytest.mark.parametrize(
    "path", ["records/1/accept", "records/1/erase", f"questions/{uuid.UUID(int=1)}/withdraw"]
)
def test_only_staff_decide(client: Client, record: Record, path: str) -> None:
    assert client.post(f"/centre/{path}").status_code == 302
    client.force_login(User.objects.create(username="facilitator"))
    assert client.post(f"/centre/{path}").status_code == 403


# The organizer's server


def test_the_sender_reads_the_questions(
    client: Client, record: Record, asked: Question, sender: dict[str, str]
) -> None:
    body = _standing(client, record, sender).json()
    assert body["status"] == "questioned"
    (question,) = body["questions"]
    assert (question["id"], question["about"], question["about_words"]) == (
        str(asked.pk),
        "n1",
        "The well is dry.",
    )
    assert (question["text"], question["withdrawn"], question["answers"]) == (
        "Which well?",
        False,
        [],
    )
    assert body["page"] == f"http://testserver{questions.receipt_path(record)}"


def test_the_first_program_that_hands_a_dialogue_in_gets_its_questions(
    client: Client, record: Record
) -> None:
    ours, theirs = _headers("Lake School"), _headers("Hill School")
    for headers in (ours, theirs):
        data = write()
        key = {"Idempotency-Key": record.content_sha256}
        sent = client.post(
            "/centre/api/v1/submissions",
            data,
            content_type="application/json",
            headers=headers | key,
        )
        assert sent.status_code == 200
    assert _standing(client, record, ours).status_code == 200
    refused = _standing(client, record, theirs)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "dialogue_of_another")


def test_a_newer_token_of_the_same_name_takes_over(
    client: Client, record: Record, sender: dict[str, str]
) -> None:
    assert _standing(client, record, _headers("Lake School")).status_code == 200


def test_a_token_for_receipts_reads_and_does_not_answer(
    client: Client, record: Record, asked: Question, sender: dict[str, str]
) -> None:
    reader = _headers("Lake School", scope="receipts")
    assert _standing(client, record, reader).status_code == 200
    refused = _answer(client, asked, reader, text="The old one.")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "token_scope")


def test_an_answer_sent_twice_is_one(
    client: Client, asked: Question, sender: dict[str, str]
) -> None:
    key = str(uuid.uuid4())
    first = _answer(client, asked, sender, text="The old one.", key=key)
    second = _answer(client, asked, sender, text="The old one.", key=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = _answer(client, asked, sender, text="The new one.", key=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "answer_key_reused")
    assert Answer.objects.get().text == "The old one."


def test_an_answer_can_be_a_newer_version_that_is_here(
    client: Client, asked: Question, sender: dict[str, str]
) -> None:
    early = _answer(client, asked, sender, text="We named the well.", version=2)
    assert (early.status_code, early.json()["error"]["code"]) == (409, "answer_version_unknown")
    take_in(data=write(version=2), channel="api")
    late = _answer(client, asked, sender, text="We named the well.", version=2)
    assert (late.status_code, late.json()["version"]) == (201, 2)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": " "}, "question_words_missing"),
        ({"text": 7}, "body_invalid"),
        ({"text": "x", "version": "2"}, "body_invalid"),
        ({"text": "x", "version": True}, "body_invalid"),
        ({"text": "x", "key": ""}, "answer_key_missing"),
        ({"text": "x", "key": "k"}, "body_invalid"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    client: Client, asked: Question, sender: dict[str, str], body: dict[str, Any], code: str
) -> None:
    refused = _answer(client, asked, sender, **body)
    assert refused.json()["error"]["code"] == code
    assert not Answer.objects.exists()


def test_nobody_answers_for_another(
    client: Client, asked: Question, sender: dict[str, str]
) -> None:
    refused = _answer(client, asked, _headers("Hill School"), text="Mine.")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "dialogue_of_another")


def test_a_question_that_is_none_has_no_answer(client: Client, sender: dict[str, str]) -> None:
    refused = _answer(client, Question(pk=uuid.uuid4()), sender, text="x")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "question_unknown")


def test_a_token_in_a_loop_is_stopped_and_told_when_to_come_back(
    client: Client, record: Record, sender: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "REQUESTS_PER_MINUTE", 2)
    answers = [_standing(client, record, sender) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error"]["code"] == "too_many_requests"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert _standing(client, record, _headers("Lake School")).status_code == 200


# Erasing


def test_staff_erase_a_replaced_version_and_its_receipt_stays(page: Client, record: Record) -> None:
    take_in(data=write(version=2), channel="cli")
    first = record.submissions.get()
    before = take_in(data=as_pdf(write()), channel="cli").as_json()
    assert page.post(f"/centre/records/{record.pk}/erase").status_code == 302
    first.refresh_from_db()
    assert (bytes(first.raw), first.raw_sha256) == (b"", before["sha256"])
    assert page.get(f"/centre/submissions/{first.pk}/file").status_code == 410
    assert page.get(DOSSIER).status_code == 200
    assert page.post(DOSSIER, {"record": record.pk, "text": "Which?"}).status_code == 410
    receipt = page.post("/centre/receipts/", {"key": questions.receipt_key(record)}, follow=True)
    assert receipt.status_code == 200
    assert take_in(data=as_pdf(write()), channel="cli").as_json() == before
    assert take_in(data=write(), channel="cli").outcome == "same"
    assert [bytes(row.raw) for row in record.submissions.all()] == [b"", b""]


def test_the_version_that_counts_is_not_erased(page: Client, record: Record) -> None:
    assert page.post(f"/centre/records/{record.pk}/erase").status_code == 409
    assert bytes(record.submissions.get().raw)


@pytest.mark.django_db(transaction=True)
def test_another_wrapping_that_comes_while_a_version_is_erased_brings_no_words_back() -> None:
    take_in(data=write(), channel="cli")
    take_in(data=write(version=2), channel="cli")
    record = Record.objects.get(version=1)
    start = Barrier(2)

    def at_once(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        erasing = partial(questions.erase, record)
        coming = partial(take_in, data=as_pdf(write()), channel="cli")
        list(threads.map(at_once, [erasing, coming]))
    assert [bytes(row.raw) for row in record.submissions.all()] == [b"", b""]


# Tokens


def test_staff_make_a_token_that_is_shown_once_and_take_it_back(
    page: Client, client: Client, record: Record
) -> None:
    made = page.post("/centre/tokens/", {"name": "Lake School", "scope": "submit", "days": "30"})
    words = made.content.decode().partition("<code")[2].partition(">")[2].partition("<")[0]
    record.dossier.sender = "Lake School"
    record.dossier.save()
    headers = {"Authorization": f"Bearer {words}"}
    assert _standing(client, record, headers).status_code == 200
    assert words not in page.get("/centre/tokens/").content.decode()
    token = Token.objects.get()
    assert page.post(f"/centre/tokens/{token.pk}/revoke").status_code == 302
    assert _standing(client, record, headers).status_code == 401


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"scope": "everything"}, {"days": "0"}, {"days": "x"}]
)
def test_a_token_that_is_unfit_is_not_made(page: Client, change: dict[str, str]) -> None:
    sent = {"name": "Lake School", "scope": "submit", "days": "30"} | change
    assert page.post("/centre/tokens/", sent).status_code == 422
    assert not Token.objects.exists()
