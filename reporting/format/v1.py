"""Summary format 1.0: the standard record of one dialogue.

The models are the format: their descriptions become the JSON Schema and `docs/format-v1.md`.
Whatever can be checked inside one document is checked here, so that a summary that was read
adds up: every note received is accounted for and every quote is a note that stands in it.
Fields of a published version never change their meaning; a new meaning is a new version.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reporting.format import codes
from reporting.format.text import Identifier, LanguageTag, Text, WrittenText

FORMAT = "un75-dialogue-summary"
MAJOR = 1
MINOR = 0
SCHEMA_VERSION: Literal["1.0"] = "1.0"

Count = Annotated[int, Field(ge=0)]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


def _utc_seconds(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() != dt.timedelta(0):
        raise ValueError("the time must be in UTC")
    return moment.replace(microsecond=0)


UtcTime = Annotated[dt.datetime, AfterValidator(_utc_seconds)]


def _require_unique(values: Iterable[object], what: str) -> None:
    twice = [value for value, times in Counter(values).items() if times > 1]
    if twice:
        raise ValueError(f"{what} given twice: {twice[0]}")


class Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


class Organizer(Model):
    """Who called the dialogue, as far as they allowed it to be published."""

    name: WrittenText | None
    """The name to print; null where the organizer stays anonymous, and for a person who
    organized a dialogue with people under 18."""
    type: codes.OrganizerType
    """The kind of organizer, by the IATI OrganisationType list."""
    publish: codes.Publish
    """How the organizer chose to be named."""

    @model_validator(mode="after")
    def _anonymous_has_no_name(self) -> Self:
        if self.publish == "anonymous" and self.name is not None:
            raise ValueError("an anonymous organizer must have no name")
        return self


class Place(Model):
    """Where the dialogue was held or, online, from where it was hosted."""

    country: Iso3 | None
    """ISO 3166-1 alpha-3 code of the hosting country; null where none was given."""
    region: codes.Region | None
    """One of eight world regions; null where the country is unknown or belongs to none."""
    city: Text | None
    """City or district, in the organizer's words; null where none was given."""


class Cell(Model):
    """How many participants gave one answer."""

    code: str
    """The answer."""
    count: Count | None
    """Number of participants; null exactly when suppressed."""
    suppressed: bool
    """True where the number is withheld because it could expose somebody."""

    @model_validator(mode="after")
    def _count_is_null_when_suppressed(self) -> Self:
        if self.suppressed != (self.count is None):
            raise ValueError("a count is null exactly when it is suppressed")
        return self


class AgeCell(Cell):
    """Participants of one age bracket, in years."""

    code: codes.Age
    """Age bracket, or `undisclosed`."""


class GenderCell(Cell):
    """Participants of one gender."""

    code: codes.Gender
    """Gender as given, or `undisclosed`."""


class OccupationCell(Cell):
    """Participants with one kind of occupation."""

    code: codes.Occupation
    """A major group of ISCO-08, one of four lives outside it, `other` or `undisclosed`."""


class EducationCell(Cell):
    """Participants with one level of education."""

    code: codes.Education
    """Highest level completed, or `undisclosed`."""


class NationalityCell(Cell):
    """Participants of one nationality."""

    code: Annotated[str, Field(pattern=r"^([A-Z]{3}|other|undisclosed)$")]
    """ISO 3166-1 alpha-3; `other` gathers the nationalities too rare to be named, with those
    not given where they are too few to be shown alone; `undisclosed` those not given."""


class BelongingCell(Cell):
    """Participants who said that they belong to one group of people. One participant may
    belong to several groups, so these counts have no common total."""

    code: codes.Belonging
    """The group of people."""


class SuppressionRule(Model):
    """When a count of people is withheld."""

    threshold: Annotated[int, Field(ge=2)]
    """Counts of answers below this number are withheld."""
    groups_threshold: Annotated[int, Field(ge=2)]
    """The same for the groups that people belong to."""
    complementary: bool
    """True where further counts are withheld so that no withheld one can be worked out."""
    withheld: bool
    """True where no breakdown is given at all, because people can still join."""


