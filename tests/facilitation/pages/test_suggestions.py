"""Suggestions are for facilitators, of notes in no group yet, and heed what was dismissed."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from facilitation.actions.writing import By
from facilitation.models import Event
from facilitation.pages import suggestions
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db

WELLS = ("Clean the wells in every village.", "The wells of our village must be clean.")
JOBS = ("Young people find no jobs", "No jobs for young people")
BUSES = ("More buses to the town at night.", "At night there are no buses to the town.")


@pytest.fixture
def notes(room: Room, person: By) -> list[str]:
    """Two notes about wells and two about buses."""
    room.open("now")
    return [room.note(person, text) for text in (*WELLS, *BUSES)]


def ask(client: Client, room: Room, stage: str = "now") -> list[dict[str, Any]]:
    address = f"/api/d/{room.dialogue.code}/suggestions"
    answer = client.get(address, {"stage": room.stages.get(stage, stage)})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["suggestions"]
    return found


@pytest.fixture
def facilitator(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def sets(found: list[dict[str, Any]]) -> set[frozenset[str]]:
    return {frozenset(suggestion["notes"]) for suggestion in found}


def test_notes_that_may_say_the_same_are_suggested_with_a_title(
    facilitator: Client, room: Room, notes: list[str]
) -> None:
    found = ask(facilitator, room)
    assert sets(found) == {frozenset(notes[:2]), frozenset(notes[2:])}
    for suggestion in found:
        assert suggestion.keys() == {"key", "notes", "title", "language", "strength"}
        assert suggestion["title"]
        assert suggestion["language"] == "en"


def test_what_was_dismissed_is_not_suggested_again_until_that_is_undone(
    facilitator: Client, room: Room, notes: list[str]
) -> None:
    before = ask(facilitator, room)
    room.act("keep_apart", notes=notes[:2])
    assert sets(ask(facilitator, room)) == {frozenset(notes[2:])}
    room.act("undo")
    assert ask(facilitator, room) == before


def test_grouped_hidden_and_waiting_notes_are_left_alone(
    facilitator: Client, room: Room, person: By, notes: list[str]
) -> None:
    room.group(notes[0])
    room.act("hide_notes", notes=[notes[2]])
    room.open("want")
    room.note(person, WELLS[0])
    assert ask(facilitator, room) == []


def test_a_stage_is_compared_with_itself_only(
    facilitator: Client, room: Room, person: By, notes: list[str]
) -> None:
    room.open("want")
    room.note(person, WELLS[0], kind="want")
    assert ask(facilitator, room, "want") == []


def test_a_circle_is_told_of_its_own_notes(
    facilitator: Client, room: Room, person: By, notes: list[str]
) -> None:
    (circle,) = room.breakouts("Circle")
    room.act("go_to_breakout", person, breakout=circle)
    own = [room.note(person, text) for text in BUSES]
    room.act("run_breakout", breakout=circle)
    assert sets(ask(facilitator, room)) == {frozenset(own)}


def test_nothing_is_compared_twice_nor_written(
    facilitator: Client, room: Room, notes: list[str]
) -> None:
    suggestions._found.cache_clear()
    events = Event.objects.count()
    assert ask(facilitator, room) == ask(facilitator, room)
    assert suggestions._found.cache_info().misses == 1
    assert Event.objects.count() == events


def test_one_theme_in_other_words_is_left_out_where_close_wordings_are_asked_for(
    facilitator: Client, room: Room, person: By
) -> None:
    room.open("now")
    theme = [room.note(person, text) for text in JOBS]
    assert sets(ask(facilitator, room)) == {frozenset(theme)}
    address = f"/api/d/{room.dialogue.code}/suggestions"
    asked = {"stage": room.stages["now"], "wording": "close"}
    assert facilitator.get(address, asked).json() == {"suggestions": []}
    twin = room.note(person, JOBS[0].lower())
    (found,) = facilitator.get(address, asked).json()["suggestions"]
    assert set(found["notes"]) >= {theme[0], twin}


def test_a_wording_that_nobody_knows_is_refused(facilitator: Client, room: Room) -> None:
    address = f"/api/d/{room.dialogue.code}/suggestions"
    answer = facilitator.get(address, {"stage": room.stages["now"], "wording": "loose"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "body_invalid")


@pytest.mark.parametrize("stage", ["", "no-uuid", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_stage(facilitator: Client, room: Room, stage: str) -> None:
    answer = facilitator.get(f"/api/d/{room.dialogue.code}/suggestions", {"stage": stage})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_stage")


def test_only_facilitators_are_told(client: Client, room: Room) -> None:
    address = f"/api/d/{room.dialogue.code}/suggestions"
    assert client.get(address).json()["error"]["code"] == "sign_in_needed"
    client.force_login(User.objects.create(username="bo"))
    assert client.get(address).json()["error"]["code"] == "not_facilitator"


def test_a_sealed_dialogue_is_grouped_no_more(facilitator: Client, room: Room) -> None:
    room.seal()
    answer = facilitator.get(f"/api/d/{room.dialogue.code}/suggestions")
    assert answer.json()["error"]["code"] == "dialogue_sealed"
