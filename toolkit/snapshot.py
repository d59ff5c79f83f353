"""A copy of the whole database as one file, taken and put back while people go on writing.

SQLite by its online backup, PostgreSQL by pg_dump and pg_restore. Putting a copy back is one
transaction, and gives every dialogue a new epoch: the feed after it does not continue the feed
before it, so every client must take a fresh board.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django_tasks_db.models import DBTaskResult

from facilitation.models import Dialogue
from toolkit.commands import CommandError

RANDOM_EPOCH = {
    "sqlite": "lower(hex(randomblob(4)))",
    "postgresql": "substr(md5(gen_random_uuid()::text), 1, 8)",
}
"""SQL for eight hexadecimal digits, as `facilitation.models.new_epoch` gives them."""


def take(target: Path) -> None:
    """Write the database into the file `target`, as it is at one moment."""
    if connection.vendor == "sqlite":
        _take_sqlite(target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def put_back(source: Path) -> None:
    """Replace the content of the database by that of `source`, at once or not at all.

    Processes that have the database open go on with the new content.
    """
    if connection.vendor == "sqlite":
        _put_back_sqlite(source)
    else:
        _put_back_postgresql(source)


def other_sessions() -> int:
    """Return how many connections to the database are not this process's own.

    Always 0 on SQLite, which does not know.
    """
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            # Without a user it is a process of the server's own, such as autovacuum; the name is
            # hidden from whoever may not see it, and then it is not ours.
            "WHERE datname = current_database() AND usesysid IS NOT NULL "
            "AND application_name IS DISTINCT FROM current_setting('application_name')"
        )
        return int(cursor.fetchone()[0])


def dialogues() -> int:
    """Return how many dialogues the database holds; 0 where it has no tables yet."""
    try:
        return Dialogue.objects.count()
    except Error:
        return 0


def _take_sqlite(target: Path) -> None:
    with _open(_sqlite_path()) as original, _open(target) as copy:
        original.backup(copy)
        (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise CommandError(f"the database is damaged ({verdict}); no backup was written.")


def _put_back_sqlite(source: Path) -> None:
    with _open(source) as copy:
        with copy:
            for statement in _after_a_restore():
                copy.execute(statement)
        with _open(_sqlite_path()) as live:
            copy.backup(live)


def _put_back_postgresql(source: Path) -> None:
    script = source.with_suffix(".sql")
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges")
    _run("pg_restore", *options, f"--file={script}", str(source), connects=False)
    with script.open("a", encoding="utf-8") as stream:
        stream.writelines(f"\n{statement};\n" for statement in _after_a_restore("public."))
    strict = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
    _run("psql", *strict, "--output=/dev/null", f"--file={script}")


def _after_a_restore(schema: str = "") -> list[str]:
    dialogues = schema + Dialogue._meta.db_table
    tasks = schema + DBTaskResult._meta.db_table
    epoch = RANDOM_EPOCH[connection.vendor]
    # Whoever had taken the tasks that were running is not of this database any more.
    again = "SET status = 'READY', started_at = NULL WHERE status = 'RUNNING'"
    return [f"UPDATE {dialogues} SET epoch = {epoch}", f"UPDATE {tasks} {again}"]  # noqa: S608


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _open(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(path, timeout=20))


def _run(program: str, *arguments: str, connects: bool = True) -> None:
    """Run a program of PostgreSQL's. The password goes by its environment, which others cannot
    see as they see arguments."""
    binary = shutil.which(program)
    if binary is None:
        raise CommandError(
            f"{program} is needed and not installed: apt-get install postgresql-client"
        )
    environ = _libpq(connection.settings_dict) if connects else {}
    done = subprocess.run(
        [binary, *arguments],
        env=dict(os.environ) | environ,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise CommandError(f"{program} failed and nothing was changed: {said}")


def _libpq(database: Mapping[str, Any]) -> dict[str, str]:
    """Return what PostgreSQL's programs need to reach the database of these settings."""
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    names |= {"HOST": "PGHOST", "PORT": "PGPORT"}
    environ = {variable: str(database[name]) for name, variable in names.items() if database[name]}
    options = database.get("OPTIONS", {})
    for option in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
        if option in options:
            environ["PG" + option.upper()] = str(options[option])
    return environ
