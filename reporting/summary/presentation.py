"""What a reader of a summary is shown, on paper and on screen: words for codes, bars for counts.

Takes nothing but the published summary. Labels are in the language active now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.organizers import ORGANIZER_TYPES
from facilitation.vocabulary.places import REGIONS, country_name
from facilitation.vocabulary.sdgs import SDGS
from facilitation.vocabulary.stages import MODES
from reporting.format.v1 import Group, Note, Quote, Stage, SummaryV1
from reporting.summary.attribution import attribution
from reporting.summary.figures import Table, bar_class, tables_of_people
from reporting.summary.fitting import shorter
from reporting.summary.languages import (
    cldr_language,
    direction,
    held_on,
    language_name,
    listed,
    percent,
)
from reporting.summary.record import (
    SUPPORT,
    Numbers,
    ShownSay,
    ShownStatement,
    ShownVersion,
    final_say,
    method_facts,
    of_these,
    versions,
)

RUNNING_TITLE, RUNNING_PART = 52, 44
"""Cells at the head of a page of the dialogue's title and of the part's: 90 and 76 mm."""

TOP_GROUPS = 3
"""Groups of each stage that stand on the first page."""

MOST_QUOTES = 12
"""Quotes printed by themselves; about a page. The rest are marked where they stand."""

LONGEST_QUOTE = 240
"""Characters of a note that still speaks for its group; about three lines."""

FIGURE_ROWS = 12
"""Groups in the figure of one stage, so that it always stands whole on one page."""


@dataclass(frozen=True)
class ShownNote:
    """One note with what a reader needs around it. `number` counts through the document, in
    printing order; `language` is named only where it differs from the document's."""

    note: Note
    number: int
    direction: str
    language: str
    actor: str
    is_quotable: bool
    repeats: int | None
    """Number of the note that this one repeats."""
    corrects: int | None
    """Number of the group whose reading back this note answers."""

    @property
    def marks(self) -> list[str]:
        """Everything that stands in small print under the note."""
        marks = {
            _("calls on: %(actor)s") % {"actor": self.actor}: self.actor,
            self.language: self.language,
            _("entered for somebody without a device"): self.note.on_behalf,
            _("answers the reading back of group %(n)s") % {"n": self.corrects}: self.corrects,
            _("repeats note %(n)s") % {"n": self.repeats}: self.repeats,
            _("personal data masked by the organizer"): self.note.masked,
            _("may be quoted"): self.is_quotable,
        }
        return [mark for mark, holds in marks.items() if holds]


@dataclass(frozen=True)
class ShownQuote:
    """One quote with its direction, the number of its note, and its language where that is not
    the document's."""

    quote: Quote
    direction: str
    number: int
    language: str


@dataclass(frozen=True)
class ShownGroup:
    """One group with its notes. `bar` compares its votes or voices with the others shown;
    `number` counts through the document."""

    group: Group
    number: int
    title: str
    support: str
    tags: list[str]
    """Commitments and goals; those that nobody confirmed say so."""
    bar: str
    direction: str
    actors: list[tuple[str, int]]
    notes: list[ShownNote]

    @property
    def calls_on(self) -> str:
        """The actors in one line, each with the number of notes that name it."""
        return listed(f"{actor} ({notes})" for actor, notes in self.actors)

    @property
    def quotes(self) -> list[ShownNote]:
        """The notes that speak for the group: the first that may be quoted and are not long."""
        quotable = (item for item in self.notes if item.is_quotable)
        return list(islice((q for q in quotable if len(q.note.text) <= LONGEST_QUOTE), 2))


@dataclass(frozen=True)
class ShownStage:
    """One stage. `ranked` holds the groups with notes for the figure, the heaviest first, `top`
    the first of them; `further` is how many the figure has no room for."""

    stage: Stage
    number: int
    direction: str
    groups: list[ShownGroup]
    ranked: list[ShownGroup]
    further: int
    ungrouped: list[ShownNote]
    notes: int
    running: str
    """Its title at the head of its pages, shortened to stand beside that of the dialogue."""
    ideas: list[ShownStatement]
    """The organizer's; ideas that only repeat the titles of groups are left to the figure."""

    @property
    def top(self) -> list[ShownGroup]:
        """The groups for an overview."""
        return self.ranked[:TOP_GROUPS]


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
    overall: list[ShownStatement]
    method: list[tuple[str, str]]
    final_say: ShownSay | None
    versions: list[ShownVersion]
    mostly_percent: str
    mostly_least: int
    consensus_percent: str
    most_percent: str
    of_these: list[tuple[str, int]]
    """Of the notes printed, those of a kind that a reader should know of."""

    @property
    def is_unreviewed(self) -> bool:
        """Whether it was written at the seal and no organizer has signed it yet."""
        versions = self.summary.versions
        return self.summary.status == "final" and not (versions and versions[-1].signed)

    @property
    def days(self) -> str:
        """When it was held."""
        return held_on(self.summary.date, self.summary.last_date)


def shown(summary: SummaryV1) -> Shown:
    """Return `summary` as the templates show it, in the language active now."""
    tables = tables_of_people(summary)
    quotes = _chosen_quotes(summary)
    numbers = Numbers(summary).notes
    return Shown(
        summary=summary,
        attribution=attribution(summary),
        title_direction=direction(summary.title),
        facts=_facts(summary),
        commitments=[(number, str(COMMITMENTS[number])) for number in summary.commitments],
        sdgs=[(number, str(SDGS[number])) for number in summary.sdgs],
        stages=_stages(summary),
        by_votes=summary.account.votes > 0,
        quotes=[_shown_quote(quote, numbers, summary.language) for quote in quotes],
        further_quotes=len(summary.quotes) - len(quotes),
        tables=tables,
        has_counts=any(table.rows for table in tables),
        first_tables=[table for table in tables[:2] if table.rows],
        divergence_direction=direction(summary.divergence.text),
        overall=[Numbers(summary).shown(statement) for statement in summary.overall],
        method=method_facts(summary.method),
        final_say=final_say(summary.final_say, summary),
        versions=versions(summary.versions, Locale.parse(cldr_language(), sep="-")),
        mostly_percent=percent(summary.participation.rule.mostly_percent),
        mostly_least=summary.participation.rule.mostly_least,
        consensus_percent=percent(summary.support_rule.consensus_percent),
        most_percent=percent(summary.support_rule.most_percent),
        of_these=of_these(summary.account),
    )


