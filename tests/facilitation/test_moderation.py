import pytest

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.moderation import holds_a_word
from tests.facilitation.room import Room


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("That minister is a Crook!", "crook"),
        ("Un élève CORROMPU", "corrompu"),
        ("un eleve", "élève"),
        ("كِتَابٌ جديد", "كتاب"),
        ("这个市长很腐败。", "腐败"),
        ("ﬁlth everywhere", "filth"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, word: str) -> None:
    assert holds_a_word(text, [word])


@pytest.mark.parametrize(("text", "word"), [("Crooked lines", "crook"), ("classic", "ass")])
def test_a_part_of_a_word_is_not_the_word(text: str, word: str) -> None:
    assert not holds_a_word(text, [word])


def test_an_empty_word_holds_nothing_back() -> None:
    assert not holds_a_word("anything", ["", "  ", "\u0640"])


def test_a_listed_word_holds_a_note_back_until_it_is_admitted(room: Room, person: By) -> None:
    room.open("now")
    room.act("show_wall", shown=True)
    room.act("set_moderation", review_first=False, held_words=["crook"])
    answer = room.act("add_note", person, stage=room.stages["now"], text="A crook rules us.")
    assert answer["state"] == "held"
    assert not room.board(Audience.PROJECTOR)["put"]["notes"]
    room.act("admit_notes", notes=[answer["note"]])
    assert room.board(Audience.PROJECTOR)["put"]["notes"].keys() == {answer["note"]}


def test_an_edited_note_is_read_again(room: Room, person: By) -> None:
    room.open("now")
    note = room.note(person)
    room.act("set_moderation", review_first=False, held_words=["crook"])
    room.act("edit_note", person, note=note, text="A crook.")
    assert room.board(Audience.FACILITATOR)["put"]["notes"][note]["state"] == "held"


def test_after_a_hard_end_notes_come_in_late(room: Room, person: By) -> None:
    room.open("now")
    room.act("set_clock", change="hard")
    room.act("set_clock", change="add", seconds=-36_000)
    answer = room.act("add_note", person, stage=room.stages["now"], text="Too late?")
    assert answer["state"] == "late"
