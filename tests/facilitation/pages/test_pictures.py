"""Pictures come in by content, lose what the camera wrote beside them, and stay as they are."""

import io
import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from facilitation import pictures
from facilitation.stimulus import Stimulus
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db
PLACE = 0x8825  # the EXIF directory in which a camera writes where it was
RED = (200, 30, 30)


@pytest.fixture
def organizer(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def drawn(kind: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, RED).save(out, kind, **options)
    return out.getvalue()


def send(
    client: Client, room: Room, data: bytes, name: str = "any.bin"
) -> tuple[int, dict[str, str]]:
    """What is answered: the status, and the picture's name or the refusal's code."""
    upload = SimpleUploadedFile(name, data)
    answer = client.post(f"/dialogues/{room.dialogue_id}/pictures", {"picture": upload})
    body = json.loads(answer.content)
    return answer.status_code, body.get("error", body)


@pytest.mark.parametrize(
    ("kind", "ending", "media_type"),
    [("PNG", "png", "image/png"), ("JPEG", "jpg", "image/jpeg"), ("WEBP", "webp", "image/webp")],
)
def test_a_picture_is_handed_out_for_ever_as_what_it_is(
    organizer: Client, room: Room, kind: str, ending: str, media_type: str
) -> None:
    status, answer = send(organizer, room, drawn(kind))
    assert status == 201
    assert Stimulus(kind="picture", picture=answer["picture"]).picture.endswith(f".{ending}")
    page = Client().get(f"/pictures/{answer['picture']}")
    assert page.headers["Content-Type"] == media_type
    assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(b"".join(page))) as image:
        assert (image.format, image.size) == (kind, (60, 40))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_the_camera_wrote_beside_a_picture_is_gone(
    organizer: Client, room: Room, kind: str
) -> None:
    exif = Image.Exif()
    exif[0x9C9B] = exif[0x010E] = "taken by Amina"
    exif.get_ifd(PLACE)[1] = "N"
    given = drawn(kind, exif=exif)
    assert b"Amina" in given
    _, answer = send(organizer, room, given)
    stored = pictures.find_picture(answer["picture"]).read_bytes()
    assert b"Amina" not in stored
    with Image.open(io.BytesIO(stored)) as image:
        assert not image.getexif()


def test_a_picture_taken_sideways_stands_upright(organizer: Client, room: Room) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _, answer = send(organizer, room, drawn("JPEG", exif=exif))
    with Image.open(pictures.find_picture(answer["picture"])) as image:
        assert image.size == (40, 60)


def test_a_large_picture_is_drawn_as_large_as_a_hall_can_see(organizer: Client, room: Room) -> None:
    _, answer = send(organizer, room, drawn("PNG", (5120, 100)))
    with Image.open(pictures.find_picture(answer["picture"])) as image:
        assert image.size == (2560, 50)


def test_the_same_picture_is_kept_once(organizer: Client, room: Room) -> None:
    assert send(organizer, room, drawn("PNG")) == send(organizer, room, drawn("PNG"), "other.png")


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", drawn("GIF"), drawn("PNG")[:-30]],
    ids=["svg", "nothing", "gif", "half"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(
    organizer: Client, room: Room, data: bytes
) -> None:
    status, error = send(organizer, room, data, "picture.png")
    assert (status, error["code"]) == (422, "picture_unreadable")


def test_a_picture_of_too_many_pixels_is_never_unpacked(organizer: Client, room: Room) -> None:
    status, error = send(organizer, room, drawn("PNG", (8000, 5001)))
    assert (status, error["code"]) == (422, "picture_unreadable")


def test_a_file_that_is_too_large_is_refused(organizer: Client, room: Room) -> None:
    status, error = send(organizer, room, b"\x89PNG" + bytes(pictures.MOST_BYTES))
    assert (status, error["code"]) == (413, "picture_too_large")


def test_no_file_at_all_is_refused(organizer: Client, room: Room) -> None:
    answer = organizer.post(f"/dialogues/{room.dialogue_id}/pictures")
    assert answer.json()["error"]["code"] == "field_invalid"


def test_only_facilitators_give_pictures(client: Client, room: Room) -> None:
    assert send(client, room, drawn("PNG"))[1]["code"] == "sign_in_needed"
    client.force_login(User.objects.create(username="bo"))
    assert send(client, room, drawn("PNG"))[1]["code"] == "not_facilitator"


@pytest.mark.parametrize("name", ["0" * 64 + ".png", "secret-key", "..", "picture.png"])
def test_nothing_but_pictures_is_handed_out(client: Client, db: None, name: str) -> None:
    assert client.get(f"/pictures/{name}").status_code == 404
