"""A dialogue with people in it, for tests: says who does what, and waits for nothing."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import facilitation.actions  # noqa: F401 - registers every action
from facilitation.actions.dialogues import NewDialogue, PlannedStage, create_dialogue
from facilitation.actions.writing import Answer, By, Who, action_names, parse, perform
from facilitation.board import Audience, Frame, fresh_board
from facilitation.models import Dialogue, Note
from facilitation.refusals import Refusal

STAGES = ("profile", "now", "want", "how", "prioritise")

Refused = Callable[..., Refusal]
"""What the fixture `refused` gives: it performs an action in vain."""


def new_dialogue(**answers: Any) -> NewDialogue:
    """What an organizer says; `answers` replace the usual ones."""
    usual: dict[str, Any] = {
        "title": "Water in our district",
        "date": datetime.date(2026, 5, 4),
        "stages": tuple(PlannedStage(kind=kind, minutes=10) for kind in STAGES),
    }
    return NewDialogue.model_validate(usual | answers)


@dataclass
class Room:
    """One dialogue, its facilitator, and the ids of its stages by kind."""

    dialogue_id: UUID
    user_id: int
    stages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened_by(cls, user_id: int, **answers: Any) -> "Room":
        dialogue = create_dialogue(new_dialogue(**answers), dialogue_id=uuid4(), user_id=user_id)
        stages = {stage.kind: str(stage.id) for stage in dialogue.stages.all()}
        return cls(dialogue.id, user_id, stages)

    @property
    def dialogue(self) -> Dialogue:
        return Dialogue.objects.get(pk=self.dialogue_id)

    @property
    def facilitator(self) -> By:
        return By(user_id=self.user_id)

    def act(
        self, action: str, by: By | None = None, op_id: UUID | None = None, **fields: Any
    ) -> Answer:
        """Perform `action`: by the facilitator, or by whom it is said."""
        given = parse(action, fields)
        by = by or (self.facilitator if action in action_names(Who.FACILITATOR) else By())
        return perform(given, dialogue_id=self.dialogue_id, op_id=op_id or uuid4(), by=by)

    def join(self) -> By:
        return By(participant_id=UUID(self.act("join")["participant"]))

    def open(self, kind: str) -> None:
        self.act("open_stage", stage=self.stages[kind])

    def note(self, by: By, text: str = "Clean wells.", kind: str = "now", **fields: Any) -> str:
        answer = self.act("add_note", by, stage=self.stages[kind], text=text, **fields)
        return str(answer["note"])

    def late_note(self, by: By, text: str = "From the tunnel.") -> str:
        """A note for the stage `now`, which has ended; `want` is open then."""
        self.open("now")
        self.open("want")
        return self.note(by, text)

    def group(self, *notes: str, kind: str = "now", title: str = "Water") -> str:
        answer = self.act("add_group", stage=self.stages[kind], title=title, notes=notes)
        return str(answer["group"])

    def seal(self, late: str = "leave") -> None:
        self.act("close_dialogue")
        self.act("seal_dialogue", late=late)

    def breakouts(self, *names: str) -> list[str]:
        """Open breakouts; return their ids."""
        answer = self.act("open_breakouts", names=names)
        return [breakout["id"] for breakout in answer["breakouts"]]

    def board(self, audience: Audience, breakout: str | None = None) -> Frame:
        return fresh_board(
            dialogue_id=self.dialogue_id,
            audience=audience,
            breakout=UUID(breakout) if breakout else None,
        )

    def rows(self) -> list[int]:
        """How much is stored: the dialogue's place, events, operations and notes."""
        dialogue = self.dialogue
        notes = Note.objects.filter(dialogue=dialogue)
        stored = (dialogue.events, dialogue.operations, dialogue.participants, notes)
        return [dialogue.seq, *(rows.count() for rows in stored)]
