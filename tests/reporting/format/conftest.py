"""One small dialogue of our own writing, as the fields of a summary."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from reporting.format import SummaryV1, build
from reporting.format.v1 import (
    Account,
    ActorCount,
    AgeCell,
    Divergence,
    Group,
    Note,
    Organizer,
    Participation,
    Place,
    Quote,
    Stage,
    SuppressionRule,
)

WATER = Note(id="n1", text="The well is dry.", language="en", actor=None, on_behalf=False)
BUS = Note(
    id="n2", text="قطار لكل قرية", language="ar", actor="national-government", on_behalf=True
)
ALONE = Note(id="n3", text="写给孩子们", language="zh", actor=None, on_behalf=False)


@pytest.fixture
def fields() -> dict[str, Any]:
    group = Group(
        id="g1",
        title="Water and roads",
        votes=4,
        voices=1,
        on_behalf=1,
        actors=(ActorCount(code="national-government", notes=1),),
        notes=(WATER, BUS),
    )
    empty = Group(id="g2", title="", votes=0, voices=0, on_behalf=0, actors=(), notes=())
    rule = SuppressionRule(threshold=5, groups_threshold=10, complementary=True, withheld=False)
    ages = (
        AgeCell(code="16-30", count=9, suppressed=False),
        AgeCell(code="over-75", count=None, suppressed=True),
        AgeCell(code="undisclosed", count=None, suppressed=True),
    )
    people = Participation(
        participants=12,
        rule=rule,
        age=ages,
        gender=(),
        occupation=(),
        education=(),
        nationality=(),
        groups=(),
    )
    stage = Stage(
        id="s1", kind="how", title="How", prompt="", groups=(group, empty), ungrouped=(ALONE,)
    )
    account = Account(
        received=6,
        in_summary=3,
        grouped=2,
        ungrouped=1,
        on_behalf=1,
        hidden=1,
        withdrawn=1,
        not_admitted=1,
        groups=2,
        votes=4,
        participants=12,
        lost=0,
    )
    return {
        "dialogue_id": UUID("6f0d8a52-3f0b-4e6e-9a4c-0d6a0f3a7b11"),
        "version": 1,
        "status": "final",
        "sealed_at": datetime(2026, 5, 4, 18, 0, tzinfo=UTC),
        "generated_at": datetime(2026, 5, 4, 18, 0, tzinfo=UTC),
        "title": "Water for our valley",
        "language": "en",
        "languages": ("ar", "en", "zh"),
        "date": date(2026, 5, 4),
        "mode": "in-person",
        "organizer": Organizer(name="Lake School", type="academic", publish="organization"),
        "place": Place(country="KEN", region="sub-saharan-africa", city="Kisumu"),
        "commitments": (1, 2),
        "sdgs": (6,),
        "under_18": False,
        "participation": people,
        "stages": (stage,),
        "divergence": Divergence(stated=False, text=""),
        "quotes": (Quote(note="n3", text=ALONE.text, language="zh"),),
        "account": account,
    }


@pytest.fixture
def summary(fields: dict[str, Any]) -> SummaryV1:
    return build(**fields)
