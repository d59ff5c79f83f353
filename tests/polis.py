"""Dialogue scripts made from open Polis conversations, where their data lies on this machine.

The data is CC BY 4.0 (Polis, The Computational Democracy Project) and is not part of the toolkit:
it is looked for in TEST_POLIS_DATA or ../shared/data/polis, and tests skip where it is not.
"""

import csv
import os
from pathlib import Path
from typing import Any

import pytest

STAGES = ("now", "want", "how")


def folder() -> Path:
    """Return the folder of Polis exports, or skip the test with the reason."""
    beside = Path(__file__).resolve().parents[2] / "shared/data/polis"
    place = Path(os.environ.get("TEST_POLIS_DATA") or beside)
    if not place.is_dir():
        pytest.skip(f"no Polis data in {place}; set TEST_POLIS_DATA")
    return place


def script(conversation: str, *, language: str) -> dict[str, Any]:
    """Return a conversation as a script: comments in the order of writing, a third to a stage.

    A comment that more people agreed than disagreed with goes into one group of its stage, one
    that more disagreed with into another, and its author votes for it; the rest stays ungrouped.
    """
    with (folder() / conversation / "comments.csv").open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: int(row["timestamp"]))
    stages = {row["comment-id"]: STAGES[number * 3 // len(rows)] for number, row in enumerate(rows)}
    groups = [_group(stage, agreed, rows, stages) for stage in STAGES for agreed in (True, False)]
    authors = {row["comment-id"]: row["author-id"] for row in rows}
    votes = {(authors[note], group["id"]) for group in groups for note in group["notes"]}
    return {
        "format": "dialogue-script/1",
        "title": conversation,
        "language": language,
        "participants": [{"id": author} for author in dict.fromkeys(authors.values())],
        "notes": [
            {
                "id": row["comment-id"],
                "by": row["author-id"],
                "at": (int(row["timestamp"]) - int(rows[0]["timestamp"])) / 1000,
                "stage": stages[row["comment-id"]],
                "text": row["comment-body"],
            }
            for row in rows
        ],
        "groups": groups,
        "votes": [{"by": author, "group": group} for author, group in sorted(votes)],
    }


def _group(
    stage: str, agreed: bool, rows: list[dict[str, str]], stages: dict[str, str]
) -> dict[str, Any]:
    def belongs(row: dict[str, str]) -> bool:
        balance = int(row["agrees"]) - int(row["disagrees"])
        return stages[row["comment-id"]] == stage and (balance > 0 if agreed else balance < 0)

    title = "Mostly agreed" if agreed else "Mostly disagreed"
    notes = [row["comment-id"] for row in rows if belongs(row)]
    return {"id": f"{stage}-{title}", "stage": stage, "title": title, "notes": notes}
