"""Measure printing and write results/pdf.json and results/pdf.md: `python benchmarks/pdf.py`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from toolkit.bench.pdf import as_markdown, measure

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure and write."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
    result = measure(lambda doing: print(f"… {doing}", file=sys.stderr))
    (RESULTS / "pdf.json").write_text(json.dumps(result.as_json(), indent=2) + "\n")
    (RESULTS / "pdf.md").write_text(as_markdown(result), encoding="utf-8")


if __name__ == "__main__":
    main()
