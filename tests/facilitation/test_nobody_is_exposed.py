"""Who said what is known to nobody in the room, and after the seal to nobody at all."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from facilitation.actions.writing import By
from facilitation.board import Audience, frame_since, says_nothing
from facilitation.models import Dialogue, Event, Note, Participant, Profile, Vote
from facilitation.own import news_since
from facilitation.signals import dialogue_sealed
from facilitation.tallies import tallies_of
from tests.facilitation.room import Room

IN_THE_ROOM = (Audience.PARTICIPANT, Audience.PROJECTOR)


@pytest.fixture
def people(room: Room) -> list[By]:
    """Six people with profiles, one note each in a group, and a vote each but the last."""
    people = [room.join() for _ in range(6)]
    for person in people:
        room.act("save_profile", person, age="31-45", gender="woman", groups=["rural-or-remote"])
    room.open("now")
    group = room.group(*[room.note(person, f"Note {n}.") for n, person in enumerate(people)])
    room.open("prioritise")
    for person in people[:-1]:
        room.act("give_vote", person, group=group)
    return people


@pytest.fixture
def traces(people: list[By]) -> set[str]:
    """Every string that stands for one of the people."""
    ids = {str(person.participant_id) for person in people}
    voices = set(Participant.objects.values_list("voice", flat=True))
    return ids | {key.replace("-", "") for key in ids} | voices


def stored() -> str:
    """Every row of every table, as JSON."""
    rows = [row for model in apps.get_models() for row in model._default_manager.all()]
    return str(serializers.serialize("json", rows))


def every_frame(room: Room, audience: Audience) -> Iterator[str]:
    dialogue = room.dialogue
    place: dict[str, Any] = {"dialogue_id": dialogue.id, "audience": audience}
    for since in (None, *range(dialogue.seq)):
        yield json.dumps(frame_since(**place, epoch=dialogue.epoch, since=since))


@pytest.mark.parametrize("audience", IN_THE_ROOM)
def test_the_room_never_hears_who_wrote(room: Room, traces: set[str], audience: Audience) -> None:
    room.act("show_wall", shown=True)
    frames = "".join(every_frame(room, audience))
    assert "Note 5." in frames
    assert not [trace for trace in traces if trace in frames]
    assert not [word for word in ("voice", "author", "profiles", "age") if f'"{word}"' in frames]


@pytest.mark.parametrize("audience", IN_THE_ROOM)
def test_the_room_never_hears_hidden_late_or_withdrawn_words(
    room: Room, person: By, audience: Audience
) -> None:
    room.act("show_wall", shown=True)
    room.open("now")
    room.act("withdraw_note", person, note=room.note(person, "Taken back."))
    room.act("hide_notes", notes=[room.note(person, "Hidden away.")], reason="names a person")
    room.late_note(person, "Too late.")
    frames = "".join(every_frame(room, audience))
    for words in ("Taken back.", "Hidden away.", "names a person", "Too late.", '"reason"'):
        assert words not in frames
    assert "names a person" in "".join(every_frame(room, Audience.FACILITATOR))


@pytest.mark.parametrize("audience", IN_THE_ROOM)
@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("ask_quotes", {}),
        ("allow_quote", {"allowed": True}),
        ("edit_note", {"text": "Note 2.", "quote": True}),
    ],
    ids=["asked", "answered", "ticked"],
)
def test_the_room_does_not_see_whose_quote_is_asked_for_or_what_they_answer(
    room: Room, people: list[By], audience: Audience, action: str, fields: dict[str, Any]
) -> None:
    note = str(Note.objects.get(author=people[2].participant_id).id)
    room.act("show_wall", shown=True)
    room.open("now")
    before, whole = room.dialogue, room.board(audience)
    of_note = {"notes": [note]} if action == "ask_quotes" else {"note": note}
    room.act(action, None if action == "ask_quotes" else people[2], **of_note, **fields)
    place: dict[str, Any] = {"epoch": before.epoch, "since": before.seq}
    frame = frame_since(dialogue_id=before.id, audience=audience, **place)
    assert says_nothing(frame)
    assert frame["seq"] == before.seq + 1
    assert room.board(audience)["put"] == whole["put"]
    told = frame_since(dialogue_id=before.id, audience=Audience.FACILITATOR, **place)
    assert told["put"]["notes"].keys() == {note}


def test_news_of_a_note_is_for_its_author_alone(room: Room, people: list[By]) -> None:
    since = room.dialogue.seq
    note = Note.objects.get(author=people[2].participant_id)
    proxies = room.act("add_proxy_notes", stage=room.stages["now"], notes=[{"text": "Aloud."}])
    room.act("hide_notes", notes=[str(note.id), *proxies["notes"]], reason="names a person")
    news = news_since(dialogue_id=room.dialogue_id, since=since, until=room.dialogue.seq)
    assert news.keys() == {people[2].participant_id}
    (own,) = news.values()
    assert [(told["id"], told["state"]) for told in own.notes] == [(str(note.id), "hidden")]
    assert "names a person" not in json.dumps(own.notes)


def test_after_the_seal_there_is_nobody_to_tell(room: Room, people: list[By]) -> None:
    room.act("hide_notes", notes=[str(Note.objects.get(author=people[2].participant_id).id)])
    room.seal()
    assert not news_since(dialogue_id=room.dialogue_id, since=0, until=room.dialogue.seq)


@pytest.mark.parametrize("audience", IN_THE_ROOM)
def test_notes_are_not_shown_to_the_room_before_the_wall(
    room: Room, people: list[By], audience: Audience
) -> None:
    assert "Note" not in "".join(every_frame(room, audience))


@pytest.mark.parametrize("audience", IN_THE_ROOM)
def test_nobody_in_the_room_sees_that_a_group_got_a_vote_while_others_vote(
    room: Room, people: list[By], audience: Audience
) -> None:
    group, before = room.dialogue.groups.get(), room.dialogue
    room.act("give_vote", people[-1], group=str(group.id))
    frame = frame_since(
        dialogue_id=before.id, audience=audience, epoch=before.epoch, since=before.seq
    )
    assert says_nothing(frame)
    assert frame["seq"] == before.seq + 1


def test_a_facilitator_knows_voices_and_no_profile(room: Room, people: list[By]) -> None:
    frames = "".join(every_frame(room, Audience.FACILITATOR))
    assert '"voice"' in frames
    assert not [code for code in ("31-45", "woman", "rural-or-remote") if code in frames]
    assert not [person for person in people if str(person.participant_id) in frames]


def test_the_feed_does_not_name_the_account_of_somebody_who_takes_part(room: Room) -> None:
    """A facilitator who is signed in may hold a participant's pass, too."""
    person = By(participant_id=room.join().participant_id, user_id=room.user_id)
    room.open("now")
    room.note(person)
    assert Event.objects.get(kind="note_added").user_id is None
    assert Event.objects.get(kind="stage_opened").user_id == room.user_id


