"""The first page of the document: what a minister reads in a minute, and one figure.

Findings are not written but picked, by a rule that is printed beside them: the groups with the
most votes, or where nobody voted with the most voices, of any stage.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from facilitation.vocabulary.actors import ACTORS
from reporting.format.v1 import SummaryV1
from reporting.summary.presentation import (
    Row,
    Shown,
    ShownGroup,
    ShownNote,
    ShownQuote,
    ShownStage,
    Table,
    bar_class,
)
from reporting.summary.record import Numbers, Sources, agenda

FINDINGS = 3
FACTS = 5
"""Facts beside each other under the title; all of them stand with the method."""

FIGURE_ACTORS = 5
"""Actors in the figure; the rest are named under it."""


@dataclass(frozen=True)
class Finding:
    """One group that weighs most, with its stage, and with a note that may be quoted."""

    rank: int
    group: ShownGroup
    stage: ShownStage
    quote: ShownNote | None


@dataclass(frozen=True)
class Front:
    """What the first page holds besides title, facts and counts."""

    facts: list[tuple[str, str]]
    findings: list[Finding]
    figure: Table | None
    """Who is called on to act; who took part where nobody is named; None without counts."""
    is_of_actors: bool
    further_actors: list[str]
    quotes: list[ShownQuote]
    """Those that do not stand beside their group already."""
    pairs: list[list[Table]]
    """The tables of people, two beside each other."""
    agenda: list[tuple[str, str, str]]
    divergence_sources: Sources


def front(summary: SummaryV1, shown: Shown) -> Front:
    """Return the first page of a summary, in the language active now."""
    named = _actors(summary)
    table = _table_of_actors(named)
    day = (_("Date"), date_format(summary.date, "DATE_FORMAT"))
    return Front(
        facts=[day, *shown.facts][:FACTS],
        findings=_findings(shown),
        figure=table or next(iter(shown.first_tables), None),
        is_of_actors=table is not None,
        further_actors=[str(ACTORS[code]) for code, _notes in named[FIGURE_ACTORS:]],
        quotes=[quote for quote in shown.quotes if quote.number not in _quoted(shown)],
        pairs=[shown.tables[at : at + 2] for at in range(0, len(shown.tables), 2)],
        agenda=agenda(summary.method),
        divergence_sources=Numbers(summary).sources(summary.divergence.rests_on),
    )


def _findings(shown: Shown) -> list[Finding]:
    ranked = [(group, stage) for stage in shown.stages for group in stage.ranked]

    def weight(pair: tuple[ShownGroup, ShownStage]) -> tuple[int, int, int]:
        group = pair[0].group
        return group.votes if shown.by_votes else group.voices, group.voices, len(group.notes)

    heaviest = sorted(ranked, key=weight, reverse=True)[:FINDINGS]
    return [
        Finding(rank, group, stage, next(iter(group.quotes), None))
        for rank, (group, stage) in enumerate(heaviest, start=1)
    ]


def _quoted(shown: Shown) -> set[int]:
    groups = (group for stage in shown.stages for group in stage.top)
    return {note.number for group in groups for note in group.quotes}


def _actors(summary: SummaryV1) -> list[tuple[str, int]]:
    notes: Counter[str] = Counter(note.actor for note in summary.notes() if note.actor)
    return notes.most_common()


def _table_of_actors(named: list[tuple[str, int]]) -> Table | None:
    if not named:
        return None
    largest = named[0][1]
    rows = [
        Row(str(ACTORS[code]), notes, bar_class(notes, largest))
        for code, notes in named[:FIGURE_ACTORS]
    ]
    return Table(_("Who is called on to act"), rows, [])
