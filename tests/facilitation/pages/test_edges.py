"""What people meet at the edge of the pages: no session, an old page, a strange body."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from facilitation.actions.writing import By
from facilitation.pages.passes import pass_name, read_pass
from facilitation.refusals import Refusal
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_the_sign_in(client: Client) -> None:
    assert client.get("/dialogues/").headers["Location"] == "/sign-in/?next=/dialogues/"


def test_a_page_that_is_too_old_is_told_so_by_its_code() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/sign-in/", {"token": "any"})
    assert page.status_code == 403
    assert b"csrf_failed" in page.content


def test_an_old_page_of_a_phone_is_told_so_as_json(room: Room) -> None:
    strict = Client(enforce_csrf_checks=True)
    body = json.dumps({"op_id": str(uuid4())})
    answer = strict.post(f"/api/d/{room.dialogue.code}/join", body, content_type="application/json")
    assert answer.json()["error"]["code"] == "csrf_failed"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("no json", "body_invalid"),
        ("[1]", "body_invalid"),
        ("{}", "op_id_invalid"),
        (json.dumps({"op_id": "7"}), "op_id_invalid"),
        ('{"op_id": "e46e4f0e-3a52-4a6c-9df2-6b8a1f1d0c55", "surprise": 1}', "body_invalid"),
        (" " * 70_000, "body_too_large"),
        ("[" * 60_000, "body_invalid"),
    ],
    ids=["text", "list", "no number", "bad number", "unknown key", "too large", "too deep"],
)
def test_a_strange_body_is_refused_by_its_code(
    client: Client, room: Room, body: str, code: str
) -> None:
    address = f"/api/d/{room.dialogue.code}/join"
    answer = client.post(address, body, content_type="application/json")
    assert answer.json()["error"]["code"] == code
    assert not room.dialogue.participants.exists()


def test_a_code_is_found_however_it_is_typed(client: Client, room: Room) -> None:
    code = room.dialogue.code
    typed = f" {code[:3].lower()}-{code[3:].lower()} "
    assert client.get("/", {"code": typed}).headers["Location"] == f"/d/{code}/"
    assert client.get(f"/d/{typed.strip()}/").headers["Location"] == f"/d/{code}/"


def test_an_unknown_code_is_said_beside_what_was_typed(client: Client, db: None) -> None:
    page = client.get("/", {"code": "NOSUCH"})
    assert page.status_code == 404
    assert b"unknown_code" in page.content
    assert b"NOSUCH" in page.content


def test_an_edited_pass_is_not_a_pass(client: Client, room: Room) -> None:
    client.cookies[pass_name(room.dialogue.code)] = "edited"
    answer = client.get(f"/api/d/{room.dialogue.code}/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "cookie_invalid")


def test_a_pass_of_one_dialogue_opens_no_other(client: Client, room: Room, person: By) -> None:
    other = Room.opened_by(room.user_id)
    body = json.dumps({"op_id": str(uuid4())})
    client.post(f"/api/d/{room.dialogue.code}/join", body, content_type="application/json")
    held = client.cookies[pass_name(room.dialogue.code)].value
    with pytest.raises(Refusal, match="cookie_invalid"):
        read_pass({pass_name(other.dialogue.code): held}, other.dialogue.code)


def test_only_its_facilitators_see_a_board(client: Client, room: Room) -> None:
    answer = client.get(f"/api/d/{room.dialogue.code}/feed?audience=facilitator")
    assert answer.json()["error"]["code"] == "sign_in_needed"


def test_too_many_writes_are_told_when_to_come_again(
    client: Client, room: Room, settings: Any
) -> None:
    settings.TOOLKIT_NOTES_PER_MINUTE = 2
    room.open("now")
    code = room.dialogue.code

    def post(action: str, **fields: str) -> Any:
        body = json.dumps({"op_id": str(uuid4()), **fields})
        return client.post(f"/api/d/{code}/{action}", body, content_type="application/json")

    post("join")
    answers = [post("add_note", stage=room.stages["now"], text="Again.") for _ in range(3)]
    last = answers[-1]
    assert last.json()["error"]["code"] == "too_fast"
    assert 1 <= int(last.headers["Retry-After"]) <= 61
