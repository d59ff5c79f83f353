"""A facilitator, a room, and somebody in it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from facilitation.actions.writing import By
from facilitation.refusals import Refusal
from tests.facilitation.room import Refused, Room


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create(username="amina")


@pytest.fixture
def room(user: User) -> Room:
    """An open dialogue of which no stage has begun."""
    return Room.opened_by(user.pk)


@pytest.fixture
def person(room: Room) -> By:
    """A participant of `room`."""
    return room.join()


@pytest.fixture
def refused(room: Room, person: By) -> Refused:
    """Perform an action as the participant `person`, or by whom it is said; return its refusal."""

    def attempt(action: str, by: By | None = person, **fields: Any) -> Refusal:
        stored = room.rows()
        with pytest.raises(Refusal) as caught:
            room.act(action, by, **fields)
        assert room.rows() == stored
        return caught.value

    return attempt
