"""All words that people wrote in a summary: what is searched, masked and erased is one list.

Not in it is whom a summary names on purpose: its organizer, who signed, and the place.
"""

from __future__ import annotations

from collections.abc import Iterator

from reporting.format.v1 import Stage, Statement, SummaryV1

TITLE, AGENDA, OVERALL, DIVERGENCE = "title", "agenda", "overall", "divergence"
METHOD, REASON = "method", "reason"


def ideas_of(stage_id: str) -> str:
    """The key of the organizer's ideas of a stage."""
    return f"ideas:{stage_id}"


def printed_words(summary: SummaryV1) -> Iterator[tuple[str, str]]:
    """Yield each text of `summary` with its key: what is masked is decided by key.

    Several texts may share a key; a translation has its note's, so that a name goes from both.
    """
    yield TITLE, summary.title
    yield from _what_was_said(summary)
    yield from ((OVERALL, statement.text) for statement in summary.overall)
    yield DIVERGENCE, summary.divergence.text
    yield METHOD, summary.method.about
    yield METHOD, summary.participation.mostly.occupation_words or ""
    for objection in summary.final_say.objections if summary.final_say else ():
        yield objection.id, objection.text
    yield from ((REASON, entry.reason) for entry in summary.versions)


def _what_was_said(summary: SummaryV1) -> Iterator[tuple[str, str]]:
    yield from ((AGENDA, step.title) for step in summary.method.agenda)
    for stage in summary.stages:
        yield AGENDA, stage.title
        yield AGENDA, stage.prompt
        yield from ((group.id, group.title) for group in stage.groups)
        yield from ((note.id, note.text) for note in stage.notes())
        yield from ((_idea(stage, idea), idea.text) for idea in stage.ideas)
    yield from ((quote.note, quote.translation or "") for quote in summary.quotes)


def _idea(stage: Stage, idea: Statement) -> str:
    # A drafted idea is the title of the group it rests on.
    return idea.rests_on[0] if idea.drafted else ideas_of(stage.id)
