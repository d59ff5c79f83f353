"""The press: HTML to PDF/A-3a and PDF/UA-1, in a process of its own.

A document can neither fetch anything nor take the server with it: the worker process has a
memory limit, is killed when a job takes too long, and is replaced after some jobs. The same
input gives the same bytes, so a document can be printed again and compared. Knows no dialogue.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Literal

from reporting.documents.typesetting import Attachment, Job
from reporting.refusals import Refusal

__all__ = ["Attachment", "print_pdf"]

TIME_LIMIT_SECONDS = 240
"""2,000 notes on 86 pages take 14 seconds of processor; on a machine with ten busy neighbours for
each of its cores they were seen to take 80."""

MEMORY_LIMIT_BYTES = 2 * 1024**3
"""Address space of the worker. Printing 2,000 table rows was measured at 360 MB resident."""

# The worker meets text from strangers, so it gets no keys, addresses or passwords of the server.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "XDG_CACHE_HOME", "FONTCONFIG_FILE")
_ROOT = Path(__file__).parents[2]

# WeasyPrint's memory grows from job to job (its issues 220 and 2130).
JOBS_PER_WORKER = 20


def print_pdf(
    html: str,
    css: str,
    *,
    created: dt.datetime,
    attachments: tuple[Attachment, ...] = (),
    time_limit: float = TIME_LIMIT_SECONDS,
) -> bytes:
    """Print one document and return the PDF.

    `css` is all the style there is; nothing that `html` refers to is fetched. `created` (UTC) is
    the document's date in its metadata. `time_limit` is in seconds of wall time.

    Refuses with `press_timeout` or `press_failed`.
    """
    job = Job(html=html, css=css, created=created, attachments=attachments)
    return _press.run(job, time_limit=time_limit)


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    jobs: int = 0


class _Press:
    """Holds at most one worker process and gives it one job at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._worker: _Worker | None = None

    def run(self, job: Job, *, time_limit: float) -> bytes:
        with self._turn:
            if self._worker is not None and self._worker.process.poll() is not None:
                self.stop()
            worker = self._worker or self._start()
            worker.jobs += 1
            kind, result = self._result_of(worker, job, time_limit)
            if kind != "pdf" or worker.jobs >= JOBS_PER_WORKER:
                self.stop()
        if kind == "late":
            raise Refusal("press_timeout", seconds=round(time_limit))
        if kind == "fault":
            raise Refusal("press_failed") from RuntimeError(result.decode())
        return result

    def stop(self) -> None:
        """End the worker, whatever it is doing."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.connection.close()
            worker.process.kill()
            worker.process.wait()

    def _start(self) -> _Worker:
        # A fresh interpreter: forking a process that has threads and database connections
        # would take both along, and multiprocessing would run the main module again.
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "reporting.documents"]
        process = subprocess.Popen(
            [*command, str(theirs.fileno()), str(MEMORY_LIMIT_BYTES)],
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._worker = _Worker(process, ours)
        return self._worker

    @staticmethod
    def _result_of(
        worker: _Worker, job: Job, time_limit: float
    ) -> tuple[Literal["pdf", "fault", "late"], bytes]:
        with contextlib.suppress(OSError, EOFError):
            worker.connection.send(job)
            if not worker.connection.poll(time_limit):
                return "late", b""
            ok: bool = worker.connection.recv()
            return "pdf" if ok else "fault", worker.connection.recv_bytes()
        return "fault", b"the worker died"


_press = _Press()
atexit.register(_press.stop)
