"""Summary format 1.0: the standard record of one dialogue.

The models are the format: their descriptions become the JSON Schema and `docs/format-v1.md`.
Whatever can be checked inside one document is checked here, so that a summary that was read
adds up: every note received is accounted for and every quote is a note that stands in it.
Fields of a published version never change their meaning; a new meaning is a new version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from reporting.format import codes
from reporting.format.content import (
    LONGEST_STATEMENT,
    ActorCount,
    CommitmentTag,
    Divergence,
    Group,
    Note,
    Quote,
    SdgTag,
    Stage,
    Statement,
)
from reporting.format.model import Model, UtcTime, require_unique
from reporting.format.people import (
    AgeCell,
    BelongingCell,
    Cell,
    EducationCell,
    GenderCell,
    Mostly,
    NationalityCell,
    OccupationCell,
    Participation,
    SuppressionRule,
)
from reporting.format.record import (
    Account,
    FinalSay,
    GroupSay,
    Method,
    Objection,
    Organizer,
    Place,
    Step,
    VersionEntry,
    VersionNumber,
)
from reporting.format.support import SupportRule, support_of
from reporting.format.text import LanguageTag, WrittenText, at_most

__all__ = [
    "LONGEST_STATEMENT",
    "Account",
    "ActorCount",
    "AgeCell",
    "BelongingCell",
    "Cell",
    "CommitmentTag",
    "Divergence",
    "EducationCell",
    "FinalSay",
    "GenderCell",
    "Group",
    "GroupSay",
    "Method",
    "Model",
    "Mostly",
    "NationalityCell",
    "Note",
    "Objection",
    "OccupationCell",
    "Organizer",
    "Participation",
    "Place",
    "Quote",
    "SdgTag",
    "Stage",
    "Statement",
    "Step",
    "SummaryV1",
    "SupportRule",
    "SuppressionRule",
    "VersionEntry",
]

FORMAT = "un75-dialogue-summary"
MAJOR = 1
MINOR = 0
SCHEMA_VERSION: Literal["1.0"] = "1.0"


class SummaryV1(Model):
    """The standard record of one dialogue, UN75-style; independent of the United Nations."""

    format: Literal["un75-dialogue-summary"]
    """The name of the format."""
    schema_version: Annotated[str, Field(pattern=r"^1\.(0|[1-9][0-9]*)$")]
    """Version of the format, major.minor; 1.0 here."""
    dialogue_id: UUID
    """The dialogue. Summaries of the same dialogue carry the same id."""
    version: VersionNumber
    """Version of this dialogue's summary; a higher one replaces the lower ones."""
    status: codes.Status
    """`draft` while the dialogue can still change, `final` once it is sealed."""
    sealed_at: UtcTime | None
    """When the dialogue was sealed, UTC, whole seconds; null in a draft."""
    generated_at: UtcTime
    """When this document was compiled, UTC, whole seconds."""
    title: WrittenText
    """The dialogue's title."""
    language: LanguageTag
    """The language in which the dialogue was led, and of the printed document."""
    languages: tuple[LanguageTag, ...]
    """The languages of the notes in this document, sorted."""
    date: dt.date
    """The day on which the dialogue was held, where it was held; of several the first."""
    last_date: dt.date | None = None
    """The last day of a dialogue that took several; null where it took one."""
    mode: codes.Mode
    """How people met."""
    organizer: Organizer
    """Who called the dialogue."""
    place: Place
    """Where it was held."""
    commitments: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    """The commitments of the UN75 declaration discussed, by number, sorted."""
    sdgs: tuple[Annotated[int, Field(ge=1, le=17)], ...]
    """The Sustainable Development Goals discussed, by number, sorted."""
    under_18: bool
    """True where people under 18 were invited, or somebody's own answer says that they are;
    stricter rules then protect them."""
    participation: Participation
    """Who took part, in counts."""
    stages: tuple[Stage, ...]
    """What was said, in the order of the agenda."""
    support_rule: SupportRule = SupportRule()
    """By which rule `support` is said of the groups."""
    overall: tuple[Statement, ...] = ()
    """The whole dialogue in sentences of the organizer's, together at most 750 characters as a
    person sees them; empty where the organizer wrote none."""
    divergence: Divergence
    """Where views differed."""
    quotes: tuple[Quote, ...]
    """Notes whose authors allowed them to be quoted."""
    method: Method = Method()
    """How the dialogue was held."""
    final_say: FinalSay | None = None
    """What participants answered after the dialogue; null where they were not asked."""
    versions: tuple[VersionEntry, ...] = ()
    """This version and those before it, with their reasons; empty in a draft."""
    account: Account
    """What became of everything received."""
    content_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of this document in canonical JSON without this field, in hexadecimal."""

    def groups(self) -> Iterator[Group]:
        """Every group in the document, in printing order."""
        for stage in self.stages:
            yield from stage.groups

    def notes(self) -> Iterator[Note]:
        """Every note in the document, in printing order."""
        for stage in self.stages:
            yield from stage.notes()

    @model_validator(mode="after")
    def _sealed_when_final(self) -> Self:
        if (self.status == "final") != (self.sealed_at is not None):
            raise ValueError("a summary has a time of sealing exactly when it is final")
        return self

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.last_date is not None and self.last_date <= self.date:
            raise ValueError("the last day comes after the first")
        return self

    @model_validator(mode="after")
    def _minors_are_protected(self) -> Self:
        under_18 = self.under_18 or self.participation.shows_under_18()
        named_person = self.organizer.publish == "person" and self.organizer.name is not None
        if under_18 and named_person:
            raise ValueError("a person is not named where people under 18 took part")
        unnamed = under_18 or self.organizer.publish == "anonymous"
        if unnamed and any(entry.signed_by is not None for entry in self.versions):
            raise ValueError("nobody is named as signing where no person may be named")
        return self

    @model_validator(mode="after")
    def _lists_are_sets(self) -> Self:
        for name in ("languages", "commitments", "sdgs"):
            values: tuple[Any, ...] = getattr(self, name)
            if list(values) != sorted(set(values)):
                raise ValueError(f"{name} must be sorted and name nothing twice")
        if set(self.languages) != {note.language for note in self.notes()}:
            raise ValueError("languages differ from those of the notes")
        return self

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        require_unique((stage.id for stage in self.stages), "stage id")
        require_unique((group.id for group in self.groups()), "group id")
        require_unique((note.id for note in self.notes()), "note id")
        return self

    @model_validator(mode="after")
    def _references_lead_somewhere(self) -> Self:
        groups = {group.id for group in self.groups()}
        notes = {note.id for note in self.notes()}
        for source in self._sources():
            if source not in groups and source not in notes:
                raise ValueError(f"a sentence rests on {source}, which is not here")
        for note in self.notes():
            if note.corrects is not None and note.corrects not in groups:
                raise ValueError(f"note {note.id} corrects a group that is not here")
            if note.duplicate_of is not None and (
                note.duplicate_of not in notes or note.duplicate_of == note.id
            ):
                raise ValueError(f"note {note.id} repeats a note that is not here")
        for say in self.final_say.groups if self.final_say else ():
            if say.group not in groups:
                raise ValueError(f"an answer is on group {say.group}, which is not here")
        return self

    def _sources(self) -> Iterator[str]:
        statements = [*self.overall, *(idea for stage in self.stages for idea in stage.ideas)]
        for statement in statements:
            yield from statement.rests_on
        yield from self.divergence.rests_on

    @model_validator(mode="after")
    def _overall_is_short(self) -> Self:
        at_most(LONGEST_STATEMENT)(" ".join(statement.text for statement in self.overall))
        return self

    @model_validator(mode="after")
    def _support_follows_the_rule(self) -> Self:
        for group in self.groups():
            people = self.participation.participants
            if max(group.voters, group.agreed) > people:
                raise ValueError(f"group {group.id}: more people than took part")
            follows = support_of(group, participants=people, rule=self.support_rule)
            if group.support != follows:
                raise ValueError(f"group {group.id}: support is {follows} by the rule")
        return self

    @model_validator(mode="after")
    def _history_leads_here(self) -> Self:
        numbers = [entry.version for entry in self.versions]
        if numbers != sorted(set(numbers)):
            raise ValueError("versions must be in order")
        if numbers[-1:] != ([self.version] if self.status == "final" else []):
            raise ValueError("the last of the versions must be this one, and a draft has none")
        return self

    @model_validator(mode="after")
    def _quotes_are_notes(self) -> Self:
        require_unique((quote.note for quote in self.quotes), "quote")
        notes = {note.id: note for note in self.notes()}
        for quote in self.quotes:
            note = notes.get(quote.note)
            if note is None or (note.text, note.language) != (quote.text, quote.language):
                raise ValueError(f"quote {quote.note} is not a note of this summary")
        return self

    @model_validator(mode="after")
    def _account_is_of_this_document(self) -> Self:
        for name, number in counted(self.stages, self.participation).items():
            stated: int = getattr(self.account, name)
            if stated != number:
                raise ValueError(f"account: {name} says {stated}, the document has {number}")
        return self


def counted(stages: Iterable[Stage], people: Participation) -> dict[str, int]:
    """The numbers of the account that can be counted in the document itself."""
    stages = tuple(stages)
    groups = [group for stage in stages for group in stage.groups]
    notes = [note for stage in stages for note in stage.notes()]
    return {
        "grouped": sum(len(group.notes) for group in groups),
        "ungrouped": sum(len(stage.ungrouped) for stage in stages),
        "on_behalf": sum(note.on_behalf for note in notes),
        "corrections": sum(note.corrects is not None for note in notes),
        "duplicates": sum(note.duplicate_of is not None for note in notes),
        "masked": sum(note.masked for note in notes),
        "groups": len(groups),
        "votes": sum(group.votes for group in groups),
        "participants": people.participants,
    }
