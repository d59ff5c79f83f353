"""Facilitators see the participant's page, join nobody by it, and can send nothing from it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from facilitation.actions.writing import By
from facilitation.models import Participant
from facilitation.pages.api import about
from facilitation.pages.preview import SOMEBODY_NEW
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, user: User, room: Room) -> str:
    """The address of the preview, for a facilitator who is signed in."""
    client.force_login(user)
    room.open("now")
    return f"/dialogues/{room.dialogue_id}/preview"


def test_it_is_the_page_of_participants_and_joins_nobody(
    client: Client, page: str, room: Room
) -> None:
    before = room.rows()
    frame = client.get(page)
    assert f'src="{page}/page?breakout=&amp;language=en"' in frame.content.decode()
    inner = client.get(f"{page}/page").content.decode()
    assert "Where are we now?" in inner
    assert 'id="note-text"' in inner
    assert "participant.page.js" not in inner
    assert room.rows() == before


def test_it_shows_what_participants_may_see_and_no_more(
    client: Client, page: str, room: Room, person: By
) -> None:
    room.note(person, "Dry wells")
    assert "Dry wells" not in client.get(f"{page}/page").content.decode()
    room.act("show_wall", shown=True)
    assert "Dry wells" in client.get(f"{page}/page").content.decode()


def test_a_browser_sends_nothing_from_it_and_shows_it_on_our_pages_only(
    client: Client, page: str
) -> None:
    headers = client.get(f"{page}/page").headers
    assert "sandbox allow-same-origin;" in headers["Content-Security-Policy"] + ";"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_it_shows_one_circle_in_one_language(client: Client, page: str, room: Room) -> None:
    well, school = room.breakouts("The well", "The school")
    inner = client.get(f"{page}/page", {"breakout": well, "language": "fr"}).content.decode()
    assert '<html lang="fr"' in inner
    assert "The well" in inner
    room.act("run_breakout", breakout=school)
    assert f"breakout={school}&amp;" in client.get(page).content.decode()
    assert f"breakout={well}&amp;" in client.get(page, {"breakout": well}).content.decode()
    assert client.get(page, {"breakout": "nowhere"}).status_code == 404


def test_it_goes_on_after_the_seal(client: Client, page: str, room: Room) -> None:
    room.seal()
    assert client.get(f"{page}/page").status_code == 200


@pytest.mark.parametrize("path", ["", "/page"])
def test_strangers_do_not_see_it(client: Client, room: Room, path: str) -> None:
    address = f"/dialogues/{room.dialogue_id}/preview{path}"
    assert client.get(address).headers["Location"].startswith("/sign-in/")
    client.force_login(User.objects.create(username="bo"))
    assert client.get(address).status_code == 403


def test_the_somebody_it_shows_is_known_as_everybody_is(room: Room, person: By) -> None:
    room.act("save_profile", person)
    known = about(Participant.objects.get(dialogue=room.dialogue_id))
    assert known.keys() == SOMEBODY_NEW.keys()
