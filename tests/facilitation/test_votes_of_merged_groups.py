"""What merging does to a person's votes: one of them counts, and none is lost to the person."""

import pytest
from django.contrib.auth.models import User

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.refusals import Refusal
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(user: User) -> Room:
    return Room.opened_by(user.pk, vote_budget=2)


@pytest.fixture
def person(room: Room) -> By:
    return room.join()


@pytest.fixture
def merged(room: Room, person: By) -> str:
    """Two groups for which somebody gave both their votes, made one."""
    wells, springs = room.group(title="Wells"), room.group(title="Springs")
    room.open("prioritise")
    for group in (wells, springs):
        room.act("give_vote", person, group=group)
    room.act("merge_groups", group=wells, into=springs)
    return springs


def counted(room: Room) -> list[int]:
    groups = room.board(Audience.FACILITATOR)["put"]["groups"].values()
    return [group["votes"] for group in groups]


def test_a_vote_that_counts_no_more_is_free_again(room: Room, person: By, merged: str) -> None:
    other = room.group(title="Roads")
    answer = room.act("give_vote", person, group=other)
    assert (answer["given"], answer["here"]) == (2, 1)
    assert counted(room) == [1, 1]
    with pytest.raises(Refusal, match="vote_budget_spent"):
        room.act("give_vote", person, group=room.group(title="Schools"))


def test_the_vote_taken_back_is_the_one_that_counts(room: Room, person: By, merged: str) -> None:
    answer = room.act("take_back_vote", person, group=merged)
    assert (answer["given"], answer["here"]) == (0, 0)
    assert counted(room) == [0]
