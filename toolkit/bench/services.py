"""A real Redis and a real PostgreSQL of our own, in throw-away folders on loopback ports.

They can be stopped and started again on the same port, as in the worst minute of an operator's
life, and keep what they had.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from toolkit.commands import CommandError

STARTING_SECONDS = 30.0


class NotInstalled(CommandError):
    """A service that is needed is not on this machine. `package` brings it."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(f"{what} is needed and not installed: apt-get install {package}")
        self.what = what
        self.package = package


def free_port() -> int:
    """Return a TCP port of the loopback interface that nothing listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Redis:
    """A Redis without persistence: it forgets everything when it stops, as ours may."""

    def __init__(self, folder: Path) -> None:
        """Raises `NotInstalled` where Redis is not installed."""
        binary = shutil.which("redis-server")
        if binary is None:
            raise NotInstalled("Redis", "redis-server")
        self._binary = binary
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What goes into REDIS_URL."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", ""]
        command = [self._binary, *options, "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        _wait_for_port(self._port)

    def freeze(self) -> None:
        """Let it hang, as behind a line that is cut: connections stay and are not answered."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None


class Postgres:
    """A PostgreSQL cluster of one throw-away folder, durable as an operator's would be.

    One that is not `durable` may forget on a crash of the machine, and answers sooner.
    """

    def __init__(self, *, durable: bool = True) -> None:
        """Raises `NotInstalled` where PostgreSQL is not installed."""
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not binaries:
            raise NotInstalled("PostgreSQL", "postgresql")
        self._durable = durable
        self._binaries = binaries[-1].parent
        # Not below another temporary folder: the user postgres must be able to reach it.
        self._temporary = tempfile.TemporaryDirectory(prefix="toolkit-postgres-")
        self._folder = Path(self._temporary.name)
        self._port = free_port()
        self._as_owner = _as_postgres(self._folder)
        self._running = False

    @property
    def url(self) -> str:
        """What goes into DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def create(self) -> None:
        """Make the cluster."""
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
        self._run([str(self._binaries / "initdb"), "-D", str(self._cluster), *options])

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self._port} -k {self._folder} -h 127.0.0.1"
        if not self._durable:
            options += " -F -c full_page_writes=off"
        self._control("-l", str(self._folder / "log"), "-o", options, "start")
        self._running = True

    def stop(self) -> None:
        """End it as a crash would: every connection breaks, nothing is written on the way out."""
        if self._running:
            self._control("-m", "immediate", "stop")
        self._running = False

    def remove(self) -> None:
        """Stop it and delete its folder."""
        self.stop()
        self._temporary.cleanup()

    @property
    def _cluster(self) -> Path:
        return self._folder / "cluster"

    def _control(self, *words: str) -> None:
        self._run([str(self._binaries / "pg_ctl"), "-D", str(self._cluster), "-s", "-w", *words])

    def _run(self, command: list[str]) -> None:
        # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [*self._as_owner, *command],
                cwd=self._folder,
                stdout=output,
                stderr=output,
                check=False,
            )
            if done.returncode:
                output.seek(0)
                raise CommandError(f"PostgreSQL: {output.read().decode(errors='replace')}")


def _as_postgres(folder: Path) -> list[str]:
    """Give `folder` to the user postgres where we are root, whom PostgreSQL refuses to serve."""
    if os.geteuid() != 0:
        return []
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]


def _wait_for_port(port: int) -> None:
    give_up = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise CommandError(f"nothing answers on port {port}")
