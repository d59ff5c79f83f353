"""The worker: the child process that runs queued tasks, such as printing a summary.

It lives exactly as long as its server. However the server ends, even by SIGKILL, the pipe
between them closes, and the worker finishes the task it holds and goes.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import connection

from toolkit.health import show_that_worker_runs
from toolkit.logs import log_what_nobody_catches

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

POLL_SECONDS = 0.5
# After a stop the task at hand may take this long; the press has a time limit below it.
GRACE_SECONDS = 20
# A worker that dies at once each time is started again ever more slowly.
LONGEST_PAUSE_SECONDS = 30

log = logging.getLogger(__name__)


class WorkerProcess:
    """The worker as its server sees it: started again whenever it dies, until `stop`."""

    def __init__(self, *, sole: bool) -> None:
        """`sole`: no other worker uses this database, so tasks left running are orphans."""
        self._sole = sole
        self._stopping = threading.Event()
        self._renewing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_running, name="worker-watch", daemon=True)

    def start(self) -> None:
        """Start the worker and keep it running."""
        self._watch.start()

    def renew(self) -> None:
        """Let the worker finish its task, and start another, which reads the code anew."""
        self._renewing.set()
        if self._process is not None:
            _let_go(self._process)

    def stop(self) -> None:
        """Let the worker finish its task, and end it by force after `GRACE_SECONDS`."""
        self._stopping.set()
        process = self._process
        if process is not None:
            _let_go(process)
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._watch.join()

    def _keep_running(self) -> None:
        # A terminal's Ctrl-C reaches the whole group, but the server decides when the worker stops;
        # a child inherits this thread's mask, so not even its first instant is open to one.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        pause = 1.0
        while not self._stopping.is_set():
            if self._sole:
                _give_back_orphans()
            status = self._run_once()
            if self._stopping.is_set():
                return
            if self._renewing.is_set():
                self._renewing.clear()
                continue
            # One signal to the whole group may end the worker before the server says so.
            if self._stopping.wait(pause):
                return
            log.error("the worker ended with %d; starting it again", status)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _run_once(self) -> int:
        command = [sys.executable, "-m", "toolkit.worker"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=2) as process:
            self._process = process
            if self._stopping.is_set():
                _let_go(process)
            return process.wait()


def _let_go(process: subprocess.Popen[bytes]) -> None:
    # Not a signal: a terminal or service manager may have sent one to the whole group already,
    # and the worker takes a second one as an order to drop its task.
    assert process.stdin is not None
    process.stdin.close()


def _give_back_orphans() -> None:
    from toolkit.tasks import give_back_abandoned_tasks

    try:
        give_back_abandoned_tasks(sole=True)
    finally:
        connection.close()


def work(before: "Callable[[Worker], None]" = lambda _: None) -> None:
    """Run tasks until told to stop by SIGTERM; `before` is called with the worker first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
    import django

    django.setup(set_prefix=False)
    log_what_nobody_catches()
    from toolkit.tasks import LeasingWorker, keep_giving_back

    worker = LeasingWorker(
        queue_names=["*"],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.shutdown)
    for duty in (show_that_worker_runs, keep_giving_back):
        threading.Thread(target=duty, daemon=True).start()
    before(worker)
    worker.run()


def main() -> None:
    """Run tasks until told to stop or until the server is gone."""

    def watch(worker: "Worker") -> None:
        threading.Thread(target=_end_with_server, args=[worker], daemon=True).start()

    work(watch)


def _end_with_server(worker: "Worker") -> None:
    # Nothing is ever written to the pipe: reading returns when the other end is gone. Not through
    # sys.stdin, whose lock this thread would still hold when the interpreter ends.
    os.read(0, 1)
    if worker.running:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
