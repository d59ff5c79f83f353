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
    NationalityCell,
    OccupationCell,
    Participation,
    SuppressionRule,
)
from reporting.summary.disclosure import (
    STRICT_THRESHOLD,
    gather_rare,
    protect_memberships,
    protect_table,
    threshold_for,
)

C = TypeVar("C", bound=Cell)


def participation(tallies: Tallies, *, under_18: bool, is_final: bool) -> Participation:
    """Return the counts that may be published.

    Before the seal there is no breakdown: two drafts with one arrival between them would tell
    that person's answers.
    """
    threshold = threshold_for(under_18=under_18)
    rule = SuppressionRule(
        threshold=threshold,
        groups_threshold=STRICT_THRESHOLD,
        complementary=True,
        withheld=not is_final,
    )
    profiles = tallies.profiles if is_final else {}
    return Participation(
        participants=tallies.participants,
        rule=rule,
        age=_table(AgeCell, profiles.get("age"), codes.Age, threshold),
        gender=_table(GenderCell, profiles.get("gender"), codes.Gender, threshold),
        occupation=_table(OccupationCell, profiles.get("occupation"), codes.Occupation, threshold),
        education=_table(EducationCell, profiles.get("education"), codes.Education, threshold),
        nationality=_nationalities(profiles.get("nationality"), threshold),
        groups=_memberships(profiles.get("groups")),
    )


def _table(
    cell: type[C], counts: Mapping[str, int] | None, literal: object, threshold: int
) -> tuple[C, ...]:
    if counts is None:
        return ()
    return _cells(cell, protect_table(counts, get_args(literal), threshold=threshold))


def _nationalities(counts: Mapping[str, int] | None, threshold: int) -> tuple[NationalityCell, ...]:
    if counts is None:
        return ()
    gathered = gather_rare(counts, threshold=threshold)
    if sum(gathered.values()) < threshold:
        # Everybody together is too few: all that can be said is how many took part.
        return _cells(NationalityCell, dict.fromkeys(gathered, None))
    return _cells(NationalityCell, dict(gathered))


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
