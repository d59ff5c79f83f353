"""Every action is followed by every board, and a frame that does not fit one is not taken in."""

from typing import Any

import pytest

from facilitation.actions.writing import By
from facilitation.board import Audience, apply, frame_since
from tests.facilitation.board_actions import reversible_actions
from tests.facilitation.followers import (
    EVERY_ACTION,
    Followers,
    assert_every_note_is_in_one_place,
)
from tests.facilitation.room import Room


def test_every_action_is_followed_by_every_board(room: Room) -> None:
    followers = Followers(room)
    performed: set[str] = set()
    can_be_undone: set[str] = set()

    def act(action: str, by: By | None = None, **fields: Any) -> dict[str, Any]:
        before = room.dialogue.seq
        answer = room.act(action, by, **fields)
        performed.add(action)
        if room.dialogue.steps.filter(undone=False, last_seq=answer["seq"]).exists():
            can_be_undone.add(action)
        followers.all_follow()
        assert answer["seq"] == room.dialogue.seq > before
        return answer

    person = By(participant_id=act("join")["participant"])
    now, want = room.stages["now"], room.stages["want"]
    act("save_profile", person, age="31-45")
    act("open_stage", stage=now)
    act("show_wall", shown=True)
    note, other = (
        act("add_note", person, stage=now, text=text)["note"] for text in ("One.", "Two.")
    )
    act("edit_note", person, note=note, text="One, said better.")
    group = act("add_group", stage=now, title="Water", notes=[note])["group"]
    empty = act("add_group", stage=now, title="Empty")["group"]
    act("rename_group", group=group, title="Wells")
    act("move_notes", notes=[other, note], group=empty)
    act("hide_notes", notes=[note], reason="names a person")
    act("bring_back_notes", notes=[note])
    act("pin_notes", notes=[note])
    act("pin_group", group=group)
    act("mark_duplicates", notes=[other], of=note)
    act("keep_apart", notes=[note, other])
    act("undo")
    act("redo")
    act("ask_quotes", notes=[note])
    act("allow_quote", person, note=note, allowed=True)
    act("read_back", group=group)
    act("agree", person, group=group)
    missed = act("correct", person, group=group, text="And the springs.")["note"]
    act("set_clock", change="add", seconds=60)
    act("edit_stage", stage=want, prompt="What do you wish for?")
    proxies = act("add_proxy_notes", stage=now, notes=[{"text": "Said aloud."}])["notes"]
    act("withdraw_note", person, note=other)
    act("remove_group", group=empty)
    twin = act("add_group", stage=now, title="Springs")["group"]
    act("count_proxy_votes", group=twin, votes=3)
    act("merge_groups", group=twin, into=group)
    act("set_moderation", review_first=False, held_words=["names"])
    act("set_under_18", under_18=True)
    act("move_notes", notes=[note], group=group)
    act("open_stage", stage=want)
    late = act("add_note", person, stage=now, text="Late.")["note"]
    act("admit_notes", notes=[late])
    act("open_stage", stage=room.stages["prioritise"])
    act("give_vote", person, group=group)
    act("take_back_vote", person, group=group)
    act("record_divergence", text="They differed on water.")
    circle = act("open_breakouts", names=["Circle"])["breakouts"][0]["id"]
    act("go_to_breakout", person, breakout=circle)
    act("go_to_breakout", person, breakout=None)
    act("spread_participants")
    act("run_breakout", breakout=circle)
    apart = act("add_note", person, stage=now, text="In the circle.")["note"]
    act("admit_notes", notes=[apart])
    act("move_notes", notes=[apart], group=group)
    act("add_group", stage=now, title="Of the circle", notes=[apart])
    act("close_breakouts")
    leaver = By(participant_id=act("join")["participant"])
    phone = room.act("make_handover", leaver)
    room.act("use_handover", By(), code=phone["code"])
    performed.update(("make_handover", "use_handover"))  # nobody else sees that a phone changed
    act("leave_and_erase", leaver)
    act("take_lead")
    act("hand_over_lead", to=None)
    act("close_dialogue")
    act("reopen_dialogue")
    act("close_dialogue")
    act("seal_dialogue")
    assert performed == EVERY_ACTION
    assert can_be_undone - {"redo"} == reversible_actions(["n"], ["g"], room.stages).keys()
    said = {note: "One, said better.", other: "Two.", late: "Late."}
    said |= {apart: "In the circle.", missed: "And the springs.", proxies[0]: "Said aloud."}
    assert_every_note_is_in_one_place(room, said)


def test_a_frame_that_does_not_connect_is_refused_by_a_board(room: Room) -> None:
    board = room.board(Audience.PROJECTOR)
    room.open("now")
    room.open("want")
    dialogue = room.dialogue
    place: dict[str, Any] = {"dialogue_id": dialogue.id, "audience": Audience.PROJECTOR}
    frame = frame_since(**place, epoch=dialogue.epoch, since=dialogue.seq - 1)
    with pytest.raises(ValueError, match="missing"):
        apply(board, frame)


def test_a_board_of_another_epoch_gets_a_fresh_one(room: Room) -> None:
    frame = frame_since(
        dialogue_id=room.dialogue_id, audience=Audience.PROJECTOR, epoch="before", since=1
    )
    assert frame["reset"]


def test_a_board_from_the_future_gets_a_fresh_one(room: Room) -> None:
    dialogue = room.dialogue
    place: dict[str, Any] = {"dialogue_id": dialogue.id, "audience": Audience.PROJECTOR}
    assert frame_since(**place, epoch=dialogue.epoch, since=dialogue.seq + 1)["reset"]


def test_the_wall_is_told_how_many_agree_only_of_what_is_read_back(room: Room) -> None:
    one, other = room.group(title="Wells"), room.group(title="Schools")
    followers = Followers(room)
    person = room.join()

    def told(audience: Audience) -> dict[str, int]:
        followers.all_follow()
        groups = followers.boards[f"{audience} in None"]["put"]["groups"]
        return {key: group["agreed"] for key, group in groups.items() if "agreed" in group}

    assert told(Audience.PROJECTOR) == {}
    room.act("read_back", group=one)
    room.act("agree", person, group=one)
    assert told(Audience.PROJECTOR) == {one: 1}
    assert told(Audience.PARTICIPANT) == {}
    room.act("read_back", group=other)
    assert told(Audience.PROJECTOR) == {other: 0}
    room.act("read_back", group=None)
    assert told(Audience.PROJECTOR) == {}
