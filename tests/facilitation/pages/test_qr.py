"""The QR code of a dialogue, or of one of its circles, leads where the page beside it says."""

import pytest
from django.test import Client

from facilitation.pages.qr import qr_picture
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


def test_a_dialogue_and_its_circle_each_have_the_code_of_their_own_address(
    client: Client, room: Room
) -> None:
    room.act("open_breakouts", names=["The well"])
    circle = room.dialogue.breakouts.get()
    for code in (room.dialogue.code, circle.code):
        answer = client.get(f"/d/{code}/qr.svg")
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.content == qr_picture(f"http://testserver/d/{code}/")


def test_an_unknown_code_has_no_qr_code(client: Client, room: Room) -> None:
    answer = client.get("/d/AAAAAA/qr.svg")
    assert answer.status_code == 404
    assert b"unknown_code" in answer.content
