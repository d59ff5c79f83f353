"""What changed between two versions of a summary, in words: what was added and what was removed.

Passages are compared one by one and word by word (in Chinese, character by character).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex
from django.utils.translation import gettext as _

from facilitation.vocabulary.organizers import PUBLISH
from reporting.format.v1 import Stage, Statement, SummaryV1
from reporting.summary.languages import direction, held_on, listed
from reporting.summary.record import Numbers, method_facts

_TOKENS = regex.compile(r"\p{Han}|[\p{L}\p{M}\p{N}’'-]+|\s+|.", regex.DOTALL)

MOST_TOKENS = 4000
"""Longer passages are shown whole before and after: comparing takes quadratic time."""


@dataclass(frozen=True)
class Span:
    """A run of text: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One passage that differs."""

    label: str
    direction: str
    spans: list[Span]


def changes(before: SummaryV1, after: SummaryV1) -> list[Change]:
    """Return every passage that differs between two versions of one dialogue's summary."""
    old, new = dict(_passages(before)), dict(_passages(after))
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Change(label, direction(new.get(label) or old[label]), spans)
        for label in labels
        if (spans := spans_of(old.get(label, ""), new.get(label, "")))
        and any(span.kind != "same" for span in spans)
    ]


def spans_of(before: str, after: str) -> list[Span]:
    """Return `after` with what was removed from `before`, as runs of text in reading order."""
    if before == after:
        return [Span("same", after)] if after else []
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) + len(new) > MOST_TOKENS:
        return [Span("removed", before), Span("added", after)]
    spans = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            spans.append(Span("same", "".join(new[c:d])))
            continue
        if b > a:
            spans.append(Span("removed", "".join(old[a:b])))
        if d > c:
            spans.append(Span("added", "".join(new[c:d])))
    return spans


def _passages(summary: SummaryV1) -> Iterator[tuple[str, str]]:
    """Every passage that can differ, by a label for people; labels are unique."""
    numbers = Numbers(summary)
    yield _("Title"), summary.title
    yield _("Organizer"), summary.organizer.name or ""
    yield _("How the organizer is named"), str(PUBLISH[summary.organizer.publish])
    occupation = summary.participation.mostly.occupation_words
    yield _("What most participants do, in the organizer's words"), occupation or ""
    yield _("Date"), held_on(summary.date, summary.last_date)
    yield _("Overall summary"), _sentences(summary.overall, numbers)
    divergence = summary.divergence
    yield _("Where views differed"), _sourced(divergence.text, divergence.rests_on, numbers)
    for number, stage in enumerate(summary.stages, start=1):
        yield from _of_stage(number, stage, numbers)
    for quote in summary.quotes:
        # Two quotes can begin alike: the number keeps their labels apart.
        label = _("Quote: %(words)s") % {"words": quote.text[:60]}
        label += " · " + _("Note %(n)s") % {"n": numbers.notes[quote.note]}
        chosen = _("stands by itself") if quote.chosen else ""
        yield label, "\n".join(filter(None, (chosen, quote.translation or "")))
    yield from method_facts(summary.method)
    yield _("About the method"), summary.method.about
    yield from _of_final_say(summary)


def _of_stage(number: int, stage: Stage, numbers: Numbers) -> Iterator[tuple[str, str]]:
    # No name is looked up within an f-string: what gathers the words to translate looks past those.
    place = f"{number}. {stage.title} · "
    yield place + _("Ideas"), _sentences(stage.ideas, numbers)
    for index, group in enumerate(stage.groups, start=1):
        sure = [tag.number for tag in group.commitments if not tag.suggested]
        tags = [_("Commitment %(n)s") % {"n": number} for number in sure]
        sure = [tag.number for tag in group.sdgs if not tag.suggested]
        tags += [_("Goal %(n)s") % {"n": number} for number in sure]
        yield place + _("Group %(n)s") % {"n": index}, "\n".join((group.title, *tags))
    for index, note in enumerate(stage.notes(), start=1):
        yield place + _("Note %(n)s") % {"n": index}, note.text


def _of_final_say(summary: SummaryV1) -> Iterator[tuple[str, str]]:
    if summary.final_say is None:
        return
    titles = {group.id: group.title for group in summary.groups()}
    lines = [
        _("%(title)s: %(agree)s agree, %(against)s do not")
        % {"title": titles.get(say.group, ""), "agree": say.agree, "against": say.not_said}
        for say in summary.final_say.groups
    ]
    lines += [objection.text for objection in summary.final_say.objections]
    yield _("Participants' final say"), "\n".join(lines)


def _sentences(statements: tuple[Statement, ...], numbers: Numbers) -> str:
    return "\n".join(
        _sourced(statement.text, statement.rests_on, numbers) for statement in statements
    )


def _sourced(text: str, rests_on: tuple[str, ...], numbers: Numbers) -> str:
    """A text and, on a line of its own, what it rests on, by the numbers in print."""
    sources = numbers.sources(rests_on)
    named = [_("Group %(n)s") % {"n": n} for n in sources.groups]
    named += [_("Note %(n)s") % {"n": n} for n in sources.notes]
    return "\n".join(filter(None, (text, listed(named))))
