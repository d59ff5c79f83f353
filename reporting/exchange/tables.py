"""Tables for other programs. A cell is data wherever it is opened, never a formula.

Spreadsheets run a text that begins like a formula, even from CSV, and notes and titles are
written by anybody.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | None


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8; the byte order mark tells Excel so."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([inert(cell) for cell in header])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def inert(cell: Cell) -> Cell:
    """The cell with an apostrophe before it where a spreadsheet would calculate it."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
