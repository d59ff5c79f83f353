import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.conftest import StartServer
from tests.services import Served
from toolkit import cli

pytestmark = pytest.mark.serial


def children(process_id: int) -> list[int]:
    listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    threads = Path(f"/proc/{process_id}/task").glob("*/children")
    return [int(word) for word in listed.split()] or [
        int(word) for file in threads for word in file.read_text().split()
    ]


def ended(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def until(condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds; the test's time limit ends a wait that is in vain."""
    while not condition():
        os.sched_yield()


def worker_of(served: Served) -> int:
    until(lambda: bool(children(served.process.pid)))
    return children(served.process.pid)[0]


def test_it_answers_where_it_says(start_server: StartServer) -> None:
    served = start_server()
    assert httpx.get(served.address).status_code < 500
    assert served.sign_in is not None
    assert served.sign_in.startswith(served.address)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_server_and_worker(start_server: StartServer, number: signal.Signals) -> None:
    served = start_server()
    worker = worker_of(served)
    os.killpg(served.process.pid, number)
    assert served.wait() == 0
    assert ended(worker)
    assert "Traceback" not in served.log.read_text()


def test_a_worker_does_not_outlive_a_killed_server(start_server: StartServer) -> None:
    served = start_server()
    worker = worker_of(served)
    served.kill()
    until(lambda: ended(worker))


def test_a_worker_that_dies_is_started_again(start_server: StartServer) -> None:
    served = start_server()
    first = worker_of(served)
    os.kill(first, signal.SIGKILL)
    until(lambda: children(served.process.pid) not in ([], [first]))


def test_it_starts_again_on_the_same_folder(start_server: StartServer) -> None:
    served = start_server()
    served.kill()
    again = start_server(served.data)
    assert httpx.get(again.address).status_code < 500


def test_a_taken_port_is_one_line(
    start_server: StartServer, capsys: pytest.CaptureFixture[str]
) -> None:
    port = httpx.URL(start_server().address).port
    assert cli.main(["serve", "--port", str(port)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(port) in line


def test_the_database_is_copied_before_it_is_migrated(start_server: StartServer) -> None:
    served = start_server()
    served.stop()
    assert list(served.data.glob("backups/*")) == []
    with sqlite3.connect(served.data / "toolkit.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        database.execute("DROP TABLE django_session")
    database.close()
    start_server(served.data).stop()
    (copy,) = served.data.glob("backups/*.sqlite3")
    with sqlite3.connect(copy) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    database.close()
    assert "facilitation_dialogue" in names
    assert "django_session" not in names
