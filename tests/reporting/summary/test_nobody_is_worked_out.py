"""Whoever has all that is published of a dialogue, and subtracts, learns no small count.

The attacker here enumerates: every population of a size, everything published about each, and
then asks what all the populations that look alike have in common.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.actions import breakouts, participants
from facilitation.actions.under_18 import SetUnder18
from facilitation.actions.writing import Who, action_names, fields_of
from facilitation.tallies import DIMENSIONS, Tallies
from reporting.centre.intake import take_in
from reporting.centre.table import dialogues, table
from reporting.format import SummaryV1, codes, to_bytes
from reporting.summary import disclosure
from reporting.summary import participation as module
from reporting.summary.attribution import attribution
from reporting.summary.compile import Version, compile_summary
from reporting.summary.document import document_html
from reporting.summary.exports import EXPORTS, export
from reporting.summary.participation import participation
from tests.reporting.summary.playing import Begin, Played
from tests.reporting.summary.remade import rebuilt
from toolkit.bench.samples import MOMENT, sample_summary

GENDERS = get_args(codes.Gender)
LEVELS = get_args(codes.Education)
NATIONALITIES = ("KEN", "UGA", "BTN", "undisclosed")
"""That the reader knows which there can be makes them stronger than any that we know of."""

SAMPLE = sample_summary(1)

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
    """All that a summary says of who took part, and the line of it, as a text to compare."""
    counts: dict[str, Counts] = {name: {"undisclosed": size} for name in DIMENSIONS}
    counts["gender"], counts["education"] = people
    return _said(counts, size, under_18=under_18)


def _said(counts: dict[str, Counts], size: int, *, under_18: bool) -> str:
    tallies = Tallies(size, {"groups": {}, **counts}, {}, 0)
    published = participation(tallies, under_18=under_18, is_final=True)
    line = attribution(SAMPLE.model_copy(update={"participation": published}))
    return published.model_dump_json() + line


def _told(alike: list[People], threshold: int) -> Iterator[tuple[str, int]]:
    """The counts from 1 to the threshold that are the same in all populations that look alike."""
    for place, answers in enumerate((GENDERS, LEVELS)):
        for answer in answers:
            values = {people[place].get(answer, 0) for people in alike}
            if len(values) == 1 and 0 < (count := values.pop()) < threshold:
                yield answer, count


def _worked_out(
    question: str, answers: tuple[str, ...], size: int, *, under_18: bool = False
) -> list[tuple[str, int]]:
    """What a reader learns who tries every way in which `size` people may have answered."""
    alike: dict[str, list[Counts]] = defaultdict(list)
    for counts in _tables(size, answers):
        full = {name: {"undisclosed": size} for name in DIMENSIONS} | {question: counts}
        alike[_said(full, size, under_18=under_18)].append(counts)
    return [
        (answer, count)
        for said, tables in alike.items()
        for answer in answers
        if len(values := {table[answer] for table in tables}) == 1
        and 0 < (count := values.pop()) < (10 if '"threshold":10' in said else 5)
    ]


QUESTIONS = [
    ("gender", GENDERS, 14, False),
    ("gender", GENDERS, 22, True),
    *(("nationality", NATIONALITIES, n, False) for n in range(10, 24)),
    *(("nationality", NATIONALITIES, n, True) for n in (12, 22, 28)),
    # Of so few there is no table, and what is said of most is the same whoever the others are.
    *(("occupation", ("managers", "professionals", "student"), n, False) for n in (5, 7, 9)),
    ("age", get_args(codes.Age), 9, False),
    ("age", get_args(codes.Age), 11, True),
]


@pytest.mark.parametrize(("question", "answers", "size", "under_18"), QUESTIONS)
def test_no_small_count_of_any_question_is_worked_out(
    question: str, answers: tuple[str, ...], size: int, under_18: bool
) -> None:
    assert _worked_out(question, answers, size, under_18=under_18) == []


def _hides_only_the_few(table: dict[str, int], threshold: int) -> set[str]:
    return {code for code, count in table.items() if 0 < count < threshold}


WEAKER = [
    (disclosure, "_cover", lambda codes, small: (), "gender", GENDERS, 17),
    (disclosure, "_hidden", _hides_only_the_few, "gender", GENDERS, 14),
    (
        module,
        "gather_rare",
        lambda counts, threshold: dict(counts),
        "nationality",
        NATIONALITIES,
        12,
    ),
    (module, "mostly_least_for", lambda under_18: 2, "gender", GENDERS, 2),
]


@pytest.mark.parametrize(("where", "name", "weaker", "question", "answers", "size"), WEAKER)
def test_the_reader_does_work_out_what_a_weaker_rule_would_tell(
    where: object,
    name: str,
    weaker: object,
    question: str,
    answers: tuple[str, ...],
    size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(where, name, weaker)
    assert _worked_out(question, answers, size) != []


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


def _crowd(played: Played, genders: list[str], places: list[int]) -> SummaryV1:
    """Play a dialogue of 12 people in two small circles; `places` says who sits in which."""
    played.open("now")
    names = ("Well", "Road")
    rows = played.lead(breakouts.OpenBreakouts(names=names))["breakouts"]
    rooms = [uuid.UUID(str(row["id"])) for row in rows]
    people = [played.join(gender=gender, nationality="KEN") for gender in genders]
    for person, place in zip(people, places, strict=True):
        played.act(person, breakouts.GoToBreakout(breakout=rooms[place]))
    said = [played.say(person, f"The well is dry, {n}.") for n, person in enumerate(people[:6])]
    played.lead(breakouts.CloseBreakouts())
    group = played.group("Water", *said)
    played.open("prioritise")
    for person in people[:7]:
        played.vote(person, group)
    played.close()
    played.seal()
    return compile_summary(played.dialogue)


def _without_ids(summary: SummaryV1) -> SummaryV1:
    """The same summary with ids and moments that do not come from chance."""
    text = summary.model_dump_json()
    found = dict.fromkeys(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", text))
    for number, key in enumerate(found):
        text = text.replace(key, str(uuid.UUID(int=number)))
    plain = SummaryV1.model_validate_json(text)
    entry = plain.versions[0].model_copy(update={"at": MOMENT})
    return rebuilt(plain, sealed_at=MOMENT, generated_at=MOMENT, versions=(entry,))


def test_two_crowds_that_publish_the_same_counts_are_the_same_in_every_outlet(
    begin: Begin,
) -> None:
    few = ["man", "man", "another", "another"]
    fewer = ["man", "another", "another", "undisclosed"]
    seats = [0, 1] * 6
    one = _without_ids(_crowd(begin(), ["woman"] * 8 + few, seats))
    two = _without_ids(_crowd(begin(), ["woman"] * 8 + fewer, [0] * 6 + [1] * 6))
    assert one == two
    for kind in set(EXPORTS) - {"pdf", "poster"}:
        assert export(kind, one) == export(kind, two), kind
    for language, _name in django_settings.LANGUAGES:
        with translation.override(language):
            assert attribution(one) == attribution(two)
            assert document_html(one) == document_html(two)


def test_the_centre_adds_up_only_what_a_summary_states(begin: Begin) -> None:
    summary = _crowd(begin(), ["woman"] * 8 + ["man"] * 4, [0, 1] * 6)
    take_in(data=to_bytes(summary), channel="page")
    frame = dialogues()
    assert set(frame.columns).isdisjoint(DIMENSIONS)
    assert table(by="country").total == {"dialogues": 1, "participants": 12, "notes": 6}


def test_nobody_says_after_the_seal_that_people_under_18_came() -> None:
    # Two versions with two thresholds would be two tables of the same people to subtract. That
    # this action is refused once the dialogue is sealed stands with the refusals of all.
    takers = [name for who in Who for name in action_names(who) if "under_18" in fields_of(name)]
    assert takers == ["set_under_18"]


def test_a_draft_tells_nothing_more_once_people_under_18_are_said_to_come(played: Played) -> None:
    for _ in range(12):
        played.join(gender="woman")
    before = _who(compile_summary(played.dialogue))
    played.lead(SetUnder18(under_18=True))
    after = _who(compile_summary(played.dialogue))
    rule = before["rule"] | {"threshold": 10, "mostly_least": 10}
    assert after == before | {"rule": rule}
