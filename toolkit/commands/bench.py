"""`toolkit bench`: measure on this machine what is promised, on servers of the bench's own."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable

from toolkit.bench import pdf
from toolkit.bench.live import measure
from toolkit.bench.plan import SCENARIOS, Plan
from toolkit.bench.report import as_markdown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to measure, and its own arguments."""
    subjects = parser.add_subparsers(title="what to measure", metavar="SUBJECT", required=True)
    for name, (line, arguments, work) in SUBJECTS.items():
        subject = subjects.add_parser(name, help=line, description=line)
        arguments(subject)
        subject.add_argument("--json", action="store_true", help="print one JSON object")
        subject.set_defaults(work=work)


def run(args: argparse.Namespace) -> int:
    """Measure; return 0 if every promise of correctness held, however fast it was."""
    work: Callable[[argparse.Namespace], int] = args.work
    return work(args)


def _live_arguments(parser: argparse.ArgumentParser) -> None:
    plan = Plan()
    parser.add_argument("--phones", type=_count, default=plan.phones, metavar="N")
    parser.add_argument(
        "--notes", type=_count, default=plan.notes, metavar="M", help="typed evenly"
    )
    parser.add_argument(
        "--rate", type=float, default=plan.rate, metavar="R", help="notes a second, of all phones"
    )
    parser.add_argument(
        "--burst",
        type=int,
        metavar="N",
        help="notes typed at one moment afterwards; without faults one for each phone",
    )
    parser.add_argument(
        "--faults", choices=SCENARIOS, default="clean", help="what goes wrong meanwhile"
    )
    parser.add_argument(
        "--outage",
        type=float,
        default=plan.outage,
        metavar="S",
        help="seconds for which Redis or PostgreSQL is gone",
    )
    parser.add_argument(
        "--server", default="", metavar="URL", help="sign-in link of a running server to measure"
    )
    parser.add_argument("--processes", type=_count, default=1, metavar="N", help="of the server")
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--layer", choices=("memory", "redis"))
    parser.add_argument("--crowds", type=_count, default=plan.crowds, help="processes of phones")


def _live(args: argparse.Namespace) -> int:
    shared = args.processes > 1
    burst = (args.phones if args.faults == "clean" else 0) if args.burst is None else args.burst
    plan = Plan(
        scenario=args.faults,
        phones=args.phones,
        notes=args.notes,
        rate=args.rate,
        burst=burst,
        processes=args.processes,
        database=args.database
        or ("postgresql" if shared or args.faults == "db-gone" else "sqlite"),
        layer=args.layer or ("redis" if shared or args.faults == "redis-gone" else "memory"),
        crowds=args.crowds,
        bare=args.faults == "clean",
        outage=args.outage,
        server=args.server,
    )
    result = asyncio.run(measure(plan, _say))
    print(json.dumps(result.as_json()) if args.json else as_markdown([result]))
    return 0 if result.holds else 1


def _pdf_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=_count, default=5, metavar="N", help="of the smallest")


def _pdf(args: argparse.Namespace) -> int:
    result = pdf.measure(_say, runs=args.runs)
    print(json.dumps(result.as_json()) if args.json else pdf.as_markdown(result))
    return 0


def _say(doing: str) -> None:
    if sys.stderr.isatty():
        print(f"… {doing}", file=sys.stderr)


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError("must be a number from 1 up")
    return number


SUBJECTS = {
    "live": (
        "A hall of phones on real servers, while one thing goes wrong.",
        _live_arguments,
        _live,
    ),
    "pdf": ("Printing summaries of 5 pages, 600 and 2,000 notes.", _pdf_arguments, _pdf),
}
"""By name: (line of help, function that adds arguments, function that measures)."""
