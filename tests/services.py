"""Real servers for the tests: Redis, PostgreSQL, the toolkit itself.

Each runs in a folder of its own on a free port and ends with the test that asked for it. One
that is not installed is a skip with a reason, or a failure under TOOLKIT_REQUIRE_SERVICES=1.
"""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

import pytest

CHROMIUM = Path("/usr/bin/chromium")
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


def free_port() -> int:
    """Return a TCP port of the loopback interface that nothing listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def redis_server() -> Iterator[str]:
    """Run Redis without persistence; yield its URL."""
    binary = shutil.which("redis-server") or missing("Redis", "redis-server")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory(prefix="toolkit-redis-") as folder:
        command = [binary, *options, "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                _wait_for_line(process, "Ready to accept connections")
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                process.terminate()


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a fresh PostgreSQL cluster that may forget on a crash; yield the URL of a database."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        missing("PostgreSQL", "postgresql")
    bin_folder = binaries[-1].parent
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="toolkit-postgres-") as name:
        folder = Path(name)
        as_owner = _as_postgres(folder)
        cluster = folder / "cluster"
        options = f"-p {port} -k {folder} -h 127.0.0.1 -F -c full_page_writes=off"
        control = [*as_owner, str(bin_folder / "pg_ctl"), "-D", str(cluster), "-s", "-w"]
        init = [*as_owner, str(bin_folder / "initdb"), "-D", str(cluster)]
        _quietly([*init, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"], folder)
        _quietly([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _quietly([*control, "-m", "immediate", "stop"], folder)


def _as_postgres(folder: Path) -> list[str]:
    """Give `folder` to the user postgres where we are root, whom PostgreSQL refuses to serve."""
    if os.geteuid() != 0:
        return []
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]


def _quietly(command: list[str], folder: Path) -> None:
    # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=output, check=False)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{command[-1]}: {output.read().decode()}")


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
