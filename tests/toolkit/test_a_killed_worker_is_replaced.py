"""A worker killed in the middle of a page: the summary is printed once all the same, as it is."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from reporting.documents import fonts, package
from reporting.format import from_bytes
from reporting.summary.document import print_summary
from tests.browser.hall import Hall
from tests.conftest import StartServer
from tests.services import Served, until

pytestmark = [
    pytest.mark.skipif(
        bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
    ),
]

Environ = dict[str, str]

_TASKS = "django_tasks_database_dbtaskresult"
_TASKS_LEFT = f"SELECT count(*) FROM {_TASKS} WHERE status IN ('READY', 'RUNNING')"
_LONG_AGO = "'2026-01-01 00:00:00'"  # as SQLite keeps a time of UTC


@dataclass
class Rows:
    """The server's database, read past the server."""

    connect: Callable[[], Any]

    def one(self, query: str) -> tuple[Any, ...]:
        with closing(self.connect()) as connection:
            return tuple(connection.execute(query).fetchone() or ())

    def half_a_minute_passes(self) -> None:
        """Let every lease be over, as it is for those who wait."""
        with closing(self.connect()) as connection:
            connection.execute(
                f"UPDATE summary_summary SET lease_until = {_LONG_AGO} "
                "WHERE print_state = 'printing'"
            )
            connection.execute(
                f"UPDATE {_TASKS} SET run_after = {_LONG_AGO}, started_at = {_LONG_AGO} "
                "WHERE status = 'RUNNING'"
            )
            connection.commit()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def served(request: pytest.FixtureRequest, start_server: StartServer) -> tuple[Served, Rows]:
    if request.param == "sqlite":
        served = start_server()
        path = served.data / "toolkit.sqlite3"
        return served, Rows(lambda: sqlite3.connect(path, timeout=20))
    environ: Environ = request.getfixturevalue("postgresql")
    url = environ["DATABASE_URL"]
    return start_server(environ=environ), Rows(lambda: psycopg.connect(url))


def worker_of(served: Served) -> int:
    files = Path(f"/proc/{served.process.pid}/task").glob("*/children")
    children = [int(word) for file in files for word in file.read_text().split()]
    running = [
        child
        for child in children
        if b"toolkit.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return running[0]


def sealed(served: Served) -> None:
    hall = Hall.opened(served)
    hall.open_stage("now")
    for number in range(40):
        hall.write(f"The well of street {number} is dry.")
    hall.act("close_dialogue")
    hall.act("seal_dialogue")


def test_the_summary_is_printed_once_and_as_it_would_have_been(
    served: tuple[Served, Rows],
) -> None:
    server, rows = served
    first = worker_of(server)
    sealed(server)
    until(lambda: rows.one("SELECT print_state FROM summary_summary") == ("printing",))
    os.kill(first, signal.SIGKILL)
    assert rows.one("SELECT print_state FROM summary_summary") == ("printing",)
    rows.half_a_minute_passes()
    until(lambda: rows.one("SELECT print_state FROM summary_summary") == ("printed",))

    attempt, name, data = rows.one("SELECT attempt, pdf_name, data FROM summary_summary")
    folder = server.data / "summaries"
    assert attempt == 2
    assert [path.name for path in folder.iterdir() if path.suffix == ".pdf"] == [name]
    pdf = (folder / name).read_bytes()
    assert package.extract(pdf) == bytes(data)
    assert pdf == print_summary(from_bytes(bytes(data)).summary, bytes(data))
    until(lambda: rows.one(_TASKS_LEFT) == (0,))
