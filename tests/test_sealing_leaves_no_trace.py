"""After the seal not even the bytes of the database say who wrote what."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection

from facilitation.models import Participant
from tests.facilitation.room import Room


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_a_participant_is_left_in_the_file() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the bytes of SQLite are looked at; PostgreSQL has no file of its own to read")
    room = Room.opened_by(User.objects.create(username="amina").pk)
    room.open("now")
    for number in range(30):
        person = room.join()
        room.act("save_profile", person, age="31-45")
        room.note(person, f"Note {number}.")
    people = list(Participant.objects.values_list("id", "voice"))
    assert traces(people)
    room.seal()
    assert not traces(people)


def traces(people: Sequence[tuple[object, str]]) -> int:
    """How many participants' ids or voices stand in the database file, its log written back."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(str(connection.settings_dict["NAME"])).read_bytes()
    assert content.startswith(b"SQLite format 3")
    keys = [str(value).replace("-", "").encode() for person in people for value in person]
    return sum(key in content for key in keys)
