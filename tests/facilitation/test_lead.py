"""The lead: taken, handed over and given up by saying so, and kept over a reload."""

import datetime
import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from facilitation.actions import accounts
from facilitation.actions.lead import GRACE, KEPT_EVERY
from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.facilitators import FIRST_ORGANIZER
from facilitation.models import Dialogue, Facilitator
from facilitation.refusals import Refusal
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo(room: Room) -> By:
    """A second facilitator of `room`."""
    user = User.objects.create(username="bo")
    Facilitator.objects.create(dialogue=room.dialogue, user=user)
    return By(user_id=user.pk)


def lead(room: Room) -> int | None:
    holder: int | None = room.board(Audience.FACILITATOR)["put"]["dialogue"]["lead"]
    return holder


def last_seen(room: Room, *, ago: datetime.timedelta) -> None:
    Dialogue.objects.filter(pk=room.dialogue_id).update(lead_seen_at=timezone.now() - ago)


def test_nobody_leads_until_somebody_says_so_and_everybody_may_act(room: Room, bo: By) -> None:
    room.act("open_stage", bo, stage=room.stages["now"])
    room.open("want")
    assert lead(room) is None


def test_the_lead_is_handed_over(room: Room, bo: By) -> None:
    room.act("take_lead")
    room.act("hand_over_lead", to=bo.user_id)
    assert lead(room) == bo.user_id
    room.act("open_stage", bo, stage=room.stages["now"])


def test_the_lead_is_given_up(room: Room, bo: By) -> None:
    room.act("take_lead")
    room.act("hand_over_lead", to=None)
    room.act("open_stage", bo, stage=room.stages["now"])
    assert lead(room) is None


def test_the_lead_is_taken_over_only_from_whom_one_means(room: Room, bo: By) -> None:
    third = User.objects.create(username="chi")
    Facilitator.objects.create(dialogue=room.dialogue, user=third)
    room.act("take_lead")
    room.act("take_lead", bo, over=room.user_id)
    with pytest.raises(Refusal, match="somebody_leads"):
        room.act("take_lead", By(user_id=third.pk), over=room.user_id)
    assert lead(room) == bo.user_id


def test_whoever_leads_may_be_away_for_a_reload_and_no_longer(room: Room, bo: By) -> None:
    room.act("take_lead")
    last_seen(room, ago=GRACE / 2)
    with pytest.raises(Refusal, match="not_leading"):
        room.act("open_stage", bo, stage=room.stages["now"])
    last_seen(room, ago=GRACE * 2)
    room.act("open_stage", bo, stage=room.stages["now"])
    room.act("take_lead", bo)
    assert lead(room) == bo.user_id


def test_a_board_that_listens_keeps_the_lead(client: Client, user: User, room: Room) -> None:
    room.act("take_lead")
    last_seen(room, ago=KEPT_EVERY * 2)
    client.force_login(user)
    client.get(f"/api/d/{room.dialogue.code}/feed", {"audience": "facilitator"})
    assert room.dialogue.lead_seen_at is not None
    assert timezone.now() - room.dialogue.lead_seen_at < KEPT_EVERY


def listen(client: Client, room: Room, username: str) -> None:
    client.force_login(User.objects.get(username=username))
    client.get(f"/api/d/{room.dialogue.code}/feed", {"audience": "facilitator"})


def test_a_board_names_nobody_once_the_lead_has_lapsed(client: Client, room: Room, bo: By) -> None:
    room.act("take_lead")
    last_seen(room, ago=GRACE * 2)
    listen(client, room, "bo")
    assert lead(room) is None
    listen(client, room, "amina")
    assert lead(room) is None
    room.act("take_lead", bo)


def test_the_board_of_somebody_else_does_not_end_the_lead_before_its_time(
    client: Client, room: Room, bo: By
) -> None:
    room.act("take_lead")
    last_seen(room, ago=GRACE / 2)
    before = room.dialogue.seq
    listen(client, room, "bo")
    assert lead(room) == room.user_id
    assert room.dialogue.seq == before


def test_whoever_comes_back_before_anybody_missed_them_leads_on(
    client: Client, room: Room, bo: By
) -> None:
    room.act("take_lead")
    last_seen(room, ago=GRACE * 2)
    listen(client, room, "amina")
    listen(client, room, "bo")
    assert lead(room) == room.user_id


def test_nothing_lapses_in_a_sealed_dialogue(client: Client, room: Room, bo: By) -> None:
    room.act("take_lead")
    room.seal()
    last_seen(room, ago=GRACE * 2)
    before = room.dialogue.seq
    listen(client, room, "bo")
    assert room.dialogue.seq == before


def test_whoever_leads_is_named_to_facilitators_only(room: Room, bo: By) -> None:
    room.act("take_lead", bo)
    named = room.board(Audience.FACILITATOR)["put"]["dialogue"]["facilitators"]
    assert [facilitator["name"] for facilitator in named] == ["amina", "bo"]
    for audience in (Audience.PARTICIPANT, Audience.PROJECTOR):
        assert "facilitators" not in room.board(audience)["put"]["dialogue"]


def test_the_refusal_says_who_leads(client: Client, user: User, room: Room, bo: By) -> None:
    room.act("take_lead", bo)
    client.force_login(user)
    body = json.dumps({"op_id": str(uuid4())})
    address = f"/api/d/{room.dialogue.code}/close_dialogue"
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["error"]["message"].startswith("bo leads this dialogue.")


def invited(room: Room, *, called: str = "") -> User:
    """Somebody who has come in by an invitation."""
    token = accounts.make_link(dialogue=room.dialogue)
    newcomer, _ = accounts.use_link(token=token, signed_in=None, called=called)
    return newcomer


def test_whoever_gave_no_name_is_called_by_the_order_of_joining(user: User, room: Room) -> None:
    User.objects.filter(pk=user.pk).update(username=FIRST_ORGANIZER)
    invited(room, called="Akinyi")
    invited(room)
    named = room.board(Audience.FACILITATOR)["put"]["dialogue"]["facilitators"]
    assert [(one["name"], one["number"]) for one in named] == [("", 1), ("Akinyi", 2), ("", 3)]


def test_a_refusal_calls_them_so_too(room: Room, bo: By) -> None:
    third = invited(room)
    room.act("take_lead", By(user_id=third.pk))
    with translation.override("en"), pytest.raises(Refusal, match="not_leading") as caught:
        room.act("close_dialogue", bo)
    assert caught.value.params == {"who": "Facilitator 3"}
