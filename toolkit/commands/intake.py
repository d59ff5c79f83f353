"""`toolkit intake`: takes PDFs and JSON into the centre, one receipt for each.

A file that is refused does not stop the others; the end says how many were.
"""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands import BadInput

if TYPE_CHECKING:
    from reporting.centre.intake import Receipt


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the files, and whether programs read the answer."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a PDF or JSON file")
    parser.add_argument("--json", action="store_true", help="print the receipts as a JSON list")


def run(args: argparse.Namespace) -> int:
    """Print the receipts; fail when any file was refused."""
    import django

    django.setup(set_prefix=False)
    from toolkit.database import begin_if_empty

    begin_if_empty()

    receipts = []
    for path in args.files:
        receipt = _take_in(path)
        receipts.append(receipt)
        if not args.json:
            print(_line(receipt), flush=True)
    if args.json:
        print(json.dumps([receipt.as_json() for receipt in receipts], ensure_ascii=False, indent=2))
    refused = [receipt for receipt in receipts if receipt.refused]
    if refused:
        names = ", ".join(f"{receipt.name} ({receipt.code})" for receipt in refused)
        raise BadInput(f"{len(refused)} of {len(receipts)} files refused: {names}.")
    return 0


def _take_in(path: Path) -> "Receipt":
    from reporting.centre import intake

    try:
        with path.open("rb") as file:
            # One byte more than allowed is enough to be refused, however large the file is.
            data = file.read(intake.max_upload_bytes() + 1)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        return intake.refused_unread(name=path.name, code="file_unreadable", detail=detail)
    return intake.take_in(data=data, channel=intake.Channel.COMMAND, name=path.name)


def _line(receipt: "Receipt") -> str:
    what = f"{receipt.dialogue_id} v{receipt.version}" if receipt.dialogue_id else receipt.message
    words = [f"{receipt.code or receipt.outcome:<20}", receipt.name, what]
    return "  ".join([*words, *receipt.warning_messages])
