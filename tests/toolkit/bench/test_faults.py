"""Whatever goes wrong, no note is lost or doubled and every board is the true one at the end."""

import dataclasses
import os
from typing import Any

import pytest

from tests import services
from toolkit.bench.live import measure
from toolkit.bench.plan import SCENARIOS, Plan
from toolkit.bench.report import LiveResult
from toolkit.bench.services import NotInstalled

pytestmark = [pytest.mark.serial, pytest.mark.timeout(180)]

SMALL = Plan(phones=8, notes=20, rate=10, bare=False, crowds=2, outage=3, settling=0.1)
SHARED: dict[str, Any] = {"processes": 2, "database": "postgresql", "layer": "redis"}
PLANS: dict[str, dict[str, Any]] = {
    "clean": {"burst": 16},
    "flood": {"flood": 0.5},
    "village": {},
    "reconnect-wave": {},
    "captive": {},
    "restart": {},
    "redis-gone": SHARED,
    "db-gone": SHARED,
}


async def run(scenario: str, **changes: Any) -> LiveResult:
    plan = dataclasses.replace(SMALL, scenario=scenario, **changes)
    try:
        return await measure(plan, lambda _doing: None)
    except NotInstalled as error:
        if os.environ.get("TOOLKIT_REQUIRE_SERVICES") == "1":
            raise
        services.missing(str(error), "redis-server postgresql")


def test_every_scenario_is_run_here() -> None:
    assert PLANS.keys() == set(SCENARIOS)


@pytest.mark.parametrize("scenario", PLANS)
async def test_nothing_is_lost_or_doubled(scenario: str) -> None:
    result = await run(scenario, **PLANS[scenario])
    assert (result.lost, result.duplicated) == (0, 0)
    assert result.holds, result
    comes_back = scenario in ("reconnect-wave", "restart", "db-gone")
    assert (result.level_after_s is not None) == comes_back
    assert (result.told_not_saved > 0) == (scenario == "db-gone")
