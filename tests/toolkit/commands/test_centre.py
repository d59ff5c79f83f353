"""`toolkit centre table` prints what the page shows."""

import json
from typing import get_args

import pytest

from reporting.centre.intake import take_in
from reporting.centre.table import By
from tests.reporting.centre.parcels import BUS, write
from toolkit import cli
from toolkit.commands import centre

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_dialogues() -> None:
    take_in(data=write(), channel="cli")
    take_in(data=write(dialogue_id=BUS, country="MEX", participants=30), channel="cli")


def test_the_table_can_be_counted_by_all_that_the_centre_counts_by() -> None:
    assert get_args(By) == centre.BY


def test_the_table_is_printed_with_its_total(
    two_dialogues: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["centre", "table", "--by", "country"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1:3] == [["Kenya", "1", "12", "1"], ["Mexico", "1", "30", "1"]]
    assert lines[-1][-3:] == ["2", "42", "2"]


def test_the_table_says_when_its_lines_overlap(
    two_dialogues: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["centre", "table"]) == 0
    assert "counts under each of them" in capsys.readouterr().out


def test_programs_get_json(two_dialogues: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["centre", "table", "--by", "country", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"] == {"dialogues": 2, "participants": 42, "notes": 2}
    assert document["overlaps"] is False
    assert document["rows"][1] == {
        "code": "MEX",
        "name": "Mexico",
        "dialogues": 1,
        "participants": 30,
        "notes": 1,
    }


def test_spreadsheets_get_csv(two_dialogues: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["centre", "table", "--by", "country", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "KEN,Kenya,1,12,1"


def test_an_empty_centre_prints_a_table_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["centre", "table", "--by", "country"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split()[-3:] == ["0", "0", "0"]


def test_counting_by_something_else_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(["centre", "table", "--by", "author"])
    assert exit_.value.code == 2
