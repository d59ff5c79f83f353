"""The same operation number again gives the first answer and changes nothing."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from facilitation.actions.dialogues import create_dialogue
from facilitation.actions.writing import By
from facilitation.models import Dialogue, Facilitator
from facilitation.refusals import Refusal
from tests.facilitation.room import Room, new_dialogue


def test_a_note_sent_again_gets_its_first_answer_and_is_stored_once(room: Room, person: By) -> None:
    room.open("now")
    sent: dict[str, Any] = {"op_id": uuid4(), "stage": room.stages["now"], "text": "Clean wells."}
    first = room.act("add_note", person, **sent)
    stored = room.rows()
    assert room.act("add_note", person, **sent) == first
    assert room.rows() == stored


def test_the_first_answer_stands_when_the_stage_has_ended_since(room: Room, person: By) -> None:
    room.open("now")
    sent: dict[str, Any] = {"op_id": uuid4(), "stage": room.stages["now"], "text": "Clean wells."}
    room.act("add_note", person, **sent)
    room.act("close_dialogue")
    assert room.act("add_note", person, **sent)["state"] == "shown"


def test_joining_again_with_the_same_number_is_the_same_participant(room: Room) -> None:
    op_id = uuid4()
    assert room.act("join", op_id=op_id) == room.act("join", op_id=op_id)
    assert room.dialogue.participants.count() == 1


def test_a_vote_sent_again_counts_once(room: Room, person: By) -> None:
    room.open("now")
    group, op_id = room.group(), uuid4()
    room.open("prioritise")
    for _ in range(2):
        assert room.act("give_vote", person, op_id, group=group)["given"] == 1
    assert room.dialogue.votes.count() == 1


def test_the_number_of_somebody_else_is_taken(room: Room, person: By) -> None:
    room.open("now")
    sent: dict[str, Any] = {"op_id": uuid4(), "stage": room.stages["now"], "text": "Clean wells."}
    room.act("add_note", person, **sent)
    with pytest.raises(Refusal, match="op_id_taken"):
        room.act("add_note", room.join(), **sent)


def test_the_number_of_another_action_is_taken(room: Room, person: By) -> None:
    op_id = uuid4()
    room.act("save_profile", person, op_id, age="31-45")
    room.open("now")
    with pytest.raises(Refusal, match="op_id_taken"):
        room.act("add_note", person, op_id, stage=room.stages["now"], text="Clean wells.")


def test_a_refused_operation_can_be_tried_again_under_its_number(room: Room, person: By) -> None:
    sent: dict[str, Any] = {"op_id": uuid4(), "stage": room.stages["now"], "text": "Clean wells."}
    stored = room.rows()
    with pytest.raises(Refusal, match="stage_not_open"):
        room.act("add_note", person, **sent)
    assert room.rows() == stored
    room.open("now")
    assert room.act("add_note", person, **sent)["state"] == "shown"


def test_a_phone_that_missed_its_answer_gets_it_after_the_seal(room: Room, person: By) -> None:
    room.open("now")
    sent: dict[str, Any] = {"op_id": uuid4(), "stage": room.stages["now"], "text": "Clean wells."}
    first = room.act("add_note", person, **sent)
    room.seal()
    assert room.act("add_note", person, **sent) == first


def test_the_facilitator_who_seals_twice_gets_the_first_answer(room: Room) -> None:
    op_id = uuid4()
    room.act("close_dialogue")
    first = room.act("seal_dialogue", op_id=op_id)
    assert room.act("seal_dialogue", op_id=op_id) == first


def test_creating_a_dialogue_again_returns_the_first(user: User) -> None:
    dialogue_id = uuid4()
    for _ in range(2):
        create_dialogue(new_dialogue(), dialogue_id=dialogue_id, user_id=user.pk)
    assert Dialogue.objects.count() == Facilitator.objects.count() == 1


def test_the_dialogue_of_somebody_else_cannot_be_created_again(room: Room) -> None:
    other = User.objects.create(username="bo")
    with pytest.raises(Refusal, match="op_id_taken"):
        create_dialogue(new_dialogue(), dialogue_id=room.dialogue_id, user_id=other.pk)


def test_an_organizers_words_are_cleaned(user: User) -> None:
    given = new_dialogue(title=" Wasser\x00 ", organizer_name="A\u202eB", city="Zu\u0308rich")
    dialogue = create_dialogue(given, dialogue_id=uuid4(), user_id=user.pk)
    assert (dialogue.title, dialogue.organizer_name, dialogue.city) == ("Wasser", "AB", "Zürich")
