"""The bench would see a loss: a check that cannot fail would prove nothing."""

import json
from typing import Any

import pytest

from toolkit.bench.frames import Latencies, read_message, stamped
from toolkit.bench.phone import Phone
from toolkit.bench.report import LiveResult, as_markdown


def message(seq: int, since: int | None, **notes: str) -> bytes:
    put: dict[str, Any] = {"notes": {key: {"text": text} for key, text in notes.items()}}
    frame = {"type": "frame", "epoch": "e", "since": since, "seq": seq, "put": put, "drop": {}}
    return json.dumps(frame | {"reset": since is None}).encode()


@pytest.fixture
def phone() -> Phone:
    """A phone whose board is at seq 3 and shows one note."""
    phone = Phone([], code="ABCDEF")
    phone._heard(message(3, None, a="one"))
    return phone


def test_a_frame_that_connects_brings_the_board_forward(phone: Phone) -> None:
    phone._heard(message(5, 3, b="two"))
    assert (phone.place, phone.notes) == (("e", 5), {"a": "one", "b": "two"})


def test_a_frame_that_is_missing_counts_as_a_gap(phone: Phone) -> None:
    phone._heard(message(9, 6, c="three"))
    assert (phone.gaps, phone.place) == (1, ("e", 3))


def test_a_frame_heard_twice_changes_nothing(phone: Phone) -> None:
    for _ in range(2):
        phone._heard(message(5, 3, b="two"))
    assert (phone.gaps, phone.notes) == (0, {"a": "one", "b": "two"})


def test_a_tick_is_no_frame() -> None:
    assert read_message(b'{"type":"tick","epoch":"e","seq":3,"now":""}') is None


def test_a_percentile_is_a_time_within_which_that_share_was_heard() -> None:
    latencies = Latencies()
    for milliseconds in range(1, 101):
        latencies.add(milliseconds / 1000 + 0.0001)
    assert [latencies.percentile(share) for share in (0.5, 0.95, 1)] == [50, 95, 100]


def test_a_note_is_timed_from_its_typing() -> None:
    latencies = Latencies()
    latencies.add_since(stamped("words @ home", 10.0), 10.25)
    assert latencies.percentile(1) == 250


@pytest.mark.parametrize("figure", ["lost", "duplicated", "gaps", "boards_differing", "refused"])
def test_a_single_wrong_note_spoils_the_result(figure: str) -> None:
    result = LiveResult("clean", 1, "sqlite", "memory", 1, 1)
    assert result.holds
    setattr(result, figure, 1)
    assert not result.holds


def test_a_missed_target_is_said_so() -> None:
    result = LiveResult("clean", 1, "sqlite", "memory", 1000, 1, board_p95_ms=301)
    assert "| 301 | 300 | **missed** |" in as_markdown([result])


@pytest.mark.parametrize(("times", "verdict"), [(1.4, "**missed**"), (1.5, "met")])
def test_more_is_better_for_what_must_be_at_least_so_much(times: float, verdict: str) -> None:
    result = LiveResult("flood", 2, "postgresql", "redis", 1000, 1, times_one_process=times)
    assert f"| {times} | 1.5 | {verdict} |" in as_markdown([result])
