"""Other typesetters on the same words, each in a process of its own: what ours is compared with.

`python -m toolkit.bench.typesetters weasyprint|typst JOB.json` prints the times of `runs` runs
after one that warms it, or of that one where there are none, in seconds, as a JSON list.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("summary.typ")


def weasyprint_alone(job: dict[str, Any]) -> None:
    """Set the HTML as WeasyPrint does by itself: no tags, no standard, no attachments."""
    import weasyprint

    sheets = [weasyprint.CSS(string=job["css"])]
    weasyprint.HTML(string=job["html"]).write_pdf(stylesheets=sheets)


def typst_document(job: dict[str, Any]) -> None:
    """Set a document of the same words and tables with Typst."""
    import typst  # type: ignore[import-not-found, unused-ignore] # only there for a comparison

    with tempfile.TemporaryDirectory(prefix="toolkit-typst-") as folder:
        (Path(folder) / "summary.typ").write_bytes(TEMPLATE.read_bytes())
        (Path(folder) / "data.json").write_text(json.dumps(job["data"]), encoding="utf-8")
        typst.compile(str(Path(folder) / "summary.typ"), root=folder)


SETTERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "weasyprint": weasyprint_alone,
    "typst": typst_document,
}


def main(what: str, path: str) -> None:
    """Run one job several times and print how long each took."""
    job = json.loads(Path(path).read_text(encoding="utf-8"))
    times = []
    for _ in range(job["runs"] + 1):
        start = time.perf_counter()
        SETTERS[what](job)
        times.append(time.perf_counter() - start)
    print(json.dumps(times[1:] or times))


if __name__ == "__main__":
    main(*sys.argv[1:])
