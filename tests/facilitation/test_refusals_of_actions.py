"""Every reason for which an action says no, each with its code.

Those of notes, of groups and of people stand in the files beside this one.
"""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

import facilitation.actions
from facilitation.actions.dialogues import create_dialogue
from facilitation.actions.writing import By, parse, perform
from facilitation.refusals import REASONS, Refusal
from tests.facilitation.room import Refused, Room, new_dialogue


def test_nobody_writes_before_joining(room: Room, refused: Refused) -> None:
    stage = room.stages["now"]
    assert refused("add_note", By(), stage=stage, text="A").code == "join_first"
    unknown = By(participant_id=uuid4())
    assert refused("add_note", unknown, stage=stage, text="A").code == "join_first"


def test_a_participant_of_another_dialogue_has_not_joined(room: Room, refused: Refused) -> None:
    stranger = Room.opened_by(room.user_id).join()
    assert refused("save_profile", stranger).code == "join_first"


def test_only_facilitators_run_a_dialogue(room: Room, person: By, refused: Refused) -> None:
    other = By(user_id=User.objects.create(username="bo").pk)
    assert refused("close_dialogue", person).code == "sign_in_needed"
    assert refused("close_dialogue", other).code == "not_facilitator"


def test_an_unknown_dialogue(room: Room) -> None:
    with pytest.raises(Refusal, match="unknown_code"):
        perform(parse("join", {}), dialogue_id=uuid4(), op_id=uuid4(), by=By())


def test_an_unknown_action() -> None:
    with pytest.raises(Refusal, match="unknown_action"):
        parse("drop_tables", {})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "A"}, "stage"),
        ({"stage": "now", "text": "A"}, "stage"),
        ({"stage": str(uuid4()), "text": 7}, "text"),
        ({"stage": str(uuid4()), "text": "A", "author": "me"}, "author"),
    ],
)
def test_a_body_of_another_shape_is_refused_by_field(body: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal, match="body_invalid") as caught:
        parse("add_note", body)
    assert caught.value.params == {"field": field}


def test_a_divergence_that_is_too_long(refused: Refused) -> None:
    assert refused("record_divergence", None, text="A" * 5001).code == "note_too_long"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_unseen(
    room: Room, refused: Refused
) -> None:
    room.act("record_divergence", text="On wells.", before="")
    refusal = refused("record_divergence", None, text="On schools.", before="")
    assert refusal.code == "divergence_overtaken"
    assert refusal.params == {"who": "amina", "theirs": "On wells."}
    room.act("record_divergence", text="On wells.", before="")
    room.act("record_divergence", text="On wells and schools.", before="On wells.")
    room.act("record_divergence", text="Whatever it was.")


def test_the_same_that_somebody_else_changed_meanwhile(room: Room, refused: Refused) -> None:
    want, group = room.stages["want"], room.group(title="Water")
    room.act("edit_stage", stage=want, minutes=20)
    refusal = refused("edit_stage", None, stage=want, minutes=5, before={"minutes": 10})
    assert refusal.code == "changed_meanwhile"
    assert refusal.params == {"who": "amina", "theirs": {"minutes": 20}}
    room.act("rename_group", group=group, title="Wells")
    refusal = refused("rename_group", None, group=group, title="Springs", before="Water")
    assert refusal.code == "changed_meanwhile"
    assert refusal.params == {"who": "amina", "theirs": {"title": "Wells"}}


def test_a_next_stage_that_was_meant_from_another(room: Room, refused: Refused) -> None:
    now, want, how = (room.stages[kind] for kind in ("now", "want", "how"))
    room.act("open_stage", stage=now, before=None)
    room.act("open_stage", stage=want, before=now)
    for stale in (now, None):
        refusal = refused("open_stage", None, stage=how, before=stale)
        assert refusal.code == "stage_changed_meanwhile"
    room.act("open_stage", stage=want, before=now)


def test_a_field_that_is_too_long_says_how_long_it_may_be() -> None:
    story = {"kind": "story", "caption": "A" * 301}
    with pytest.raises(Refusal, match="text_too_long") as caught:
        parse("edit_stage", {"stage": str(uuid4()), "stimulus": story})
    assert caught.value.code == "text_too_long"
    assert caught.value.params == {"field": "stimulus.caption", "limit": 300, "length": 301}


def test_stages_notes_and_groups_that_do_not_exist(room: Room, refused: Refused) -> None:
    nowhere = str(uuid4())
    room.open("prioritise")
    assert refused("add_note", stage=nowhere, text="A").code == "unknown_stage"
    assert refused("open_stage", None, stage=nowhere).code == "unknown_stage"
    assert refused("edit_note", note=nowhere, text="A").code == "unknown_note"
    assert refused("move_notes", None, notes=[nowhere], group=None).code == "unknown_note"
    assert refused("remove_group", None, group=nowhere).code == "unknown_group"
    assert refused("give_vote", group=nowhere).code == "unknown_group"


def test_a_stage_of_another_dialogue_does_not_exist(room: Room, refused: Refused) -> None:
    other = Room.opened_by(room.user_id)
    assert refused("open_stage", None, stage=other.stages["now"]).code == "unknown_stage"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "\u200b"),
        ("mode", "by-owl"),
        ("country", "XXX"),
        ("commitments", (99,)),
        ("sdgs", (18,)),
        ("organizer_type", "wizards"),
        ("organizer_publish", "loudly"),
        ("language", "?"),
    ],
)
def test_a_new_dialogue_with_a_wrong_answer(user: User, field: str, value: Any) -> None:
    given = new_dialogue(**{field: value})
    with pytest.raises(Refusal, match="field_invalid") as caught:
        create_dialogue(given, dialogue_id=uuid4(), user_id=user.pk)
    assert caught.value.params == {"field": field}


