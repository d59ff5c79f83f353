"""The listing: the same rows for page, CSV and command line, in an order that people expect."""

from uuid import UUID

import pytest

from reporting.centre.intake import take_in
from reporting.centre.listing import as_csv, rows
from reporting.centre.table import table
from tests.reporting.centre.parcels import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def held_in() -> None:
    """Two dialogues in Mexico, one in Kenya, one in Brazil, one in no country."""
    for number, country in enumerate(["MEX", "MEX", "KEN", "BRA", None]):
        take_in(data=write(dialogue_id=UUID(int=number), country=country), channel="cli")


def test_countries_with_most_dialogues_come_first_and_the_nameless_last(held_in: None) -> None:
    names = [row.name for row in rows(table(by="country"), language="en")]
    assert names == ["Mexico", "Brazil", "Kenya", "No country named"]


def test_a_bar_is_a_share_of_the_longest(held_in: None) -> None:
    assert [row.bar for row in rows(table(by="country"), language="en")] == [100, 50, 50, 50]


def test_commitments_come_in_their_order_even_without_dialogues() -> None:
    codes = [row.code for row in rows(table(by="commitment"), language="en")]
    assert codes == [str(number) for number in range(1, 13)]


def test_the_names_in_a_csv_are_in_the_language_asked_for(held_in: None) -> None:
    text = as_csv(table(by="country"), language="zh-hans").decode("utf-8-sig")
    assert "KEN,肯尼亚,1,12,1" in text.splitlines()
