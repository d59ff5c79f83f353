"""How a summary came about, as tables: agenda, method, final say, versions and the rules.

With the tables of `reporting.summary.tables` they hold all that the document prints.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pydantic import BaseModel

from reporting.exchange.tables import Cell, Column, Table
from reporting.format.v1 import SummaryV1
from reporting.summary.record import Numbers


def record_tables(summary: SummaryV1) -> tuple[Table, ...]:
    """The tables in the order of the document."""
    return (
        _stages(summary),
        _final_say(summary),
        _objections(summary),
        _method(summary),
        _agenda(summary),
        _versions(summary),
        _rules(summary),
    )


def fields_table(name: str, title: str, values: Mapping[str, object]) -> Table:
    """A table with one row for each field, its value as text."""
    columns = (Column("field", _("Field")), Column("value", _("Value")))
    return Table(name, title, columns, tuple((key, _as_text(v)) for key, v in values.items()))


def _as_text(value: object) -> str | None:
    """A value of the format as the text of a cell: truth and moments as JSON has them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else str(value)


def _stages(summary: SummaryV1) -> Table:
    columns = (
        Column("number", _("Number"), "integer"),
        Column("stage_id", _("Stage id")),
        Column("stage", _("Stage")),
        Column("title", _("Title")),
        Column("prompt", _("Question to the participants")),
    )
    rows = tuple(
        (number, stage.id, stage.kind, stage.title, stage.prompt)
        for number, stage in enumerate(summary.stages, start=1)
    )
    return Table("stages", _("Stages"), columns, rows)


def _final_say(summary: SummaryV1) -> Table:
    columns = (
        Column("group_number", _("Group number"), "integer"),
        Column("group", _("Group id")),
        Column("agree", _("Agree"), "integer"),
        Column("not_said", _("Not what was said"), "integer"),
    )
    numbers = Numbers(summary).groups
    said = summary.final_say.groups if summary.final_say else ()
    rows = tuple((numbers[say.group], say.group, say.agree, say.not_said) for say in said)
    return Table("final_say", _("Final say"), columns, rows)


def _objections(summary: SummaryV1) -> Table:
    columns = (
        Column("group_number", _("Group number"), "integer"),
        Column("group", _("Group id")),
        Column("text", _("Text")),
        Column("language", _("Language")),
        Column("masked", _("Personal data masked"), "boolean"),
    )
    numbers = Numbers(summary).groups
    said = summary.final_say.objections if summary.final_say else ()
    rows = tuple(
        (numbers[one.group], one.group, one.text, one.language, one.masked) for one in said
    )
    return Table("objections", _("Objections"), columns, rows)


def _method(summary: SummaryV1) -> Table:
    """Without its agenda; with when the final say was open, empty where nobody was asked."""
    say = summary.final_say
    values = {
        **summary.method.model_dump(exclude={"agenda"}),
        "final_say_opened_at": say.opened_at if say else None,
        "final_say_closes_at": say.closes_at if say else None,
    }
    return fields_table("method", _("Method"), values)


def _agenda(summary: SummaryV1) -> Table:
    columns = (
        Column("number", _("Number"), "integer"),
        Column("kind", pgettext("of a step of the agenda", "Kind")),
        Column("title", _("Title")),
        Column("planned_minutes", _("Minutes planned"), "integer"),
        Column("minutes", _("Minutes taken"), "integer"),
    )
    rows = tuple(
        (number, step.kind, step.title, step.planned_minutes, step.minutes)
        for number, step in enumerate(summary.method.agenda, start=1)
    )
    return Table("agenda", _("Agenda"), columns, rows)


def _versions(summary: SummaryV1) -> Table:
    columns = (
        Column("version", _("Version"), "integer"),
        Column("at", _("Date")),
        Column("signed", _("Signed off"), "boolean"),
        Column("signed_by", _("Signed off by")),
        Column("reason", _("Reason")),
    )
    rows = tuple(
        (entry.version, _as_text(entry.at), entry.signed, entry.signed_by, entry.reason)
        for entry in summary.versions
    )
    return Table("versions", _("Versions and corrections"), columns, rows)


def _rules(summary: SummaryV1) -> Table:
    """By which numbers support is said and counts are withheld; `docs/format-v1.md` has both."""
    rules: dict[str, BaseModel] = {
        "support_rule": summary.support_rule,
        "suppression_rule": summary.participation.rule,
    }
    columns = (
        Column("rule", pgettext("by which a number is made", "Rule")),
        Column("field", _("Field")),
        Column("value", _("Value")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, field, _as_text(value))
        for name, rule in rules.items()
        for field, value in rule.model_dump().items()
    )
    return Table("rules", _("Rules"), columns, rows)
