"""What people answer when a group is read back counts for that group, however late it comes."""

import pytest

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.models import Note
from facilitation.pages.api import about
from facilitation.tallies import take_tallies
from tests.facilitation.room import Room


@pytest.fixture
def read(room: Room) -> str:
    """A group that was read back; the reading has moved on to another."""
    room.open("now")
    group = room.group(title="Wells")
    room.act("read_back", group=group)
    room.act("read_back", group=room.group(title="Schools"))
    return group


def agreed(room: Room, group: str) -> int:
    groups = room.board(Audience.FACILITATOR)["put"]["groups"]
    return int(groups[group]["agreed"])


def test_a_correction_that_comes_late_waits_as_one_of_its_group(
    room: Room, person: By, read: str
) -> None:
    answer = room.act("correct", person, group=read, text="And the springs.")
    assert answer["state"] == "late"
    room.act("admit_notes", notes=[answer["note"]])
    note = room.board(Audience.FACILITATOR)["put"]["notes"][answer["note"]]
    assert (note["corrects"], note["state"]) == (read, "shown")


def test_a_correction_in_time_is_on_the_board_at_once(room: Room, person: By, read: str) -> None:
    room.act("read_back", group=read)
    assert room.act("correct", person, group=read, text="And the springs.")["state"] == "shown"


def test_a_correction_is_read_first_where_notes_are(room: Room, person: By, read: str) -> None:
    room.act("read_back", group=read)
    room.act("set_moderation", review_first=True)
    assert room.act("correct", person, group=read, text="And the springs.")["state"] == "held"


def test_answers_come_in_until_the_seal(room: Room, person: By, read: str) -> None:
    room.act("read_back", group=read)
    room.act("close_dialogue")
    assert room.act("correct", person, group=read, text="And the springs.")["state"] == "late"
    room.act("agree", person, group=read)
    assert agreed(room, read) == 1
    room.act("seal_dialogue", late="admit")
    assert agreed(room, read) == 1
    assert str(Note.objects.get().corrects_id) == read


def test_a_yes_that_comes_late_counts_and_can_be_taken_back(
    room: Room, person: By, read: str
) -> None:
    room.act("agree", person, group=read)
    assert agreed(room, read) == 1
    room.act("agree", person, group=read, agrees=False)
    assert agreed(room, read) == 0


def test_what_people_answered_counts_for_the_whole_and_comes_apart_again(
    room: Room, person: By, read: str
) -> None:
    whole, other = room.group(title="Water"), room.join()
    room.act("read_back", group=whole)
    for who, group in ((person, read), (person, whole), (other, read)):
        room.act("agree", who, group=group)
    note = room.act("correct", person, group=read, text="And the springs.")["note"]
    board = room.board(Audience.FACILITATOR)
    room.act("merge_groups", group=read, into=whole)
    assert agreed(room, whole) == 2
    me = room.dialogue.participants.get(pk=str(other.participant_id))
    assert about(me)["agreements"] == [whole]
    assert room.board(Audience.FACILITATOR)["put"]["notes"][note]["corrects"] == whole
    assert take_tallies(room.dialogue).groups[whole].agreed == 2
    room.act("undo")
    assert room.board(Audience.FACILITATOR)["put"] == board["put"]


def test_a_yes_to_a_part_can_be_taken_back_from_the_whole(
    room: Room, person: By, read: str
) -> None:
    whole = room.group(title="Water")
    room.act("agree", person, group=read)
    room.act("merge_groups", group=read, into=whole)
    room.act("agree", person, group=read, agrees=False)
    assert agreed(room, whole) == 0


def test_answers_for_a_group_that_was_merged_meanwhile_are_for_the_whole(
    room: Room, person: By, read: str
) -> None:
    whole = room.group(title="Water")
    room.act("merge_groups", group=read, into=whole)
    note = room.act("correct", person, group=read, text="And the springs.")["note"]
    room.act("agree", person, group=read)
    assert str(Note.objects.get(pk=note).corrects_id) == whole
    assert agreed(room, whole) == 1
