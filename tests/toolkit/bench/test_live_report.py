"""The first table says of each target what was the worst, and never that more was met than was."""

from toolkit.bench.report import LiveResult, as_markdown


def result(scenario: str = "clean", **measured: float) -> LiveResult:
    shared = {"processes": 1, "database": "sqlite", "layer": "memory", "phones": 9, "notes": 9}
    return LiveResult(scenario, **(shared | measured))  # type: ignore[arg-type]


def row(words: str, *results: LiveResult) -> str:
    lines = as_markdown(results).splitlines()
    return next(line for line in lines if line.startswith(f"| {words}"))


def test_the_worst_run_decides() -> None:
    met, missed = result(board_p95_ms=100), result(board_p95_ms=301, phones=20)
    told = row("note sent → facilitator's board", met, missed)
    assert "| 301 | ≤ 300 | **missed** | clean: 20 phones" in told


def test_the_smallest_is_the_worst_where_more_is_better() -> None:
    enough, too_few = result("flood", times_one_process=1.6), result("flood", times_one_process=1.4)
    assert "| 1.4 | ≥ 1.5 | **missed** |" in row("notes a second ÷", enough, too_few)


def test_what_no_run_measured_is_not_met() -> None:
    told = row("burst", result("village", burst_p99_ms=1))
    assert "not measured" in told
    assert "met" not in told.replace("not measured", "")


def test_a_loss_in_any_run_is_told() -> None:
    told = row("notes lost", result(), result("village", lost=1), result("captive"))
    assert told == "| notes lost | 1 | ≤ 0 | **missed** | 3 runs |"
