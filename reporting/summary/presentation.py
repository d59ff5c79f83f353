"""What a reader of a summary is shown, on paper and on screen: words for codes, bars for counts.

Takes nothing but the published summary. Labels are in the language active now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from facilitation.vocabulary import people
from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.organizers import ORGANIZER_TYPES
from facilitation.vocabulary.places import REGIONS, country_name
from facilitation.vocabulary.sdgs import SDGS
from facilitation.vocabulary.stages import MODES
from reporting.format.v1 import Cell, Group, Note, Quote, Stage, SummaryV1
from reporting.summary.attribution import MOSTLY_LEAST, MOSTLY_SHARE, attribution
from reporting.summary.languages import direction

TOP_GROUPS = 3
"""Groups of each stage that stand on the first page."""

MOST_QUOTES = 12
"""Quotes printed by themselves; about a page. The rest are marked where they stand."""

BAR_STEP = 2
"""Bars are drawn in steps of this many percent: style attributes are not allowed in our pages,
so every length is a class."""


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


@dataclass(frozen=True)
class ShownNote:
    """One note with what a reader needs around it. `language` is named only where it differs
    from the document's."""

    note: Note
    direction: str
    language: str
    actor: str
    is_quotable: bool


@dataclass(frozen=True)
class ShownQuote:
    """One quote with its direction."""

    quote: Quote
    direction: str


@dataclass(frozen=True)
class ShownGroup:
    """One group with its notes. `bar` compares its votes or voices with the others shown."""

    group: Group
    title: str
    bar: str
    direction: str
    actors: list[tuple[str, int]]
    notes: list[ShownNote]


@dataclass(frozen=True)
class ShownStage:
    """One stage. `top` holds the groups for the first page, the heaviest first."""

    stage: Stage
    number: int
    direction: str
    groups: list[ShownGroup]
    top: list[ShownGroup]
    ungrouped: list[ShownNote]
    notes: int


@dataclass(frozen=True)
class Shown:
    """Everything that the templates name."""

    summary: SummaryV1
    attribution: str
    title_direction: str
    facts: list[tuple[str, str]]
    commitments: list[tuple[int, str]]
    sdgs: list[tuple[int, str]]
    stages: list[ShownStage]
    by_votes: bool
    quotes: list[ShownQuote]
    further_quotes: int
    """Quotable notes that are only marked in their stage, as there are too many."""
    tables: list[Table]
    has_counts: bool
    first_tables: list[Table]
    """Those that stand on the first page."""
    divergence_direction: str
    mostly_percent: int = round(MOSTLY_SHARE * 100)
    mostly_least: int = MOSTLY_LEAST


def shown(summary: SummaryV1) -> Shown:
    """Return `summary` as the templates show it, in the language active now."""
    tables = _tables(summary)
    quotes = _chosen_quotes(summary)
    return Shown(
        summary=summary,
        attribution=attribution(summary),
        title_direction=direction(summary.title),
        facts=_facts(summary),
        commitments=[(number, str(COMMITMENTS[number])) for number in summary.commitments],
        sdgs=[(number, str(SDGS[number])) for number in summary.sdgs],
        stages=_stages(summary),
        by_votes=summary.account.votes > 0,
        quotes=[ShownQuote(quote, direction(quote.text)) for quote in quotes],
        further_quotes=len(summary.quotes) - len(quotes),
        tables=tables,
        has_counts=any(table.rows for table in tables),
        first_tables=[table for table in tables[:2] if table.rows],
        divergence_direction=direction(summary.divergence.text),
    )


def bar_class(count: int, largest: int) -> str:
    """The class of a bar that is as long as `count` is to `largest`; never invisible above 0."""
    if count <= 0 or largest <= 0:
        return "bar-0"
    steps = max(1, round(100 * count / largest / BAR_STEP))
    return f"bar-{steps * BAR_STEP}"


def bar_rules() -> str:
    """The style rules of all bar classes."""
    return "".join(f".bar-{n} {{ inline-size: {n}%; }}\n" for n in range(0, 101, BAR_STEP))


