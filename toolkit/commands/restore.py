"""`toolkit restore`: puts a backup in the place of what is here, and says what that means."""

import argparse
from pathlib import Path

from toolkit.commands import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to read, and whether anything may be replaced by it."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an archive of `toolkit backup`")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="put it in the place of dialogues that are here, even while a server runs",
    )


def run(args: argparse.Namespace) -> int:
    """Restore; return 0."""
    import django

    django.setup(set_prefix=False)
    from toolkit.backup import restore

    if not args.file.is_file():
        raise BadInput(f"there is no file {args.file}.")
    restored = restore(args.file, replace=args.replace)
    made_at = restored.manifest.made_at.isoformat(timespec="seconds")
    print(f"{restored.dialogues} dialogues are back as they were at {made_at}.")
    print("What the server answered after that moment is not in the backup, and is gone.")
    print("Pages that are open take a fresh board and send what they still hold.")
    for remark in restored.remarks:
        print(remark)
    return 0
