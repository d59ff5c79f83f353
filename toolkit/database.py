"""What the embedded server does to its database before it serves: back it up, migrate it.

On SQLite one server owns the file, so it may do this by itself. On PostgreSQL an operator does.
"""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from toolkit.commands import CommandError


def pending_migrations() -> int:
    """Return how many migrations this version has that the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def begin_if_empty() -> None:
    """Make the tables of a database that has none, so that a command may come before any server.

    Raises `CommandError` on PostgreSQL, where an operator does this.
    """
    if connection.introspection.table_names():
        return
    if connection.vendor != "sqlite":
        raise CommandError("the database is empty. Run: toolkit manage migrate")
    call_command("migrate", interactive=False, verbosity=0)


def migrate_with_backup(*, folder: Path) -> Path | None:
    """Bring the database up to date; return where the copy made before is, if one was needed."""
    if not pending_migrations():
        return None
    backup = back_up(folder=folder) if connection.introspection.table_names() else None
    call_command("migrate", interactive=False, verbosity=0)
    return backup


def back_up(*, folder: Path) -> Path:
    """Copy the SQLite database into `folder` and return the copy.

    Only the newest copy is kept: an older one would still hold what sealing has since destroyed.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = folder / f"toolkit-{stamp}.sqlite3"
    source = str(connection.settings_dict["NAME"])
    with (
        contextlib.closing(sqlite3.connect(source)) as original,
        contextlib.closing(sqlite3.connect(copy)) as target,
    ):
        original.backup(target)
    copy.chmod(0o600)
    for older in folder.glob("toolkit-*.sqlite3"):
        if older != copy:
            older.unlink()
    return copy
