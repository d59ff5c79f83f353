"""Many write at once: every event has its own number, no number is left out, nothing is lost."""

import contextlib
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from facilitation.actions.dialogues import create_dialogue
from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.models import Dialogue, Event, Facilitator, Note
from facilitation.refusals import Refusal
from tests.facilitation.room import Room, new_dialogue

WRITERS = 6
NOTES_EACH = 8

pytestmark = pytest.mark.django_db(transaction=True)

AtOnce = Callable[[Callable[[int], Any]], list[Any]]


@pytest.fixture
def at_once() -> Iterator[AtOnce]:
    """Call a function from `WRITERS` threads that start together; return what each returned."""
    barrier = Barrier(WRITERS, timeout=20)

    def run(function: Callable[[int], Any], number: int) -> Any:
        barrier.wait()
        try:
            return function(number)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        yield lambda function: list(threads.map(lambda n: run(function, n), range(WRITERS)))


@pytest.fixture
def writing_room(transactional_db: None) -> Room:
    room = Room.opened_by(User.objects.create(username="amina").pk)
    room.open("now")
    return room


def test_seq_has_neither_gaps_nor_doubles(writing_room: Room, at_once: AtOnce) -> None:
    people = [writing_room.join() for _ in range(WRITERS)]

    def write(number: int) -> None:
        for count in range(NOTES_EACH):
            writing_room.note(people[number], f"{number}.{count}")

    at_once(write)
    seqs = list(
        Event.objects.filter(dialogue_id=writing_room.dialogue_id).values_list("seq", flat=True)
    )
    assert seqs == list(range(1, writing_room.dialogue.seq + 1))
    texts = set(Note.objects.values_list("text", flat=True))
    assert texts == {f"{n}.{count}" for n in range(WRITERS) for count in range(NOTES_EACH)}


def test_one_operation_sent_at_once_from_many_sides_makes_one_note(
    writing_room: Room, at_once: AtOnce
) -> None:
    person, op_id = writing_room.join(), uuid4()
    stage = writing_room.stages["now"]
    answers = at_once(
        lambda _: writing_room.act("add_note", person, op_id, stage=stage, text="Clean wells.")
    )
    assert Note.objects.count() == 1
    assert answers == [answers[0]] * WRITERS


def test_one_person_voting_from_many_sides_gives_one_vote(
    writing_room: Room, at_once: AtOnce
) -> None:
    person, group = writing_room.join(), writing_room.group()
    writing_room.open("prioritise")
    answers = at_once(lambda _: writing_room.act("give_vote", person, group=group))
    assert writing_room.dialogue.votes.count() == 1
    assert answers.count("already_voted") == WRITERS - 1


def test_a_vote_budget_holds_against_votes_at_once(writing_room: Room, at_once: AtOnce) -> None:
    Dialogue.objects.update(vote_budget=2)
    person = writing_room.join()
    groups = [writing_room.group(title=str(number)) for number in range(WRITERS)]
    writing_room.open("prioritise")
    at_once(lambda number: writing_room.act("give_vote", person, group=groups[number]))
    assert writing_room.dialogue.votes.count() == 2


def test_facilitators_going_on_at_once_leave_one_stage_open(
    writing_room: Room, at_once: AtOnce
) -> None:
    kinds = ("profile", "want", "how", "prioritise", "want", "how")
    at_once(lambda number: writing_room.open(kinds[number]))
    assert [stage.is_open for stage in writing_room.dialogue.stages.all()].count(True) == 1


def test_facilitators_at_one_board_at_once_leave_every_note_in_one_place(
    writing_room: Room, at_once: AtOnce
) -> None:
    person = writing_room.join()
    notes = [writing_room.note(person, str(number)) for number in range(8)]
    groups = [writing_room.group(*notes[:3]), writing_room.group(notes[3]), writing_room.group()]
    users = [User.objects.create(username=f"facilitator {number}") for number in range(WRITERS)]
    for user in users:
        Facilitator.objects.create(dialogue_id=writing_room.dialogue_id, user=user)
    before = writing_room.dialogue.seq

    def arrange(number: int) -> None:
        hands = random.Random(number)
        for _ in range(12):
            some, group = hands.sample(notes, 3), hands.choice(groups)
            actions: dict[str, dict[str, Any]] = {
                "move_notes": {"notes": some, "group": group},
                "add_group": {"stage": writing_room.stages["now"], "title": "New"},
                "merge_groups": {"group": group, "into": hands.choice(groups)},
                "remove_group": {"group": group},
                "hide_notes": {"notes": some},
                "bring_back_notes": {"notes": some},
                "mark_duplicates": {"notes": some[1:], "of": some[0]},
                "undo": {},
                "redo": {},
            }
            action = hands.choice(list(actions))
            with contextlib.suppress(Refusal):
                writing_room.act(action, By(user_id=users[number].pk), **actions[action])

    at_once(arrange)
    board = writing_room.board(Audience.FACILITATOR)["put"]
    assert board["notes"].keys() == set(notes)
    for note in board["notes"].values():
        assert note["group"] is None or note["group"] in board["groups"]
        original = board["notes"].get(note["duplicate_of"])
        assert original is None or original["duplicate_of"] is None
    shown = [note["group"] for note in board["notes"].values() if note["state"] == "shown"]
    assert all(group["notes"] == shown.count(key) for key, group in board["groups"].items())
    seqs = writing_room.dialogue.events.values_list("seq", flat=True)
    assert list(seqs) == list(range(1, writing_room.dialogue.seq + 1))
    assert len(seqs) > before


def test_a_note_sent_while_sealing_is_counted_or_refused(
    writing_room: Room, at_once: AtOnce
) -> None:
    people: list[By] = [writing_room.join() for _ in range(WRITERS)]
    writing_room.act("close_dialogue")

    def write_or_seal(number: int) -> str:
        if number == 0:
            writing_room.act("seal_dialogue", late="admit")
            return "sealed"
        writing_room.note(people[number])
        return "stored"

    answers = at_once(write_or_seal)
    shown = Note.objects.filter(state="shown", author=None).count()
    assert shown == answers.count("stored") == Note.objects.count()
    assert answers.count("stored") + answers.count("dialogue_sealed") == WRITERS - 1


def test_one_dialogue_created_at_once_from_many_sides_is_one(
    writing_room: Room, at_once: AtOnce
) -> None:
    dialogue_id = uuid4()
    at_once(
        lambda _: create_dialogue(
            new_dialogue(), dialogue_id=dialogue_id, user_id=writing_room.user_id
        )
    )
    assert Dialogue.objects.filter(pk=dialogue_id).count() == 1
