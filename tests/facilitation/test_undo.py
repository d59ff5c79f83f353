"""Undo gives the board back, and never overwrites what somebody else has done since."""

import contextlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation.actions import undo
from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.events import KINDS
from facilitation.models import Agreement, Facilitator
from facilitation.pages.strings import BOARD_STRINGS
from facilitation.refusals import Refusal
from facilitation.tallies import take_tallies
from tests.facilitation.board_actions import STORY, reversible_actions
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db
in_one_database = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def furnished(user_id: int) -> tuple[Room, list[str], list[str]]:
    """A room with six notes, a late one among them, and three groups, one of which is being read
    back, with nothing to undo."""
    room = Room.opened_by(user_id)
    person = room.join()
    room.open("now")
    notes = [room.note(person, f"Note {number}.") for number in range(5)]
    groups = [room.group(*notes[:2]), room.group(notes[2]), room.group()]
    notes.append(room.late_note(person))
    room.act("read_back", group=groups[0])
    room.dialogue.steps.all().delete()
    return room, notes, groups


def contents(room: Room) -> Any:
    """What facilitators have made, without the numbers of its events."""
    apart = room.dialogue.kept_apart.order_by("first", "second").values_list("first", "second")
    return room.board(Audience.FACILITATOR)["put"] | {"kept_apart": list(apart)}


def action(notes: list[str], groups: list[str], stages: dict[str, str]) -> Any:
    return st.one_of(
        *(
            st.tuples(st.just(name), fields)
            for name, fields in reversible_actions(notes, groups, stages).items()
        )
    )


def do_all(room: Room, actions: list[tuple[str, dict[str, Any]]]) -> int:
    """Do what is not refused; return how many steps there are to undo."""
    for name, fields in actions:
        with contextlib.suppress(Refusal):
            room.act(name, **fields)
    return room.dialogue.steps.filter(user_id=room.user_id, undone=False).count()


def co_facilitator(room: Room) -> By:
    boris, _ = User.objects.get_or_create(username="boris")
    Facilitator.objects.create(dialogue=room.dialogue, user=boris)
    return By(user_id=boris.pk)


@pytest.mark.timeout(300)
@given(data=st.data())
@in_one_database
def test_any_sequence_undone_gives_the_board_back_and_redone_restores_it(
    data: st.DataObject,
) -> None:
    user, _ = User.objects.get_or_create(username="amina")
    room, notes, groups = furnished(user.pk)
    before = contents(room)
    actions = data.draw(st.lists(action(notes, groups, room.stages), max_size=10))
    steps = do_all(room, actions)
    after = contents(room)
    for _step in range(steps):
        room.act("undo")
    assert contents(room) == before
    for _step in range(steps):
        room.act("redo")
    assert contents(room) == after
    with pytest.raises(Refusal, match="nothing_to_undo"):
        room.act("redo")


@pytest.mark.timeout(300)
@given(data=st.data())
@in_one_database
def test_two_facilitators_undoing_leave_every_note_in_one_place(data: st.DataObject) -> None:
    amina, _ = User.objects.get_or_create(username="amina")
    room, notes, groups = furnished(amina.pk)
    boris = co_facilitator(room)
    step: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
        action(notes, groups, room.stages), st.sampled_from([("undo", {}), ("redo", {})])
    )
    for is_boris, (name, fields) in data.draw(
        st.lists(st.tuples(st.booleans(), step), max_size=12)
    ):
        with contextlib.suppress(Refusal):
            room.act(name, boris if is_boris else room.facilitator, **fields)
    board = contents(room)
    assert board["notes"].keys() == set(notes)
    for note in board["notes"].values():
        assert note["group"] is None or note["group"] in board["groups"]


def given_by_people(room: Room) -> Any:
    """What participants have given, by row and as it is counted."""
    dialogue, tallies = room.dialogue, take_tallies(room.dialogue)
    notes = dialogue.notes.order_by("id")
    return {
        "votes": list(dialogue.votes.order_by("pk").values_list("group", "weight")),
        "voters": sum(tally.voters for tally in tallies.groups.values()),
        "agreements": Agreement.objects.filter(group__dialogue=dialogue).count(),
        "agreed": sum(tally.agreed for tally in tallies.groups.values()),
        "notes": list(notes.values_list("text", "corrects", "quote_allowed", "breakout")),
    }


