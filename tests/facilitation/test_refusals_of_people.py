"""Every reason for which somebody may not come in, say so of themselves, or lead."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from facilitation.actions import accounts
from facilitation.actions.writing import By
from facilitation.models import Facilitator, Handover, SignInLink
from facilitation.refusals import Refusal
from tests.facilitation.room import Refused, Room


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
