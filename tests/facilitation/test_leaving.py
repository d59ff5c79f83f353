"""Leaving erases what leads to a person; changing phones loses nothing of it."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from facilitation.actions.together import perform_together
from facilitation.actions.writing import Asked, By, parse
from facilitation.board import Audience
from facilitation.models import Event, Handover, Note, Operation, Participant, Profile, Vote
from facilitation.pages.passes import pass_name
from facilitation.refusals import Refusal
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(room: Room, person: By) -> Room:
    """A room in which `person` has answered, written two notes, voted and agreed."""
    room.open("now")
    room.act("save_profile", person, age="31-45")
    group = room.group(room.note(person, "Clean wells."), room.note(room.join(), "Of another."))
    room.note(person, "More buses.")
    room.act("read_back", group=group)
    room.act("agree", person, group=group)
    room.open("prioritise")
    room.act("give_vote", person, group=group)
    return room


def voice_of(person: By) -> str:
    return Participant.objects.get(pk=str(person.participant_id)).voice


def stored(room: Room) -> str:
    """Everything kept of a dialogue that could lead to somebody."""
    rows: list[Any] = [
        *Note.objects.values_list("text", "author_id", "actor"),
        *Operation.objects.values_list("by", "answer"),
        *Event.objects.values_list("kind", "payload"),
        *Participant.objects.values_list("id", "voice"),
    ]
    return str(rows)


def test_leaving_erases_the_person_and_their_words(busy: Room, person: By) -> None:
    voice = voice_of(person)
    op_id = uuid4()
    busy.act("leave_and_erase", person, op_id=op_id)
    Operation.objects.filter(op_id=op_id).delete()
    kept = stored(busy)
    for trace in (str(person.participant_id), voice, "Clean wells.", "More buses."):
        assert trace not in kept
    assert not Profile.objects.exists()
    assert not Vote.objects.exists()
    board = busy.board(Audience.FACILITATOR)["put"]
    assert [note["text"] for note in board["notes"].values()] == ["Of another."]
    assert [(group["votes"], group["agreed"]) for group in board["groups"].values()] == [(0, 0)]


def test_words_that_may_stay_lead_to_nobody(busy: Room, person: By) -> None:
    voice = voice_of(person)
    assert busy.act("leave_and_erase", person, keep_notes=True)["kept"] == 2
    assert voice not in stored(busy)
    notes = busy.board(Audience.FACILITATOR)["put"]["notes"].values()
    assert {note["text"]: note["voice"] is None for note in notes} == {
        "Clean wells.": True,
        "More buses.": True,
        "Of another.": False,
    }


def test_no_event_says_which_notes_were_of_one_person(busy: Room, person: By) -> None:
    before = busy.dialogue.seq
    busy.act("leave_and_erase", person, keep_notes=True)
    events = busy.dialogue.events.filter(seq__gt=before)
    assert not any("note" in event.payload for event in events)


def test_words_are_erased_even_where_their_stage_has_ended(room: Room, person: By) -> None:
    note = room.late_note(person)
    room.act("leave_and_erase", person)
    row = Note.objects.get(pk=note)
    assert (row.state, row.text) == (Note.State.WITHDRAWN, "")


def test_what_was_taken_back_before_is_erased_too(room: Room, person: By) -> None:
    room.open("now")
    note = room.note(person)
    room.act("withdraw_note", person, note=note)
    room.act("leave_and_erase", person, keep_notes=True)
    assert Note.objects.get(pk=note).text == ""


def test_a_phone_that_missed_the_answer_gets_it_again(room: Room, person: By) -> None:
    op_id = uuid4()
    first = room.act("leave_and_erase", person, op_id=op_id)
    assert room.act("leave_and_erase", person, op_id=op_id) == first


def test_who_has_left_writes_no_more_even_in_the_same_moment(room: Room, person: By) -> None:
    room.open("now")
    asked = [
        Asked(parse("leave_and_erase", {}), uuid4(), person),
        Asked(parse("add_note", {"stage": room.stages["now"], "text": "A"}), uuid4(), person),
    ]
    (left, refused), _ = perform_together(asked, dialogue_id=room.dialogue_id)
    assert isinstance(left, dict)
    assert isinstance(refused, Refusal)
    assert refused.code == "join_first"


def post(client: Client, room: Room, action: str, **fields: object) -> dict[str, Any]:
    body = json.dumps({"op_id": str(uuid4()), **fields})
    address = f"/api/d/{room.dialogue.code}/{action}"
    answer: dict[str, Any] = client.post(address, body, content_type="application/json").json()
    return answer


def test_who_leaves_gives_the_pass_back(client: Client, room: Room) -> None:
    post(client, room, "join")
    post(client, room, "leave_and_erase")
    assert client.cookies[pass_name(room.dialogue.code)].value == ""


def test_another_phone_goes_on_as_the_same_person(client: Client, room: Room) -> None:
    participant = post(client, room, "join")["answer"]["participant"]
    code = post(client, room, "make_handover")["answer"]["code"]
    other = Client()
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert post(other, room, "use_handover", code=typed)["answer"]["participant"] == participant
    room.open("now")
    post(other, room, "add_note", stage=room.stages["now"], text="From the other phone.")
    me = client.get(f"/api/d/{room.dialogue.code}/me").json()
    assert [note["text"] for note in me["notes"]] == ["From the other phone."]
    assert room.dialogue.participants.count() == 1


def test_phones_are_changed_without_javascript(client: Client, room: Room) -> None:
    post(client, room, "join")
    page = f"/d/{room.dialogue.code}"
    shown = client.post(f"{page}/make_handover", {"op_id": str(uuid4())}, follow=True)
    code = room.dialogue.participants.get().handover.code
    assert code.encode() in shown.content
    assert code.encode() in client.get(f"{page}/").content
    other = Client()
    wrong = other.post(f"{page}/use_handover", {"op_id": str(uuid4()), "code": "WRONG"})
    assert wrong.status_code == 404
    assert b'value="WRONG"' in wrong.content
    other.post(f"{page}/use_handover", {"op_id": str(uuid4()), "code": code})
    assert other.get(f"/api/d/{room.dialogue.code}/me").status_code == 200
    assert code.encode() not in client.get(f"{page}/").content


def test_a_code_for_another_phone_is_not_shown_after_its_time(client: Client, room: Room) -> None:
    post(client, room, "join")
    code = post(client, room, "make_handover")["answer"]["code"]
    me = f"/api/d/{room.dialogue.code}/me"
    assert client.get(me).json()["handover"]["code"] == code
    Handover.objects.update(expires_at=timezone.now())
    assert client.get(me).json()["handover"] is None


def test_leaving_works_without_javascript(client: Client, room: Room) -> None:
    post(client, room, "join")
    room.open("now")
    note = post(client, room, "add_note", stage=room.stages["now"], text="Stays.")["answer"]["note"]
    address = f"/d/{room.dialogue.code}/leave_and_erase"
    form = {"op_id": str(uuid4()), "keep_notes": "yes"}
    page = client.post(address, form, follow=True)
    assert b"You have left." in page.content
    assert Note.objects.get(pk=UUID(note)).state == Note.State.SHOWN
    assert not room.dialogue.participants.exists()
