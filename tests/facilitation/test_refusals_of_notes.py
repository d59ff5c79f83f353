"""Every reason for which a note is not taken in, changed or decided on, each with its code."""

import pytest

from facilitation.actions.writing import By
from tests.facilitation.room import Refused, Room


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u200d", "\x00\x07", "\u202e"])
def test_an_empty_note(room: Room, refused: Refused, text: str) -> None:
    room.open("now")
    assert refused("add_note", stage=room.stages["now"], text=text).code == "note_empty"


def test_a_note_that_is_too_long_says_by_how_much(room: Room, refused: Refused) -> None:
    room.open("now")
    refusal = refused("add_note", stage=room.stages["now"], text="水" * 501)
    assert (refusal.code, refusal.params) == ("note_too_long", {"limit": 500, "length": 501})
    assert "500" in refusal.message


def test_a_note_of_as_many_family_emoji_as_letters_fits(room: Room, person: By) -> None:
    room.open("now")
    assert room.note(person, "👨‍👩‍👧‍👦" * 500)


def test_marks_stacked_without_end_are_too_long(room: Room, refused: Refused) -> None:
    room.open("now")
    text = "a" + "\u0316" * 10_000
    assert refused("add_note", stage=room.stages["now"], text=text).code == "note_too_long"


@pytest.mark.parametrize("kind", ["profile", "prioritise"])
def test_no_notes_where_nothing_is_written(room: Room, refused: Refused, kind: str) -> None:
    room.open(kind)
    assert refused("add_note", stage=room.stages[kind], text="A").code == "stage_not_for_notes"


def test_no_notes_for_a_stage_that_has_not_begun(room: Room, refused: Refused) -> None:
    assert refused("add_note", stage=room.stages["now"], text="A").code == "stage_not_open"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"language": "<b>"}, "language"),
        ({"actor": "wizards"}, "actor"),
        ({"actor": "media"}, "actor"),
    ],
)
def test_a_note_with_a_wrong_answer(
    room: Room, refused: Refused, fields: dict[str, str], field: str
) -> None:
    room.open("now")
    refusal = refused("add_note", stage=room.stages["now"], text="A", **fields)
    assert (refusal.code, refusal.params) == ("field_invalid", {"field": field})


def test_the_note_of_somebody_else(room: Room, refused: Refused) -> None:
    room.open("now")
    note = room.note(room.join())
    assert refused("edit_note", note=note, text="A").code == "note_not_yours"
    assert refused("withdraw_note", note=note).code == "note_not_yours"


def test_a_note_stays_as_it_is_once_its_stage_has_ended(
    room: Room, person: By, refused: Refused
) -> None:
    room.open("now")
    note = room.note(person)
    room.open("want")
    assert refused("edit_note", note=note, text="A").code == "stage_ended"
    assert refused("withdraw_note", note=note).code == "stage_ended"


def test_a_note_that_was_taken_back_does_not_exist_any_more(
    room: Room, person: By, refused: Refused
) -> None:
    room.open("now")
    note = room.note(person)
    room.act("withdraw_note", person, note=note)
    assert refused("hide_notes", None, notes=[note]).code == "unknown_note"
    assert refused("move_notes", None, notes=[note], group=None).code == "unknown_note"


def test_only_late_notes_are_admitted(room: Room, person: By, refused: Refused) -> None:
    room.open("now")
    assert refused("admit_notes", None, notes=[room.note(person)]).code == "note_not_late"


def test_a_late_note_is_grouped_only_once_admitted(
    room: Room, person: By, refused: Refused
) -> None:
    note = room.late_note(person)
    assert refused("move_notes", None, notes=[note], group=None).code == "unknown_note"


def test_somebody_elses_note_is_not_theirs_to_have_quoted(
    room: Room, person: By, refused: Refused
) -> None:
    room.open("now")
    note = room.note(room.join())
    assert refused("allow_quote", note=note, allowed=True).code == "note_not_yours"


def test_proxy_notes_are_all_written_or_none(room: Room, refused: Refused) -> None:
    notes = [{"text": "Good."}, {"text": " "}]
    refusal = refused("add_proxy_notes", None, stage=room.stages["now"], notes=notes)
    assert refusal.code == "note_empty"
    assert not room.dialogue.notes.exists()
