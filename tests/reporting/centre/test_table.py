"""The table: distinct dialogues, current versions only, nothing counted twice in a total."""

import pandas as pd
import pytest

from reporting.centre.intake import take_in
from reporting.centre.table import BY, COUNTED, By, Table, dialogues, table
from tests.reporting.centre.parcels import BUS, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_dialogues() -> None:
    send(write(commitments=(1, 2), participants=12))
    send(write(dialogue_id=BUS, commitments=(2,), country="MEX", participants=30))


def send(data: bytes) -> None:
    assert not take_in(data=data, channel="cli").refused


def row(counts: Table, code: str) -> dict[str, int]:
    return {name: int(counts.rows[name][code]) for name in COUNTED}


def test_a_dialogue_counts_once_under_each_of_its_commitments(two_dialogues: None) -> None:
    counts = table(by="commitment")
    assert row(counts, "1") == {"dialogues": 1, "participants": 12, "notes": 1}
    assert row(counts, "2") == {"dialogues": 2, "participants": 42, "notes": 2}


def test_the_total_counts_distinct_dialogues_and_says_that_rows_overlap(
    two_dialogues: None,
) -> None:
    counts = table(by="commitment")
    assert counts.total == {"dialogues": 2, "participants": 42, "notes": 2}
    assert counts.overlaps
    assert not table(by="country").overlaps


def test_countries_are_those_that_came(two_dialogues: None) -> None:
    assert list(table(by="country").rows.index) == ["KEN", "MEX"]


def test_a_country_counts_in_its_region(two_dialogues: None) -> None:
    counts = table(by="region")
    assert row(counts, "latin-america-and-the-caribbean")["participants"] == 30
    assert row(counts, "europe")["dialogues"] == 0


def test_a_dialogue_without_commitment_or_country_is_still_in_the_table() -> None:
    send(write(commitments=(), country=None))
    for by in BY:
        counts = table(by=by)
        assert row(counts, "")["dialogues"] == counts.total["dialogues"] == 1


def test_only_the_current_version_counts() -> None:
    send(write(version=2, participants=20))
    send(write(version=1, participants=5))
    send(write(version=3, participants=12, country="MEX"))
    counts = table(by="country")
    assert list(counts.rows.index) == ["MEX"]
    assert counts.total == {"dialogues": 1, "participants": 12, "notes": 1}


def test_a_refused_file_does_not_count() -> None:
    send(write())
    take_in(data=write(title="Conflict", participants=900), channel="cli")
    assert table(by="region").total["participants"] == 12


@pytest.mark.parametrize("by", BY)
def test_an_empty_centre_has_a_table_of_zeros(by: By) -> None:
    counts = table(by=by)
    assert counts.total == {"dialogues": 0, "participants": 0, "notes": 0}
    assert int(counts.rows["dialogues"].sum()) == 0
    assert "" not in counts.rows.index


def test_the_frame_has_its_columns_even_when_it_is_empty() -> None:
    empty = dialogues().dtypes
    send(write())
    pd.testing.assert_series_equal(dialogues().dtypes, empty)
    assert list(empty.index) == [
        "dialogue_id",
        "country",
        "region",
        "commitments",
        "participants",
        "notes",
        "signed",
    ]


def test_dialogues_that_nobody_signed_count_and_are_named() -> None:
    send(write(signed=False))
    send(write(dialogue_id=BUS))
    counts = table(by="country")
    assert (counts.total["dialogues"], counts.unsigned) == (2, 1)
    send(write(version=2))
    assert table(by="country").unsigned == 0
