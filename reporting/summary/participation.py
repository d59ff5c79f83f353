"""Who took part, from raw tallies to counts that may be published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, get_args

from facilitation.tallies import Tallies
from reporting.format import codes
from reporting.format.v1 import (
    AgeCell,
    BelongingCell,
    Cell,
    EducationCell,
    GenderCell,
    Mostly,
    NationalityCell,
    OccupationCell,
    Participation,
    SuppressionRule,
)
from reporting.summary.disclosure import (
    LEAST_PARTICIPANTS,
    MIXED,
    MOSTLY_SHARE,
    STRICT_THRESHOLD,
    gather_rare,
    mostly_least_for,
    prevailing,
    protect_memberships,
    protect_table,
    protect_table_beside,
    threshold_for,
)
from reporting.summary.minors import UNDER_18_AGE, says_under_18

C = TypeVar("C", bound=Cell)


def participation(
    tallies: Tallies, *, under_18: bool, is_final: bool, occupation_words: str = ""
) -> Participation:
    """Return the counts that may be published.

    Before the seal there is no breakdown: two drafts with one arrival between them would tell
    that person's answers. Of few participants only what is true of most is said.
    `under_18` is what the organizer said; anybody's own answer counts as much.
    `occupation_words` are the organizer's for what most of them do.
    """
    under_18 = under_18 or (is_final and says_under_18(tallies))
    threshold = threshold_for(under_18=under_18)
    rule = SuppressionRule(
        threshold=threshold,
        groups_threshold=STRICT_THRESHOLD,
        complementary=True,
        withheld=not is_final,
        least_participants=LEAST_PARTICIPANTS,
        mostly_percent=round(100 * MOSTLY_SHARE),
        mostly_least=mostly_least_for(under_18=under_18),
    )
    has_tables = is_final and tallies.participants >= LEAST_PARTICIPANTS
    profiles = tallies.profiles if has_tables else {}
    people = Participation(
        participants=tallies.participants,
        rule=rule,
        age=_ages(profiles.get("age"), threshold),
        gender=_table(GenderCell, profiles.get("gender"), codes.Gender, threshold),
        occupation=_table(OccupationCell, profiles.get("occupation"), codes.Occupation, threshold),
        education=_table(EducationCell, profiles.get("education"), codes.Education, threshold),
        nationality=_nationalities(profiles.get("nationality"), threshold),
        groups=_memberships(profiles.get("groups")),
    )
    mostly = _mostly(tallies, people, occupation_words) if is_final else Mostly()
    return people.model_copy(update={"mostly": mostly})


def _mostly(tallies: Tallies, people: Participation, occupation_words: str) -> Mostly:
    """What most have in common. Said of the counts shown, so that it tells nothing more; of the
    true ones where none are shown, and then it leaves every count at least two values."""

    def shown(name: str) -> dict[str, int]:
        if tallies.participants < LEAST_PARTICIPANTS:
            return tallies.profiles.get(name, {})
        cells: tuple[Cell, ...] = getattr(people, name)
        return {cell.code: cell.count for cell in cells if cell.count is not None}

    least = people.rule.mostly_least
    found = {
        name: prevailing(shown(name), people.participants, least=least)
        for name in ("age", "gender", "education")
    }
    occupation = _occupation(shown("occupation"), people.participants, least)
    words = (occupation_words or None) if occupation else None
    return Mostly.model_validate({**found, "occupation": occupation, "occupation_words": words})


def _occupation(shown: Mapping[str, int], participants: int, least: int) -> str | None:
    found = prevailing(shown, participants, least=least)
    managers, professionals = shown.get("managers"), shown.get("professionals")
    if participants < least or found not in (None, MIXED) or not managers or not professionals:
        return found
    together = managers + professionals > MOSTLY_SHARE * participants
    return "managers-professionals" if together else found


def _table(
    cell: type[C], counts: Mapping[str, int] | None, literal: object, threshold: int
) -> tuple[C, ...]:
    if counts is None:
        return ()
    return _cells(cell, protect_table(counts, get_args(literal), threshold=threshold))


def _ages(counts: Mapping[str, int] | None, threshold: int) -> tuple[AgeCell, ...]:
    if counts is None:
        return ()
    shown = protect_table_beside(UNDER_18_AGE, counts, get_args(codes.Age), threshold=threshold)
    return _cells(AgeCell, shown)


def _nationalities(counts: Mapping[str, int] | None, threshold: int) -> tuple[NationalityCell, ...]:
    if counts is None:
        return ()
    return _cells(NationalityCell, gather_rare(counts, threshold=threshold))


def _memberships(counts: Mapping[str, int] | None) -> tuple[BelongingCell, ...]:
    if counts is None:
        return ()
    shown = protect_memberships(counts, get_args(codes.Belonging), threshold=STRICT_THRESHOLD)
    return _cells(BelongingCell, shown)


def _cells(cell: type[C], counts: Mapping[str, int | None]) -> tuple[C, ...]:
    return tuple(
        cell.model_validate({"code": code, "count": count, "suppressed": count is None})
        for code, count in counts.items()
    )
