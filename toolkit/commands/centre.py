"""`toolkit centre table`: what the centre holds, counted as on its page."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.centre.listing import Row
    from reporting.centre.table import Table

# Written here, not imported, so that `--help` need not wait for pandas; a test compares them.
BY = ("commitment", "country", "region")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the one thing to do, and how to count and print."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    line = "Count dialogues, participants and notes."
    table = actions.add_parser("table", help=line, description=line)
    table.add_argument("--by", choices=BY, default=BY[0], help="what to count by (%(default)s)")
    output = table.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print JSON")
    output.add_argument("--csv", action="store_true", help="print CSV")


def run(args: argparse.Namespace) -> int:
    """Print the table; return 0."""
    import django

    django.setup(set_prefix=False)
    from reporting.centre import listing
    from reporting.centre.table import table
    from toolkit.database import begin_if_empty

    begin_if_empty()
    counts = table(by=args.by)
    rows = listing.rows(counts, language="en")
    if args.json:
        print(json.dumps(_document(counts, rows), ensure_ascii=False, indent=2))
    elif args.csv:
        print(listing.as_csv(counts, language="en").decode("utf-8-sig"), end="")
    else:
        print("\n".join(_lines(counts, rows)))
    return 0


def _document(counts: "Table", rows: list["Row"]) -> dict[str, object]:
    listed = [{name: cell for name, cell in asdict(row).items() if name != "bar"} for row in rows]
    return {
        "by": counts.by,
        "rows": listed,
        "total": counts.total,
        "overlaps": counts.overlaps,
        "unsigned": counts.unsigned,
    }


def _lines(counts: "Table", rows: list["Row"]) -> list[str]:
    last = "All dialogues, each counted once"
    width = max(len(last), *(len(row.name) for row in rows)) if rows else len(last)
    cells = [
        (counts.by.capitalize(), *(name.capitalize() for name in counts.total)),
        *((row.name, row.dialogues, row.participants, row.notes) for row in rows),
        (last, *counts.total.values()),
    ]
    lines = [f"{name:<{width}}  {a:>9}  {b:>12}  {c:>9}" for name, a, b, c in cells]
    if counts.overlaps:
        lines.append("A dialogue with several commitments counts under each of them.")
    if counts.unsigned:
        lines.append(f"{counts.unsigned} of these count by a version that nobody has signed.")
    return lines
