"""Small circles: who is where, what is seen there, and that nothing and nobody is lost on the way.

That boards stay true whatever happens in them is shown by `test_any_sequence_of_actions.py`.
"""

import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from facilitation.actions.writing import By
from facilitation.board import Audience, frame_since
from facilitation.breakouts import provenance_of
from facilitation.models import Facilitator
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


def sizes(room: Room) -> list[int]:
    breakouts = room.board(Audience.PROJECTOR)["put"]["dialogue"]["breakouts"]
    return sorted(breakout["participants"] for breakout in breakouts)


def texts(room: Room, audience: Audience, breakout: str | None = None) -> set[str]:
    notes = room.board(audience, breakout)["put"]["notes"].values()
    return {note["text"] for note in notes}


@pytest.fixture
def circles(room: Room) -> list[str]:
    """Two open breakouts of a dialogue whose wall everybody sees."""
    room.open("now")
    room.act("show_wall", shown=True)
    return room.breakouts("Circle one", "Circle two")


def test_people_are_spread_evenly(room: Room) -> None:
    for _ in range(7):
        room.join()
    room.breakouts("One", "Two", "Three")
    assert room.act("spread_participants")["moved"] == 7
    assert sizes(room) == [2, 2, 3]


def test_spreading_leaves_people_where_they_went_unless_all_are_spread(room: Room) -> None:
    people = [room.join() for _ in range(4)]
    one, _other = room.breakouts("One", "Two")
    for person in people[:3]:
        room.act("go_to_breakout", person, breakout=one)
    room.act("spread_participants")
    assert sizes(room) == [1, 3]
    room.act("spread_participants", everybody=True)
    assert sizes(room) == [2, 2]


def test_a_circle_sees_its_own_notes_and_the_plenary_sees_all(
    room: Room, circles: list[str], person: By
) -> None:
    other = room.join()
    room.note(room.join(), "Of everybody.")
    for who, circle, text in ((person, circles[0], "Of one."), (other, circles[1], "Of two.")):
        room.act("go_to_breakout", who, breakout=circle)
        room.note(who, text)
    for audience in Audience:
        assert texts(room, audience, circles[0]) == {"Of one."}
        assert texts(room, audience) == {"Of everybody.", "Of one.", "Of two."}


def test_a_note_keeps_where_it_was_said_even_after_the_seal(
    room: Room, circles: list[str], person: By
) -> None:
    room.act("go_to_breakout", person, breakout=circles[1])
    note = room.note(person)
    room.act("close_breakouts")
    assert room.board(Audience.FACILITATOR)["put"]["notes"][note]["breakout"] == circles[1]
    room.seal()
    assert {str(key): name for key, name in provenance_of(room.dialogue).items()} == {
        note: "Circle two"
    }


def test_a_note_typed_in_a_circle_and_sent_after_it_closed_is_from_there(
    room: Room, circles: list[str], person: By
) -> None:
    room.act("close_breakouts")
    note = room.note(person, breakout=circles[1])
    assert room.board(Audience.FACILITATOR)["put"]["notes"][note]["breakout"] == circles[1]


def test_a_note_typed_with_all_and_sent_from_a_circle_is_from_all(
    room: Room, circles: list[str], person: By
) -> None:
    room.act("go_to_breakout", person, breakout=circles[0])
    note = room.note(person, breakout=None)
    assert room.board(Audience.FACILITATOR)["put"]["notes"][note]["breakout"] is None


def test_a_late_note_keeps_the_circle_in_which_it_was_typed(
    room: Room, circles: list[str], person: By
) -> None:
    room.act("close_breakouts")
    room.open("want")
    note = room.note(person, breakout=circles[1])
    room.act("admit_notes", notes=[note])
    record = room.board(Audience.FACILITATOR)["put"]["notes"][note]
    assert (record["state"], record["breakout"]) == ("shown", circles[1])


def test_a_facilitator_of_a_circle_writes_and_groups_in_it(room: Room, circles: list[str]) -> None:
    colleague = User.objects.create(username="bo")
    Facilitator.objects.create(dialogue=room.dialogue, user=colleague)
    bo = By(user_id=colleague.pk)
    room.act("run_breakout", bo, breakout=circles[0])
    stage = room.stages["now"]
    (note,) = room.act("add_proxy_notes", bo, stage=stage, notes=[{"text": "Aloud."}])["notes"]
    group = room.act("add_group", bo, stage=stage, title="Ours", notes=[note])["group"]
    assert group in room.board(Audience.FACILITATOR, circles[0])["put"]["groups"]
    assert group not in room.board(Audience.FACILITATOR, circles[1])["put"]["groups"]
    assert room.board(Audience.FACILITATOR)["put"]["groups"][group]["breakout"] == circles[0]


def test_a_group_of_the_plenary_stands_in_a_circle_as_far_as_it_holds_its_notes(
    room: Room, circles: list[str], person: By
) -> None:
    plenary_note = room.note(person)
    room.act("go_to_breakout", person, breakout=circles[0])
    group = room.group(plenary_note, room.note(person))
    assert room.board(Audience.FACILITATOR)["put"]["groups"][group]["notes"] == 2
    assert room.board(Audience.FACILITATOR, circles[0])["put"]["groups"][group]["notes"] == 1
    assert group not in room.board(Audience.FACILITATOR, circles[1])["put"]["groups"]


