"""Several processes that serve people from one listening socket, and are replaced one by one.

A process that dies is started again. A renewal, asked for by SIGHUP, starts as many new ones,
which read the code anew; only when all of them answer are the old ones told to go, one after the
other. Their sockets are closed with 1012, upon which pages connect again, to the new ones.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Literal

from toolkit.web import GRACEFUL_SHUTDOWN_SECONDS, LONGEST_MOVING_SECONDS, READY

# What is on its way when a process is told to go is answered within this time.
GRACE_SECONDS = LONGEST_MOVING_SECONDS + GRACEFUL_SHUTDOWN_SECONDS + 10
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
# A process that lived so long had not died of how it was started.
SETTLED_SECONDS = 60.0
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"

log = logging.getLogger(__name__)

Kind = Literal["stop", "renew", "replace", "ready", "died"]


@dataclass(eq=False)
class Child:
    """One process that serves people."""

    process: subprocess.Popen[bytes]
    born: float = field(default_factory=time.monotonic)
    ready: bool = False
    overdue: float = float("inf")

    @property
    def told_to_go(self) -> bool:
        """Whether it was let go."""
        return self.overdue < float("inf")

    def let_go(self) -> None:
        """Tell it to finish what it does; it is ended by force when it does not."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.overdue = time.monotonic() + GRACE_SECONDS


class Fleet:
    """`size` processes on one listening socket.

    Everything happens in the thread that calls `run`; others only `tell` it something.
    """

    def __init__(self, listener: socket.socket, size: int) -> None:
        self._listener = listener
        self._size = size
        self._events: SimpleQueue[tuple[Kind, Child | None]] = SimpleQueue()
        self._serving: list[Child] = []
        self._coming: list[Child] = []
        self._leaving: list[Child] = []
        self._stopping = False
        self._ever_served = False
        self._pause = FIRST_PAUSE_SECONDS

    def tell(self, kind: Kind, child: Child | None = None) -> None:
        """Say that something is to be done or has happened; from a signal handler or a thread."""
        self._events.put((kind, child))

    def run(self, *, on_ready: Callable[[], None], on_renewed: Callable[[], None]) -> int:
        """Serve until told to stop; return 0 after a clean stop, 1 if nothing ever served."""
        self._on_ready, self._on_renewed = on_ready, on_renewed
        with tempfile.TemporaryDirectory(prefix="toolkit-metrics-") as self._metrics:
            self._coming = [self._start() for _ in range(self._size)]
            while self._children() or not self._stopping:
                self._handle(*self._next_event())
        return 0 if self._ever_served else 1

    def _children(self) -> list[Child]:
        return [*self._coming, *self._serving, *self._leaving]

    def _next_event(self) -> tuple[Kind, Child | None]:
        while True:
            try:
                return self._events.get(timeout=1)
            except Empty:
                for child in self._children():
                    if time.monotonic() > child.overdue:
                        child.process.kill()

    def _handle(self, kind: Kind, child: Child | None) -> None:
        if kind == "ready" and child is not None:
            self._ready(child)
        elif kind == "died" and child is not None:
            self._died(child)
        elif self._stopping:
            return
        elif kind == "stop":
            self._stop()
        elif kind == "renew" and not self._coming:
            self._coming = [self._start() for _ in range(self._size)]
        elif kind == "replace":
            self._serving.append(self._start())

    def _start(self) -> Child:
        descriptor = self._listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "toolkit.web", str(descriptor)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[descriptor],
            env=dict(os.environ) | {MULTIPROCESS: self._metrics},
        )
        child = Child(process)
        threading.Thread(target=self._watch, args=[child], daemon=True).start()
        return child

    def _watch(self, child: Child) -> None:
        assert child.process.stdout is not None
        with child.process.stdout as stream:
            if stream.readline() == READY:
                self.tell("ready", child)
        child.process.wait()
        self.tell("died", child)

    def _ready(self, child: Child) -> None:
        child.ready = True
        if child not in self._coming or not all(each.ready for each in self._coming):
            return
        self._leaving += self._serving
        self._serving, self._coming = self._coming, []
        if self._ever_served:
            log.warning("%d new processes serve; the old ones go", self._size)
            self._on_renewed()
        else:
            self._ever_served = True
            self._on_ready()
        self._let_next_go()

    def _died(self, child: Child) -> None:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(child.process.pid, self._metrics)  # type: ignore[no-untyped-call]
        if child in self._leaving:
            self._leaving.remove(child)
            self._let_next_go()
        elif child in self._coming:
            self._coming.remove(child)
            self._give_up_coming(child.process.returncode)
        elif child in self._serving:
            self._serving.remove(child)
            self._replace(child)

    def _give_up_coming(self, status: int) -> None:
        if self._stopping:
            return
        for other in self._coming:
            other.let_go()
        self._leaving += self._coming
        self._coming = []
        if self._ever_served:
            log.error("a new process ended with %d; the old ones go on serving", status)
        else:
            self._stopping = True

    def _replace(self, child: Child) -> None:
        if self._stopping:
            return
        if time.monotonic() - child.born > SETTLED_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        status = child.process.returncode
        log.error("a process ended with %d; starting another in %.0f s", status, self._pause)
        timer = threading.Timer(self._pause, self.tell, ["replace"])
        timer.daemon = True
        timer.start()
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def _let_next_go(self) -> None:
        """One after the other, so that not all pages come back at the same moment."""
        if self._leaving and not any(child.told_to_go for child in self._leaving):
            self._leaving[0].let_go()

    def _stop(self) -> None:
        self._stopping = True
        for child in self._children():
            if not child.told_to_go:
                child.let_go()


def listen_to_signals(fleet: Fleet) -> None:
    """Let SIGTERM and Ctrl-C stop the fleet, and SIGHUP renew it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: fleet.tell("stop"))
    signal.signal(signal.SIGHUP, lambda *_: fleet.tell("renew"))