def _facts(summary: SummaryV1) -> list[tuple[str, str]]:
    place = summary.place
    where = [place.city, country_name(place.country, cldr_language()) if place.country else ""]
    facts = [
        (_("Place"), pgettext("between city and country", ", ").join(filter(None, where))),
        (_("Region"), str(REGIONS[place.region]) if place.region else ""),
        (_("How people met"), str(MODES[summary.mode])),
        (_("Organizer"), str(ORGANIZER_TYPES[summary.organizer.type])),
        (_("Languages"), listed(map(language_name, summary.languages))),
    ]
    return [(name, value) for name, value in facts if value]


def _stages(summary: SummaryV1) -> list[ShownStage]:
    by_votes = summary.account.votes > 0
    quotable = {quote.note for quote in summary.quotes}
    numbers = Numbers(summary)
    largest = max((_weight(group, by_votes)[0] for group in summary.groups()), default=0)

    def show_note(note: Note) -> ShownNote:
        return _shown_note(note, numbers, summary.language, note.id in quotable)

    def show_group(group: Group) -> ShownGroup:
        bar = bar_class(_weight(group, by_votes)[0], largest)
        return _shown_group(group, numbers.groups[group.id], bar, show_note)

    return [
        _shown_stage(stage, number, by_votes, numbers, show_group, show_note)
        for number, stage in enumerate(summary.stages, start=1)
    ]


def _shown_stage(
    stage: Stage,
    number: int,
    by_votes: bool,
    numbers: Numbers,
    show_group: Callable[[Group], ShownGroup],
    show_note: Callable[[Note], ShownNote],
) -> ShownStage:
    groups = [show_group(group) for group in stage.groups]
    heaviest = sorted(groups, key=lambda item: _weight(item.group, by_votes), reverse=True)
    ranked = [item for item in heaviest if item.group.notes]
    return ShownStage(
        stage=stage,
        number=number,
        direction=direction(stage.title),
        groups=groups,
        ranked=ranked[:FIGURE_ROWS],
        further=len(ranked[FIGURE_ROWS:]),
        ungrouped=[show_note(note) for note in stage.ungrouped],
        notes=sum(1 for _note in stage.notes()),
        running=shorter(stage.title, RUNNING_PART),
        ideas=[numbers.shown(idea) for idea in stage.ideas if not idea.drafted],
    )


def _shown_group(
    group: Group, number: int, bar: str, show: Callable[[Note], ShownNote]
) -> ShownGroup:
    title = group.title or _("Group without a title")
    return ShownGroup(
        group=group,
        number=number,
        title=title,
        support=str(SUPPORT[group.support]),
        tags=_tags(group),
        bar=bar,
        direction=direction(title),
        actors=[(str(ACTORS[actor.code]), actor.notes) for actor in group.actors],
        notes=[show(note) for note in group.notes],
    )


def _tags(group: Group) -> list[str]:
    tagged = [(_("Commitment %(n)s") % {"n": t.number}, t.suggested) for t in group.commitments]
    tagged += [(_("Goal %(n)s") % {"n": t.number}, t.suggested) for t in group.sdgs]
    return [_("%(tag)s (suggested)") % {"tag": tag} if only else tag for tag, only in tagged]


def _weight(group: Group, by_votes: bool) -> tuple[int, int, int]:
    first = group.votes if by_votes else group.voices
    return first, group.voices, len(group.notes)


def _chosen_quotes(summary: SummaryV1) -> list[Quote]:
    """The quotes to print: the organizer's, then one in turn from each group, so that no group
    fills the page."""
    chosen = [quote for quote in summary.quotes if quote.chosen]
    others = {quote.note: quote for quote in summary.quotes if not quote.chosen}
    places = [group.notes for group in summary.groups()]
    places += [stage.ungrouped for stage in summary.stages]
    quotable = [[others[note.id] for note in notes if note.id in others] for notes in places]
    in_turn = [quote for turn in zip_longest(*quotable) for quote in turn if quote is not None]
    return [*chosen, *in_turn][:MOST_QUOTES]


def _shown_quote(quote: Quote, numbers: Mapping[str, int], language: str) -> ShownQuote:
    return ShownQuote(
        quote=quote,
        direction=direction(quote.text),
        number=numbers[quote.note],
        language=_other_language(quote.language, language),
    )


def _other_language(tag: str, language: str) -> str:
    """The name of a language; empty where it is that of the document."""
    same = tag.split("-")[0].lower() == language.split("-")[0].lower()
    return "" if same else language_name(tag)


def _shown_note(note: Note, numbers: Numbers, language: str, is_quotable: bool) -> ShownNote:
    return ShownNote(
        note=note,
        number=numbers.notes[note.id],
        direction=direction(note.text),
        language=_other_language(note.language, language),
        actor=str(ACTORS[note.actor]) if note.actor else "",
        is_quotable=is_quotable,
        repeats=numbers.notes[note.duplicate_of] if note.duplicate_of else None,
        corrects=numbers.groups[note.corrects] if note.corrects else None,
    )