@pytest.mark.timeout(300)
@given(data=st.data())
@in_one_database
def test_nothing_that_people_gave_vanishes_whatever_facilitators_do(data: st.DataObject) -> None:
    amina, _ = User.objects.get_or_create(username="amina")
    room, notes, groups = furnished(amina.pk)
    # Each group is answered by people of its own, so that merging brings nobody together.
    for group in groups[:2]:
        voter, reader = room.join(), room.join()
        room.open("prioritise")
        room.act("give_vote", voter, group=group)
        room.act("read_back", group=group)
        room.act("agree", reader, group=group)
        notes.append(room.act("correct", reader, group=group, text="And more.")["note"])
    before = given_by_people(room)
    step: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
        action(notes, groups, room.stages), st.sampled_from([("undo", {}), ("redo", {})])
    )
    do_all(room, data.draw(st.lists(step, max_size=12)))
    assert given_by_people(room) == before


def test_undo_does_not_overwrite_what_somebody_else_has_changed(room: Room) -> None:
    boris = co_facilitator(room)
    group = room.group(title="Water")
    room.act("rename_group", group=group, title="Wells")
    room.act("rename_group", boris, group=group, title="Springs")
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")
    assert contents(room)["groups"][group]["title"] == "Springs"


def test_a_step_that_others_have_overtaken_does_not_stand_in_the_way_for_ever(room: Room) -> None:
    boris = co_facilitator(room)
    group, other = room.group(title="Water"), room.group(title="Work")
    room.act("pin_group", group=other)
    for title in ("Wells", "Rivers"):
        room.act("rename_group", group=group, title=title)
    room.act("rename_group", boris, group=group, title="Springs")
    past: list[Any] = []
    for _ in range(2):
        with pytest.raises(Refusal, match="undo_overtaken") as refused:
            room.act("undo", past=past)
        past.append(refused.value.params["step"])
    assert room.act("undo", past=past)["kinds"] == ["group_pinned"]
    groups = contents(room)["groups"]
    assert (groups[group]["title"], groups[other]["pinned"]) == ("Springs", False)
    room.act("redo")
    assert room.act("undo")["kinds"] == ["group_pinned"]


def test_nobody_goes_past_the_steps_of_somebody_else(room: Room) -> None:
    boris = co_facilitator(room)
    room.group(title="Amina's")
    step = room.dialogue.steps.get()
    with pytest.raises(Refusal, match="nothing_to_undo"):
        room.act("undo", boris, past=[step.pk])
    assert room.act("undo")["kinds"] == ["group_added"]


def test_everybody_undoes_only_their_own(room: Room) -> None:
    boris = co_facilitator(room)
    room.group(title="Amina's")
    with pytest.raises(Refusal, match="nothing_to_undo"):
        room.act("undo", boris)


def test_a_new_step_ends_what_could_be_redone(room: Room) -> None:
    room.group(title="One")
    room.act("undo")
    room.group(title="Two")
    with pytest.raises(Refusal, match="nothing_to_undo"):
        room.act("redo")


def test_votes_of_merged_groups_count_once_per_person_and_come_apart_again(room: Room) -> None:
    first, second = room.join(), room.join()
    one, two = room.group(title="Wells"), room.group(title="Springs")
    room.open("prioritise")
    for person, group in ((first, one), (first, two), (second, two)):
        room.act("give_vote", person, group=group)
    room.act("merge_groups", group=one, into=two)
    assert {key: group["votes"] for key, group in contents(room)["groups"].items()} == {two: 2}
    room.act("undo")
    votes = {key: group["votes"] for key, group in contents(room)["groups"].items()}
    assert votes == {one: 1, two: 2}


def test_a_pinned_group_that_was_taken_apart_comes_back_pinned(room: Room) -> None:
    group = room.group()
    room.act("pin_group", group=group)
    room.act("remove_group", group=group)
    room.act("undo")
    assert contents(room)["groups"][group]["pinned"]
    room.act("undo")
    assert not contents(room)["groups"][group]["pinned"]


def test_a_group_into_which_another_was_merged_is_taken_apart_and_comes_back_whole(
    room: Room,
) -> None:
    room.open("now")
    notes = [room.note(room.join()) for _ in range(2)]
    one, two = room.group(notes[0], title="Wells"), room.group(notes[1], title="Springs")
    room.act("merge_groups", group=one, into=two)
    before = contents(room)
    room.act("remove_group", group=two)
    assert contents(room)["groups"] == {}
    room.act("undo")
    assert contents(room) == before
    room.act("undo")
    assert contents(room)["groups"].keys() == {one, two}


