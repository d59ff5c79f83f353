"""`toolkit submit`: hands one summary to a centre and shows its receipt. May be run again.

With `--status` it sends nothing and shows where the summary stands and what the centre asks.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.commands import BadInput

if TYPE_CHECKING:
    from reporting.summary.submit import Centre

TOKEN_VARIABLE = "TOOLKIT_CENTRE_TOKEN"  # noqa: S105 - the name of a variable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, the centre and the token."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a summary as PDF or JSON")
    parser.add_argument("--to", required=True, metavar="URL", help="address of the centre")
    token = parser.add_mutually_exclusive_group()
    token.add_argument("--token", metavar="T", help=f"else the variable {TOKEN_VARIABLE} is read")
    token.add_argument("--token-file", metavar="FILE", type=Path, help="a file that holds it")
    parser.add_argument("--status", action="store_true", help="only ask where it stands")
    parser.add_argument("--json", action="store_true", help="print the centre's answer as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the receipt; return 0. A refusal or a silent centre is one line and not 0."""
    import django

    django.setup(set_prefix=False)
    from reporting.summary.submit import Centre, submit

    centre = Centre(url=args.to, token=_token(args))
    data = _bytes(args.file)
    if args.status:
        return _show_standing(data, centre, as_json=args.json)
    receipt = submit(data, centre=centre, tell=lambda line: print(line, file=sys.stderr))
    if args.json:
        print(json.dumps(receipt, ensure_ascii=False, indent=2))
    else:
        print(
            f"{receipt['outcome']}: {receipt['dialogue_id']} v{receipt['version']}, "
            f"receipt {receipt['submission']}, content {receipt['content_sha256']}"
        )
    return 0


def _show_standing(data: bytes, centre: "Centre", *, as_json: bool) -> int:
    from reporting.summary.standing import checked
    from reporting.summary.submit import content_hash_of, standing

    told = checked(standing(content_hash_of(data), centre=centre))
    if as_json:
        print(told.model_dump_json(indent=2))
        return 0
    print(told.status)
    for asked in told.questions:
        state = "withdrawn" if asked.withdrawn else "answered" if asked.answers else "open"
        print(f"{asked.asked_at:%Y-%m-%d}  {state:<9}  {asked.text}")
        for answer in asked.answers:
            print(f"            answer     {answer.text}")
    return 0


def _token(args: argparse.Namespace) -> str:
    if args.token_file:
        token = _bytes(args.token_file).decode("utf-8", "replace")
    else:
        token = args.token or os.environ.get(TOKEN_VARIABLE, "")
    if not token.strip():
        raise BadInput(f"no token: give --token, --token-file or {TOKEN_VARIABLE}.")
    if not token.strip().isascii():
        raise BadInput("a token has ASCII letters and digits only.")
    return str(token.strip())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