def test_a_clock_needs_an_open_stage(refused: Refused) -> None:
    assert refused("set_clock", None, change="pause").code == "stage_not_open"


def test_nothing_of_ones_own_to_undo(refused: Refused) -> None:
    assert refused("undo", None).code == "nothing_to_undo"
    assert refused("redo", None).code == "nothing_to_undo"


def test_an_undo_that_others_have_overtaken(room: Room, person: By, refused: Refused) -> None:
    room.open("now")
    note = room.note(person)
    room.dialogue.steps.all().delete()
    room.act("pin_notes", notes=[note])
    room.act("withdraw_note", person, note=note)
    assert refused("undo", None).code == "undo_overtaken"


def test_a_closed_dialogue(room: Room, refused: Refused) -> None:
    group = room.group()
    room.act("close_dialogue")
    assert refused("give_vote", group=group).code == "dialogue_closed"
    assert refused("open_stage", None, stage=room.stages["now"]).code == "dialogue_closed"
    assert refused("close_dialogue", None).code == "dialogue_closed"


def test_an_open_dialogue_is_not_sealed(refused: Refused) -> None:
    assert refused("seal_dialogue", None).code == "dialogue_not_closed"


def test_a_dialogue_with_undecided_late_notes_is_not_sealed(
    room: Room, person: By, refused: Refused
) -> None:
    room.late_note(person)
    room.act("close_dialogue")
    assert refused("seal_dialogue", None).code == "late_notes_waiting"


def test_hiding_a_late_note_decides_on_it(room: Room, person: By) -> None:
    room.act("hide_notes", notes=[room.late_note(person)])
    room.seal(late="decide")
    assert room.dialogue.state == "sealed"


SEALED_ATTEMPTS: dict[str, dict[str, Any]] = {
    "join": {},
    "save_profile": {},
    "add_note": {"stage": uuid4(), "text": "A"},
    "edit_note": {"note": uuid4(), "text": "A"},
    "withdraw_note": {"note": uuid4()},
    "give_vote": {"group": uuid4()},
    "take_back_vote": {"group": uuid4()},
    "open_stage": {"stage": uuid4()},
    "add_group": {"stage": uuid4(), "title": "A"},
    "move_notes": {"notes": [uuid4()], "group": None},
    "rename_group": {"group": uuid4(), "title": "A"},
    "remove_group": {"group": uuid4()},
    "merge_groups": {"group": uuid4(), "into": uuid4()},
    "pin_group": {"group": uuid4()},
    "pin_notes": {"notes": [uuid4()]},
    "mark_duplicates": {"notes": [uuid4()], "of": None},
    "keep_apart": {"notes": [uuid4(), uuid4()]},
    "count_proxy_votes": {"group": uuid4(), "votes": 1},
    "add_proxy_notes": {"stage": uuid4(), "notes": [{"text": "A"}]},
    "set_clock": {"change": "pause"},
    "edit_stage": {"stage": uuid4(), "minutes": 5},
    "set_moderation": {"review_first": True},
    "set_under_18": {"under_18": True},
    "read_back": {"group": None},
    "agree": {"group": uuid4()},
    "correct": {"group": uuid4(), "text": "A"},
    "ask_quotes": {"notes": [uuid4()]},
    "allow_quote": {"note": uuid4(), "allowed": True},
    "open_breakouts": {"names": ["A"]},
    "spread_participants": {},
    "go_to_breakout": {"breakout": None},
    "run_breakout": {"breakout": None},
    "close_breakouts": {},
    "take_lead": {},
    "hand_over_lead": {"to": None},
    "leave_and_erase": {},
    "make_handover": {},
    "use_handover": {"code": "A"},
    "undo": {},
    "redo": {},
    "admit_notes": {"notes": [uuid4()]},
    "hide_notes": {"notes": [uuid4()]},
    "bring_back_notes": {"notes": [uuid4()]},
    "show_wall": {"shown": True},
    "record_divergence": {"text": "A"},
    "close_dialogue": {},
    "reopen_dialogue": {},
    "seal_dialogue": {},
}


@pytest.mark.parametrize("action", SEALED_ATTEMPTS)
def test_nothing_changes_in_a_sealed_dialogue(room: Room, refused: Refused, action: str) -> None:
    room.seal()
    by = By(participant_id=uuid4(), user_id=room.user_id)
    assert refused(action, by, **SEALED_ATTEMPTS[action]).code == "dialogue_sealed"


def test_every_action_is_tried_on_a_sealed_dialogue() -> None:
    names = {
        name
        for who in facilitation.actions.writing.Who
        for name in facilitation.actions.writing.action_names(who)
    }
    assert names == SEALED_ATTEMPTS.keys()


def test_every_code_that_actions_raise_is_asserted_here() -> None:
    folder = Path(facilitation.actions.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py"))
    raised = set(re.findall(r'Refusal\(\s*"(\w+)"', source))
    here = "".join(path.read_text() for path in Path(__file__).parent.glob("test_refusals_of_*.py"))
    elsewhere = {"op_id_taken"}  # test_an_operation_happens_once.py
    assert {code for code in raised - elsewhere if f'"{code}"' not in here} == set()
    assert raised <= REASONS.keys()
