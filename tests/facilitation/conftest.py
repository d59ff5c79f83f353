"""A facilitator, a room, and somebody in it."""

import pytest
from django.contrib.auth.models import User

from facilitation.actions.writing import By
from tests.facilitation.room import Room


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
