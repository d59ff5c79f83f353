"""After the dialogue, people say whether the groups are what was said; nobody is known by it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from facilitation.pages.qr import qr_svg
from reporting.refusals import Refusal
from reporting.summary import say
from reporting.summary.compile import compile_summary
from reporting.summary.edits import save_edit
from reporting.summary.models import FinalSay, Say
from reporting.summary.passages import Masks, Piece
from tests.reporting.summary.playing import Played


@pytest.fixture
def asked(played: Played) -> FinalSay:
    cache.clear()
    played.open("now")
    played.group("Water", played.say(played.join(), "The well is dry."))
    played.close()
    played.seal()
    return say.open_final_say(dialogue=played.dialogue, days=7)


def _answer(asked: FinalSay, answer: str = "agree", **more: str) -> dict[str, str]:
    group = asked.dialogue.groups.get().pk
    return {"group": str(group), "op_id": str(uuid.uuid4()), "answer": answer, **more}


def test_anybody_with_the_link_answers_and_is_counted(client: Client, asked: FinalSay) -> None:
    page = client.get(say.address(asked))
    assert "The well is dry." in page.content.decode()
    assert client.post(say.address(asked), _answer(asked)).status_code == 303
    against = _answer(asked, "not", text="We said wells, not water.")
    assert client.post(say.address(asked), against).status_code == 303
    final_say = compile_summary(asked.dialogue).final_say
    assert final_say is not None
    assert [(item.agree, item.not_said) for item in final_say.groups] == [(1, 1)]
    assert [item.text for item in final_say.objections] == ["We said wells, not water."]


def test_the_organizer_shows_the_room_a_code_that_leads_there(
    client: Client, asked: FinalSay, settings: Settings
) -> None:
    settings.TOOLKIT_PUBLIC_URL = "https://dialogues.example.org"
    client.force_login(asked.dialogue.facilitators.get().user)
    page = client.get(f"/dialogues/{asked.dialogue_id}/review/ask").content.decode()
    address = f"https://dialogues.example.org{say.address(asked)}"
    assert f'href="{address}"' in page
    assert qr_svg(address) in page
    say.close_final_say(dialogue=asked.dialogue)
    closed = client.get(f"/dialogues/{asked.dialogue_id}/review/ask").content.decode()
    assert 'class="qr"' not in closed


def test_an_answer_sent_twice_counts_once(client: Client, asked: FinalSay) -> None:
    answer = _answer(asked)
    for _ in range(2):
        assert client.post(say.address(asked), answer).status_code == 303
    assert Say.objects.count() == 1


def test_nothing_of_a_person_is_stored(client: Client, asked: FinalSay) -> None:
    answer = client.post(say.address(asked), _answer(asked))
    stored = {field.name for field in Say._meta.get_fields()}
    assert stored == {"id", "final_say", "group", "agrees", "text", "language"}
    assert set(answer.cookies) <= {"csrftoken", "messages"}


@pytest.mark.parametrize(
    ("changes", "code", "status"),
    [
        ({"answer": "not", "text": " "}, "final_say_words_missing", 422),
        ({"answer": "not", "text": "a" * 501}, "final_say_too_long", 422),
        ({"group": "6f0d8a52-3f0b-4e6e-9a4c-0d6a0f3a7b11"}, "final_say_unknown_group", 404),
        ({"group": "x"}, "final_say_unknown_group", 404),
    ],
)
def test_a_bad_answer_is_refused_and_its_words_come_back(
    client: Client, asked: FinalSay, changes: dict[str, str], code: str, status: int
) -> None:
    answer = client.post(say.address(asked), _answer(asked) | changes)
    assert answer.status_code == status
    assert not Say.objects.exists()
    if changes.get("text", "").strip():
        assert changes["text"] in answer.content.decode()


def test_after_its_time_the_link_only_shows(client: Client, asked: FinalSay) -> None:
    past = timezone.now() - dt.timedelta(seconds=1)
    FinalSay.objects.update(closes_at=past, opened_at=past)
    assert client.get(say.address(asked)).status_code == 200
    assert client.post(say.address(asked), _answer(asked)).status_code == 410


def test_an_unknown_link_leads_nowhere(client: Client, db: None) -> None:
    assert client.get("/say/nothing").status_code == 404


def test_very_many_answers_are_held_back(asked: FinalSay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(say, "ANSWERS_PER_MINUTE", 1)
    group = asked.dialogue.groups.get().pk
    codes = []
    for _ in range(3):
        try:
            say.do_answer(
                asked, answer_id=uuid.uuid4(), group=group, agrees=True, text="", language="en"
            )
        except Refusal as refusal:
            codes.append(refusal.code)
    assert "too_many_answers" in codes


def test_a_dialogue_that_still_runs_asks_nobody(played: Played) -> None:
    with pytest.raises(Refusal) as caught:
        say.open_final_say(dialogue=played.dialogue, days=7)
    assert caught.value.code == "final_say_not_sealed"


@pytest.fixture
def undecided(played: Played) -> Played:
    cache.clear()
    played.open("now")
    played.group("Water", played.say(played.join(), "Mrs. Amina Otieno closed the well."))
    played.close()
    played.seal()
    return played


def test_what_nobody_reviewed_is_shown_by_no_link(client: Client, undecided: Played) -> None:
    with pytest.raises(Refusal) as caught:
        say.open_final_say(dialogue=undecided.dialogue, days=7)
    assert (caught.value.code, caught.value.params) == ("personal_data_undecided", {"count": 1})
    assert not FinalSay.objects.exists()


def test_the_organizer_is_told_what_to_decide_before_asking(
    client: Client, undecided: Played
) -> None:
    client.force_login(undecided.facilitator)
    address = f"/dialogues/{undecided.dialogue_id}/review"
    page = client.get(f"{address}/ask").content.decode()
    assert f'<a href="{address}/personal">1 name, number or address waits' in page
    assert 'name="days"' not in page
    refused = client.post(f"{address}/ask", {"days": "7"})
    assert refused.status_code == 409
    assert "nobody has decided on them yet (1)" in refused.content.decode()


def _decide(played: Played, number: int, masks: Masks) -> None:
    passage = f"mask:{played.dialogue.notes.get().pk}"
    save_edit(dialogue=played.dialogue, passage=passage, number=number, value=masks, user_id=None)


def test_a_mask_is_shown_at_once_and_when_it_is_taken_back_nothing_is(
    client: Client, undecided: Played
) -> None:
    piece = Piece(text="Amina Otieno")
    _decide(undecided, 0, Masks(kept=(piece,)))
    link = say.address(say.open_final_say(dialogue=undecided.dialogue, days=7))
    assert "Amina" in client.get(link).content.decode()
    _decide(undecided, 1, Masks(masked=(piece,)))
    assert "Mrs. [name] closed the well." in client.get(link).content.decode()
    _decide(undecided, 2, Masks())
    waiting = client.get(link)
    assert waiting.status_code == 409
    assert "Amina" not in waiting.content.decode()


def test_what_somebody_answers_closes_the_link_to_nobody(client: Client, asked: FinalSay) -> None:
    against = _answer(asked, "not", text="Ring +254 712 345678")
    client.post(say.address(asked), against)
    page = client.get(say.address(asked))
    assert page.status_code == 200
    assert "345678" not in page.content.decode()


def test_a_room_that_opens_the_link_at_once_compiles_it_once(
    client: Client, asked: FinalSay, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(say.address(asked))
    with django_assert_max_num_queries(3):
        assert "The well is dry." in client.get(say.address(asked)).content.decode()


def test_the_rooms_own_page_leads_there_while_it_is_open(client: Client, asked: FinalSay) -> None:
    room = f"/d/{asked.dialogue.code}/"
    assert say.address(asked) in client.get(room).content.decode()
    say.close_final_say(dialogue=asked.dialogue)
    assert say.address(asked) not in client.get(room).content.decode()
