"""Leases: whoever takes a piece of work is believed to be at it for half a minute at a time.

Whoever dies, even by SIGKILL, says nothing more, and the work is free for another. Work under a
lease must do no harm when it is done twice: a machine may only have slept. The clocks of machines
that share work must agree to within some seconds.
"""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterator

from django.db import Error, connection

LEASE = dt.timedelta(seconds=30)
RENEWED_EVERY_SECONDS = 8.0


@contextlib.contextmanager
def renewed(renew: Callable[[], object]) -> Iterator[None]:
    """Call `renew` now and then, in a thread of its own, while the work within lasts."""
    done = threading.Event()
    thread = threading.Thread(target=_keep_renewing, args=[renew, done], daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _keep_renewing(renew: Callable[[], object], done: threading.Event) -> None:
    while not done.wait(RENEWED_EVERY_SECONDS):
        try:
            # While the database is gone, nobody else can take the work either.
            with contextlib.suppress(Error):
                renew()
        finally:
            connection.close()