class Participation(Model):
    """Who took part: counts only, never one person's answers."""

    participants: Count
    """Number of people who took part, each counted once."""
    rule: SuppressionRule
    """The rule by which counts were withheld."""
    age: tuple[AgeCell, ...]
    """Counts by age."""
    gender: tuple[GenderCell, ...]
    """Counts by gender."""
    occupation: tuple[OccupationCell, ...]
    """Counts by occupation."""
    education: tuple[EducationCell, ...]
    """Counts by education."""
    nationality: tuple[NationalityCell, ...]
    """Counts by nationality."""
    groups: tuple[BelongingCell, ...]
    """Counts by the groups that people said they belong to."""

    @model_validator(mode="after")
    def _cells_fit_the_total(self) -> Self:
        for name in ("age", "gender", "occupation", "education", "nationality", "groups"):
            cells: tuple[Cell, ...] = getattr(self, name)
            _require_unique((cell.code for cell in cells), f"{name} code")
            if any(cell.count is not None and cell.count > self.participants for cell in cells):
                raise ValueError(f"a count in {name} exceeds the number of participants")
            if name != "groups" and self._disagrees(cells):
                raise ValueError(f"the counts in {name} do not add up to the participants")
        return self

    def _disagrees(self, cells: tuple[Cell, ...]) -> bool:
        shown = sum(cell.count or 0 for cell in cells)
        if not cells or any(cell.suppressed for cell in cells):
            return shown > self.participants
        return shown != self.participants


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
    """Number of votes that participants gave to the group."""
    voices: Count
    """Number of distinct authors of the group's notes, without those entered on behalf."""
    on_behalf: Count
    """Number of the group's notes that were entered for people without a device."""
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
    """The facilitators' words; empty exactly when not stated."""

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


class Account(Model):
    """What became of everything that was received. It must add up.

    received = in_summary + hidden + withdrawn + not_admitted + lost, and
    in_summary = grouped + ungrouped = the notes that stand in this document.
    """

    received: Count
    """Notes that the dialogue accepted and confirmed to their authors."""
    in_summary: Count
    """Notes printed in this document."""
    grouped: Count
    """Of these, notes in a group."""
    ungrouped: Count
    """Of these, notes in no group."""
    hidden: Count
    """Notes that facilitators hid."""
    withdrawn: Count
    """Notes that their authors took back."""
    not_admitted: Count
    """Notes that came late and that facilitators did not admit."""
    groups: Count
    """Groups in this document, empty ones included."""
    votes: Count
    """Votes on the groups in this document."""
    participants: Count
    """People who took part."""
    lost: Count
    """Notes received and not found again. Anything but 0 is a defect to be reported."""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        known = self.in_summary + self.hidden + self.withdrawn + self.not_admitted + self.lost
        if self.received != known:
            raise ValueError(f"account: {self.received} notes received, {known} accounted for")
        if self.in_summary != self.grouped + self.ungrouped:
            raise ValueError("account: in_summary is not grouped + ungrouped")
        return self


class SummaryV1(Model):
    """The standard record of one dialogue, UN75-style; independent of the United Nations."""

    format: Literal["un75-dialogue-summary"]
    """The name of the format."""
    schema_version: Annotated[str, Field(pattern=r"^1\.(0|[1-9][0-9]*)$")]
    """Version of the format, major.minor; 1.0 here."""
    dialogue_id: UUID
    """The dialogue. Summaries of the same dialogue carry the same id."""
    version: Annotated[int, Field(ge=1)]
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
    """The day on which the dialogue was held, where it was held."""
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
    """True where people under 18 were invited; stricter rules then protect them."""
    participation: Participation
    """Who took part, in counts."""
    stages: tuple[Stage, ...]
    """What was said, in the order of the agenda."""
    divergence: Divergence
    """Where views differed."""
    quotes: tuple[Quote, ...]
    """Notes whose authors allowed them to be quoted."""
    account: Account
    """What became of everything received."""
    content_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of this document in canonical JSON without this field, in hexadecimal."""

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
    def _minors_are_protected(self) -> Self:
        named_person = self.organizer.publish == "person" and self.organizer.name is not None
        if self.under_18 and named_person:
            raise ValueError("a person is not named where people under 18 took part")
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
        _require_unique((stage.id for stage in self.stages), "stage id")
        groups = (group.id for stage in self.stages for group in stage.groups)
        _require_unique(groups, "group id")
        _require_unique((note.id for note in self.notes()), "note id")
        return self

    @model_validator(mode="after")
    def _quotes_are_notes(self) -> Self:
        _require_unique((quote.note for quote in self.quotes), "quote")
        notes = {note.id: note for note in self.notes()}
        for quote in self.quotes:
            note = notes.get(quote.note)
            if note is None or (note.text, note.language) != (quote.text, quote.language):
                raise ValueError(f"quote {quote.note} is not a note of this summary")
        return self

    @model_validator(mode="after")
    def _account_is_of_this_document(self) -> Self:
        groups = [group for stage in self.stages for group in stage.groups]
        present = {
            "grouped": sum(len(group.notes) for group in groups),
            "ungrouped": sum(len(stage.ungrouped) for stage in self.stages),
            "groups": len(groups),
            "votes": sum(group.votes for group in groups),
            "participants": self.participation.participants,
        }
        for name, number in present.items():
            stated: int = getattr(self.account, name)
            if stated != number:
                raise ValueError(f"account: {name} says {stated}, the document has {number}")
        return self
