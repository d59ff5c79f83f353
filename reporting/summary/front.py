"""The first page of the document: what a minister reads in a minute, and one figure.

Findings are not written but picked, by a rule that is printed beside them: the groups with the
most votes, or where nobody voted with the most voices, of any stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from facilitation.vocabulary.actors import ACTORS
from reporting.format.v1 import SummaryV1
from reporting.summary.figures import Row, Table, bar_class
from reporting.summary.fitting import FIRST_PAGE, POSTER, shorter
from reporting.summary.languages import listed
from reporting.summary.presentation import (
    RUNNING_TITLE,
    Shown,
    ShownGroup,
    ShownNote,
    ShownQuote,
    ShownStage,
)
from reporting.summary.record import NOT_RECORDED, Numbers, Sources, agenda

FINDINGS = 3
FACTS = 5
"""Facts beside each other under the title; all of them stand with the method."""

FIGURE_ACTORS = 5
"""Actors in the figure; the rest are named under it."""

FEWEST_ACTORS = 3
"""The same on a page that its words fill."""

DIVERGENCE = 200
"""Cells of where views differed, in a message and on the poster."""

FACT, STAGE, TITLE, LINE = 60, 32, 150, 260
"""Cells on the first page of a fact and of the title of a stage, which stand in full further on;
and, on a page that is still too full at its smallest sizes, of a finding and of who spoke."""


@dataclass(frozen=True)
class Finding:
    """One group that weighs most, with its stage, and with a note that may be quoted."""

    rank: int
    group: ShownGroup
    title: str
    stage: ShownStage
    where: str
    """The title of its stage, shortened."""
    quote: ShownNote | None


@dataclass(frozen=True)
class Front:
    """What the first page holds besides title, facts and counts."""

    fit: int
    """Which sizes of `FIRST_PAGE` it has."""
    running_title: str
    """The title at the head of the further pages, shortened."""
    poster_fit: int
    """Which sizes of `POSTER` the poster of the same words has."""
    attribution: str
    facts: list[tuple[str, str]]
    """Empty on a page that is too full; they all stand with the method."""
    findings: list[Finding]
    figure: Table | None
    """Who is called on to act; who took part where nobody is named; None without counts."""
    is_of_actors: bool
    further_actors: str
    quotes: list[ShownQuote]
    """Those that do not stand beside their group already, and those with a translation, which
    does not."""
    pairs: list[list[Table]]
    """The tables of people, two beside each other."""
    agenda: list[tuple[str, str, str]]
    overall_sources: Sources
    divergence_sources: Sources
    divergence: str
    """Where views differed, shortened, or that nobody recorded it."""


def front(summary: SummaryV1, shown: Shown) -> Front:
    """Return the first page of a summary, in the language active now."""
    findings = _findings(shown)
    fit = FIRST_PAGE.fit(_words(summary, shown, findings))
    is_too_full = fit == FIRST_PAGE.smallest
    named = _actors(summary)
    actors = FEWEST_ACTORS if fit else FIGURE_ACTORS
    table = _table_of_actors(named[:actors])
    return Front(
        fit=fit,
        running_title=shorter(summary.title, RUNNING_TITLE),
        poster_fit=POSTER.fit(_words(summary, shown, findings, is_poster=True)),
        attribution=shorter(shown.attribution, LINE) if is_too_full else shown.attribution,
        facts=[] if is_too_full else _facts(shown),
        findings=[_shortened(finding) for finding in findings] if is_too_full else findings,
        figure=table or next(iter(shown.first_tables), None),
        is_of_actors=table is not None,
        further_actors=listed(str(ACTORS[code]) for code, _notes in named[actors:]),
        quotes=[
            quote
            for quote in shown.quotes
            if quote.quote.translation or quote.number not in _quoted(shown)
        ],
        pairs=[shown.tables[at : at + 2] for at in range(0, len(shown.tables), 2)],
        agenda=agenda(summary.method),
        overall_sources=Numbers(summary).sources(
            tuple(key for statement in summary.overall for key in statement.rests_on)
        ),
        divergence_sources=Numbers(summary).sources(summary.divergence.rests_on),
        divergence=_divergence(summary),
    )


def _words(
    summary: SummaryV1, shown: Shown, findings: list[Finding], *, is_poster: bool = False
) -> Iterator[tuple[str, str]]:
    """The words of the page whose length nobody knows."""
    yield "h1", summary.title
    yield ".attribution", shown.attribution
    for finding in findings:
        yield ".finding", finding.title
        if finding.quote and not shown.overall and not is_poster:
            yield ".said", finding.quote.note.text
    if is_poster:
        yield ".divergence", _divergence(summary)
    else:
        yield ".overall", " ".join(statement.text for statement in shown.overall)


def _divergence(summary: SummaryV1) -> str:
    """One paragraph, whether or not anything was recorded."""
    if not summary.divergence.stated:
        return str(NOT_RECORDED)
    words = " ".join(summary.divergence.text.split())
    return _("Where views differed: %(words)s") % {"words": shorter(words, DIVERGENCE)}


def _facts(shown: Shown) -> list[tuple[str, str]]:
    day = (_("Date"), shown.days)
    facts = [(name, shorter(value, FACT)) for name, value in shown.facts]
    return [day, *facts][:FACTS]


def _findings(shown: Shown) -> list[Finding]:
    ranked = [(group, stage) for stage in shown.stages for group in stage.ranked]

    def weight(pair: tuple[ShownGroup, ShownStage]) -> tuple[int, int, int]:
        group = pair[0].group
        return group.votes if shown.by_votes else group.voices, group.voices, len(group.notes)

    heaviest = sorted(ranked, key=weight, reverse=True)[:FINDINGS]
    return [
        Finding(
            rank=rank,
            group=group,
            title=group.title,
            stage=stage,
            where=shorter(stage.stage.title, STAGE),
            quote=next(iter(group.quotes), None),
        )
        for rank, (group, stage) in enumerate(heaviest, start=1)
    ]


def _shortened(finding: Finding) -> Finding:
    return replace(finding, title=shorter(finding.title, TITLE), quote=None)


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
    rows = [Row(str(ACTORS[code]), notes, bar_class(notes, largest)) for code, notes in named]
    return Table(_("Who is called on to act"), rows, [])
