"""The organizer reads and answers the centre's questions; no answer is lost or doubled."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from reporting.centre import intake, questions
from reporting.centre.models import Answer, Question, Record, Submission
from reporting.centre.tokens import make_token
from reporting.refusals import Refusal
from reporting.summary import correspondence
from reporting.summary.compile import compile_summary
from reporting.summary.digest import draft_digest
from reporting.summary.handover import hand_over
from reporting.summary.models import Handover, Reply
from reporting.summary.review import sign
from reporting.summary.standing import checked
from tests.reporting.summary.lossy import LossyProxy
from tests.reporting.summary.playing import Played

ASKED = "Which well is dry?"


@pytest.fixture
def signed(played: Played) -> Played:
    played.open("now")
    played.say(played.join(), "The well is dry.")
    played.close()
    played.seal()
    _sign(played)
    return played


@pytest.fixture
def organizer(client: Client, facilitator: User) -> Client:
    client.force_login(facilitator)
    return client


@pytest.fixture
def submitted(signed: Played) -> Played:
    """Submitted to the centre on this server, which then asks about it."""
    hand_over(dialogue=signed.dialogue, user_id=None)
    _ask()
    return signed


def _sign(played: Played, reason: str = "", answers: str = "") -> None:
    seen = draft_digest(compile_summary(played.dialogue))
    sign(
        dialogue=played.dialogue,
        name="Ada",
        reason=reason,
        seen=seen,
        answers=answers,
        user_id=None,
    )


def _ask() -> Question:
    record = Record.objects.order_by("-version")[0]
    return questions.ask(record=record, about="", text=ASKED, user_id=None)


def _address(played: Played, name: str = "submit") -> str:
    return reverse(f"summary:{name}", args=[played.dialogue_id])


def _reply(organizer: Client, played: Played, text: str, **more: Any) -> Any:
    question = Question.objects.get()
    sent = {"question": question.pk, "op_id": uuid.uuid4(), "text": text} | more
    return organizer.post(_address(played, "reply"), sent)


# A centre on the same server


def test_opening_the_page_shows_where_things_stand_and_what_is_asked(
    organizer: Client, submitted: Played
) -> None:
    Handover.objects.update(asked_at=None)
    shown = organizer.get(_address(submitted)).content.decode()
    assert ASKED in shown
    assert "The centre has a question" in shown
    assert questions.receipt_key(Record.objects.get()) in shown


def test_the_button_asks_at_once(organizer: Client, submitted: Played) -> None:
    assert ASKED not in organizer.get(_address(submitted)).content.decode()
    organizer.post(_address(submitted, "ask-centre"))
    assert ASKED in organizer.get(_address(submitted)).content.decode()


def test_an_answer_reaches_the_centre_once(organizer: Client, submitted: Played) -> None:
    organizer.post(_address(submitted, "ask-centre"))
    same = {"op_id": uuid.uuid4()}
    for _ in range(2):
        assert _reply(organizer, submitted, "The old one.", **same).status_code == 302
    assert [answer.text for answer in Answer.objects.all()] == ["The old one."]
    assert Record.objects.get().status == "received"
    assert "The old one." in organizer.get(_address(submitted)).content.decode()


def test_an_answer_without_words_is_refused_in_its_place(
    organizer: Client, submitted: Played
) -> None:
    organizer.post(_address(submitted, "ask-centre"))
    refused = _reply(organizer, submitted, " ")
    assert refused.status_code == 422
    assert "Please write something." in refused.content.decode()
    assert not Reply.objects.exists()


def test_a_correction_is_the_answer_once_it_is_submitted(submitted: Played) -> None:
    correspondence.refresh_due(submitted.dialogue, at_once=True)
    (asked,) = correspondence.open_questions(submitted.dialogue)
    _sign(submitted, reason="We name the well now.", answers=str(asked.id))
    assert correspondence.open_questions(submitted.dialogue) == []
    correspondence.send_waiting(dialogue=submitted.dialogue)
    assert not Answer.objects.exists()
    hand_over(dialogue=submitted.dialogue, user_id=None)
    answer = Answer.objects.get()
    assert (answer.text, answer.version) == ("We name the well now.", 3)
    assert [row.status for row in Record.objects.order_by("version")] == ["revised", "received"]


def test_a_correction_names_a_question_that_there_is(submitted: Played) -> None:
    for unknown in ("x", str(uuid.uuid4())):
        with pytest.raises(Refusal) as caught:
            _sign(submitted, reason="We name it.", answers=unknown)
        assert caught.value.code == "question_unknown"
    assert submitted.dialogue.summaries.count() == 2


def test_signing_from_the_page_of_a_question_refers_to_it(
    organizer: Client, submitted: Played
) -> None:
    organizer.post(_address(submitted, "ask-centre"))
    question = Question.objects.get()
    form = organizer.get(_address(submitted, "sign"), {"question": str(question.pk)})
    assert f'<option value="{question.pk}" selected>' in form.content.decode()
    sent = {
        "name": "Ada",
        "reason": "We name it.",
        "question": question.pk,
        "seen": draft_digest(compile_summary(submitted.dialogue)),
    }
    assert organizer.post(_address(submitted, "sign"), sent)["Location"] == _address(submitted)
    assert Reply.objects.get().version == 3


@pytest.mark.parametrize("name", ["ask-centre", "reply"])
def test_strangers_have_no_part_in_it(client: Client, submitted: Played, name: str) -> None:
    client.force_login(User.objects.create_user("eve"))
    assert client.post(_address(submitted, name)).status_code == 403


# A centre far away


Lossy = Callable[..., LossyProxy]


@pytest.fixture
def lossy(live_server: LiveServer, settings: Settings) -> Iterator[Lossy]:
    """Put a proxy before a centre, with a token, and make it the organizer's centre."""
    proxies: list[LossyProxy] = []

    def before_centre(*lose: int) -> LossyProxy:
        proxy = LossyProxy(live_server.url, *lose)
        proxies.append(proxy)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        settings.TOOLKIT_CENTRE_URL = proxy.url
        _row, settings.TOOLKIT_CENTRE_TOKEN = make_token(name="School", scope="submit", days=1)
        return proxy

    yield before_centre
    for proxy in proxies:
        proxy.shutdown()
        proxy.server_close()


