"""The words of a summary that an organizer may edit, passage by passage; never a count.

A passage has a name (`overall`, `ideas:<stage>`, `quote:<note>`…) and a typed value. What is saved
may still be unfinished: only what fits the format goes into a summary, and signing off says what
is missing. Nothing here can make compiling fail, for compiling happens inside the seal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from facilitation.text import clean
from reporting.format import codes
from reporting.summary.personal import Kind

MOST_SENTENCES = 8
"""Sentences offered for the whole; together they must keep to the format's limit."""

LONGEST_TYPED = 10_000
"""Characters kept of what is typed into one field, so that text over a limit is not lost."""

Typed = Annotated[str, AfterValidator(clean), Field(max_length=LONGEST_TYPED)]
Ids = tuple[Annotated[str, Field(max_length=100)], ...]
SmallNumber = Annotated[int, Field(ge=0, le=100_000)]


class Value(BaseModel):
    """What is stored of one passage."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Sentence(Value):
    """A sentence with the ids of the groups and notes it rests on."""

    text: Typed = ""
    rests_on: Ids = ()


class Sentences(Value):
    """Several sentences, in order."""

    sentences: Annotated[tuple[Sentence, ...], Field(max_length=MOST_SENTENCES)] = ()


class QuoteWords(Value):
    """Whether a quote stands by itself, and its words in the document's language."""

    chosen: bool = False
    translation: Typed = ""


class Tags(Value):
    """What a group is about, as the facilitators say; `none` says that nothing suggested fits."""

    none: bool = False
    commitments: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    sdgs: tuple[Annotated[int, Field(ge=1, le=17)], ...] = ()


class OrganizerWords(Value):
    """How the organizer is to be named."""

    name: Annotated[str, AfterValidator(clean), Field(max_length=200)] = ""
    publish: codes.Publish = "organization"


class MethodWords(Value):
    """What only the organizer knows of the method."""

    last_day: dt.date | None = None
    """Of a dialogue that took several."""
    note_takers: SmallNumber | None = None
    breakouts: SmallNumber | None = None
    recorded: codes.Stated = "not-stated"
    safeguarding: codes.Stated = "not-stated"
    consent: codes.Stated = "not-stated"
    about: Typed = ""
    occupation_words: Annotated[str, AfterValidator(clean), Field(max_length=100)] = ""


class Piece(Value):
    """A piece of somebody's words, and what it is."""

    kind: Kind = "name"
    text: Annotated[str, AfterValidator(clean), Field(min_length=1, max_length=LONGEST_TYPED)]
    """Cleaned, because a browser sends the line break within a piece as two characters."""


class Masks(Value):
    """What was decided on the findings in one note, title or objection."""

    masked: tuple[Piece, ...] = ()
    kept: tuple[Piece, ...] = ()


class Names(Value):
    """Names to mask wherever they stand, one to a line."""

    text: Typed = ""

    def pieces(self) -> tuple[Piece, ...]:
        """The names, the longest first, so that a name within another is not cut out of it."""
        lines = {line.strip()[:500] for line in self.text.splitlines() if line.strip()}
        return tuple(
            Piece(text=line) for line in sorted(lines, key=lambda line: (-len(line), line))
        )


KINDS: dict[str, type[Value]] = {
    "overall": Sentences,
    "ideas": Sentences,
    "divergence": Sentence,
    "quote": QuoteWords,
    "tags": Tags,
    "organizer": OrganizerWords,
    "method": MethodWords,
    "mask": Masks,
    "names": Names,
}
"""Kind of passage to the kind of its value. What follows a colon names a stage, group or note."""

V = TypeVar("V", bound=Value)


def kind_of(passage: str) -> type[Value] | None:
    """The kind of a passage's value; None where there is no such passage."""
    return KINDS.get(passage.partition(":")[0])


def read(passage: str, value: Any) -> Value | None:
    """A stored or sent value, typed; None where it is not one of that passage."""
    kind = kind_of(passage)
    try:
        return kind.model_validate(value) if kind else None
    except ValidationError:
        return None


@dataclass(frozen=True)
class Words:
    """All edited passages of one dialogue, with the number of each passage's last edit."""

    values: Mapping[str, Value] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    def get(self, passage: str, kind: type[V]) -> V | None:
        """The value of a passage, None where nobody has edited it."""
        value = self.values.get(passage)
        return value if isinstance(value, kind) else None

    def every(self, kind: type[V]) -> list[V]:
        """The values of all passages of a kind."""
        return [value for value in self.values.values() if isinstance(value, kind)]

    def unmasked(self) -> Words:
        """The same without any mask: what is looked at to decide on masks."""
        kept = {name: v for name, v in self.values.items() if not isinstance(v, Masks | Names)}
        return Words(kept, self.numbers)

    def number(self, passage: str) -> int:
        """The number of the last edit; 0 before any."""
        return self.numbers.get(passage, 0)
