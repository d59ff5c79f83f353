"""A measurement as one JSON object, and beside its targets as Markdown.

The targets are those of the project's promise for two cores shared by server and driver.
"""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class LiveResult:
    """What one scenario of `toolkit bench live` measured; None is what it did not measure.

    Times are in milliseconds or seconds as their names say, memory in units of 1,000 bytes, the
    processor's time in microseconds for each frame that a phone received. `server_cpu_us_per_frame`
    is that of the server's event loop, without what the same requests cost there when no phone
    hears; `all_cpu_us_per_frame` is the whole server's, with all writing and reading;
    `note_cpu_us` the whole server's for a note that no phone hears. `notes` were typed evenly,
    `typed` in all. `machine_busy` is the share of all processors that was used during a flood, by
    whomever; `times_one_process` compares its notes a second with a flood on one process.
    `told_not_saved` counts the answers that a note is not saved yet.
    """

    scenario: str
    processes: int
    database: str
    layer: str
    phones: int
    notes: int
    lost: int = 0
    duplicated: int = 0
    board_p95_ms: int | None = None
    phones_p99_ms: int | None = None
    server_cpu_us_per_frame: float | None = None
    bare_cpu_us_per_frame: float | None = None
    frames_per_note_per_phone: float | None = None
    kb_per_phone: float | None = None
    burst_p99_ms: int | None = None
    level_after_s: float | None = None
    typed: int = 0
    all_cpu_us_per_frame: float | None = None
    note_cpu_us: int | None = None
    burst_cpu_s: float | None = None
    join_cpu_ms: float | None = None
    load_average: float | None = None
    notes_per_second: float | None = None
    answers_p95_ms: int | None = None
    stalest_ms: int | None = None
    gaps: int = 0
    boards_differing: int = 0
    refused: int = 0
    retries: int = 0
    reconnections: int = 0
    frame_bytes: int | None = None
    outages_logged: int | None = None
    told_not_saved: int = 0
    machine_busy: float | None = None
    times_one_process: float | None = None
    complaints: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or shown wrongly."""
        wrong = (self.lost, self.duplicated, self.gaps, self.boards_differing, self.refused)
        return not any(wrong) and not self.complaints

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return asdict(self) | {"holds": self.holds}


@dataclass(frozen=True)
class Target:
    """At most so much of one figure (or at least), in the scenarios that promise it (all, where
    none)."""

    figure: str
    words: str
    bound: float
    scenarios: tuple[str, ...] = ()
    at_least: bool = False

    def met_by(self, result: LiveResult) -> bool | None:
        """Tell whether the result is within the target; None where it says nothing of it."""
        value = _figure(result, self.figure)
        if value is None or (self.scenarios and result.scenario not in self.scenarios):
            return None
        return value >= self.bound if self.at_least else value <= self.bound


TARGETS = (
    Target("lost", "notes lost", 0),
    Target("duplicated", "notes doubled", 0),
    Target("errors", "gaps in feeds, boards that differ, notes refused", 0),
    Target("board_p95_ms", "note sent → facilitator's board, p95, ms", 300, ("clean",)),
    Target("phones_p99_ms", "note sent → every phone, p99, ms", 1000, ("clean",)),
    Target("cpu_ratio", "event loop's CPU a frame ÷ bare broadcast's", 1.5, ("clean",)),
    Target("frames_per_note_per_phone", "frames a note and phone", 0.5, ("clean",)),
    Target("kb_per_phone", "memory a phone, kB", 40, ("clean",)),
    Target("burst_p99_ms", "burst, one note a phone at once, p99, ms", 3000, ("clean",)),
    Target("level_after_s", "all phones level again, s", 15, ("restart", "reconnect-wave")),
    Target("stalest_ms", "stalest note on any phone, ms", 2000, ("redis-gone",)),
    Target("outages_logged", "lines of log for Redis gone twice", 2, ("redis-gone",)),
    Target("told_not_saved", "answers “not saved yet”", 1, ("db-gone",), at_least=True),
    Target("times_one_process", "notes a second ÷ one process's", 1.5, ("flood",), at_least=True),
)


def _figure(result: LiveResult, name: str) -> float | None:
    match name:
        case "cpu_ratio":
            return _ratio(result.server_cpu_us_per_frame, result.bare_cpu_us_per_frame)
        case "errors":
            return result.gaps + result.boards_differing + result.refused
    value: float | None = getattr(result, name)
    return value


def _ratio(ours: float | None, bare: float | None) -> float | None:
    return None if ours is None or not bare else round(ours / bare, 2)


def machine() -> str:
    """Describe this machine in one line: what a figure means depends on it."""
    cpus = os.cpu_count()
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{cpus} × {model}, {memory:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; server and driver share it"
    )


def as_markdown(results: Sequence[LiveResult]) -> str:
    """Return a table of all targets with the worst that was measured of each, and one for each
    result with all its figures."""
    lines = [
        "# The live path, measured",
        "",
        f"Machine: {machine()}.",
        "Written by `python benchmarks/live.py`; the figures are explained in `docs/scale.md`.",
        "",
        "## All targets, with the worst of all runs",
        "",
        "| figure | measured | target | | in |",
        "|---|---:|---:|---|---|",
        *(_worst(target, results) for target in TARGETS),
    ]
    for result in results:
        lines += ["", f"## {_title(result)}", "", "| figure | measured | target | |"]
        lines += ["|---|---:|---:|---|", *_rows(result)]
    return "\n".join([*lines, ""])


def _title(result: LiveResult) -> str:
    plural = "process" if result.processes == 1 else "processes"
    return (
        f"{result.scenario}: {result.phones} phones, {result.processes} {plural}, "
        f"{result.database}, {result.layer}"
    )


def _worst(target: Target, results: Sequence[LiveResult]) -> str:
    bound = f"{'≥' if target.at_least else '≤'} {target.bound:g}"
    judged = [
        (value, result)
        for result in results
        if target.met_by(result) is not None
        and (value := _figure(result, target.figure)) is not None
    ]
    if not judged:
        return f"| {target.words} | not measured | {bound} | | |"
    value, result = (min if target.at_least else max)(judged, key=lambda one: one[0])
    verdict = "met" if target.met_by(result) else "**missed**"
    where = _title(result) if target.scenarios else f"{len(judged)} runs"
    return f"| {target.words} | {value:g} | {bound} | {verdict} | {where} |"


def _rows(result: LiveResult) -> list[str]:
    rows = []
    for target in TARGETS:
        value = _figure(result, target.figure)
        if value is None:
            continue
        met = target.met_by(result)
        verdict = {True: "met", False: "**missed**", None: ""}[met]
        bound = "" if met is None else f"{target.bound:g}"
        rows.append(f"| {target.words} | {value:g} | {bound} | {verdict} |")
    others = {
        "event loop's CPU a frame, µs": result.server_cpu_us_per_frame,
        "the whole server's, with all writing and reading, µs": result.all_cpu_us_per_frame,
        "the whole server's ÷ bare broadcast's": _ratio(
            result.all_cpu_us_per_frame, result.bare_cpu_us_per_frame
        ),
        "server CPU a note that no phone hears, µs": result.note_cpu_us,
        "bare broadcast's CPU a frame, µs": result.bare_cpu_us_per_frame,
        "server CPU a phone to join (page, join, profile), ms": result.join_cpu_ms,
        "server CPU for the burst, s": result.burst_cpu_s,
        "load average while it ran": result.load_average,
        "share of all processors in use": result.machine_busy,
        "answer to a note, p95, ms": result.answers_p95_ms,
        "notes a second": result.notes_per_second,
        "notes typed in all": result.typed,
    }
    rows += [f"| {words} | {value:g} | | |" for words, value in others.items() if value is not None]
    return rows