def test_a_group_that_was_taken_apart_comes_back_into_its_circle(
    room: Room, circles: list[str]
) -> None:
    room.act("run_breakout", breakout=circles[0])
    group = room.group()
    room.act("remove_group", group=group)
    room.act("undo")
    assert room.board(Audience.FACILITATOR)["put"]["groups"][group]["breakout"] == circles[0]


def test_closing_the_dialogue_brings_everybody_back(
    room: Room, circles: list[str], person: By
) -> None:
    room.act("go_to_breakout", person, breakout=circles[0])
    room.act("run_breakout", breakout=circles[0])
    room.act("close_dialogue")
    assert room.board(Audience.PARTICIPANT)["put"]["dialogue"]["breakouts"] == []
    assert not room.dialogue.participants.exclude(breakout=None).exists()
    assert not room.dialogue.facilitators.exclude(breakout=None).exists()


def test_whoever_goes_elsewhere_gets_a_fresh_board(room: Room, circles: list[str]) -> None:
    before = room.board(Audience.PARTICIPANT, circles[0])
    frame = frame_since(
        dialogue_id=room.dialogue_id,
        audience=Audience.PARTICIPANT,
        epoch=before["epoch"],
        since=before["seq"],
    )
    assert frame["reset"]


def code_of(room: Room, breakout: str) -> str:
    return room.dialogue.breakouts.get(pk=breakout).code


def post(client: Client, address: str, **fields: object) -> dict[str, dict[str, str]]:
    body = json.dumps({"op_id": str(uuid4()), **fields})
    answer: dict[str, dict[str, str]] = client.post(
        address, body, content_type="application/json"
    ).json()
    return answer


def test_joining_with_the_code_of_a_circle_leads_into_it(
    client: Client, room: Room, circles: list[str]
) -> None:
    code = code_of(room, circles[1])
    door = client.get("/", {"code": f"{code[:3].lower()} {code[3:]}"}, follow=True)
    assert f'name="breakout" value="{code}"'.encode() in door.content
    post(client, f"/api/d/{room.dialogue.code}/join", breakout=code)
    frame = client.get(f"/api/d/{room.dialogue.code}/feed").json()
    assert frame["put"]["dialogue"]["breakout"] == circles[1]


def test_the_code_of_a_circle_that_has_closed_leads_to_the_plenary(
    client: Client, room: Room, circles: list[str]
) -> None:
    code = code_of(room, circles[0])
    room.act("close_breakouts")
    post(client, f"/api/d/{code}/join", breakout=code)
    assert room.dialogue.participants.get().breakout is None
    assert client.get(f"/d/{code}/").headers["Location"] == f"/d/{room.dialogue.code}/"


def test_a_phone_that_asks_the_feed_follows_its_person(
    client: Client, room: Room, circles: list[str]
) -> None:
    feed = f"/api/d/{room.dialogue.code}/feed"
    post(client, f"/api/d/{room.dialogue.code}/join")
    board = client.get(feed).json()
    post(client, f"/api/d/{room.dialogue.code}/go_to_breakout", breakout=circles[0])
    frame = client.get(feed, {"epoch": board["epoch"], "since": board["seq"]}).json()
    assert frame["reset"]
    assert frame["put"]["dialogue"]["breakout"] == circles[0]


def test_people_go_to_a_circle_and_back_without_javascript(
    client: Client, room: Room, circles: list[str], person: By
) -> None:
    post(client, f"/api/d/{room.dialogue.code}/join")
    someone = room.dialogue.participants.latest("joined_at")
    address = f"/d/{room.dialogue.code}/go_to_breakout"
    for breakout in (circles[0], ""):
        page = client.post(address, {"op_id": str(uuid4()), "breakout": breakout}, follow=True)
        assert b"Go to Circle two" in page.content
        someone.refresh_from_db()
        assert str(someone.breakout_id or "") == breakout


def test_the_projector_of_a_circle_shows_its_board_and_its_code(
    client: Client, room: Room, circles: list[str]
) -> None:
    code = code_of(room, circles[0])
    page = client.get(f"/d/{code}/projector").content.decode()
    assert f'data-code="{code}"' in page
    assert f'<p class="join-code" dir="ltr">{code}</p>' in page
    frame = client.get(f"/api/d/{code}/feed", {"audience": "projector"}).json()
    assert frame["put"]["dialogue"]["breakout"] == circles[0]


def test_the_board_opens_where_its_facilitator_is(
    client: Client, user: User, room: Room, circles: list[str]
) -> None:
    room.act("run_breakout", breakout=circles[0])
    client.force_login(user)
    feed = f"/api/d/{room.dialogue.code}/feed"
    frame = client.get(feed, {"audience": "facilitator"}).json()
    assert frame["put"]["dialogue"]["breakout"] == circles[0]
    assert frame["epoch"] in client.get(f"/dialogues/{room.dialogue_id}/").content.decode()
