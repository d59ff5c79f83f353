"""The sheet of paper asks what the dialogue asks, in the reader's language, and no name."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from facilitation.actions.dialogues import PlannedStage
from facilitation.pages.strings import BOARD_STRINGS
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


def test_the_sheet_holds_every_question_room_to_write_and_the_way_in(
    client: Client, user: User
) -> None:
    own = PlannedStage(kind="now", minutes=5, prompt="What of the wells?")
    stages = (own, PlannedStage(kind="how", minutes=5), PlannedStage(kind="close", minutes=1))
    room = Room.opened_by(user.pk, stages=stages)
    client.force_login(user)
    page = client.get(f"/dialogues/{room.dialogue_id}/sheet").content.decode()
    assert "What of the wells?" in page
    assert "How can we get there? Who should do what?" in page
    assert page.count('class="question"') == 2
    assert page.count("Who should do this?") == 1
    assert room.dialogue.code in page
    assert 'class="qr"' in page
    assert "do not write your name" in page
    assert "quoted only if you tick the box" in page
    assert "independent of the United Nations" in page
    assert f"“{BOARD_STRINGS['more']}”, then “{BOARD_STRINGS['proxy_notes']}”" in page


@pytest.mark.parametrize(("questions", "lines"), [(1, 15), (3, 15), (5, 25)])
def test_few_questions_have_more_lines_and_many_never_too_few(
    client: Client, user: User, questions: int, lines: int
) -> None:
    stages = tuple(PlannedStage(kind="now", minutes=5) for _ in range(questions))
    room = Room.opened_by(user.pk, stages=stages)
    client.force_login(user)
    page = client.get(f"/dialogues/{room.dialogue_id}/sheet").content.decode()
    assert page.count("<div></div>") == lines


def test_what_is_ticked_on_paper_is_typed_in_with_its_words(room: Room) -> None:
    notes = [{"text": "Dry wells", "quote": True}, {"text": "No work"}]
    room.act("add_proxy_notes", stage=room.stages["now"], notes=notes)
    written = room.dialogue.notes.values_list("text", "quote_allowed", "on_behalf")
    assert set(written) == {("Dry wells", True, True), ("No work", False, True)}


def test_strangers_do_not_see_questions_before_their_time(client: Client, room: Room) -> None:
    address = f"/dialogues/{room.dialogue_id}/sheet"
    assert client.get(address).headers["Location"].startswith("/sign-in/")
    client.force_login(User.objects.create(username="bo"))
    page = client.get(address)
    assert page.status_code == 403
    assert b"not_facilitator" in page.content
