"""Who took part, in counts that may be published, and what is said of most of them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from reporting.format import codes
from reporting.format.model import Count, Model, require_unique
from reporting.format.text import WrittenText


class Cell(Model):
    """How many participants gave one answer."""

    code: str
    """The answer."""
    count: Count | None
    """Number of participants; null exactly when suppressed."""
    suppressed: bool
    """True where the number is withheld because it could expose somebody."""

    @model_validator(mode="after")
    def _count_is_null_when_suppressed(self) -> Self:
        if self.suppressed != (self.count is None):
            raise ValueError("a count is null exactly when it is suppressed")
        return self


class AgeCell(Cell):
    """Participants of one age bracket, in years."""

    code: codes.Age
    """Age bracket, or `undisclosed`."""


class GenderCell(Cell):
    """Participants of one gender."""

    code: codes.Gender
    """Gender as given, or `undisclosed`."""


class OccupationCell(Cell):
    """Participants with one kind of occupation."""

    code: codes.Occupation
    """A major group of ISCO-08, one of four lives outside it, `other` or `undisclosed`."""


class EducationCell(Cell):
    """Participants with one level of education."""

    code: codes.Education
    """Highest level completed, or `undisclosed`."""


class NationalityCell(Cell):
    """Participants of one nationality."""

    code: Annotated[str, Field(pattern=r"^([A-Z]{3}|other|undisclosed)$")]
    """ISO 3166-1 alpha-3; `other` gathers the nationalities too rare to be named, with those
    not given where they are too few to be shown alone; `undisclosed` those not given."""


class BelongingCell(Cell):
    """Participants who said that they belong to one group of people. One participant may
    belong to several groups, so these counts have no common total."""

    code: codes.Belonging
    """The group of people."""


class SuppressionRule(Model):
    """When a count of people is withheld."""

    threshold: Annotated[int, Field(ge=2)]
    """Counts of answers below this number are withheld."""
    groups_threshold: Annotated[int, Field(ge=2)]
    """The same for the groups that people belong to."""
    complementary: bool
    """True where further counts are withheld so that no withheld one can be worked out."""
    withheld: bool
    """True where no breakdown is given at all, because people can still join."""
    least_participants: Count = 10
    """No breakdown is given of fewer participants than this; `mostly` may still be."""
    mostly_percent: Annotated[int, Field(ge=50, le=100)] = 60
    """`mostly` is said of more than this share of all participants, in percent."""
    mostly_least: Count = 5
    """`mostly` says nothing of fewer participants than this."""


class Mostly(Model):
    """What is true of most participants, question by question. `mixed` where certainly no answer
    is that of most; null where too few took part or answered, or withheld counts could hide one.
    """

    age: codes.Age | codes.Mixed | None = None
    """The age bracket of most."""
    gender: codes.Gender | codes.Mixed | None = None
    """The gender of most."""
    occupation: codes.Occupation | codes.ManagersAndProfessionals | codes.Mixed | None = None
    """The occupation of most; managers and professionals also taken together."""
    education: codes.Education | codes.Mixed | None = None
    """The level of education of most."""
    occupation_words: WrittenText | None = None
    """The occupation of most in the organizer's words, such as `public librarians`."""


class Participation(Model):
    """Who took part: counts only, never one person's answers."""

    participants: Count
    """Number of people who took part, each counted once."""
    rule: SuppressionRule
    """The rule by which counts were withheld."""
    age: tuple[AgeCell, ...]
    """Counts by age."""
    gender: tuple[GenderCell, ...]
    """Counts by gender."""
    occupation: tuple[OccupationCell, ...]
    """Counts by occupation."""
    education: tuple[EducationCell, ...]
    """Counts by education."""
    nationality: tuple[NationalityCell, ...]
    """Counts by nationality."""
    groups: tuple[BelongingCell, ...]
    """Counts by the groups that people said they belong to."""
    mostly: Mostly = Mostly()
    """What is said of most participants."""

    @model_validator(mode="after")
    def _cells_fit_the_total(self) -> Self:
        for name in ("age", "gender", "occupation", "education", "nationality", "groups"):
            cells: tuple[Cell, ...] = getattr(self, name)
            require_unique((cell.code for cell in cells), f"{name} code")
            if any(cell.count is not None and cell.count > self.participants for cell in cells):
                raise ValueError(f"a count in {name} exceeds the number of participants")
            if name != "groups" and self._disagrees(cells):
                raise ValueError(f"the counts in {name} do not add up to the participants")
        return self

    def shows_under_18(self) -> bool:
        """Whether the published counts tell that people under 18 took part."""
        shown = {cell.code for cell in (*self.age, *self.groups) if cell.count}
        return not shown.isdisjoint(codes.UNDER_18) or self.mostly.age in codes.UNDER_18

    def _disagrees(self, cells: tuple[Cell, ...]) -> bool:
        shown = sum(cell.count or 0 for cell in cells)
        if not cells or any(cell.suppressed for cell in cells):
            return shown > self.participants
        return shown != self.participants
