"""Every reason for which an action says no, each with its code."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

import facilitation.actions
from facilitation.actions import accounts
from facilitation.actions.dialogues import create_dialogue
from facilitation.actions.writing import By, parse, perform
from facilitation.models import Dialogue, Facilitator, Handover, SignInLink
from facilitation.refusals import REASONS, Refusal
from tests.facilitation.room import Room, new_dialogue


@pytest.fixture
def refused(room: Room, person: By) -> Callable[..., Refusal]:
    """Perform an action as the participant `person`, or by whom it is said; return its refusal."""

    def attempt(action: str, by: By | None = person, **fields: Any) -> Refusal:
        stored = room.rows()
        with pytest.raises(Refusal) as caught:
            room.act(action, by, **fields)
        assert room.rows() == stored
        return caught.value

    return attempt


Refused = Callable[..., Refusal]


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


@pytest.mark.parametrize("kind", ["profile", "prioritise"])
def test_no_notes_where_nothing_is_written(room: Room, refused: Refused, kind: str) -> None:
    room.open(kind)
    assert refused("add_note", stage=room.stages[kind], text="A").code == "stage_not_for_notes"


def test_no_notes_for_a_stage_that_has_not_begun(room: Room, refused: Refused) -> None:
    assert refused("add_note", stage=room.stages["now"], text="A").code == "stage_not_open"


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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age", "old"),
        ("gender", "x"),
        ("occupation", "wizard"),
        ("education", "much"),
        ("nationality", "XXX"),
        ("groups", ["wizards"]),
    ],
)
def test_a_profile_with_a_wrong_answer(refused: Refused, field: str, value: Any) -> None:
    refusal = refused("save_profile", **{field: value})
    assert (refusal.code, refusal.params) == ("field_invalid", {"field": field})


def test_joining_in_no_language(refused: Refused) -> None:
    assert refused("join", By(), language="?").code == "field_invalid"


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


def test_where_somebody_leads_others_leave_the_agenda_alone(room: Room, refused: Refused) -> None:
    colleague = User.objects.create(username="bo", first_name="Bo")
    Facilitator.objects.create(dialogue=room.dialogue, user=colleague)
    room.open("now")
    room.act("take_lead", By(user_id=colleague.pk))
    refusal = refused("open_stage", None, stage=room.stages["want"])
    assert (refusal.code, refusal.params) == ("not_leading", {"who": "Bo"})
    assert refused("set_clock", None, change="pause").code == "not_leading"
    assert refused("undo", None).code == "not_leading"
    assert refused("close_dialogue", None).code == "not_leading"
    assert refused("reopen_dialogue", None).code == "not_leading"
    assert refused("hand_over_lead", None, to=room.user_id).code == "not_leading"
    assert refused("take_lead", None).code == "somebody_leads"
    room.act("close_dialogue", By(user_id=colleague.pk))
    assert refused("seal_dialogue", None).code == "not_leading"


def test_the_lead_is_handed_to_facilitators_by_whoever_has_it(room: Room, refused: Refused) -> None:
    assert refused("hand_over_lead", None, to=None).code == "nobody_leads"
    room.act("take_lead")
    stranger = User.objects.create(username="bo")
    assert refused("hand_over_lead", None, to=stranger.pk).code == "unknown_facilitator"


def test_a_handover_works_once_in_its_time_and_in_its_dialogue(
    room: Room, person: By, refused: Refused
) -> None:
    elsewhere = Room.opened_by(room.user_id)
    code = elsewhere.act("make_handover", elsewhere.join())["code"]
    assert refused("use_handover", By(), code=code).code == "handover_unknown"
    code = room.act("make_handover", person)["code"]
    room.act("use_handover", By(), code=code)
    assert refused("use_handover", By(), code=code).code == "handover_unknown"
    code = room.act("make_handover", person)["code"]
    Handover.objects.update(expires_at=timezone.now())
    assert refused("use_handover", By(), code=code).code == "handover_expired"


def test_only_what_was_read_back_can_be_agreed_with(room: Room, refused: Refused) -> None:
    group = room.group()
    room.act("read_back", group=room.group())
    assert refused("agree", group=group).code == "not_read_back"
    assert refused("correct", group=group, text="No.").code == "not_read_back"
    assert refused("agree", group=uuid4()).code == "unknown_group"


def test_somebody_elses_note_is_not_theirs_to_have_quoted(
    room: Room, person: By, refused: Refused
) -> None:
    room.open("now")
    note = room.note(room.join())
    assert refused("allow_quote", note=note, allowed=True).code == "note_not_yours"


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


def test_proxy_notes_are_all_written_or_none(room: Room, refused: Refused) -> None:
    notes = [{"text": "Good."}, {"text": " "}]
    refusal = refused("add_proxy_notes", None, stage=room.stages["now"], notes=notes)
    assert refusal.code == "note_empty"
    assert not room.dialogue.notes.exists()


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


def test_an_unknown_link(db: None) -> None:
    with pytest.raises(Refusal, match="link_unknown"):
        accounts.use_link(token="guessed", signed_in=None)


def test_a_link_works_once(room: Room) -> None:
    token = accounts.make_link(dialogue=room.dialogue)
    accounts.use_link(token=token, signed_in=None)
    with pytest.raises(Refusal, match="link_expired"):
        accounts.use_link(token=token, signed_in=None)


def test_a_link_works_in_its_time(user: User) -> None:
    token = accounts.make_link(user=user)
    SignInLink.objects.update(expires_at=timezone.now())
    with pytest.raises(Refusal, match="link_expired"):
        accounts.use_link(token=token, signed_in=None)


def test_an_invited_person_may_run_the_dialogue(room: Room) -> None:
    path = accounts.invite_facilitator(dialogue=room.dialogue, by_user_id=room.user_id)
    invited, dialogue_id = accounts.use_link(token=path.partition("#")[2], signed_in=None)
    assert dialogue_id == room.dialogue_id
    room.act("open_stage", By(user_id=invited.pk), stage=room.stages["now"])


def test_only_facilitators_invite(room: Room) -> None:
    with pytest.raises(Refusal, match="sign_in_needed"):
        accounts.invite_facilitator(dialogue=room.dialogue, by_user_id=None)


def test_every_code_that_actions_raise_is_asserted_here() -> None:
    folder = Path(facilitation.actions.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py"))
    raised = set(re.findall(r'Refusal\(\s*"(\w+)"', source))
    here = Path(__file__).read_text()
    elsewhere = {"op_id_taken"}  # test_an_operation_happens_once.py
    assert {code for code in raised - elsewhere if f'"{code}"' not in here} == set()
    assert raised <= REASONS.keys()
