"""The line under a quote follows the grammar of the published UN75 briefs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation

from facilitation.tallies import Tallies
from facilitation.vocabulary.places import country_name
from reporting.format.v1 import Organizer, Place, SummaryV1
from reporting.summary.attribution import attribution
from reporting.summary.compile import compile_summary
from reporting.summary.participation import participation
from tests.reporting.summary.playing import Played

MIXED = {
    "age": {"16-30": 10, "31-45": 10},
    "occupation": {"student": 10, "professionals": 10},
    "gender": {"woman": 10, "man": 10},
}


@pytest.fixture
def empty(played: Played) -> SummaryV1:
    return compile_summary(played.dialogue)


def _line(summary: SummaryV1, profiles: dict[str, dict[str, int]], **changes: Any) -> str:
    """The line of `summary` with other people; questions left out were not answered."""
    participants = max((sum(counts.values()) for counts in profiles.values()), default=0)
    asked = ("age", "gender", "occupation", "education", "nationality")
    nobody = {"undisclosed": participants} if participants else {}
    full = {name: profiles.get(name, nobody) for name in asked}
    tallies = Tallies(participants, {**full, "groups": {}}, {}, 0)
    people = participation(
        tallies, under_18=False, is_final=True, occupation_words=changes.pop("occupation_words", "")
    )
    return attribution(summary.model_copy(update={"participation": people, **changes}))


def test_all_mixed_is_said_in_one_phrase(empty: SummaryV1) -> None:
    assert _line(empty, MIXED) == (
        "Dialogue organized by Lake School, Kisumu, Kenya, mixed ages, professions and genders."
    )


def test_one_of_each(empty: SummaryV1) -> None:
    people = {"age": {"31-45": 20}, "occupation": {"student": 20}, "gender": {"man": 20}}
    assert _line(empty, people) == (
        "Dialogue organized by Lake School, Kisumu, Kenya, ages 31-45, students, mostly men."
    )


def test_managers_and_professionals_go_together(empty: SummaryV1) -> None:
    people = {**MIXED, "occupation": {"managers": 10, "professionals": 10}}
    assert _line(empty, people).endswith("mixed ages, managers & professionals, mixed genders.")


@pytest.mark.parametrize(
    ("women", "men", "said"),
    [(61, 39, "mostly women"), (60, 40, "mixed genders"), (40, 60, "mixed genders")],
)
def test_mostly_is_more_than_sixty_percent(
    empty: SummaryV1, women: int, men: int, said: str
) -> None:
    assert _line(empty, {"gender": {"woman": women, "man": men}}).endswith(f"{said}.")


def test_fewer_than_five_people_are_not_described(empty: SummaryV1) -> None:
    line = _line(empty, {"gender": {"woman": 4}})
    assert line == "Dialogue organized by Lake School, Kisumu, Kenya."


def test_what_most_did_not_say_is_left_out(empty: SummaryV1) -> None:
    line = _line(empty, {"gender": {"woman": 6, "man": 5, "undisclosed": 9}})
    assert "gender" not in line
    assert "mostly" not in line


def test_a_withheld_majority_is_not_told(empty: SummaryV1) -> None:
    # Eight of thirteen are withheld: one answer among them might be that of most.
    line = _line(empty, {"gender": {"woman": 5, "man": 0, "another": 4, "undisclosed": 4}})
    assert line == "Dialogue organized by Lake School, Kisumu, Kenya."


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"mode": "online"}, "Dialogue organized by Lake School, online."),
        (
            {"place": Place(country="IND", region="central-and-southern-asia", city=None)},
            "Dialogue organized by Lake School, India.",
        ),
        (
            {"organizer": Organizer(name=None, type="other", publish="anonymous")},
            "Anonymous dialogue, Kisumu, Kenya.",
        ),
        (
            {"place": Place(country=None, region=None, city=None)},
            "Dialogue organized by Lake School.",
        ),
    ],
)
def test_place_and_organizer(empty: SummaryV1, changes: dict[str, Any], line: str) -> None:
    assert _line(empty, {}, **changes) == line


MIXED_AGES = {"16-30": 10, "31-45": 10}
MIXED_JOBS = {"student": 10, "professionals": 10}
MIXED_GENDERS = {"woman": 10, "man": 10}
INDIA = Place(country="IND", region="central-and-southern-asia", city=None)
SOCIAL_WORKERS = "Association of Professional Social Workers & Development Practitioners"
TWO_TOGETHER = f"{SOCIAL_WORKERS} and the State Legal Services Authority"
PATHFINDERS = "Pathfinders for Peaceful, Just and Inclusive Societies"
YOUNG_LEADERS = "UN75 Confederation of Young Leaders Uttar Pradesh State Team"

# The lines under the quotes of the brief on commitment 1, each with who took part in it. Lines 2
# to 4 are the same three times.
PUBLISHED: list[tuple[str, str, Place | None, dict[str, dict[str, int]], str]] = [
    (
        "Dialogue organized by UN Brazil, ages 31-45, managers & professionals, mostly men.",
        "UN Brazil",
        Place(country=None, region=None, city=None),
        {
            "age": {"31-45": 20},
            "occupation": {"managers": 10, "professionals": 10},
            "gender": {"man": 20},
        },
        "",
    ),
    *[
        (
            f"{PATHFINDERS}, USA, mixed age groups, professions, mostly women.",
            PATHFINDERS,
            Place(country="USA", region="northern-america", city=None),
            {"age": MIXED_AGES, "occupation": MIXED_JOBS, "gender": {"woman": 20}},
            "",
        )
    ]
    * 3,
    (
        f"{SOCIAL_WORKERS}, India, mixed ages, professions and genders.",
        SOCIAL_WORKERS,
        INDIA,
        MIXED,
        "",
    ),
    (
        "Ole Anders Røsand, Norway, ages 15 years & younger, students, mixed genders.",
        "Ole Anders Røsand",
        Place(country="NOR", region="europe", city=None),
        {"age": {"15-and-under": 20}, "occupation": {"student": 20}, "gender": MIXED_GENDERS},
        "",
    ),
    (
        "Dialogue organized by UN Academic Impact, online, mixed ages, professions, genders.",
        "UN Academic Impact",
        None,
        MIXED,
        "",
    ),
    (
        f"{TWO_TOGETHER}, Chandigarh, India, mixed ages, professions, genders.",
        TWO_TOGETHER,
        Place(country="IND", region="central-and-southern-asia", city="Chandigarh"),
        MIXED,
        "",
    ),
    (
        f"{YOUNG_LEADERS}, India, mixed ages, professions.",
        YOUNG_LEADERS,
        INDIA,
        {"age": MIXED_AGES, "occupation": MIXED_JOBS},
        "",
    ),
    (
        "Jorge Helmer Valencia Ayala, Colombia, mixed ages, public librarians, mostly women.",
        "Jorge Helmer Valencia Ayala",
        Place(country="COL", region="latin-america-and-the-caribbean", city=None),
        {"age": MIXED_AGES, "occupation": {"professionals": 20}, "gender": {"woman": 20}},
        "public librarians",
    ),
]


def _alike(line: str) -> str:
    """A line without the ways in which the published ones differ among themselves."""
    same = {"Dialogue organized by ": "", "mixed age groups": "mixed ages", "USA": "United States"}
    for one, other in same.items():
        line = line.replace(one, other)
    for listed in ("ages, professions and genders", "ages, professions, genders"):
        line = line.replace(listed, "ages+professions+genders")
    return line.replace("ages and professions", "ages, professions")


@pytest.mark.parametrize(("published", "name", "place", "people", "own"), PUBLISHED)
def test_every_published_line_is_said_of_the_same_people(
    empty: SummaryV1,
    published: str,
    name: str,
    place: Place | None,
    people: dict[str, dict[str, int]],
    own: str,
) -> None:
    where: dict[str, Any] = {"place": place} if place else {"mode": "online"}
    organizer = Organizer(name=name, type="other", publish="organization")
    line = _line(empty, people, organizer=organizer, occupation_words=own, **where)
    assert _alike(line) == _alike(published)


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh-hans"])
def test_every_published_line_can_be_said_in_every_language(
    empty: SummaryV1, language: str
) -> None:
    stop = {"zh-hans": "。"}.get(language, ".")
    said: dict[str, str] = {}
    for published, name, place, people, own in PUBLISHED:
        where: dict[str, Any] = {"place": place} if place else {"mode": "online"}
        organizer = Organizer(name=name, type="other", publish="organization")
        with translation.override(language):
            line = _line(empty, people, organizer=organizer, occupation_words=own, **where)
        parts = [name, own]
        parts += [country_name(place.country, language)] if place and place.country else []
        assert all(part in line for part in parts), line
        assert line.endswith(stop)
        assert not re.search(r"\b(mixed|ages|mostly|online|Dialogue organized)\b", line), line
        said[published] = line
    assert len(set(said.values())) == len(said), "different lines stay different"


def test_the_line_can_go_without_saying_that_it_is_a_dialogue(empty: SummaryV1) -> None:
    assert attribution(empty, prefixed=False) == "Lake School, Kisumu, Kenya."


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh-hans"])
def test_the_line_can_be_said_in_every_language(empty: SummaryV1, language: str) -> None:
    with translation.override(language):
        line = _line(empty, MIXED)
    assert "Lake School" in line
    assert "%(" not in line
