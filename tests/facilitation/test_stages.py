"""The agenda: one stage is open, its clock is true, and what the wall reads back goes with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.models import Facilitator, Stage
from facilitation.refusals import Refusal
from tests.facilitation.room import Room


def put(room: Room) -> Any:
    return room.board(Audience.FACILITATOR)["put"]


def reading(room: Room) -> Any:
    return put(room)["dialogue"]["readback"]


def due(room: Room, kind: str = "now") -> datetime:
    return datetime.fromisoformat(put(room)["stages"][room.stages[kind]]["due_at"])


def co_facilitator(room: Room) -> By:
    user = User.objects.create(username="boris")
    Facilitator.objects.create(dialogue=room.dialogue, user=user)
    return By(user_id=user.pk)


def long_ago(room: Room, kind: str = "now", *, minutes: int) -> None:
    """Let the stage have begun, and whatever else happened to it, so much earlier."""
    stage = Stage.objects.get(pk=room.stages[kind])
    for name in ("opened_at", "ended_at", "due_at", "paused_at"):
        time = getattr(stage, name)
        setattr(stage, name, time - timedelta(minutes=minutes) if time else None)
    stage.save()


def about(minutes: float, span: timedelta) -> bool:
    return abs(span - timedelta(minutes=minutes)) < timedelta(seconds=30)


def left(room: Room, kind: str = "now") -> timedelta:
    return due(room, kind) - datetime.now(tz=due(room, kind).tzinfo)


# Reading back


def test_the_next_stage_ends_the_reading_in_one_step_with_it(room: Room) -> None:
    room.open("now")
    group = room.group()
    room.act("read_back", group=group)
    room.open("want")
    assert reading(room) is None
    room.act("undo")
    assert reading(room) == group
    assert put(room)["stages"][room.stages["now"]]["state"] == "open"
    room.act("redo")
    assert reading(room) is None


def test_what_was_read_is_read_again_where_it_has_gone_or_not_at_all(room: Room) -> None:
    boris = co_facilitator(room)
    room.open("now")
    one, two = room.group(title="Wells"), room.group(title="Springs")
    room.act("read_back", group=one)
    room.open("want")
    room.act("merge_groups", boris, group=one, into=two)
    room.act("undo")
    assert reading(room) == two
    room.act("redo")
    room.act("remove_group", boris, group=two)
    room.act("undo")
    assert reading(room) is None


# Closing and reopening


def test_reopening_opens_the_stage_again_with_the_time_it_had(room: Room) -> None:
    room.open("now")
    room.open("want")
    long_ago(room, "want", minutes=4)
    room.act("close_dialogue")
    for kind in ("now", "want"):
        long_ago(room, kind, minutes=30)
    room.act("reopen_dialogue")
    stages = put(room)["stages"]
    assert [stages[room.stages[kind]]["state"] for kind in ("now", "want")] == ["past", "open"]
    assert about(6, left(room, "want"))
    room.note(room.join(), kind="want")


def test_time_that_stood_still_at_the_close_is_not_lost(room: Room) -> None:
    room.open("now")
    room.act("set_clock", change="pause")
    long_ago(room, minutes=5)
    room.act("close_dialogue")
    room.act("reopen_dialogue")
    assert about(10, left(room))


def test_a_dialogue_of_which_nothing_had_begun_reopens_so(room: Room) -> None:
    room.act("close_dialogue")
    room.act("reopen_dialogue")
    assert {stage["state"] for stage in put(room)["stages"].values()} == {"ahead"}


def test_undo_after_reopening_takes_back_what_came_since(room: Room) -> None:
    room.open("now")
    room.act("close_dialogue")
    room.act("reopen_dialogue")
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")
    room.open("want")
    room.act("undo")
    assert put(room)["stages"][room.stages["now"]]["state"] == "open"


# The length of the open stage


@pytest.mark.parametrize(("minutes", "remaining"), [(15, 11), (7, 3), (2, 0)])
def test_another_length_of_the_open_stage_moves_its_end(
    room: Room, minutes: int, remaining: int
) -> None:
    room.open("now")
    long_ago(room, minutes=4)
    before = put(room)
    room.act("edit_stage", stage=room.stages["now"], minutes=minutes)
    assert about(remaining, left(room))
    room.act("undo")
    assert put(room) == before


def test_a_shorter_length_does_not_move_an_end_that_has_passed(room: Room) -> None:
    room.open("now")
    long_ago(room, minutes=13)
    ended = due(room)
    room.act("edit_stage", stage=room.stages["now"], minutes=5)
    assert due(room) == ended


def test_only_who_leads_moves_the_clock_by_another_length(room: Room) -> None:
    boris = co_facilitator(room)
    room.open("now")
    room.act("take_lead")
    now, want = room.stages["now"], room.stages["want"]
    with pytest.raises(Refusal, match="not_leading"):
        room.act("edit_stage", boris, stage=now, minutes=20)
    room.act("edit_stage", boris, stage=now, minutes=10, prompt="Where are we?")
    room.act("edit_stage", boris, stage=want, minutes=20)


# Two at once


def test_what_one_left_as_it_was_stays_as_somebody_else_made_it(room: Room) -> None:
    now = room.stages["now"]
    began = {"prompt": "", "minutes": 10, "stimulus": None}
    room.act("edit_stage", stage=now, prompt="Where are we?", minutes=10, before=began)
    room.act("edit_stage", stage=now, prompt="", minutes=20, remove_stimulus=True, before=began)
    stage = put(room)["stages"][now]
    assert (stage["prompt"], stage["minutes"]) == ("Where are we?", 20)


def test_words_that_two_add_and_take_out_at_once_are_added_and_taken_out(room: Room) -> None:
    room.act("set_moderation", review_first=False, held_words=["crook", "liar"])
    began = {"review_first": False, "held_words": ["crook", "liar"]}
    room.act("set_moderation", review_first=True, held_words=["crook"], before=began)
    added = ["crook", "liar", "thief"]
    room.act("set_moderation", review_first=False, held_words=added, before=began)
    dialogue = room.dialogue
    assert (dialogue.review_first, dialogue.held_words) == (True, ["crook", "thief"])
