"""Tables that leave the toolkit hold data and nothing that a spreadsheet would run."""

import csv
from io import StringIO

import pytest

from reporting.exchange.tables import inert, to_csv


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"]
)
def test_a_text_that_a_spreadsheet_would_run_is_made_inert(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("cell", ["Côte d’Ivoire", "1 = 1", "", 7, -7, None])
def test_everything_else_stays_as_it_is(cell: str | int | None) -> None:
    assert inert(cell) == cell


def test_a_table_is_read_back_as_it_was_written() -> None:
    rows: list[list[str | int | None]] = [["مساواة", 3], ['a "b", c\nd', 0]]
    text = to_csv(["title", "notes"], rows).decode("utf-8-sig")
    assert list(csv.reader(StringIO(text, newline=""))) == [
        ["title", "notes"],
        ["مساواة", "3"],
        ['a "b", c\nd', "0"],
    ]
