"""Tables for other programs. A cell is data wherever it is opened, never a formula.

Spreadsheets run a text that begins like a formula, even from CSV, and notes and titles are
written by anybody.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal

# https://owasp.org/www-community/attacks/CSV_Injection; wide forms count in East Asian programs.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | bool | None


@dataclass(frozen=True)
class Column:
    """One column: a name for programs, a title for people, and what its cells are."""

    name: str
    title: str
    kind: Literal["string", "integer", "boolean"] = "string"


@dataclass(frozen=True)
class Table:
    """One table: a name for programs, which is a file name too, a title, columns and rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def as_csv(self) -> bytes:
        """The table as CSV, with the columns' names as its header."""
        return to_csv([column.name for column in self.columns], self.rows)


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8; the byte order mark tells Excel so.

    Truth is written as `true` and `false`, as JSON and Frictionless tables have it.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([inert(cell) for cell in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def inert(cell: Cell) -> Cell:
    """The cell with an apostrophe before it where a spreadsheet would calculate it."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _written(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    return inert(cell)
