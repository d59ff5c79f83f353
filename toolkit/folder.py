"""Who uses the data folder: a server and a worker while they run, or a restore, alone.

The claim is a lock of the operating system on one file, so that it ends with its process,
however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLAIM = ".in-use"


@contextmanager
def used(folder: Path) -> Iterator[None]:
    """Claim the folder together with others who use it; waits while a restore has it alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _claim(folder) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Claim the folder for oneself; yields whether nobody else uses it."""
    with _claim(folder) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _claim(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder / CLAIM, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