def _facts(summary: SummaryV1) -> list[tuple[str, str]]:
    place = summary.place
    where = [place.city, country_name(place.country, _language()) if place.country else ""]
    facts = [
        (_("Place"), pgettext("between city and country", ", ").join(filter(None, where))),
        (_("Region"), str(REGIONS[place.region]) if place.region else ""),
        (_("How people met"), str(MODES[summary.mode])),
        (_("Organizer"), str(ORGANIZER_TYPES[summary.organizer.type])),
        (_("Languages"), pgettext("in a list", ", ").join(map(language_name, summary.languages))),
    ]
    return [(name, value) for name, value in facts if value]


def language_name(tag: str) -> str:
    """The name of a language, in the language active now; the tag itself where none is known."""
    base, *_rest = tag.split("-")
    names = Locale.parse(_language(), sep="-").languages
    return str(names.get(base.lower(), tag))


def _language() -> str:
    """The language active now as a tag that CLDR knows."""
    tag = get_language() or "en"
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return "en"
    return tag


def _stages(summary: SummaryV1) -> list[ShownStage]:
    by_votes = summary.account.votes > 0
    quotable = {quote.note for quote in summary.quotes}
    weights = [_weight(group, by_votes)[0] for stage in summary.stages for group in stage.groups]
    largest = max(weights, default=0)

    def show(note: Note) -> ShownNote:
        return _shown_note(note, summary.language, quotable)

    stages = []
    for number, stage in enumerate(summary.stages, start=1):
        groups = [_shown_group(group, by_votes, largest, show) for group in stage.groups]
        heaviest = sorted(groups, key=lambda item: _weight(item.group, by_votes), reverse=True)
        stages.append(
            ShownStage(
                stage=stage,
                number=number,
                direction=direction(stage.title),
                groups=groups,
                top=[item for item in heaviest if item.group.notes][:TOP_GROUPS],
                ungrouped=[show(note) for note in stage.ungrouped],
                notes=sum(1 for _note in stage.notes()),
            )
        )
    return stages


def _shown_group(
    group: Group, by_votes: bool, largest: int, show: Callable[[Note], ShownNote]
) -> ShownGroup:
    title = group.title or _("Group without a title")
    return ShownGroup(
        group=group,
        title=title,
        bar=bar_class(_weight(group, by_votes)[0], largest),
        direction=direction(title),
        actors=[(str(ACTORS[actor.code]), actor.notes) for actor in group.actors],
        notes=[show(note) for note in group.notes],
    )


def _weight(group: Group, by_votes: bool) -> tuple[int, int, int]:
    first = group.votes if by_votes else group.voices
    return first, group.voices, len(group.notes)


def _chosen_quotes(summary: SummaryV1) -> list[Quote]:
    """The quotes to print: in turn one from each group, so that no group fills the page."""
    quotes = {quote.note: quote for quote in summary.quotes}
    places = [group.notes for stage in summary.stages for group in stage.groups]
    places += [stage.ungrouped for stage in summary.stages]
    quotable = [[quotes[note.id] for note in notes if note.id in quotes] for notes in places]
    in_turn = [quote for turn in zip_longest(*quotable) for quote in turn if quote is not None]
    return in_turn[:MOST_QUOTES]


def _shown_note(note: Note, language: str, quotable: set[str]) -> ShownNote:
    same = note.language.split("-")[0].lower() == language.split("-")[0].lower()
    return ShownNote(
        note=note,
        direction=direction(note.text),
        language="" if same else language_name(note.language),
        actor=str(ACTORS[note.actor]) if note.actor else "",
        is_quotable=note.id in quotable,
    )


def _tables(summary: SummaryV1) -> list[Table]:
    counts = summary.participation
    silent = {people.UNDISCLOSED: _("Not said")}
    nationalities = {cell.code: country_name(cell.code, _language()) for cell in counts.nationality}
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
