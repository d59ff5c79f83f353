"""Whoever has all that is published of a dialogue, and subtracts, learns no small count.

The attacker here enumerates: every population of a size, everything published about each, and
then asks what all the populations that look alike have in common.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.actions import participants
from facilitation.tallies import DIMENSIONS, Tallies
from reporting.format import SummaryV1, codes
from reporting.summary.attribution import attribution
from reporting.summary.compile import Version, compile_summary
from reporting.summary.participation import participation
from tests.reporting.summary.playing import Begin, Played

GENDERS = get_args(codes.Gender)
LEVELS = get_args(codes.Education)

Counts = dict[str, int]
People = tuple[Counts, Counts]
"""What there is to know: how many gave each gender and each level of education. Any two tables of
the same people can stand beside each other, so enumerating both enumerates every population."""


def _tables(total: int, answers: tuple[str, ...]) -> Iterator[Counts]:
    first, *rest = answers
    if not rest:
        yield {first: total}
        return
    for count in range(total + 1):
        for others in _tables(total - count, tuple(rest)):
            yield {first: count, **others}


def _published(people: People, size: int, *, under_18: bool) -> str:
    """All that a summary says of who took part, as a text to compare."""
    counts: dict[str, Counts] = {name: {"undisclosed": size} for name in DIMENSIONS}
    counts["gender"], counts["education"] = people
    tallies = Tallies(size, {**counts, "groups": {}}, {}, 0)
    return participation(tallies, under_18=under_18, is_final=True).model_dump_json()


def _told(alike: list[People], threshold: int) -> Iterator[tuple[str, int]]:
    """The counts from 1 to the threshold that are the same in all populations that look alike."""
    for place, answers in enumerate((GENDERS, LEVELS)):
        for answer in answers:
            values = {people[place].get(answer, 0) for people in alike}
            if len(values) == 1 and 0 < (count := values.pop()) < threshold:
                yield answer, count


@pytest.mark.parametrize("size", [4, 5, 6])
def test_all_that_is_said_of_few_people_together_tells_no_small_count(size: int) -> None:
    alike: dict[str, list[People]] = defaultdict(list)
    for people in product(_tables(size, GENDERS), _tables(size, LEVELS)):
        alike[_published(people, size, under_18=False)].append(people)
    for published, populations in alike.items():
        assert list(_told(populations, 5)) == [], published


@pytest.mark.parametrize(("size", "under_18"), [(9, False), (10, False), (12, False), (12, True)])
def test_a_table_beside_any_other_tells_no_small_count(size: int, under_18: bool) -> None:
    alike: dict[str, list[People]] = defaultdict(list)
    beside = ({"undisclosed": size}, {"primary": size - 5, "secondary": 5})
    for people in product(_tables(size, GENDERS), beside):
        alike[_published(people, size, under_18=under_18)].append(people)
    for published, populations in alike.items():
        # What stands beside is fixed here, so that only genders are unknown.
        genders: list[People] = [(people[0], {}) for people in populations]
        assert list(_told(genders, 10 if under_18 else 5)) == [], published


def _who(summary: SummaryV1) -> Any:
    return json.loads(summary.participation.model_dump_json())


def test_a_later_version_tells_nothing_new_of_who_took_part(played: Played) -> None:
    for gender in ("woman",) * 8 + ("man",) * 4:
        played.join(gender=gender, age="31-45")
    drafted = compile_summary(played.dialogue)
    played.close()
    played.seal()
    first = compile_summary(played.dialogue)
    signed = Version(2, at=played.dialogue.sealed_at, signed_by="Ada", earlier=first.versions)
    second = compile_summary(played.dialogue, version=signed)
    assert _who(first) == _who(second)
    assert attribution(first) == attribution(second)
    assert all(not drafted.participation.model_dump()[name] for name in (*DIMENSIONS, "groups"))
    assert set(drafted.participation.mostly.model_dump().values()) == {None}


def test_two_drafts_with_one_arrival_between_them_tell_only_that_somebody_came(
    played: Played,
) -> None:
    for _ in range(12):
        played.join(gender="woman")
    before = _who(compile_summary(played.dialogue))
    played.join(gender="man", nationality="BTN", groups=("hiv",))
    after = _who(compile_summary(played.dialogue))
    assert after | {"participants": 12} == before


profiles = st.fixed_dictionaries(
    {
        "age": st.sampled_from(get_args(codes.Age)),
        "gender": st.sampled_from(get_args(codes.Gender)),
        "nationality": st.sampled_from(["KEN", "UGA", "BTN", "undisclosed"]),
        "groups": st.lists(st.sampled_from(["hiv", "minority"]), unique=True).map(tuple),
    }
)


@settings(max_examples=25, deadline=None)
@given(people=st.lists(profiles, max_size=16), under_18=st.booleans())
def test_no_published_number_of_any_dialogue_is_a_small_count(
    people: list[dict[str, Any]], under_18: bool
) -> None:
    counts = {name: Counter(str(p.get(name, "undisclosed")) for p in people) for name in DIMENSIONS}
    groups = Counter(group for person in people for group in person["groups"])
    raw = {name: dict(counter) for name, counter in counts.items()} | {"groups": dict(groups)}
    published = participation(Tallies(len(people), raw, {}, 0), under_18=under_18, is_final=True)
    least = dict.fromkeys(DIMENSIONS, 10 if under_18 else 5) | {"groups": 10}
    for name, smallest in least.items():
        for cell in getattr(published, name):
            assert cell.count is None or cell.count == 0 or cell.count >= smallest, (name, cell)


def test_a_line_of_few_people_is_the_same_for_several_populations(begin: Begin) -> None:
    lines = []
    for women in (4, 5):
        played = begin()
        for place in range(5):
            person = played.join()
            gender = "woman" if place < women else "man"
            played.act(person, participants.SaveProfile(gender=gender))
        played.close()
        played.seal()
        lines.append(attribution(compile_summary(played.dialogue)))
    assert lines[0] == lines[1]
    assert lines[0].endswith("mostly women.")