def test_a_lost_answer_costs_no_second_submission_and_the_stick_has_the_same_receipt(
    lossy: Lossy, signed: Played
) -> None:
    proxy = lossy(1)
    receipt = hand_over(dialogue=signed.dialogue, user_id=None).receipt
    assert proxy.asked[:2] == ["POST", "GET"]
    kept = Submission.objects.get()
    assert (receipt["submission"], receipt["outcome"]) == (kept.pk, "new")
    stick = intake.take_in(data=bytes(kept.raw), channel="cli").as_json()
    same = ("dialogue_id", "version", "submission", "sha256", "content_sha256")
    assert [stick[name] for name in same] == [receipt[name] for name in same]
    assert Submission.objects.count() == 1


def test_a_question_from_afar_is_answered_once_though_the_confirmation_is_lost(
    lossy: Lossy, organizer: Client, signed: Played
) -> None:
    proxy = lossy()
    hand_over(dialogue=signed.dialogue, user_id=None)
    _ask()
    organizer.post(_address(signed, "ask-centre"))
    proxy.lose = (len(proxy.asked) + 1,)
    _reply(organizer, signed, "The old one.")
    assert (Answer.objects.count(), Reply.objects.get().sent_at) == (1, None)
    organizer.post(_address(signed, "ask-centre"))
    assert Answer.objects.count() == 1
    assert Reply.objects.get().sent_at is not None


def test_without_a_network_what_was_said_and_written_stays(
    lossy: Lossy, organizer: Client, signed: Played
) -> None:
    proxy = lossy()
    hand_over(dialogue=signed.dialogue, user_id=None)
    _ask()
    organizer.post(_address(signed, "ask-centre"))
    proxy.lose = tuple(range(1000))
    _reply(organizer, signed, "The old one.")
    Handover.objects.update(asked_at=None)
    shown = organizer.get(_address(signed)).content.decode()
    assert ASKED in shown
    assert "cannot be reached now" in shown
    assert "Your answer waits to be sent." in shown
    assert Reply.objects.get().text == "The old one."


def test_the_token_goes_to_no_other_centre(
    lossy: Lossy, signed: Played, settings: Settings
) -> None:
    proxy = lossy()
    handover = hand_over(dialogue=signed.dialogue, user_id=None)
    asked = len(proxy.asked)
    settings.TOOLKIT_CENTRE_URL = "http://other.example"
    assert not correspondence.refresh(handover)
    assert len(proxy.asked) == asked


@pytest.mark.parametrize(
    "told",
    [
        {"page": "javascript:alert(1)"},
        {"questions": [{"text": "no id"}]},
        {"status": "x" * 21},
        [],
    ],
)
def test_a_centre_that_talks_nonsense_is_not_believed(told: object) -> None:
    with pytest.raises(Refusal) as caught:
        checked(told)
    assert caught.value.code == "submission_failed"
