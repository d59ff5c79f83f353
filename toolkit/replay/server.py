"""A server of the replay's own: in a folder of its own, started again if it dies.

It is a child process, so that what is played is what is served. However the replay ends, even by
SIGKILL, the pipe between them closes and the server goes.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from toolkit.commands import CommandError

NOTES_PER_MINUTE = 6000
"""A script is played faster than people write; the limit for people would only slow it down."""

JOINS_PER_SECOND = 6000
"""Its phones arrive at one moment, and nobody is there whom they could keep from being served."""

STARTING_SECONDS = 120.0
STOPPING_SECONDS = 40.0
MOST_RESTARTS = 5
_LINES_KEPT = 20
_SHOWN_OF_A_LINE = 300


class OwnServer:
    """`toolkit serve` on a free port of the loopback interface, with its data in one folder.

    After `start`, `address` and `sign_in` are known. `watch` keeps it running on that port.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.address = ""
        self.sign_in = ""
        self._process: asyncio.subprocess.Process | None = None
        self._log: deque[str] = deque(maxlen=_LINES_KEPT)
        self._readers: set[asyncio.Task[None]] = set()

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "toolkit.sqlite3"

    async def start(self) -> None:
        """Start it and wait until it answers; raises `CommandError` with what it said last."""
        ready = await self._launch(port=0)
        self.address, self.sign_in = ready["address"], ready["sign_in"]

    async def watch(self) -> None:
        """Start it again, on the same port, whenever it dies. Runs until cancelled."""
        for _restart in range(MOST_RESTARTS):
            assert self._process is not None
            await self._process.wait()
            await self._launch(port=urlsplit(self.address).port or 0)
        raise CommandError(f"the server died {MOST_RESTARTS} times; it last said: {self._said()}")

    async def stop(self) -> None:
        """Stop it with its worker, by force when it does not go."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOPPING_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _launch(self, *, port: int) -> dict[str, str]:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "toolkit.replay.server", str(port)),
            env=_environ(self.data),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C is for the replay, which then stops its server.
            start_new_session=True,
        )
        assert self._process.stderr is not None
        reader = asyncio.create_task(self._read_log(self._process.stderr))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        try:
            async with asyncio.timeout(STARTING_SECONDS):
                return await self._ready(self._process)
        except TimeoutError:
            self._process.kill()
            raise CommandError("the server did not start: " + self._said()) from None

    async def _ready(self, process: asyncio.subprocess.Process) -> dict[str, str]:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.startswith(b"{"):
                ready: dict[str, str] = json.loads(line)
                return ready
        await process.wait()
        await asyncio.gather(*self._readers)
        raise CommandError("the server did not start: " + self._said())

    async def _read_log(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self._log.append(line.decode(errors="replace").strip())

    def _said(self) -> str:
        return self._log[-1][:_SHOWN_OF_A_LINE] if self._log else "nothing"


def without_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the operator's settings: a replay must not touch their data."""
    ours = ("TOOLKIT_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
    return {name: value for name, value in environ.items() if not name.startswith(ours)}


def _environ(data: Path) -> dict[str, str]:
    return without_settings(os.environ) | {
        "TOOLKIT_DATA": str(data),
        "TOOLKIT_NOTES_PER_MINUTE": str(NOTES_PER_MINUTE),
        "TOOLKIT_JOINS_PER_SECOND": str(JOINS_PER_SECOND),
    }


def main() -> int:
    """Be the server: serve on the port given until the other end of stdin is gone."""
    from toolkit.commands.serve import announce, serve

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
    threading.Thread(target=_end_with_the_replay, daemon=True).start()
    return serve(host="127.0.0.1", port=int(sys.argv[1]), on_ready=announce)


def _end_with_the_replay() -> None:
    # Nothing is ever written to the pipe: reading returns when the other end is gone. Not through
    # sys.stdin, whose lock this thread would still hold when the interpreter ends.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
