"""What the embedded server does to its database before it serves: back it up, migrate it, mend it.

On SQLite one server owns the file, so it may do this by itself. On PostgreSQL an operator does.
"""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MAX_ATTEMPTS = 3


def pending_migrations() -> int:
    """Return how many migrations this version has that the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


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


def give_back_orphaned_tasks() -> int:
    """Queue again the tasks a worker had taken when it was killed; return how many.

    Only for a database with one worker, and only while it does not run. Tasks are written so
    that running one twice does what running it once does; one that was taken `MAX_ATTEMPTS`
    times without an end is taken to be what kills the worker, and fails.
    """
    from django_tasks_db.models import DBTaskResult

    given_back = 0
    for task in DBTaskResult.objects.filter(status="RUNNING"):
        if len(task.worker_ids) < MAX_ATTEMPTS:
            given_back += 1
            task.status, task.started_at = "READY", None
        else:
            task.status, task.finished_at = "FAILED", datetime.now(UTC)
        task.save(update_fields=["status", "started_at", "finished_at"])
    return given_back
