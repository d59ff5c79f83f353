"""A summary as tables for other programs: all that the document prints, the notes first.

Cells hold the codes of the format, never labels, so that tables from dialogues in different
languages can be put together; only titles are in the language active now. The numbers are those
of the printed document.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reporting.exchange.tables import Cell, Column, Table
from reporting.format.v1 import Group, Note, Stage, SummaryV1
from reporting.summary.record import NOT_RECORDED, Numbers
from reporting.summary.record_tables import fields_table, record_tables

QUESTIONS = ("age", "gender", "occupation", "education", "nationality", "groups")


def tables(summary: SummaryV1) -> tuple[Table, ...]:
    """Every table of a summary, the notes first."""
    return (
        notes_table(summary),
        _groups(summary),
        _people(summary),
        _mostly(summary),
        _quotes(summary),
        _ideas(summary),
        _dialogue(summary),
        _account(summary),
        *record_tables(summary),
    )


def notes_table(summary: SummaryV1) -> Table:
    """Every note, in printing order."""
    numbers = Numbers(summary)
    quotable = {quote.note for quote in summary.quotes}
    columns = (
        Column("number", _("Number"), "integer"),
        Column("note", _("Note id")),
        Column("stage", _("Stage")),
        Column("stage_id", _("Stage id")),
        Column("group_number", _("Group number"), "integer"),
        Column("group", pgettext("a group of notes", "Group")),
        Column("text", _("Text")),
        Column("language", _("Language")),
        Column("actor", _("Actor called on")),
        Column("on_behalf", _("Entered for somebody else"), "boolean"),
        Column("quotable", _("May be quoted"), "boolean"),
        Column("corrects_group", _("Answers the reading back of group"), "integer"),
        Column("repeats_note", _("Repeats note"), "integer"),
        Column("masked", _("Personal data masked"), "boolean"),
    )
    rows = tuple(
        (
            numbers.notes[note.id],
            note.id,
            stage.kind,
            stage.id,
            numbers.groups[group.id] if group else None,
            group.title if group else None,
            note.text,
            note.language,
            note.actor,
            note.on_behalf,
            note.id in quotable,
            numbers.groups[note.corrects] if note.corrects else None,
            numbers.notes[note.duplicate_of] if note.duplicate_of else None,
            note.masked,
        )
        for stage, group, note in _placed(summary)
    )
    return Table("notes", _("Notes"), columns, rows)


def _placed(summary: SummaryV1) -> Iterator[tuple[Stage, Group | None, Note]]:
    for stage in summary.stages:
        for group in stage.groups:
            for note in group.notes:
                yield stage, group, note
        for note in stage.ungrouped:
            yield stage, None, note


def _groups(summary: SummaryV1) -> Table:
    columns = (
        Column("number", _("Number"), "integer"),
        Column("group", _("Group id")),
        Column("stage", _("Stage")),
        Column("stage_id", _("Stage id")),
        Column("title", _("Title")),
        Column("votes", _("Votes"), "integer"),
        Column("votes_on_behalf", _("Votes for people without a device"), "integer"),
        Column("voters", _("Voters"), "integer"),
        Column("voices", _("Voices"), "integer"),
        Column("agreed", _("Agreed when read back"), "integer"),
        Column("notes", _("Notes"), "integer"),
        Column("on_behalf", _("Entered for somebody else"), "integer"),
        Column("support", _("Support")),
        Column("actors", _("Actors called on")),
        Column("commitments", _("Commitments")),
        Column("sdgs", _("Sustainable Development Goals")),
    )
    numbers = Numbers(summary).groups
    rows = tuple(
        (
            numbers[group.id],
            group.id,
            stage.kind,
            stage.id,
            group.title,
            group.votes,
            group.votes_on_behalf,
            group.voters,
            group.voices,
            group.agreed,
            len(group.notes),
            group.on_behalf,
            group.support,
            " ".join(f"{actor.code}:{actor.notes}" for actor in group.actors),
            _tags((tag.number, tag.suggested) for tag in group.commitments),
            _tags((tag.number, tag.suggested) for tag in group.sdgs),
        )
        for stage in summary.stages
        for group in stage.groups
    )
    return Table("groups", _("Groups"), columns, rows)


def _tags(tags: Iterator[tuple[int, bool]]) -> str:
    """Numbers apart from each other by blanks; `?` after one that is only suggested."""
    return " ".join(f"{number}{'?' if suggested else ''}" for number, suggested in tags)


def _people(summary: SummaryV1) -> Table:
    columns = (
        Column("question", _("Question")),
        Column("answer", _("Answer")),
        Column("people", _("People"), "integer"),
        Column("withheld", _("Withheld"), "boolean"),
    )
    rows: list[tuple[Cell, ...]] = [
        ("participants", None, summary.participation.participants, False)
    ]
    for question in QUESTIONS:
        cells = getattr(summary.participation, question)
        rows += [(question, cell.code, cell.count, cell.suppressed) for cell in cells]
    return Table("people", _("People"), columns, tuple(rows))


def _mostly(summary: SummaryV1) -> Table:
    """What is true of most; empty where that cannot be told."""
    columns = (Column("question", _("Question")), Column("answer", _("Answer")))
    rows = tuple(summary.participation.mostly.model_dump().items())
    return Table("mostly", _("What is true of most"), columns, rows)


def _quotes(summary: SummaryV1) -> Table:
    columns = (
        Column("note_number", _("Note"), "integer"),
        Column("text", _("Text")),
        Column("language", _("Language")),
        Column("translation", _("Translation")),
        Column("chosen", _("Chosen by the organizer"), "boolean"),
    )
    numbers = Numbers(summary).notes
    rows = tuple(
        (numbers[quote.note], quote.text, quote.language, quote.translation, quote.chosen)
        for quote in summary.quotes
    )
    return Table("quotes", _("Quotes"), columns, rows)


def _ideas(summary: SummaryV1) -> Table:
    columns = (
        Column("part", _("Part")),
        Column("stage_id", _("Stage id")),
        Column("text", _("Text")),
        Column("rests_on", _("Rests on")),
        Column("stated", _("Stated"), "boolean"),
    )
    rows: list[tuple[Cell, ...]] = [
        ("overall", None, statement.text, " ".join(statement.rests_on), True)
        for statement in summary.overall
    ]
    for stage in summary.stages:
        rows += [
            (stage.kind, stage.id, idea.text, " ".join(idea.rests_on), True) for idea in stage.ideas
        ]
    views = summary.divergence
    text = views.text if views.stated else str(NOT_RECORDED)
    rows.append(("divergence", None, text, " ".join(views.rests_on), views.stated))
    return Table("statements", _("Statements"), columns, tuple(rows))


def _dialogue(summary: SummaryV1) -> Table:
    values: dict[str, object] = {
        "dialogue_id": str(summary.dialogue_id),
        "version": summary.version,
        "status": summary.status,
        "title": summary.title,
        "language": summary.language,
        "languages": " ".join(summary.languages),
        "date": summary.date.isoformat(),
        "last_date": summary.last_date.isoformat() if summary.last_date else None,
        "sealed_at": summary.sealed_at,
        "generated_at": summary.generated_at,
        "mode": summary.mode,
        "organizer": summary.organizer.name,
        "organizer_type": summary.organizer.type,
        "organizer_publish": summary.organizer.publish,
        "country": summary.place.country,
        "region": summary.place.region,
        "city": summary.place.city,
        "commitments": " ".join(map(str, summary.commitments)),
        "sdgs": " ".join(map(str, summary.sdgs)),
        "under_18": summary.under_18,
        "content_sha256": summary.content_sha256,
    }
    return fields_table("dialogue", _("Dialogue"), values)


def _account(summary: SummaryV1) -> Table:
    columns = (Column("field", _("Field")), Column("count", _("Count"), "integer"))
    rows = tuple(summary.account.model_dump().items())
    return Table("account", _("Account"), columns, rows)
