import json
import os
import signal
import sqlite3
from pathlib import Path

import httpx
import pytest

from tests import services
from tests.conftest import StartServer
from tests.services import Served, until
from toolkit import cli

STATIC = Path(__file__).resolve().parents[2] / "toolkit/static_root"


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


def worker_of(served: Served) -> int:
    until(lambda: bool(children(served.process.pid)))
    return children(served.process.pid)[0]


def token_of(served: Served) -> str:
    assert served.sign_in is not None
    return served.sign_in.partition("#")[2]


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
    said = served.log.read_text()
    assert "Traceback" not in said
    assert "Fatal" not in said
    assert "starting it again" not in said


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
    assert token_of(again) == token_of(served)


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


@pytest.fixture
def shared(postgres_url: str, redis_url: str) -> dict[str, str]:
    """Settings for an empty PostgreSQL database and a Redis."""
    return services.fresh_database(postgres_url, migrated=False) | {"REDIS_URL": redis_url}


@pytest.mark.services
def test_a_shared_database_is_migrated_by_its_operator_only(
    start_server: StartServer, shared: dict[str, str]
) -> None:
    with pytest.raises(RuntimeError, match="toolkit manage migrate"):
        start_server(environ=shared)
    services.migrate(shared)
    served, beside_it = start_server(environ=shared), start_server(environ=shared)
    assert token_of(served) == token_of(beside_it)
    assert served.stop() == 0


def test_static_files_are_hashed_compressed_and_kept_by_the_browser(
    start_server: StartServer,
) -> None:
    served = start_server(environ={"TOOLKIT_LOG_LEVEL": "INFO"})
    hashed = json.loads((STATIC / "staticfiles.json").read_text())["paths"]
    path = next(name for name in hashed.values() if name.endswith(".css"))
    address = f"{served.address}/static/{path}?who=me"
    answer = httpx.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    log = served.log.read_text()
    assert f'"GET /static/{path} 200"' in log
    assert "Warning" not in log
