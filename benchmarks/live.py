"""The live path against its targets: runs every scenario and writes `results/live.{json,md}`.

`python benchmarks/live.py [--phones N]`; with 1,000 phones it takes about a quarter of an hour.
A scenario that cannot run on this machine is said so and left out.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.bench.live import measure
from toolkit.bench.plan import Plan
from toolkit.bench.report import LiveResult, as_markdown, machine
from toolkit.commands import CommandError

RESULTS = Path(__file__).parent / "results"


def plans(phones: int) -> Iterator[Plan]:
    """Yield what is promised, the most important first."""
    few = max(10, phones // 5)
    yield Plan(phones=phones, notes=400, burst=phones)
    yield Plan(phones=2 * phones, notes=200, burst=0)
    yield Plan("restart", phones=phones, notes=300)
    yield Plan("reconnect-wave", phones=phones, notes=300)
    yield Plan("village", phones=few, notes=300)
    yield Plan("captive", phones=few, notes=300)
    yield Plan(phones=phones, notes=400, burst=phones, processes=2, **SHARED)
    yield Plan(phones=2 * phones, notes=200, processes=2, **SHARED)
    yield Plan("restart", phones=phones, notes=300, processes=2, **SHARED)
    yield Plan("reconnect-wave", phones=phones, notes=300, processes=2, **SHARED)
    yield Plan("flood", phones=few)
    yield Plan("flood", phones=few, **SHARED)
    yield Plan("flood", phones=few, processes=2, **SHARED)
    yield Plan("redis-gone", phones=few, notes=1000, processes=2, **SHARED)
    yield Plan("db-gone", phones=few, notes=1000, processes=2, **SHARED)


SHARED: dict[str, Any] = {"database": "postgresql", "layer": "redis"}


def main() -> int:
    """Measure; return 0 if every promise of correctness held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=1000)
    results: list[LiveResult] = []
    for plan in plans(parser.parse_args().phones):
        print(f"{plan.scenario}: {plan.phones} phones", file=sys.stderr)
        try:
            result = asyncio.run(measure(plan, lambda _doing: None))
        except CommandError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        compare(result, results)
        results.append(result)
        write(results)
    return 0 if all(result.holds for result in results) else 1


def compare(result: LiveResult, earlier: list[LiveResult]) -> None:
    """Say how many times as many notes several processes took in as one with the same services."""
    for one in earlier:
        same = (one.scenario, one.database, one.layer) == ("flood", result.database, result.layer)
        if result.scenario == "flood" and same and result.processes > one.processes == 1:
            assert result.notes_per_second
            assert one.notes_per_second
            result.times_one_process = round(result.notes_per_second / one.notes_per_second, 2)


def write(results: list[LiveResult]) -> None:
    """Write what has been measured so far."""
    RESULTS.mkdir(exist_ok=True)
    whole = {"machine": machine(), "results": [result.as_json() for result in results]}
    (RESULTS / "live.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "live.md").write_text(as_markdown(results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
