"""The queue's tasks under leases: one whose worker has died, even by SIGKILL, is queued again.

The lease of a task that runs stands in its `run_after`, which then has no other meaning: until
then its worker is left alone, after it another may run the task. Tasks are written so that running
one twice does what running it once does.
"""

import logging
import time
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.db import Error, connection
from django.db.models import Q, QuerySet
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from reporting.leases import LEASE, RENEWED_EVERY_SECONDS, renewed

Task = DBTaskResult[..., object]

MAX_ATTEMPTS = 3

log = logging.getLogger(__name__)


class LeasingWorker(Worker):
    """A worker that says while it runs a task that it is still there."""

    def run_task(self, db_task_result: Task) -> None:
        """Run the task under a lease."""
        hold = partial(hold_task, db_task_result.pk)
        hold()
        with renewed(hold):
            super().run_task(db_task_result)


def hold_task(task_id: UUID) -> None:
    """Take or renew the lease on a task that runs."""
    running = DBTaskResult.objects.filter(pk=task_id, status="RUNNING")
    running.update(run_after=datetime.now(UTC) + LEASE)


def give_back_abandoned_tasks(*, sole: bool = False) -> int:
    """Queue again the tasks whose lease is over; return how many.

    `sole`: there is one worker and it does not run, so no lease need be waited for. A task that was
    taken `MAX_ATTEMPTS` times without an end is taken to be what kills the worker, and fails.
    """
    given_back = 0
    for task in _running() if sole else _abandoned():
        # Another worker may see the same: only one finds it still as it was read.
        same = _running().filter(pk=task.pk, started_at=task.started_at, run_after=task.run_after)
        now = datetime.now(UTC)
        if len(task.worker_ids) >= MAX_ATTEMPTS:
            same.update(status="FAILED", finished_at=now)
        else:
            given_back += same.update(status="READY", started_at=None, run_after=now)
    if given_back:
        log.warning("%d unfinished tasks were queued again", given_back)
    return given_back


def _running() -> "QuerySet[Task]":
    return DBTaskResult.objects.filter(status="RUNNING")


def _abandoned() -> "QuerySet[Task]":
    """A worker may have died between taking a task and its first lease."""
    now = datetime.now(UTC)
    lease_is_over = Q(run_after__lt=now) | Q(run_after=get_date_max())
    return _running().filter(lease_is_over, started_at__lt=now - LEASE)


def keep_giving_back() -> None:
    """Queue again what other workers left, for ever; meant for a thread of a worker."""
    while True:
        time.sleep(RENEWED_EVERY_SECONDS)
        try:
            give_back_abandoned_tasks()
        except Error as error:  # the worker itself says that the database is gone
            log.debug("abandoned tasks were not looked for: %s", type(error).__name__)
        finally:
            connection.close()
