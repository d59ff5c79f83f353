"""Tables as one XLSX workbook: one sheet a table, text as text.

No cell is ever a formula or a link, whatever it begins with: each is written by its kind, never
by a guess. The same tables give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from reporting.exchange.tables import Table

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet can hold; what is longer is cut, and says so."""

_CUT = " […]"
_LONGEST_NAME = 31
_WIDEST = 80


def to_xlsx(tables: Iterable[Table], *, created: dt.datetime, right_to_left: bool) -> bytes:
    """Return the workbook. `created` (UTC) stands in its properties."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table.title))
            if right_to_left:
                sheet.right_to_left()
            _fill(sheet, table, head, body)
    return out.getvalue()


def _fill(sheet: xlsxwriter.worksheet.Worksheet, table: Table, head: object, body: object) -> None:
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(table.columns):
        cells = [str(row[index]) for row in table.rows if row[index] is not None]
        width = max([len(column.title), *map(len, cells)]) + 2
        sheet.set_column(index, index, min(width, _WIDEST))
        sheet.write_string(0, index, column.title, head)
    for number, row in enumerate(table.rows, start=1):
        for index, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(number, index, cell, body)
            elif isinstance(cell, int):
                sheet.write_number(number, index, cell, body)
            elif cell:
                sheet.write_string(number, index, _cut(cell), body)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT)] + _CUT


def _sheet_name(title: str) -> str:
    """`title` without what a sheet's name must not hold."""
    return "".join(" " if c in "[]:*?/\\" else c for c in title).strip("' ")[:_LONGEST_NAME]