def test_the_reading_goes_along_with_a_group_that_is_merged_and_back(room: Room) -> None:
    one, two = room.group(title="Wells"), room.group(title="Springs")
    room.act("read_back", group=one)
    room.act("merge_groups", group=one, into=two)
    assert contents(room)["dialogue"]["readback"] == two
    room.act("undo")
    assert contents(room)["dialogue"]["readback"] == one
    room.act("redo")
    assert contents(room)["dialogue"]["readback"] == two


def test_the_reading_of_a_group_that_is_taken_apart_ends_and_begins_again(room: Room) -> None:
    group = room.group()
    room.act("read_back", group=group)
    room.act("remove_group", group=group)
    assert contents(room)["dialogue"]["readback"] is None
    room.act("undo")
    assert contents(room)["dialogue"]["readback"] == group


def test_reading_on_is_no_step_to_undo(room: Room) -> None:
    group = room.group()
    room.act("read_back", group=group)
    assert room.act("undo")["kinds"] == ["group_added"]


def test_undoing_the_next_stage_goes_back_with_its_clock(room: Room) -> None:
    room.open("now")
    clock = contents(room)["stages"][room.stages["now"]]
    room.open("want")
    room.act("undo")
    stages = contents(room)["stages"]
    assert stages[room.stages["now"]] == clock
    assert stages[room.stages["want"]]["state"] == "ahead"


def test_a_stage_that_people_wrote_in_is_not_undone(room: Room) -> None:
    room.open("now")
    room.open("want")
    room.note(room.join(), kind="want")
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")


def test_a_story_that_was_removed_comes_back_and_not_over_another(room: Room) -> None:
    boris, want = co_facilitator(room), room.stages["want"]
    room.act("edit_stage", stage=want, stimulus=STORY, minutes=20)
    before = contents(room)
    room.act("edit_stage", stage=want, remove_stimulus=True, prompt="What do you wish for?")
    assert room.act("undo")["kinds"] == ["stage_edited"]
    assert contents(room) == before
    room.act("redo")
    room.act("edit_stage", boris, stage=want, stimulus=STORY | {"text": "Of a school."})
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")
    assert contents(room)["stages"][want]["stimulus"]["text"] == "Of a school."


def test_saving_what_stands_there_already_is_no_step(room: Room) -> None:
    room.act("edit_stage", stage=room.stages["want"], minutes=10)
    room.act("set_moderation", review_first=False)
    with pytest.raises(Refusal, match="nothing_to_undo"):
        room.act("undo")


def test_words_that_hold_notes_back_are_as_before_unless_somebody_changed_them(room: Room) -> None:
    boris = co_facilitator(room)
    room.act("set_moderation", review_first=True, held_words=["crook"])
    room.act("undo")
    assert (room.dialogue.review_first, room.dialogue.held_words) == (False, [])
    room.act("redo")
    room.act("set_moderation", boris, review_first=True, held_words=["crook", "thief"])
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")


def test_that_people_under_18_take_part_is_taken_back_and_said_again(room: Room) -> None:
    room.act("set_under_18", under_18=True)
    assert room.act("undo")["kinds"] == ["under_18_set"]
    assert contents(room)["dialogue"]["under_18"] is False
    room.act("redo")
    assert contents(room)["dialogue"]["under_18"] is True
    room.act("set_under_18", co_facilitator(room), under_18=False)
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")


def test_people_are_asked_no_more_for_a_quote_unless_they_have_answered(room: Room) -> None:
    room.open("now")
    quick, slow = room.join(), room.join()
    answered, waiting = room.note(quick), room.note(slow)
    room.act("ask_quotes", notes=[answered, waiting])
    room.act("allow_quote", quick, note=answered, allowed=True)
    assert room.act("undo")["kinds"] == ["quotes_asked"]
    notes = contents(room)["notes"]
    assert not notes[waiting]["quote_asked"]
    assert notes[answered]["quote_allowed"]
    room.act("redo")
    room.act("allow_quote", slow, note=waiting, allowed=False)
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")


def test_every_reversible_event_has_its_opposite() -> None:
    assert undo.reversible_events() == {kind for kind in KINDS.values() if kind.reversible}


def test_every_step_is_named_when_it_is_undone() -> None:
    named = {f"step_{event.kind}" for event in undo.reversible_events()}
    assert named - BOARD_STRINGS.keys() == set()
