"""The plan for 100,000 phones says what was measured last, and what is scarce."""

import json
from typing import Any

import pytest

from benchmarks.scale import PAGE, PHONES, RESULTS, Costs, needs, updated

MEASURED: dict[str, Any] = {
    "scenario": "clean",
    "processes": 1,
    "phones": PHONES,
    "frames_per_note_per_phone": 0.3,
    "server_cpu_us_per_frame": 20.0,
    "all_cpu_us_per_frame": 60.0,
    "note_cpu_us": 9000,
    "burst_cpu_s": 1.5,
    "join_cpu_ms": 13.0,
    "kb_per_phone": 25.0,
    "frame_bytes": 1000,
}


def test_the_page_says_what_was_measured_last() -> None:
    """If this fails: python benchmarks/scale.py"""
    page = PAGE.read_text(encoding="utf-8")
    assert page == updated(page, json.loads(RESULTS.read_text(encoding="utf-8"))["results"])


def test_costs_are_those_of_one_dialogue_on_one_process() -> None:
    costs = Costs.measured([MEASURED | {"processes": 2}, MEASURED])
    assert costs.frame_ms == pytest.approx(0.02)
    # 300 frames a note cost 12 ms beyond delivery, 9 of them for the note; a look serves 3.3 notes.
    assert costs.look_ms == pytest.approx(10)
    assert costs.note_of_many_ms == pytest.approx(1.5)


def test_what_is_scarce_stands_first() -> None:
    found = needs(Costs.measured([MEASURED | {"frame_bytes": 10_000}]))
    assert found[0].what == "bytes out"
    assert found[0].amount == pytest.approx(48)
    assert [need.amount / need.node for need in found] == sorted(
        (need.amount / need.node for need in found), reverse=True
    )


def test_results_without_the_run_it_needs_are_refused() -> None:
    with pytest.raises(LookupError):
        Costs.measured([MEASURED | {"scenario": "village"}])
