"""What was said: notes in their authors' words, groups of them, and sentences that rest on both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from reporting.format import codes
from reporting.format.model import Count, Model, require_unique
from reporting.format.text import Identifier, LanguageTag, Text, WrittenText, at_most

LONGEST_STATEMENT = 750
"""Characters as a person sees them, for one idea and for the overall summary: the limit that the
UN75 form gave."""

MOST_IDEAS = 3


class Statement(Model):
    """One sentence or short passage in the document's language, with what it rests on."""

    text: Annotated[WrittenText, AfterValidator(at_most(LONGEST_STATEMENT))]
    """The words; at most 750 characters as a person sees them."""
    rests_on: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Ids of the groups and notes of this document on which it rests."""
    drafted: bool = False
    """True where the toolkit took the words from a group's title and nobody has changed them."""

    @model_validator(mode="after")
    def _sources_are_a_set(self) -> Self:
        require_unique(self.rests_on, "source")
        return self


class CommitmentTag(Model):
    """One commitment that a group is about."""

    number: Annotated[int, Field(ge=1, le=12)]
    """The commitment of the UN75 declaration."""
    suggested: bool
    """True where the toolkit suggests it and no facilitator has confirmed it."""


class SdgTag(Model):
    """One Sustainable Development Goal that a group is about."""

    number: Annotated[int, Field(ge=1, le=17)]
    """The goal."""
    suggested: bool
    """True where the toolkit suggests it and no facilitator has confirmed it."""


class Note(Model):
    """One thing that somebody said, in their own words. Its author is not recorded."""

    id: Identifier
    """Unique in the summary and the same in every version of it."""
    text: WrittenText
    """The words."""
    language: LanguageTag
    """The language of the words."""
    actor: codes.Actor | None
    """Who is called on to act, where the note is a proposal and names somebody."""
    on_behalf: bool
    """True where somebody else entered the note for a person without a device."""
    corrects: Identifier | None = None
    """The group whose reading back this note answers: what its author missed there."""
    duplicate_of: Identifier | None = None
    """The note that this one repeats, as a facilitator said; both stand in the summary."""
    masked: bool = False
    """True where the organizer replaced personal data in the words by a mark in brackets."""


class ActorCount(Model):
    """How often a group calls on one actor."""

    code: codes.Actor
    """The actor called on."""
    notes: Annotated[int, Field(ge=1)]
    """Number of the group's notes that name this actor."""


class Group(Model):
    """Notes that say the same thing."""

    id: Identifier
    """Unique in the summary and the same in every version of it."""
    title: Text
    """What the notes say, in the facilitators' words; may be empty."""
    votes: Count
    """Number of votes on the group, those on behalf included."""
    votes_on_behalf: Count = 0
    """Of these, votes counted by a facilitator among people without a device."""
    voters: Count = 0
    """Number of participants who voted for the group."""
    voices: Count
    """Number of distinct authors of the group's notes, without those entered on behalf."""
    on_behalf: Count
    """Number of the group's notes that were entered for people without a device."""
    agreed: Count = 0
    """Number of participants who found the group right when it was read back."""
    support: codes.Support = "none"
    """How widely the group is supported, by the summary's `support_rule`."""
    commitments: tuple[CommitmentTag, ...] = ()
    """The commitments of the UN75 declaration that the group is about, by number."""
    sdgs: tuple[SdgTag, ...] = ()
    """The Sustainable Development Goals that the group is about, by number."""
    actors: tuple[ActorCount, ...]
    """The actors called on, most frequent first."""
    notes: tuple[Note, ...]
    """The notes; may be empty."""

    @model_validator(mode="after")
    def _counts_are_those_of_the_notes(self) -> Self:
        if self.on_behalf != sum(note.on_behalf for note in self.notes):
            raise ValueError(f"group {self.id}: on_behalf differs from its notes")
        named = Counter(note.actor for note in self.notes if note.actor is not None)
        if named != {actor.code: actor.notes for actor in self.actors}:
            raise ValueError(f"group {self.id}: actors differ from its notes")
        if self.voices > len(self.notes) - self.on_behalf:
            raise ValueError(f"group {self.id}: voices do not fit its notes")
        if self.votes_on_behalf + self.voters > self.votes:
            raise ValueError(f"group {self.id}: voters do not fit its votes")
        return self

    @model_validator(mode="after")
    def _tags_are_sets(self) -> Self:
        require_unique((tag.number for tag in self.commitments), "commitment")
        require_unique((tag.number for tag in self.sdgs), "goal")
        return self


class Stage(Model):
    """One step of the agenda in which people wrote notes."""

    id: Identifier
    """Unique in the summary and the same in every version of it."""
    kind: codes.StageKind
    """`now` where we are now, `want` where we want to be, `how` how we can get there."""
    title: Text
    """The step's title as people saw it."""
    prompt: Text
    """The question as people saw it; may be empty."""
    groups: tuple[Group, ...]
    """Groups in the order in which they were left on the board."""
    ungrouped: tuple[Note, ...]
    """Notes that belong to no group."""
    ideas: Annotated[tuple[Statement, ...], Field(max_length=MOST_IDEAS)] = ()
    """The stage in up to three ideas, as the UN75 form asks of each question."""

    def notes(self) -> Iterator[Note]:
        """Every note of the stage: by group first, then the ungrouped ones."""
        for group in self.groups:
            yield from group.notes
        yield from self.ungrouped


class Divergence(Model):
    """Where views differed. It says so when nothing was recorded, rather than being absent."""

    stated: bool
    """False where nobody recorded whether views differed: that is not agreement."""
    text: Text
    """The words of the facilitators or the organizer; empty exactly when not stated."""
    rests_on: tuple[Identifier, ...] = ()
    """Ids of the groups and notes that differ, where the organizer named them."""

    @model_validator(mode="after")
    def _text_only_when_stated(self) -> Self:
        if self.stated != bool(self.text.strip()):
            raise ValueError("divergence has a text exactly when it is stated")
        return self


class Quote(Model):
    """A note that its author allowed to be quoted."""

    note: Identifier
    """Id of the note."""
    text: WrittenText
    """The note's words, unchanged."""
    language: LanguageTag
    """The note's language."""
    chosen: bool = False
    """True where the organizer chose the quote to stand by itself."""
    translation: WrittenText | None = None
    """The words in the document's language, by the organizer; null where none was written."""
