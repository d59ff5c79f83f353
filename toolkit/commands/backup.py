"""`toolkit backup`: everything a server keeps in one archive, while it runs."""

import argparse
from pathlib import Path

from toolkit.commands import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to write."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive to write, .tar.gz")


def run(args: argparse.Namespace) -> int:
    """Write the archive; return 0."""
    import django

    django.setup(set_prefix=False)
    from django.db import connection

    from toolkit.backup import back_up
    from toolkit.database import pending_migrations

    if pending_migrations() and not connection.introspection.table_names():
        raise CommandError("there is nothing to back up yet: the database is empty.")
    manifest = back_up(args.file)
    size = args.file.stat().st_size / 1_000_000
    print(f"{args.file}: {len(manifest.members)} files, {size:.1f} MB")
    return 0
