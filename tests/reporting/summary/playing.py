"""A dialogue in play: the same actions that phones and boards use, by short names."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from facilitation.actions import dialogues, groups, notes, participants, stages, votes
from facilitation.actions.writing import Answer, By, Given, perform
from facilitation.models import Dialogue


@dataclass
class Played:
    """One dialogue in play. Ids are strings, as programs see them."""

    dialogue_id: uuid.UUID
    facilitator: User

    @property
    def dialogue(self) -> Dialogue:
        return Dialogue.objects.get(pk=self.dialogue_id)

    def lead(self, given: Given) -> Answer:
        return self._perform(given, By(user_id=self.facilitator.pk))

    def join(self, **profile: Any) -> uuid.UUID:
        person = uuid.UUID(self._perform(participants.Join(), By())["participant"])
        if profile:
            self.act(person, participants.SaveProfile(**profile))
        return person

    def act(self, person: uuid.UUID, given: Given) -> Answer:
        return self._perform(given, By(participant_id=person))

    def stage(self, kind: str) -> uuid.UUID:
        return self.dialogue.stages.get(kind=kind).pk

    def open(self, kind: str) -> None:
        self.lead(stages.OpenStage(stage=self.stage(kind)))

    def say(self, person: uuid.UUID, text: str, kind: str = "now", **more: Any) -> str:
        answer = self.act(person, notes.AddNote(stage=self.stage(kind), text=text, **more))
        return str(answer["note"])

    def group(self, title: str, *ids: str, kind: str = "now") -> str:
        members = tuple(uuid.UUID(note) for note in ids)
        given = groups.AddGroup(stage=self.stage(kind), title=title, notes=members)
        return str(self.lead(given)["group"])

    def vote(self, person: uuid.UUID, group: str) -> None:
        self.act(person, votes.GiveVote(group=uuid.UUID(group)))

    def close(self) -> None:
        self.lead(dialogues.CloseDialogue())

    def seal(self, **how: Any) -> None:
        self.lead(dialogues.SealDialogue(**how))

    def _perform(self, given: Given, by: By) -> Answer:
        return perform(given, dialogue_id=self.dialogue_id, op_id=uuid.uuid4(), by=by)


Begin = Callable[..., Played]
