"""The press's worker process: sets one document after another until its pipe closes.

Started by `press` as `python -m reporting.documents PIPE MEMORY`, without the server's settings.
"""

from __future__ import annotations

import gc
import resource
import signal
import sys
from multiprocessing.connection import Connection

from reporting.documents.typesetting import Job, typeset


def main(pipe: int, memory_limit: int) -> None:
    """Answer each job from the pipe (a file descriptor) with whether it went well, and bytes.

    `memory_limit` is in bytes of address space.
    """
    # Ctrl-C reaches the whole process group; the server decides when its press stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A document is one great web of objects that all live until it is written: looking for
    # garbage in it meanwhile was measured at a fifth of the time.
    gc.disable()
    with Connection(pipe) as connection:
        while True:
            try:
                job: Job = connection.recv()
            except EOFError:
                return
            ok, result = _answer(job)
            connection.send(ok)
            connection.send_bytes(result)
            del job, result
            gc.collect()


def _answer(job: Job) -> tuple[bool, bytes]:
    try:
        return True, typeset(job)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}".encode()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
