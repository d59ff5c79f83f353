"""One process that serves people: uvicorn as we need it.

As a child of `toolkit serve --workers` it takes its listening socket from its parent, says when
it is ready, and goes when the pipe between them closes, whatever became of the parent.
"""

import asyncio
import math
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Callable

import uvicorn

from toolkit import config
from toolkit.logs import log_what_nobody_catches
from toolkit.sockets import DirectSocket

READY = b"ready\n"
# Sockets live for hours: a stop does not wait for them, and their pages connect again.
GRACEFUL_SHUTDOWN_SECONDS = 5
# They are told so some at a time, because a phone that comes back costs 4 ms: a thousand at one
# moment would keep those who write waiting for as many seconds.
MOVED_PER_SECOND = 200
LONGEST_MOVING_SECONDS = 5
_BETWEEN_MOVES_SECONDS = 0.05
# A socket only listens; what it sends us is a few bytes.
LARGEST_SOCKET_MESSAGE_BYTES = 65_536


class Server(uvicorn.Server):
    """A server that calls `on_ready` once it answers."""

    def __init__(self, settings: config.Config, *, on_ready: Callable[[], None]) -> None:
        super().__init__(_uvicorn_config(settings))
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await asyncio.to_thread(self._on_ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()  # whoever comes now goes to a process that stays
        await self._move_sockets()
        await super().shutdown(sockets)

    async def _move_sockets(self) -> None:
        """Tell the pages to connect elsewhere, in no order, without a storm."""
        pages = [each for each in self.server_state.connections if isinstance(each, DirectSocket)]
        random.shuffle(pages)
        moves = LONGEST_MOVING_SECONDS / _BETWEEN_MOVES_SECONDS
        at_once = math.ceil(max(MOVED_PER_SECOND * _BETWEEN_MOVES_SECONDS, len(pages) / moves))
        for first in range(0, len(pages), at_once):
            for page in pages[first : first + at_once]:
                page.shutdown()
            if self.force_exit:
                return
            await asyncio.sleep(_BETWEEN_MOVES_SECONDS)


def _uvicorn_config(settings: config.Config) -> uvicorn.Config:
    return uvicorn.Config(
        "toolkit.asgi:application",
        ws=DirectSocket,
        # A compressor for each phone would cost more memory than the phone, and its bytes could
        # not be shared.
        ws_per_message_deflate=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
        ws_max_size=LARGEST_SOCKET_MESSAGE_BYTES,
        proxy_headers=settings.behind_proxy,
        server_header=False,
        log_config=None,
        access_log=settings.log_level in {"DEBUG", "INFO"},
    )


def main() -> int:
    """Serve on the socket whose descriptor is given, until the parent lets go."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
    # A terminal's Ctrl-C and hang-up reach the whole group; the parent decides what they mean.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    log_what_nobody_catches()
    listener = socket.socket(fileno=int(sys.argv[1]))
    server = Server(config.current(), on_ready=_say_ready)
    threading.Thread(target=_end_with_parent, args=[server], daemon=True).start()
    server.run(sockets=[listener])
    return 0 if server.started else 1


def _say_ready() -> None:
    os.write(1, READY)


def _end_with_parent(server: Server) -> None:
    # Nothing is ever written to the pipe: reading returns when the other end is gone.
    os.read(0, 1)
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
