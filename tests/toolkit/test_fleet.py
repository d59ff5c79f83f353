"""Several processes behind one socket: they hear each other, are replaced, and go together."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests import services
from tests.browser.hall import Hall
from tests.conftest import StartServer
from tests.facilitation.live.ear import Ear, listen
from tests.services import Served, until
from tests.toolkit.people_writing import people_writing

pytestmark = pytest.mark.services

MOST_EARS = 60


@pytest.fixture
def environ(postgresql: dict[str, str], redis_url: str) -> dict[str, str]:
    """Settings for an empty, migrated PostgreSQL database and a Redis."""
    return postgresql | {"REDIS_URL": redis_url}


@pytest.fixture
def served(start_server: StartServer, environ: dict[str, str]) -> Served:
    return start_server(environ=environ, arguments=("--workers", "2"))


def processes(served: Served, module: str = "toolkit.web") -> set[int]:
    """The children of a server that run `module`."""
    files = Path(f"/proc/{served.process.pid}/task").glob("*/children")
    children = {int(word) for file in files for word in file.read_text().split()}
    return {child for child in children if module.encode() in cmdline(child)}


def cmdline(process_id: int) -> bytes:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def sockets(process_id: int) -> int:
    links = Path(f"/proc/{process_id}/fd").iterdir()
    return sum(str(link.readlink()).startswith("socket:") for link in links)


@asynccontextmanager
async def ears_at_each(served: Served, code: str) -> AsyncIterator[list[Ear]]:
    """Open sockets until each process serves at least one."""
    before = {child: sockets(child) for child in processes(served)}
    ears: list[Ear] = []
    async with AsyncExitStack() as stack:
        while any(sockets(child) <= count for child, count in before.items()):
            assert len(ears) < MOST_EARS
            address = served.address.replace("http", "ws")
            ears.append(await stack.enter_async_context(listen(address, code)))
            await ears[-1].frame()
        yield ears


def test_what_is_written_at_one_process_is_heard_at_all(served: Served) -> None:
    hall = Hall.opened(served)

    async def hear() -> None:
        async with ears_at_each(served, hall.code) as ears:
            answer = await asyncio.to_thread(hall.act, "open_stage", stage=hall.stages["now"])
            for ear in ears:
                await ear.until(answer["seq"])

    asyncio.run(hear())


def test_metrics_are_those_of_all_processes(served: Served) -> None:
    hall = Hall.opened(served)
    hall.open_stage("now")
    for number in range(8):
        hall.write(f"Note {number}")
    wanted = 'toolkit_writes_total{action="add_note",outcome="saved"} 8.0'
    until(lambda: wanted in httpx.get(f"{served.address}/metrics").text)


def test_a_process_that_dies_is_replaced(served: Served) -> None:
    first, second = processes(served)
    os.kill(first, signal.SIGKILL)
    until(lambda: len(processes(served) - {first}) == 2)
    assert second in processes(served)
    assert httpx.get(f"{served.address}/healthz").status_code == 200


def test_a_renewal_moves_sockets_to_new_processes_and_refuses_nobody(served: Served) -> None:
    hall = Hall.opened(served)
    old, old_worker = processes(served), processes(served, "toolkit.worker")

    async def renew() -> list[int]:
        async with ears_at_each(served, hall.code) as ears:
            served.process.send_signal(signal.SIGHUP)
            codes = [asyncio.create_task(ear.closed()) for ear in ears]
            async with httpx.AsyncClient(base_url=served.address, timeout=30) as client:
                while processes(served) & old:
                    # A new connection each time, as a page that comes back opens one.
                    answer = await client.get("/healthz", headers={"Connection": "close"})
                    assert answer.status_code == 200
            return await asyncio.gather(*codes)

    assert set(asyncio.run(renew())) == {1012}
    assert len(processes(served)) == 2
    until(lambda: bool(processes(served, "toolkit.worker") - old_worker))
    hall.open_stage("now")
    assert "Traceback" not in served.log.read_text()


def test_every_note_typed_during_a_renewal_is_on_every_board_once(served: Served) -> None:
    old = processes(served)

    async def renew() -> None:
        async with people_writing(served.address, served.sign_in):
            served.process.send_signal(signal.SIGHUP)
            while processes(served) & old:
                await asyncio.sleep(0.1)

    asyncio.run(renew())
    assert "Traceback" not in served.log.read_text()


def test_a_stop_ends_all_processes(served: Served) -> None:
    everybody = processes(served) | processes(served, "toolkit.worker")
    os.killpg(served.process.pid, signal.SIGINT)
    assert served.wait() == 0
    assert [cmdline(process_id) for process_id in everybody if cmdline(process_id)] == []
    assert "Traceback" not in served.log.read_text()


def test_processes_do_not_outlive_a_killed_parent(served: Served) -> None:
    everybody = processes(served) | processes(served, "toolkit.worker")
    served.kill()
    until(lambda: not any(cmdline(process_id) for process_id in everybody))


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL"])
def test_several_processes_that_would_not_hear_each_other_are_refused(
    environ: dict[str, str], tmp_path: Path, missing: str
) -> None:
    del environ[missing]
    refused = subprocess.run(
        [sys.executable, "-m", "toolkit.cli", "serve", "--port", "0", "--workers", "2"],
        env=services.clean_environ() | {"TOOLKIT_DATA": str(tmp_path)} | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    (line,) = refused.stderr.splitlines()
    assert missing in line


def test_a_server_may_leave_its_jobs_to_a_worker_elsewhere(
    start_server: StartServer, environ: dict[str, str]
) -> None:
    served = start_server(environ=environ, arguments=("--no-worker",))
    assert httpx.get(f"{served.address}/readyz").json() == {"not_ready": ["worker"]}
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit.cli", "worker"],
        env=services.clean_environ() | {"TOOLKIT_DATA": str(served.data)} | environ,
    ) as worker:
        until(lambda: httpx.get(f"{served.address}/readyz").status_code == 200)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait() == 0
