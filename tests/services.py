"""Real servers for the tests: Redis, PostgreSQL, the toolkit itself.

Each runs in a folder of its own on a free port and ends with the test that asked for it. One
that is not installed is a skip with a reason, or a failure under TOOLKIT_REQUIRE_SERVICES=1.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn
from uuid import uuid4

import psycopg
import pytest

from toolkit.bench.services import NotInstalled, Postgres, Redis
from toolkit.bench.services import free_port as free_port

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
"""The same browser without the window that nobody would see: the tests take half the time."""

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str, package: str) -> NoReturn:
    """End the test because `what` is not installed: as a skip, or as a failure if required."""
    reason = f"{what} is not installed: apt-get install {package}"
    if os.environ.get("TOOLKIT_REQUIRE_SERVICES") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def redis() -> Redis:
    """Return a Redis to start and stop, without persistence, in a folder that nobody needs."""
    try:
        return Redis(Path(tempfile.gettempdir()))
    except NotInstalled as absent:
        missing(absent.what, absent.package)


@contextmanager
def redis_server() -> Iterator[str]:
    """Run Redis; yield its URL."""
    server = redis()
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A fresh PostgreSQL cluster to stop and start, which may forget on a crash; it runs."""
    try:
        server = Postgres(durable=False)
    except NotInstalled as absent:
        missing(absent.what, absent.package)
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.remove()


def fresh_database(postgres_url: str, *, migrated: bool = True) -> dict[str, str]:
    """Return settings for a database of its own in a cluster."""
    name = f"fresh_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    environ = {
        "DATABASE_URL": postgres_url.rpartition("/")[0] + f"/{name}",
        "TOOLKIT_SECRET_KEY": "0123456789" * 6,
    }
    if migrated:
        migrate(environ)
    return environ


def migrate(environ: Mapping[str, str]) -> None:
    """Migrate a database as its operator does."""
    command = [sys.executable, "-m", "toolkit.cli", "manage", "migrate", "--verbosity", "0"]
    with tempfile.TemporaryDirectory(prefix="toolkit-migrate-") as data:
        subprocess.run(command, env=clean_environ() | {"TOOLKIT_DATA": data, **environ}, check=True)


def assert_same_on_postgresql(postgres_url: str, files: Iterable[Path]) -> None:
    """Run test files of ours, which otherwise run on SQLite, against a real PostgreSQL."""
    settings = {"DATABASE_URL": postgres_url, "TOOLKIT_SECRET_KEY": "k" * 60}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, files)],
        env=clean_environ() | settings,
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]


def _wait_for_line(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            return line
    raise RuntimeError(f"{process.args!r} ended with {process.wait()} before it was ready")


@dataclass
class Served:
    """A running `toolkit serve`: its address, its first sign-in link, its data folder."""

    address: str
    sign_in: str | None
    data: Path
    process: subprocess.Popen[str]
    log: Path

    def stop(self) -> int:
        """Stop it as an operator would, with SIGTERM; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        """Wait for its end and return its exit status."""
        status = self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


def serve(
    data: Path, *, environ: Mapping[str, str] | None = None, arguments: tuple[str, ...] = ()
) -> Served:
    """Start `toolkit serve` on a free port with its data in `data`, and wait until it is ready.

    `environ` adds settings to an environment that has none of ours. Give `arguments` a `--port`
    to start again where an earlier server was.
    """
    if not (Path(__file__).parent.parent / "toolkit/static_root/staticfiles.json").exists():
        pytest.fail("the pages' files are not built: ./run setup", pytrace=False)
    data.mkdir(parents=True, exist_ok=True)
    log = data / "stderr.log"
    command = [sys.executable, "-m", "toolkit.cli", "serve", "--port", "0", *arguments]
    with log.open("a") as errors:
        process = subprocess.Popen(
            command,
            env=clean_environ() | {"TOOLKIT_DATA": str(data)} | dict(environ or {}),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        ready = json.loads(_wait_for_line(process, '"address"'))
    except (RuntimeError, ValueError) as error:
        process.kill()
        raise RuntimeError(f"toolkit serve did not start:\n{log.read_text()}") from error
    return Served(ready["address"], ready["sign_in"], data, process, log)


def clean_environ() -> dict[str, str]:
    """Return this process's environment without any setting of the toolkit's or Django's."""
    ours = ("TOOLKIT_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def end_group(process: subprocess.Popen[str]) -> None:
    """End a server that a test left running, and everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    stream: IO[str] | None = process.stdout
    if stream is not None:
        stream.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds; the test's time limit ends a wait that is in vain."""
    while not condition():
        time.sleep(0.1)
