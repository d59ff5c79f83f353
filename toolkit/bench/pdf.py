"""`toolkit bench pdf`: what the press takes, from the stored summary to the bytes of its PDF.

Measured on a warm worker, beside WeasyPrint alone on the same HTML and, where the package is
installed, Typst on a document of the same words. Times are medians, in seconds of wall time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from toolkit.bench.report import machine
from toolkit.bench.samples import sample_summary

FIVE_PAGES = 5
"""Notes of the sample that fills five pages."""

TARGETS = {"pages_5_s": 0.7, "notes_600_s": 5.0, "ratio_to_bare": 1.5}


NO_TYPST = (
    "not installed: .venv/bin/pip install --no-deps --require-hashes -r requirements/typst.txt"
)


@dataclass(frozen=True)
class PdfResult:
    """What was measured; None is what could not be. Memory is that of the press's worker."""

    pages_5_s: float
    notes_600_s: float
    notes_2000_s: float
    ratio_to_bare: float
    typst_s: float | None
    typst_missing: str | None
    """Why Typst was not measured; None where it was."""
    peak_rss_mb: int
    pages_5_cpu_s: float
    notes_600_cpu_s: float
    pages_of_five: int
    pages_of_600: int
    bare_600_s: float
    load: float
    """Processes that wanted to run, on average, when it ended: above the number of processors, the
    clock measures the neighbours too."""

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return asdict(self)


def measure(say: Callable[[str], None], *, runs: int = 5) -> PdfResult:
    """Print samples of 5 pages, 600 and 2,000 notes. `runs` is how often the small ones are."""
    import django

    django.setup(set_prefix=False)
    say("five pages")
    five, five_cpu, five_pages = _printed(FIVE_PAGES, runs)
    say("600 notes")
    six_hundred, cpu, pages = _printed(600, max(1, runs - 2))
    say("600 notes, WeasyPrint alone")
    bare = _bare(600, max(1, runs - 2))
    say("2,000 notes")
    two_thousand, _, _ = _printed(2000, 1)
    say("Typst")
    has_typst = find_spec("typst") is not None
    return PdfResult(
        pages_5_s=round(five, 2),
        notes_600_s=round(six_hundred, 2),
        notes_2000_s=round(two_thousand, 2),
        ratio_to_bare=round(six_hundred / bare, 2),
        typst_s=_typst(600, max(1, runs - 2)) if has_typst else None,
        typst_missing=None if has_typst else NO_TYPST,
        peak_rss_mb=_peak_memory(),
        pages_5_cpu_s=round(five_cpu, 2),
        notes_600_cpu_s=round(cpu, 2),
        pages_of_five=five_pages,
        pages_of_600=pages,
        bare_600_s=round(bare, 2),
        load=round(os.getloadavg()[0], 1),
    )


def _printed(notes: int, runs: int) -> tuple[float, float, int]:
    """Return the median time, the worker's processor time of one run, and the number of pages."""
    import pikepdf

    from reporting.format import to_bytes
    from reporting.summary.document import print_summary

    summary = sample_summary(notes)
    data = to_bytes(summary)
    print_summary(sample_summary(1), to_bytes(sample_summary(1)))
    times = []
    before = _processor_time()
    for _ in range(runs):
        start = time.perf_counter()
        pdf = print_summary(summary, data)
        times.append(time.perf_counter() - start)
    cpu = (_processor_time() - before) / runs
    with pikepdf.open(BytesIO(pdf)) as document:
        return statistics.median(times), cpu, len(document.pages)


def _processor_time() -> float:
    """Seconds that the worker has run: on a busy machine they say more than the clock."""
    fields = Path(f"/proc/{_worker()}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bare(notes: int, runs: int) -> float:
    from reporting.documents import fonts
    from reporting.summary.document import document_html, stylesheet

    html = document_html(sample_summary(notes))
    job = {"html": html, "css": fonts.stylesheet() + stylesheet(), "runs": runs}
    return _elsewhere("weasyprint", job)


def _typst(notes: int, runs: int) -> float:
    # Typst keeps what it has set before: a second run in one process measures that memory.
    job = {"data": sample_summary(notes).model_dump(mode="json"), "runs": 0}
    return round(statistics.median(_elsewhere("typst", job) for _ in range(runs)), 2)


def _elsewhere(what: str, job: dict[str, Any]) -> float:
    """The median time of `job` in a process of its own after one run to warm it, or of that."""
    with tempfile.TemporaryDirectory(prefix="toolkit-bench-") as folder:
        path = Path(folder) / "job.json"
        path.write_text(json.dumps(job), encoding="utf-8")
        command = [sys.executable, "-m", "toolkit.bench.typesetters", what, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    times: list[float] = json.loads(done.stdout)
    return statistics.median(times)


def _peak_memory() -> int:
    """The worker's largest resident memory so far, in units of 1,000,000 bytes."""
    status = Path(f"/proc/{_worker()}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) * 1024 / 1_000_000)


def _worker() -> int:
    from reporting.documents import press

    worker = press._press._worker
    assert worker is not None, "a document was printed, so there is a worker"
    return worker.process.pid


def as_markdown(result: PdfResult) -> str:
    """Return the figures beside their targets."""
    words = {
        "pages_5_s": f"a summary of {result.pages_of_five} pages, s",
        "notes_600_s": f"600 notes on {result.pages_of_600} pages, s",
        "ratio_to_bare": "600 notes ÷ WeasyPrint alone on the same HTML",
        "pages_5_cpu_s": "the first, processor time of the worker, s",
        "notes_600_cpu_s": "the second, processor time of the worker, s",
        "notes_2000_s": "2,000 notes, s",
        "typst_s": "600 notes in Typst, the same words, s",
        "peak_rss_mb": "memory of the worker after 2,000 notes, MB",
    }
    lines = [
        "# Printing, measured",
        "",
        f"Machine: {machine()}. Load when it ended: {result.load:g}.",
        "Written by `python benchmarks/pdf.py`. A warm worker; tables, tags, attachments and",
        "both standards are included. WeasyPrint alone writes no tags and attaches nothing.",
        "",
        "| figure | measured | target | |",
        "|---|---:|---:|---|",
    ]
    for name, label in words.items():
        value, most = getattr(result, name), TARGETS.get(name)
        verdict = "" if most is None else "met" if value <= most else "**missed**"
        shown = result.typst_missing if value is None else f"{value:g}"
        lines.append(f"| {label} | {shown} | {'' if most is None else f'{most:g}'} | {verdict} |")
    return "\n".join([*lines, ""])
