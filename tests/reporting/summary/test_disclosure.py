"""The reader who subtracts learns no small count. The tests play that reader."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.summary.disclosure import (
    gather_rare,
    protect_memberships,
    protect_table,
    protect_table_beside,
)

CODES = tuple("abcdefghijklmnop")
Table = tuple[int, ...]
Published = tuple[int | None, ...]


def _publish(table: Table, threshold: int) -> Published:
    codes = CODES[: len(table)]
    counts = dict(zip(codes, table, strict=True))
    return tuple(protect_table(counts, codes, threshold=threshold).values())


def _tables(total: int, cells: int) -> Iterator[Table]:
    """Every way to spread `total` people over `cells` answers."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _tables(total - first, cells - 1):
            yield first, *rest


def _known_small_counts(published: Published, possible: list[Table], threshold: int) -> list[int]:
    """The withheld counts of people that a reader who finds `possible` can tell for certain."""
    return [
        place
        for place, shown in enumerate(published)
        if shown is None
        and len(values := {table[place] for table in possible}) == 1
        and 0 < values.pop() < threshold
    ]


@pytest.mark.parametrize(
    ("cells", "threshold", "largest_total"),
    [(2, 5, 60), (3, 5, 40), (4, 5, 30), (5, 5, 24), (3, 10, 45), (6, 5, 16)],
)
def test_no_small_count_can_be_worked_out_in_any_table(
    cells: int, threshold: int, largest_total: int
) -> None:
    for total in range(largest_total + 1):
        behind: dict[Published, list[Table]] = defaultdict(list)
        for table in _tables(total, cells):
            behind[_publish(table, threshold)].append(table)
        for published, possible in behind.items():
            assert _known_small_counts(published, possible, threshold) == [], published


@given(st.lists(st.integers(0, 7) | st.integers(0, 40), min_size=3, max_size=16).map(tuple))
def test_no_small_count_can_be_worked_out_from_what_is_shown(table: Table) -> None:
    published = _publish(table, 5)
    hidden = [place for place, shown in enumerate(published) if shown is None]
    rest = sum(table[place] for place in hidden)
    # In wider tables the reader tries all that they need: to move one or a few people between
    # two withheld cells. Finding one other table for each small count is enough to be unsure.
    possible = [table]
    for source in hidden:
        for target in hidden:
            for people in range(1, min(table[source], rest) + 1):
                other = list(table)
                other[source] -= people
                other[target] += people
                if _publish(tuple(other), 5) == published:
                    possible.append(tuple(other))
    assert _known_small_counts(published, possible, 5) == []


@given(st.lists(st.integers(0, 30), min_size=2, max_size=16).map(tuple))
def test_no_small_count_of_people_is_shown(table: Table) -> None:
    for true, shown in zip(table, _publish(table, 5), strict=True):
        assert shown is None or (shown == true and (shown == 0 or shown >= 5))


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert _publish((12, 0, 5), 5) == (12, 0, 5)


def test_zeros_hide_among_the_few() -> None:
    assert _publish((20, 2, 0, 0), 5) == (20, None, None, None)


def test_one_small_count_is_covered_by_its_neighbour() -> None:
    assert _publish((20, 2, 9, 30), 5) == (20, None, None, 30)


def _leaks_beside(publish: Callable[..., dict[str, int | None]], cells: int, total: int) -> int:
    """Small counts that a reader can tell who knows that the strict rule is in force exactly
    where somebody gave the first answer."""
    codes = CODES[:cells]
    behind: dict[tuple[int, Published], list[Table]] = defaultdict(list)
    for table in _tables(total, cells):
        threshold = 10 if table[0] else 5
        shown = publish("a", dict(zip(codes, table, strict=True)), codes, threshold=threshold)
        behind[threshold, tuple(shown.values())].append(table)
    return sum(
        len(_known_small_counts(published, possible, threshold))
        for (threshold, published), possible in behind.items()
    )


@pytest.mark.parametrize(("cells", "largest_total"), [(3, 45), (4, 36), (5, 20)])
def test_the_strict_rule_tells_no_more_than_that_somebody_is_under_18(
    cells: int, largest_total: int
) -> None:
    for total in range(10, largest_total + 1):
        assert _leaks_beside(protect_table_beside, cells, total) == 0, total


def test_a_reader_who_knows_why_the_rule_is_strict_reads_a_plain_table() -> None:
    def plain(_apart: str, *table: Any, threshold: int) -> dict[str, int | None]:
        return protect_table(*table, threshold=threshold)

    assert _leaks_beside(plain, 4, 20) > 0


def test_a_zero_that_is_known_covers_no_small_count() -> None:
    shown = protect_table_beside("a", {"b": 3, "c": 9, "d": 8}, ("a", "b", "c", "d"), threshold=5)
    assert shown == {"a": 0, "b": None, "c": None, "d": 8}


def test_a_table_whose_small_count_is_known_not_to_be_zero_is_withheld() -> None:
    shown = protect_table_beside("a", {"a": 1, "b": 20, "c": 30}, ("a", "b", "c"), threshold=10)
    assert set(shown.values()) == {None}


def test_a_count_apart_that_is_large_is_shown() -> None:
    shown = protect_table_beside("a", {"a": 30, "b": 20}, ("a", "b", "c"), threshold=10)
    assert shown == {"a": 30, "b": 20, "c": 0}


def test_an_answer_outside_the_list_is_noticed() -> None:
    with pytest.raises(AssertionError, match="not in the list"):
        protect_table({"x": 7}, CODES, threshold=5)


def test_memberships_are_shown_from_their_threshold_on() -> None:
    shown = protect_memberships({"a": 10, "b": 9}, ("a", "b", "c"), threshold=10)
    assert shown == {"a": 10, "b": None, "c": None}


def test_rare_nationalities_are_not_named() -> None:
    counts = {"KEN": 20, "UGA": 6, "BTN": 1, "NPL": 4, "undisclosed": 7}
    assert gather_rare(counts, threshold=5) == {"KEN": 20, "UGA": 6, "other": 5, "undisclosed": 7}


def test_those_not_given_cover_a_rare_nationality_first() -> None:
    counts = {"KEN": 20, "BTN": 1, "undisclosed": 7}
    assert gather_rare(counts, threshold=5) == {"KEN": 20, "other": 8}


@pytest.mark.parametrize("few", [4, 3])
def test_rare_nationalities_that_are_all_but_as_many_as_they_can_be_are_not_gathered(
    few: int,
) -> None:
    counts = {"KEN": 4, "UGA": 4, "BTN": few, "undisclosed": 5}
    assert gather_rare(counts, threshold=5) == {"other": None}


@given(
    st.dictionaries(
        st.sampled_from(["KEN", "UGA", "BTN", "NPL", "FRA", "undisclosed"]), st.integers(0, 30)
    )
)
def test_every_nationality_shown_has_enough_people(counts: dict[str, int]) -> None:
    gathered = gather_rare(counts, threshold=5)
    total = sum(counts.values())
    shown = [count for count in gathered.values() if count is not None]
    assert sum(shown) == (0 if gathered == {"other": None} else total)
    assert all(count >= min(5, total) for count in shown)
    # Nobody can be parted from `other`: what is shown beside it is shown whole.
    assert all(gathered[code] == counts[code] for code in gathered if code != "other")
