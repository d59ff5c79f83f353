"""What was said, from the tables of a dialogue to the stages of its summary.

Every note stands here once, in its own words but for the marks that the organizer put in place of
personal data; every number is counted, and only the words beside it can be edited.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from facilitation.models import Dialogue
from facilitation.models import Group as StoredGroup
from facilitation.models import Note as StoredNote
from facilitation.models import Stage as StoredStage
from facilitation.tallies import GroupTally
from facilitation.text import clean
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS, WRITING_KINDS
from reporting.format.content import MOST_IDEAS
from reporting.format.text import length
from reporting.format.v1 import (
    LONGEST_STATEMENT,
    ActorCount,
    CommitmentTag,
    Group,
    Note,
    SdgTag,
    Stage,
    Statement,
)
from reporting.summary.edited import statements
from reporting.summary.masking import masked
from reporting.summary.passages import Sentences, Tags, Words
from reporting.summary.printed import AGENDA, ideas_of
from reporting.summary.topics import Suggestion, topics_of

_UNKNOWN_LANGUAGE = "und"


class Content:
    """The stages of one dialogue. A class because everything in it looks up the same rows."""

    def __init__(
        self,
        dialogue: Dialogue,
        notes: Sequence[StoredNote],
        tallies: dict[str, GroupTally],
        words: Words,
    ) -> None:
        self._dialogue = dialogue
        self._tallies = tallies
        self._words = words
        self._shown = {note.id: note for note in notes if note.state == StoredNote.State.SHOWN}
        self._groups = list(dialogue.groups.filter(merged_into=None).order_by("place", "id"))
        self._in_group: defaultdict[UUID | None, list[Note]] = defaultdict(list)
        self._in_none: defaultdict[UUID, list[Note]] = defaultdict(list)
        for note in self._shown.values():
            place = self._in_group[note.group_id] if note.group_id else self._in_none[note.stage_id]
            place.append(self._note(note))

    def stages(self) -> tuple[Stage, ...]:
        """The stages for writing, whether or not anybody wrote in them."""
        groups: defaultdict[UUID, list[Group]] = defaultdict(list)
        for group in self._groups:
            groups[group.stage_id].append(self._group(group))
        return tuple(
            self._stage(stage, groups[stage.id], self._in_none[stage.id])
            for stage in self._dialogue.stages.order_by("position")
            if stage.kind in WRITING_KINDS or groups[stage.id] or self._in_none[stage.id]
        )

    def _stage(self, stage: StoredStage, groups: list[Group], ungrouped: list[Note]) -> Stage:
        # An empty title or prompt stands for the usual one, which people saw.
        title = stage.title or str(STAGE_KINDS[stage.kind])
        prompt = stage.prompt or str(PROMPTS.get(stage.kind, ""))
        return Stage.model_validate(
            {
                "id": str(stage.id),
                "kind": stage.kind,
                "title": masked(clean(title), key=AGENDA, words=self._words),
                "prompt": masked(clean(prompt), key=AGENDA, words=self._words),
                "groups": tuple(groups),
                "ungrouped": tuple(ungrouped),
                "ideas": self._ideas(stage, groups, ungrouped),
            }
        )

    def _ideas(
        self, stage: StoredStage, groups: list[Group], ungrouped: list[Note]
    ) -> tuple[Statement, ...]:
        """The organizer's ideas; before they wrote any, the titles of the heaviest groups."""
        key = ideas_of(str(stage.id))
        written = self._words.get(key, Sentences)
        if written is not None:
            notes = [note for group in groups for note in group.notes] + ungrouped
            ids = {group.id for group in groups} | {note.id for note in notes}
            return statements(written.sentences, ids, key=key, words=self._words)[:MOST_IDEAS]
        return tuple(
            Statement(text=group.title, rests_on=(group.id,), drafted=True)
            for group in sorted(groups, key=weight, reverse=True)
            if group.notes and group.title and length(group.title) <= LONGEST_STATEMENT
        )[:MOST_IDEAS]

    def _group(self, group: StoredGroup) -> Group:
        key, tally = str(group.id), self._tallies[str(group.id)]
        notes = self._in_group[group.id]
        named = Counter(note.actor for note in notes if note.actor is not None)
        by_frequency = sorted(named.items(), key=lambda item: (-item[1], item[0]))
        made = Group(
            id=key,
            title=masked(clean(group.title), key=key, words=self._words),
            votes=tally.votes,
            votes_on_behalf=tally.proxy_votes,
            voters=tally.voters,
            voices=tally.voices,
            on_behalf=tally.on_behalf,
            agreed=tally.agreed,
            actors=tuple(ActorCount(code=code, notes=count) for code, count in by_frequency),
            notes=tuple(notes),
        )
        commitments, sdgs = self._tags(made)
        return made.model_copy(update={"commitments": commitments, "sdgs": sdgs})

    def _tags(self, group: Group) -> tuple[tuple[CommitmentTag, ...], tuple[SdgTag, ...]]:
        """What the facilitators said the group is about; else, marked as suggestions, what its
        words name, and the dialogue's only commitment and only goal."""
        said = self._words.get(f"tags:{group.id}", Tags)
        if said is not None and (said.none or said.commitments or said.sdgs):
            commitments, sdgs, suggested = set(said.commitments), set(said.sdgs), False
        elif group.notes:
            named = topics_of(group, language=self._dialogue.language)
            commitments = _only(self._dialogue.commitments) | _numbers(named["commitments"])
            sdgs = _only(self._dialogue.sdgs) | _numbers(named["sdgs"])
            suggested = True
        else:
            return (), ()
        return (
            tuple(CommitmentTag(number=n, suggested=suggested) for n in sorted(commitments)),
            tuple(SdgTag(number=n, suggested=suggested) for n in sorted(sdgs)),
        )

    def _note(self, note: StoredNote) -> Note:
        text = masked(note.text, key=str(note.id), words=self._words)
        repeats = note.duplicate_of_id if note.duplicate_of_id in self._shown else None
        # A group that was merged is read under the group that took it in.
        corrects = note.corrects and (note.corrects.merged_into_id or note.corrects.id)
        return Note.model_validate(
            {
                "id": str(note.id),
                "text": text,
                "language": note.language or _UNKNOWN_LANGUAGE,
                "actor": note.actor or None,
                "on_behalf": note.on_behalf,
                "corrects": str(corrects) if corrects else None,
                "duplicate_of": str(repeats) if repeats else None,
                "masked": text != note.text,
            }
        )


def weight(group: Group) -> tuple[int, int, int]:
    """What orders groups by how much they matter: votes, then voices, then notes."""
    return group.votes, group.voices, len(group.notes)


def _numbers(suggested: Sequence[Suggestion]) -> set[int]:
    return {suggestion.number for suggestion in suggested}


def _only(numbers: Sequence[int]) -> set[int]:
    return set(numbers) if len(numbers) == 1 else set()
