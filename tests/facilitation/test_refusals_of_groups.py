"""Every reason for which notes are not grouped, weighed or read back so, each with its code."""

from uuid import uuid4

import pytest

from facilitation.actions.writing import By, parse
from facilitation.models import Dialogue
from facilitation.refusals import Refusal
from tests.facilitation.room import Refused, Room


def test_a_group_needs_a_title_of_a_line(room: Room, refused: Refused) -> None:
    stage = room.stages["now"]
    assert refused("add_group", None, stage=stage, title=" \n").code == "title_empty"
    refusal = refused("add_group", None, stage=stage, title="A" * 201)
    assert (refusal.code, refusal.params) == ("title_too_long", {"limit": 200})
    assert refused("rename_group", None, group=room.group(), title="").code == "title_empty"


def test_notes_stay_in_their_stage(room: Room, person: By, refused: Refused) -> None:
    room.open("now")
    note, group = room.note(person), room.group(kind="want")
    assert refused("move_notes", None, notes=[note], group=group).code == "group_of_other_stage"


def test_votes_are_taken_in_their_stage_only(room: Room, refused: Refused) -> None:
    group = room.group()
    room.open("now")
    assert refused("give_vote", group=group).code == "stage_not_for_votes"
    assert refused("take_back_vote", group=group).code == "stage_not_for_votes"


def test_a_second_vote_on_one_group(room: Room, person: By, refused: Refused) -> None:
    group = room.group()
    room.open("prioritise")
    room.act("give_vote", person, group=group)
    assert refused("give_vote", group=group).code == "already_voted"


def test_a_vote_that_was_not_given_is_not_taken_back(room: Room, refused: Refused) -> None:
    group = room.group()
    room.open("prioritise")
    assert refused("take_back_vote", group=group).code == "vote_not_given"


def test_a_vote_beyond_the_budget(room: Room, person: By, refused: Refused) -> None:
    Dialogue.objects.update(vote_budget=1)
    first, second = room.group(), room.group()
    room.open("prioritise")
    room.act("give_vote", person, group=first)
    assert refused("give_vote", group=second).code == "vote_budget_spent"


def test_a_group_with_votes_is_not_taken_apart(room: Room, person: By, refused: Refused) -> None:
    group = room.group()
    room.open("prioritise")
    room.act("give_vote", person, group=group)
    assert refused("remove_group", None, group=group).code == "group_has_votes"


def test_a_group_is_not_merged_into_itself(room: Room, refused: Refused) -> None:
    group = room.group()
    assert refused("merge_groups", None, group=group, into=group).code == "group_into_itself"


def test_a_group_that_people_have_answered_is_not_taken_apart(
    room: Room, person: By, refused: Refused
) -> None:
    agreed, corrected, whole = room.group(), room.group(), room.group()
    for group in (agreed, corrected):
        room.act("read_back", group=group)
    room.act("agree", person, group=agreed)
    room.act("correct", person, group=corrected, text="And the springs.")
    assert refused("remove_group", None, group=agreed).code == "group_was_answered"
    assert refused("remove_group", None, group=corrected).code == "group_was_answered"
    room.act("merge_groups", group=corrected, into=whole)
    assert refused("remove_group", None, group=whole).code == "group_was_answered"


def test_groups_of_two_stages_are_not_merged(room: Room, refused: Refused) -> None:
    one, other = room.group(), room.group(kind="want")
    refusal = refused("merge_groups", None, group=one, into=other)
    assert refusal.code == "group_of_other_stage"


def test_a_note_does_not_repeat_itself_not_even_by_way_of_another(
    room: Room, person: By, refused: Refused
) -> None:
    room.open("now")
    one, other = room.note(person), room.note(person)
    assert refused("mark_duplicates", None, notes=[one], of=one).code == "duplicate_of_itself"
    room.act("mark_duplicates", notes=[one], of=other)
    assert refused("mark_duplicates", None, notes=[other], of=one).code == "duplicate_of_itself"


def test_notes_that_are_kept_apart_are_two_of_one_stage(
    room: Room, person: By, refused: Refused
) -> None:
    note, other = room.late_note(person), room.note(person, kind="want")
    room.act("admit_notes", notes=[note])
    with pytest.raises(Refusal, match="body_invalid") as caught:
        parse("keep_apart", {"notes": [note, note]})
    assert caught.value.params == {"field": "notes"}
    with pytest.raises(Refusal, match="body_invalid"):
        parse("keep_apart", {"notes": [str(uuid4()) for _ in range(41)]})
    assert refused("keep_apart", None, notes=[note, other]).code == "group_of_other_stage"
    assert refused("keep_apart", None, notes=[note, uuid4()]).code == "unknown_note"


def test_breakouts_are_open_once_or_not_at_all(room: Room, refused: Refused) -> None:
    assert refused("spread_participants", None).code == "breakouts_not_open"
    assert refused("close_breakouts", None).code == "breakouts_not_open"
    (circle,) = room.breakouts("Circle")
    assert refused("open_breakouts", None, names=["Another"]).code == "breakouts_open"
    assert refused("open_breakouts", None, names=[" "]).code == "title_empty"
    room.act("close_breakouts")
    assert refused("go_to_breakout", breakout=circle).code == "unknown_breakout"
    assert refused("run_breakout", None, breakout=circle).code == "unknown_breakout"


def test_a_breakout_of_another_dialogue_does_not_exist(room: Room, refused: Refused) -> None:
    (elsewhere,) = Room.opened_by(room.user_id).breakouts("Circle")
    assert refused("go_to_breakout", breakout=elsewhere).code == "unknown_breakout"
    room.open("now")
    note = {"stage": room.stages["now"], "text": "A", "breakout": elsewhere}
    assert refused("add_note", **note).code == "unknown_breakout"


def test_a_group_of_a_breakout_holds_notes_of_that_breakout_only(
    room: Room, person: By, refused: Refused
) -> None:
    room.open("now")
    note = room.note(person)
    plenary = room.group(note)
    (circle,) = room.breakouts("Circle")
    room.act("run_breakout", breakout=circle)
    of_circle = room.group()
    stage = room.stages["now"]
    code = "group_of_other_breakout"
    assert refused("move_notes", None, notes=[note], group=of_circle).code == code
    assert refused("add_group", None, stage=stage, title="A", notes=[note]).code == code
    assert refused("merge_groups", None, group=plenary, into=of_circle).code == code


def test_only_what_was_read_back_can_be_agreed_with(room: Room, refused: Refused) -> None:
    group = room.group()
    room.act("read_back", group=room.group())
    assert refused("agree", group=group).code == "not_read_back"
    assert refused("correct", group=group, text="No.").code == "not_read_back"
    assert refused("agree", group=uuid4()).code == "unknown_group"