def test_sealing_leaves_no_trace_of_a_person_in_any_table(room: Room, traces: set[str]) -> None:
    assert all(trace in stored() for trace in traces if "-" in trace)
    room.seal()
    rows = stored()
    assert not [trace for trace in traces if trace in rows]
    assert not Participant.objects.exists()
    assert not Profile.objects.exists()
    assert not Vote.objects.exists()
    assert not room.dialogue.notes.exclude(author=None).exists()


def test_sealing_keeps_the_words_and_the_counts(room: Room, people: list[By]) -> None:
    before = tallies_of(room.dialogue)
    room.seal()
    after = tallies_of(room.dialogue)
    assert after == before
    assert (after.participants, after.votes) == (6, 5)
    assert after.profiles["age"] == {"31-45": 6}
    assert after.profiles["education"] == {"undisclosed": 6}
    group = after.groups[str(room.dialogue.groups.get().id)]
    assert (group.votes, group.voices, group.on_behalf) == (5, 6, 0)
    texts = set(room.dialogue.notes.values_list("text", flat=True))
    assert texts == {f"Note {number}." for number in range(6)}


def test_boards_show_the_counts_of_a_sealed_dialogue(room: Room, people: list[By]) -> None:
    room.seal()
    board = room.board(Audience.PROJECTOR)["put"]
    assert board["dialogue"]["participants"] == 6
    assert [group["votes"] for group in board["groups"].values()] == [5]


def test_sealing_erases_the_words_that_were_taken_back(room: Room, person: By) -> None:
    room.open("now")
    room.act("withdraw_note", person, note=room.note(person, "Taken back."))
    room.seal()
    assert "Taken back." not in stored()


def test_sealing_admits_late_notes_or_leaves_them_as_was_decided(room: Room, person: By) -> None:
    room.late_note(person)
    room.seal(late="admit")
    assert room.dialogue.notes.get().state == "shown"


def test_late_notes_left_out_stay_stored(room: Room, person: By) -> None:
    room.late_note(person)
    room.seal(late="leave")
    assert room.dialogue.notes.get().text == "From the tunnel."


def test_a_seal_whose_summary_fails_is_undone(room: Room, people: list[By]) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("no paper")

    dialogue_sealed.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="no paper"):
            room.seal()
    finally:
        dialogue_sealed.disconnect(fail)
    assert room.dialogue.state == Dialogue.State.CLOSED
    assert Participant.objects.count() == 6


def test_a_seal_begins_a_new_epoch(room: Room) -> None:
    before = room.dialogue.epoch
    room.seal()
    assert room.dialogue.epoch != before
