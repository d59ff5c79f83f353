"""The short way for phones: one commit for many, and each answered as if it had come alone."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from facilitation.actions.writing import By
from facilitation.models import Event, Note
from facilitation.pages.api import BODY_LIMIT
from facilitation.pages.passes import pass_name, set_pass
from facilitation.pages.phones import Phones, answer_together
from tests.facilitation.room import Room


class Post:
    """A request as a phone sends it."""

    def __init__(self, room: Room, by: By, action: str, *, token: bool = True, **body: Any) -> None:
        path = f"/api/d/{room.dialogue.code}/{action}"
        content = json.dumps({"op_id": str(uuid4()), **body})
        self.request = RequestFactory().post(path, content, content_type="application/json")
        self.request.META["HTTP_HOST"] = "localhost"
        if by.participant_id is not None:
            response = HttpResponse()
            set_pass(response, room.dialogue.code, by.participant_id)
            name = pass_name(room.dialogue.code)
            self.request.COOKIES[name] = response.cookies[name].value
        secret = get_token(self.request)
        if token:
            self.request.COOKIES["csrftoken"] = self.request.META["CSRF_COOKIE"]
            self.request.META["HTTP_X_CSRFTOKEN"] = secret
        self.request.META.pop("CSRF_COOKIE")


def answers(*posts: Post) -> list[tuple[int, Any]]:
    responses, _ = answer_together([post.request for post in posts])
    return [(response.status_code, json.loads(response.content)) for response in responses]


def codes(*posts: Post) -> list[str]:
    return [body["error"]["code"] if "error" in body else "" for _, body in answers(*posts)]


@pytest.fixture
def open_room(room: Room) -> Room:
    room.open("now")
    return room


@pytest.fixture
def writer(open_room: Room) -> By:
    return open_room.join()


def note(room: Room, by: By, **fields: Any) -> Post:
    return Post(room, by, "add_note", **{"stage": room.stages["now"], "text": "Wells.", **fields})


def test_notes_that_come_together_are_stored_in_their_order(open_room: Room, writer: By) -> None:
    texts = ["one", "two", "three"]
    answers(*(note(open_room, writer, text=text) for text in texts))
    assert list(Note.objects.values_list("text", flat=True)) == texts


def test_events_that_come_together_have_no_gap(open_room: Room, writer: By) -> None:
    answers(*(note(open_room, writer) for _ in range(3)))
    seqs = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, open_room.dialogue.seq + 1))


def test_one_that_is_refused_undoes_nothing_of_the_others(open_room: Room, writer: By) -> None:
    posts = [note(open_room, writer), note(open_room, writer, text=" "), note(open_room, writer)]
    assert codes(*posts) == ["", "note_empty", ""]
    assert Note.objects.count() == 2


def test_one_that_comes_alone_and_is_refused_is_tried_once(open_room: Room, writer: By) -> None:
    post = note(open_room, writer, text=" ")
    with CaptureQueriesContext(connection) as queries:
        assert codes(post) == ["note_empty"]
    looks = [query for query in queries if "facilitation_operation" in query["sql"]]
    assert len(looks) == 1


@pytest.mark.parametrize("number", [1, 2], ids=["alone", "together"])
def test_what_one_had_written_when_it_failed_is_undone(
    open_room: Room, writer: By, number: int
) -> None:
    def fail(instance: Note, **_: object) -> None:
        if instance.text == "fails":
            raise RuntimeError("no more paper")

    posts = [note(open_room, writer, text=text).request for text in ("fails", "Wells.")[:number]]
    before = open_room.rows()
    post_save.connect(fail, sender=Note)
    try:
        responses, _ = answer_together(posts)
    finally:
        post_save.disconnect(fail, sender=Note)
    assert [response.status_code for response in responses] == [500, 200][:number]
    assert [note.text for note in Note.objects.all()] == ["Wells."][: number - 1]
    assert (open_room.rows() == before) == (number == 1)


def test_an_operation_sent_twice_at_once_happens_once(open_room: Room, writer: By) -> None:
    op_id = str(uuid4())
    first, again = answers(*(note(open_room, writer, op_id=op_id) for _ in range(2)))
    assert first == again
    assert Note.objects.count() == 1


def test_whoever_joins_gets_a_pass(room: Room) -> None:
    responses, _ = answer_together([Post(room, By(), "join").request])
    assert responses[0].cookies[pass_name(room.dialogue.code)]["httponly"]


def test_without_the_page_s_token_nothing_is_written(open_room: Room, writer: By) -> None:
    assert codes(note(open_room, writer, token=False)) == ["csrf_failed"]
    assert not Note.objects.exists()


def test_a_token_sent_from_another_site_is_worthless(open_room: Room, writer: By) -> None:
    post = note(open_room, writer)
    post.request.META["HTTP_ORIGIN"] = "https://elsewhere.example"
    assert codes(post) == ["csrf_failed"]


def test_an_unknown_host_is_not_answered(open_room: Room, writer: By) -> None:
    post = note(open_room, writer)
    post.request.META["HTTP_HOST"] = "elsewhere.example"
    responses, _ = answer_together([post.request])
    assert responses[0].status_code == 400


def test_whoever_has_no_pass_is_asked_to_join(open_room: Room) -> None:
    assert codes(note(open_room, By())) == ["join_first"]


def test_a_body_that_is_too_large_is_refused(open_room: Room, writer: By) -> None:
    assert codes(note(open_room, writer, text="x" * BODY_LIMIT)) == ["body_too_large"]


def test_each_dialogue_that_moved_is_rung_for_once(open_room: Room, writer: By) -> None:
    _, rings = answer_together([note(open_room, writer).request for _ in range(3)])
    assert rings == {open_room.dialogue_id: open_room.dialogue.seq}


def test_a_refusal_rings_for_nobody(open_room: Room, writer: By) -> None:
    _, rings = answer_together([note(open_room, writer, text="").request])
    assert rings == {}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/d/ABCDEF/feed"),
        ("POST", "/api/d/ABCDEF/open_stage"),
        ("POST", "/d/ABCDEF/add_note"),
        ("POST", "/api/d/ABCDEF/add_note/more"),
    ],
)
async def test_what_is_not_a_phone_s_write_goes_on_to_the_pages(method: str, path: str) -> None:
    passed: list[str] = []

    async def pages(scope: dict[str, Any], _receive: object, _send: object) -> None:
        passed.append(scope["path"])

    async def nothing(*_: object) -> Any:
        raise AssertionError("nothing is read or sent")

    await Phones(pages)({"method": method, "path": path}, nothing, nothing)
    assert passed == [path]


def test_a_pass_of_another_dialogue_is_refused(user: Any, open_room: Room) -> None:
    stranger = Room.opened_by(user.pk).join()
    assert codes(note(open_room, stranger)) == ["join_first"]
    assert isinstance(stranger.participant_id, UUID)
