"""Clients that hold a board and take in its frames, and what must be true of every board."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from facilitation.actions.writing import Who, action_names
from facilitation.board import Audience, Frame, apply, frame_since
from facilitation.models import Note, Participant
from tests.facilitation.room import Room

IN_THE_ROOM = (Audience.PARTICIPANT, Audience.PROJECTOR)
SHOWN_OF_A_NOTE = {
    "stage",
    "text",
    "language",
    "actor",
    "group",
    "order",
    "number",
    "pinned",
    "duplicate_of",
    "corrects",
}
EVERY_ACTION = frozenset().union(*(action_names(who) for who in Who))


@dataclass
class Followers:
    """Clients that hold a board each and take in frames."""

    room: Room
    boards: dict[str, Frame] = field(default_factory=dict)

    def all_follow(self) -> None:
        """In the plenary, and in every breakout there ever was."""
        breakouts = self.room.dialogue.breakouts.values_list("id", flat=True)
        for breakout in (None, *(str(key) for key in breakouts)):
            for audience in Audience:
                self.follow(audience, f"{audience} in {breakout}", breakout)

    def follow(self, audience: Audience, who: str, breakout: str | None = None) -> None:
        board = self.boards.get(who)
        frame = frame_since(
            dialogue_id=self.room.dialogue_id,
            audience=audience,
            breakout=UUID(breakout) if breakout else None,
            epoch=board["epoch"] if board else None,
            since=board["seq"] if board else None,
        )
        newcomer = self.room.board(audience, breakout)
        self.boards[who] = apply(board, json.loads(json.dumps(frame)))
        assert self.boards[who] == newcomer
        assert apply(self.boards[who], frame) == newcomer
        if audience in IN_THE_ROOM:
            self._says_nothing_private(frame)
            self._says_nothing_private(newcomer)

    def _says_nothing_private(self, frame: Frame) -> None:
        text = json.dumps(frame)
        people = Participant.objects.filter(dialogue_id=self.room.dialogue_id)
        for person in people:
            assert person.voice not in text
            assert str(person.id) not in text
        for note in Note.objects.filter(dialogue_id=self.room.dialogue_id).exclude(state="shown"):
            assert not note.text or note.text not in text
        notes = frame["put"].get("notes", {}).values()
        assert all(note.keys() == SHOWN_OF_A_NOTE for note in notes)


def assert_every_note_is_in_one_place(room: Room, said: dict[str, str]) -> None:
    """`said` maps the notes ever stored to the words that their authors gave them last."""
    board = room.board(Audience.FACILITATOR)["put"]
    notes = Note.objects.filter(dialogue_id=room.dialogue_id)
    withdrawn = {str(note.id) for note in notes if note.state == Note.State.WITHDRAWN}
    assert board["notes"].keys() | withdrawn == said.keys()
    assert not board["notes"].keys() & withdrawn
    for key, note in board["notes"].items():
        assert note["text"] == said[key]
        assert note["group"] is None or board["groups"][note["group"]]["stage"] == note["stage"]
    for key, group in board["groups"].items():
        states = [note["state"] for note in board["notes"].values() if note["group"] == key]
        assert group["notes"] == states.count("shown")


def assert_nobody_and_nothing_is_in_two_breakouts(room: Room) -> None:
    """Every breakout's board is a part of the plenary's, and these parts do not overlap."""
    plenary = room.board(Audience.FACILITATOR)["put"]
    everybody = room.dialogue.participants
    away = 0
    for breakout in plenary["dialogue"]["breakouts"]:
        board = room.board(Audience.FACILITATOR, breakout["id"])["put"]
        for key, note in board["notes"].items():
            assert note == plenary["notes"][key]
            assert note["breakout"] == breakout["id"]
            assert note["group"] is None or note["group"] in board["groups"]
        of_it = {
            key for key, note in plenary["notes"].items() if note["breakout"] == breakout["id"]
        }
        assert board["notes"].keys() == of_it
        assert breakout["participants"] == board["dialogue"]["participants"]
        assert breakout["open"] or not breakout["participants"]
        away += breakout["participants"]
    assert everybody.count() == everybody.filter(breakout=None).count() + away
    for note in plenary["notes"].values():
        group = plenary["groups"].get(note["group"])
        assert group is None or group["breakout"] in (None, note["breakout"])
