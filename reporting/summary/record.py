"""How a summary came about, in words: method, final say, versions, and what sentences rest on.

What nobody stated is said to be not stated; a reader must not take silence for a yes.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reporting.format.v1 import Account, FinalSay, Method, Statement, SummaryV1, VersionEntry
from reporting.summary.languages import direction

STATED: dict[str, Promise] = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "not-stated": gettext_lazy("Not stated"),
}
SUPPORT: dict[str, Promise] = {
    "consensus": gettext_lazy("consensus"),
    "most": gettext_lazy("most"),
    "some": gettext_lazy("some"),
    "one": gettext_lazy("one"),
    "none": gettext_lazy("none"),
}
"""Words of the rule that is printed as a footnote."""


NOT_RECORDED = gettext_lazy(
    "Nobody recorded whether views differed. This does not mean that all agreed."
)
"""Stands wherever it would say where views differed: silence would pass for agreement."""


@dataclass(frozen=True)
class Sources:
    """What a sentence rests on, by the numbers printed in the annex, in their order."""

    groups: list[int]
    notes: list[int]


@dataclass(frozen=True)
class ShownStatement:
    """One sentence of the organizer's with its direction and sources."""

    text: str
    direction: str
    sources: Sources


@dataclass(frozen=True)
class ShownVersion:
    """One version in words."""

    entry: VersionEntry
    date: str
    signed: str


@dataclass(frozen=True)
class ShownObjection:
    """Words of somebody who said that a group is not what was said."""

    group: int
    text: str
    direction: str
    language: str


@dataclass(frozen=True)
class ShownSay:
    """The answers after the dialogue: per group number, title, agreeing and objecting answers."""

    rows: list[tuple[int, str, int, int]]
    objections: list[ShownObjection]


class Numbers:
    """The numbers that groups and notes have in print, by their ids."""

    def __init__(self, summary: SummaryV1) -> None:
        self.groups = {group.id: n for n, group in enumerate(summary.groups(), start=1)}
        self.notes = {note.id: n for n, note in enumerate(summary.notes(), start=1)}

    def sources(self, ids: tuple[str, ...]) -> Sources:
        """The printed numbers of ids of groups and notes."""
        return Sources(
            sorted({self.groups[key] for key in ids if key in self.groups}),
            sorted({self.notes[key] for key in ids if key in self.notes}),
        )

    def shown(self, statement: Statement) -> ShownStatement:
        """A sentence with its sources."""
        text = statement.text
        return ShownStatement(text, direction(text), self.sources(statement.rests_on))


def method_facts(method: Method) -> list[tuple[str, str]]:
    """The method as pairs of a name and words."""
    people = [(_("Facilitators"), method.facilitators or None)]
    people += [(_("Note-takers"), method.note_takers), (_("Small circles"), method.breakouts)]
    facts = [(name, _number(count)) for name, count in people]
    facts.append((_("Duration"), _minutes(method.minutes)))
    facts += [
        (_("Sound or pictures recorded"), str(STATED[method.recorded])),
        (_("Measures to keep participants safe"), str(STATED[method.safeguarding])),
        (_("Participants were told of the publication and agreed"), str(STATED[method.consent])),
    ]
    return facts


def _number(count: int | None) -> str:
    return str(STATED["not-stated"]) if count is None else str(count)


def _minutes(minutes: int | None) -> str:
    if minutes is None:
        return str(STATED["not-stated"])
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def of_these(account: Account) -> list[tuple[str, int]]:
    """Of the notes printed, how many are of a kind that a reader should know of. Those entered
    for others are always told of, the rest where there are any."""
    kinds = [
        (_("Of these, entered for people without a device"), account.on_behalf),
        (_("Of these, answering a reading back"), account.corrections),
        (_("Of these, repeating another note"), account.duplicates),
        (_("Of these, with personal data masked"), account.masked),
    ]
    return [kinds[0], *((name, count) for name, count in kinds[1:] if count)]


def agenda(method: Method) -> list[tuple[str, str, str]]:
    """The steps: title, minutes planned, minutes taken."""
    return [
        (step.title, str(step.planned_minutes), "–" if step.minutes is None else str(step.minutes))
        for step in method.agenda
    ]


def versions(entries: tuple[VersionEntry, ...], locale: Locale) -> list[ShownVersion]:
    """The versions, the newest first."""
    return [
        ShownVersion(entry, format_date(entry.at, "long", locale=locale), _signed(entry))
        for entry in reversed(entries)
    ]


def _signed(entry: VersionEntry) -> str:
    if not entry.signed:
        return _("Not signed off")
    if entry.signed_by is None:
        return _("Signed off by the organizer")
    return _("Signed off by %(name)s") % {"name": entry.signed_by}


def final_say(say: FinalSay | None, summary: SummaryV1) -> ShownSay | None:
    """The answers after the dialogue; None where nobody was asked."""
    if say is None:
        return None
    numbers = Numbers(summary).groups
    titles = {group.id: group.title or _("Group without a title") for group in summary.groups()}
    return ShownSay(
        rows=[
            (numbers[item.group], titles[item.group], item.agree, item.not_said)
            for item in say.groups
        ],
        objections=[
            ShownObjection(numbers[item.group], item.text, direction(item.text), item.language)
            for item in say.objections
        ],
    )
