"""`toolkit summary`: the summary of one dialogue as a file; a draft where it is not sealed."""

import argparse
from pathlib import Path
from uuid import UUID

from toolkit.commands import BadInput

FORMATS = ("pdf", "poster", "html", "txt", "xlsx", "csv", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the dialogue and where to write."""
    parser.add_argument("dialogue", metavar="DIALOGUE", help="its id, or the code people join with")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--format", choices=FORMATS, default="pdf", help="what to write")
    parser.add_argument("--link", default="", metavar="URL", help="where all of it can be read")


def run(args: argparse.Namespace) -> int:
    """Write the file and print one line of account; return 0."""
    import django

    django.setup(set_prefix=False)
    from facilitation.models import Dialogue
    from reporting.refusals import Refusal
    from reporting.summary.compile import compile_summary
    from reporting.summary.exports import export
    from reporting.summary.jobs import write_atomically
    from toolkit.database import begin_if_empty

    if not args.out.parent.is_dir():
        raise BadInput(f"there is no folder {args.out.parent}")
    begin_if_empty()
    dialogue = Dialogue.objects.filter(**_key(args.dialogue)).first()
    if dialogue is None:
        raise Refusal("unknown_dialogue", dialogue=args.dialogue)
    stored = dialogue.summaries.order_by("-version").first()
    content = stored.content() if stored else compile_summary(dialogue)
    write_atomically(args.out, export(args.format, content, link=args.link))
    account = content.account
    print(
        f"{args.out}: {content.status}, {account.in_summary} notes, {account.groups} groups, "
        f"{account.ungrouped} ungrouped, {account.lost} lost"
    )
    return 0


def _key(words: str) -> dict[str, object]:
    try:
        return {"pk": UUID(words)}
    except ValueError:
        return {"code": words.strip().upper()}
