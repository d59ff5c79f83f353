"""The centre's table as people read it: named rows in a sensible order, with the widest bar 100.

One listing serves the page, the CSV and the command line, so that they cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.places import REGIONS, country_name
from reporting.centre.table import COUNTED, NONE, By, Table
from reporting.exchange.tables import to_csv

HEADINGS = {
    "commitment": gettext_lazy("Commitment"),
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Region"),
}

_NAMELESS = {
    "commitment": gettext_lazy("No commitment named"),
    "country": gettext_lazy("No country named"),
    "region": gettext_lazy("No country named, or one without a region"),
}


@dataclass(frozen=True)
class Row:
    """One line: its code, its name in the reader's language, the counts, and the bar's length.

    `bar` is the number of dialogues as a percentage of the longest row's, 0 to 100.
    """

    code: str
    name: str
    dialogues: int
    participants: int
    notes: int
    bar: int


def rows(table: Table, *, language: str) -> list[Row]:
    """The rows, in the order of the closed lists; countries with most dialogues first."""
    longest = max([*table.rows["dialogues"], 1])
    listed = [
        Row(
            code=str(code),
            name=label(by=table.by, code=str(code), language=language),
            dialogues=int(dialogues),
            participants=int(participants),
            notes=int(notes),
            bar=round(100 * int(dialogues) / longest),
        )
        for code, dialogues, participants, notes in table.rows[COUNTED].itertuples(name=None)
    ]
    if table.by == "country":
        listed.sort(key=lambda row: (row.code == NONE, -row.dialogues, row.name))
    return listed


def label(*, by: By, code: str, language: str) -> str:
    """The name of one code in a language (BCP 47) that is also the active one."""
    if code == NONE:
        return str(_NAMELESS[by])
    if by == "commitment":
        return f"{code}. {COMMITMENTS[int(code)]}"
    if by == "region":
        return str(REGIONS[code])
    return country_name(code, language)


def as_csv(table: Table, *, language: str) -> bytes:
    """The listing as CSV; its last line holds the totals over distinct dialogues."""

    def lines() -> Iterator[list[str | int]]:
        for row in rows(table, language=language):
            yield [row.code, row.name, row.dialogues, row.participants, row.notes]
        yield ["", _("All dialogues, each counted once"), *(table.total[name] for name in COUNTED)]

    return to_csv(["code", table.by, *COUNTED], lines())
