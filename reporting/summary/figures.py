"""Figures that are tables: rows of a label, a number and a bar as long as its share.

One markup serves page, PDF and screen reader. Style attributes are not allowed in our pages, so
the length of every bar is a class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from facilitation.vocabulary import people
from facilitation.vocabulary.places import country_name
from reporting.format.v1 import Cell, SummaryV1
from reporting.summary.languages import cldr_language, listed

BAR_STEP = 2
"""Bars are drawn in steps of this many percent."""


@dataclass(frozen=True)
class Row:
    """One line of a table: a label, a number, and the length of its bar as a class."""

    label: str
    count: int
    bar: str


@dataclass(frozen=True)
class Table:
    """The shown counts of one question, and the names of the answers whose count is withheld."""

    caption: str
    rows: list[Row]
    withheld: list[str]

    @property
    def names_withheld(self) -> str:
        """The withheld answers in one line."""
        return listed(self.withheld)


def bar_class(count: int, largest: int) -> str:
    """The class of a bar that is as long as `count` is to `largest`; never invisible above 0."""
    if count <= 0 or largest <= 0:
        return "bar-0"
    steps = max(1, round(100 * count / largest / BAR_STEP))
    return f"bar-{steps * BAR_STEP}"


def bar_rules() -> str:
    """The style rules of all bar classes."""
    return "".join(f".bar-{n} {{ inline-size: {n}%; }}\n" for n in range(0, 101, BAR_STEP))


def tables_of_people(summary: SummaryV1) -> list[Table]:
    """The counts of every question, in the language active now."""
    counts = summary.participation
    silent = {people.UNDISCLOSED: _("Not said")}
    nationalities = {
        cell.code: country_name(cell.code, cldr_language()) for cell in counts.nationality
    }
    other = {"other": _("Other nationalities"), **silent}
    questions: list[tuple[str, Sequence[Cell], Mapping[str, Any]]] = [
        (_("Age"), counts.age, {**people.AGES, **silent}),
        (_("Gender"), counts.gender, {**people.GENDERS, **silent}),
        (_("Occupation"), counts.occupation, {**people.OCCUPATIONS, **silent}),
        (_("Education"), counts.education, {**people.EDUCATION, **silent}),
        (_("Nationality"), _by_count(counts.nationality), {**nationalities, **other}),
        (_("Groups that people belong to"), counts.groups, people.GROUPS),
    ]
    return [
        _table(caption, cells, labels, counts.participants) for caption, cells, labels in questions
    ]


def _by_count(cells: Sequence[Cell]) -> list[Cell]:
    return sorted(cells, key=lambda cell: -(cell.count or 0))


def _table(
    caption: str, cells: Sequence[Cell], labels: Mapping[str, Any], participants: int
) -> Table:
    rows = [
        Row(str(labels[cell.code]), cell.count, bar_class(cell.count, participants))
        for cell in cells
        if cell.count is not None
    ]
    withheld = [str(labels[cell.code]) for cell in cells if cell.count is None]
    return Table(caption, [row for row in rows if row.count or len(rows) <= 8], withheld)
