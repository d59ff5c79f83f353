"""What a facilitator does to many notes at once is done to all or none, and undone at once."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from facilitation.actions.writing import By, parse
from facilitation.board import Audience
from facilitation.models import Facilitator, Note
from facilitation.refusals import Refusal
from tests.facilitation.room import Room

MANY = 30

DONE_TO_NOTES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "hide_notes": ({"reason": "names a person"}, "state", "hidden"),
    "pin_notes": ({"pinned": True}, "pinned", True),
}


@pytest.fixture
def notes(room: Room, person: By) -> list[str]:
    room.open("now")
    return [room.note(person, f"Note {number}.") for number in range(MANY)]


def values(room: Room, name: str) -> list[Any]:
    return [note[name] for note in room.board(Audience.FACILITATOR)["put"]["notes"].values()]


@pytest.mark.parametrize("action", DONE_TO_NOTES)
def test_many_notes_are_one_event_one_answer_and_one_undo(
    room: Room, notes: list[str], action: str
) -> None:
    fields, name, value = DONE_TO_NOTES[action]
    before = room.dialogue.seq
    answer = room.act(action, notes=notes, **fields)
    assert answer == {"changed": MANY, "seq": before + 1}
    assert values(room, name) == [value] * MANY
    assert room.act("undo")["notes"] == MANY
    assert value not in values(room, name)
    assert room.act("redo")["notes"] == MANY
    assert values(room, name) == [value] * MANY


def test_waiting_notes_come_in_together_in_the_order_named(room: Room, person: By) -> None:
    late = [room.late_note(person, f"Late {number}.") for number in range(3)]
    asked = [late[2], late[0], late[1]]
    assert room.act("admit_notes", notes=asked)["changed"] == 3
    order = {note.place: str(note.id) for note in Note.objects.all()}
    assert [order[place] for place in sorted(order)] == asked
    room.act("undo")
    assert values(room, "state") == ["late"] * 3


def test_hidden_notes_come_back_together(room: Room, notes: list[str]) -> None:
    room.act("hide_notes", notes=notes[:10])
    assert room.act("bring_back_notes", notes=notes)["changed"] == 10
    assert values(room, "state") == ["shown"] * MANY


def test_why_notes_are_hidden_goes_and_comes_with_undo_and_redo(
    room: Room, notes: list[str]
) -> None:
    room.act("hide_notes", notes=notes[:1], reason="names a person")
    room.act("hide_notes", notes=notes[:2], reason="says it twice")
    assert values(room, "reason")[:3] == ["names a person", "says it twice", ""]
    room.act("bring_back_notes", notes=notes)
    assert values(room, "reason")[:2] == ["", ""]
    room.act("undo")
    assert values(room, "reason")[:2] == ["names a person", "says it twice"]
    room.act("undo")
    assert values(room, "reason")[:2] == ["names a person", ""]
    room.act("redo")
    assert values(room, "reason")[:2] == ["names a person", "says it twice"]


def test_why_notes_were_hidden_before_that_was_kept_with_them_is_taken_from_the_feed(
    room: Room, notes: list[str]
) -> None:
    room.act("hide_notes", notes=notes[:2], reason="names a person")
    room.act("bring_back_notes", notes=notes[:1])
    Note.objects.update(hidden_reason="")
    import_module("facilitation.migrations.0006_note_hidden_reason").remember_why(apps, None)
    assert values(room, "reason")[:3] == ["", "names a person", ""]


def test_many_repeats_of_one_note_are_marked_and_unmarked(room: Room, notes: list[str]) -> None:
    original, *repeats = notes
    assert room.act("mark_duplicates", notes=repeats, of=original)["changed"] == MANY - 1
    assert room.act("mark_duplicates", notes=notes, of=None)["changed"] == MANY - 1
    room.act("undo")
    assert values(room, "duplicate_of").count(original) == MANY - 1


def test_one_repeat_too_many_refuses_them_all(room: Room, notes: list[str]) -> None:
    with pytest.raises(Refusal, match="duplicate_of_itself"):
        room.act("mark_duplicates", notes=notes, of=notes[3])
    assert values(room, "duplicate_of") == [None] * MANY


def test_authors_are_asked_once_and_not_when_they_have_allowed_it(room: Room, person: By) -> None:
    room.open("now")
    notes = [room.note(person), room.note(person), room.note(person, quote=True)]
    assert room.act("ask_quotes", notes=notes[1:])["changed"] == 1
    assert room.act("ask_quotes", notes=notes)["changed"] == 1


def test_notes_that_are_so_already_are_left_out(room: Room, notes: list[str]) -> None:
    room.act("hide_notes", notes=notes[:10], reason="first")
    assert room.act("hide_notes", notes=notes, reason="second")["changed"] == MANY - 10
    room.act("undo")
    assert values(room, "state").count("hidden") == 10


def test_nothing_to_change_is_no_event_and_no_step(room: Room, notes: list[str]) -> None:
    room.act("pin_notes", notes=notes)
    before = room.dialogue.seq
    assert room.act("pin_notes", notes=notes) == {"changed": 0, "seq": before}
    assert room.act("undo")["kinds"] == ["notes_pinned"]


def test_a_note_of_another_dialogue_refuses_them_all(room: Room, notes: list[str]) -> None:
    other = Room.opened_by(room.user_id)
    other.open("now")
    with pytest.raises(Refusal, match="unknown_note"):
        room.act("hide_notes", notes=[*notes, other.note(other.join())])
    assert values(room, "state") == ["shown"] * MANY


def test_a_note_taken_back_meanwhile_does_not_stop_the_others(
    room: Room, person: By, notes: list[str]
) -> None:
    room.act("withdraw_note", person, note=notes[0])
    assert room.act("hide_notes", notes=notes)["changed"] == MANY - 1


def test_a_note_taken_back_since_does_not_stop_the_undo_of_the_others(
    room: Room, person: By, notes: list[str]
) -> None:
    group = room.group(*notes[1:])
    room.act("move_notes", notes=notes, group=group)
    room.act("hide_notes", notes=notes)
    room.act("withdraw_note", person, note=notes[0])
    room.act("undo")
    assert values(room, "state") == ["shown"] * (MANY - 1)


def test_a_hidden_late_note_that_somebody_grouped_does_not_wait_again(
    room: Room, person: By
) -> None:
    late = room.late_note(person)
    room.act("hide_notes", notes=[late])
    boris = User.objects.create(username="boris")
    Facilitator.objects.create(dialogue=room.dialogue, user=boris)
    stage = room.stages["now"]
    room.act("add_group", By(user_id=boris.pk), stage=stage, title="Wells", notes=[late])
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")


def test_an_undo_never_makes_a_chain_of_repeats(room: Room, notes: list[str]) -> None:
    one, two, three, *_ = notes
    room.act("mark_duplicates", notes=[one], of=two)
    room.act("mark_duplicates", notes=[one], of=None)
    boris = User.objects.create(username="boris")
    Facilitator.objects.create(dialogue=room.dialogue, user=boris)
    room.act("mark_duplicates", By(user_id=boris.pk), notes=[three], of=one)
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")


def test_no_notes_and_too_many_are_refused(room: Room) -> None:
    with pytest.raises(Refusal, match="body_invalid"):
        parse("hide_notes", {"notes": []})
    with pytest.raises(Refusal, match="body_invalid"):
        parse("hide_notes", {"notes": [str(room.dialogue_id)] * 1001})
