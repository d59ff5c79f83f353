"""Printing in the background: once, again after a failure, and after a dead worker.

The row, not the task queue, says what is left to do: a worker takes a lease on it, so that two
workers never print the same and a killed one is replaced. Printing again is harmless, since the
same data gives the same file.
"""

from __future__ import annotations

import logging
import os
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from reporting.leases import LEASE, renewed
from reporting.refusals import Refusal
from reporting.summary.document import print_summary
from reporting.summary.exports import export
from reporting.summary.models import (
    MOST_ATTEMPTS,
    PrintJob,
    Printout,
    Summary,
    summaries_folder,
)

logger = logging.getLogger(__name__)

Print = PrintJob.Print


def enqueue_on_commit(job: PrintJob) -> None:
    """Have something printed once the transaction that wrote it has committed."""
    transaction.on_commit(lambda: _task_of(job).enqueue(job.pk))


def print_if_due(job: PrintJob) -> None:
    """Have something printed that waits, whose worker died or whose file has gone."""
    if job.print_state == Print.PRINTED and not job.has_pdf():
        _reset(job, Print.PRINTED)
        job.refresh_from_db()
    if job.awaits_printing(timezone.now()):
        _task_of(job).enqueue(job.pk)


def try_again(job: PrintJob) -> None:
    """Have something printed again whose attempts are used up."""
    _reset(job, Print.FAILED)
    enqueue_on_commit(job)


def _reset(job: PrintJob, state: str) -> None:
    _rows(type(job)).filter(pk=job.pk, print_state=state).update(
        print_state=Print.WAITING, attempt=0, error="", pdf_name=""
    )


@task()
def print_task(summary_id: int) -> None:
    """Print one summary, unless it is printed; look again later if somebody else prints it."""
    _run(Summary, summary_id)


@task()
def printout_task(printout_id: int) -> None:
    """Print one draft or poster, under the same rules."""
    _run(Printout, printout_id)


def _task_of(job: PrintJob | type[PrintJob]) -> Task[[int], None]:
    model = job if isinstance(job, type) else type(job)
    return print_task if model is Summary else printout_task


def _rows(model: type[PrintJob]) -> QuerySet[Any]:
    return model._default_manager.all()


def _run(model: type[PrintJob], pk: int) -> None:
    while claim(pk, model=model):
        job = _rows(model).get(pk=pk)
        try:
            with renewed(partial(_renew, job)):
                pdf = _printed(job)
        except Refusal as refusal:
            _note_failure(job, refusal)
        else:
            _keep(job, pdf)
    _look_again(model, pk)


def _printed(job: PrintJob) -> bytes:
    if isinstance(job, Summary):
        return print_summary(job.content(), bytes(job.data))
    assert isinstance(job, Printout)
    if job.kind == Printout.Kind.POSTER:
        return export("poster", job.content(), link=job.link)
    return print_summary(job.content(), bytes(job.data))


def _look_again(model: type[PrintJob], pk: int) -> None:
    """Have the task come back when a lease ends that another worker holds, perhaps a dead one."""
    held = _rows(model).filter(pk=pk, print_state=Print.PRINTING).first()
    again = _task_of(model)
    if held is not None and again.get_backend().supports_defer:
        again.using(run_after=held.lease_until).enqueue(pk)


def claim(pk: int, *, model: type[PrintJob] = Summary) -> bool:
    """Take the lease on what awaits printing; False where there is nothing to take."""
    now = timezone.now()
    abandoned = Q(print_state=Print.PRINTING, lease_until__lt=now)
    # A document that takes its worker down each time must not be tried for ever.
    _rows(model).filter(abandoned, pk=pk, attempt__gte=MOST_ATTEMPTS).update(
        print_state=Print.FAILED, lease_until=None, error="press_failed"
    )
    free = Q(print_state=Print.WAITING) | abandoned
    taken = (
        _rows(model)
        .filter(free, pk=pk)
        .update(print_state=Print.PRINTING, attempt=F("attempt") + 1, lease_until=now + LEASE)
    )
    return taken == 1


def _renew(job: PrintJob) -> None:
    _leased(job).update(lease_until=timezone.now() + LEASE)


def _note_failure(job: PrintJob, refusal: Refusal) -> None:
    logger.warning("%s attempt %s: %s", job, job.attempt, refusal.code)
    state = Print.FAILED if job.attempt >= MOST_ATTEMPTS else Print.WAITING
    _finish(job, print_state=state, error=refusal.code)


def _keep(job: PrintJob, pdf: bytes) -> None:
    path = summaries_folder() / job.file_name
    write_atomically(path, pdf)
    _finish(job, print_state=Print.PRINTED, pdf_name=job.file_name, error="")
    is_wanted = _rows(type(job)).filter(pk=job.pk).exclude(print_state=Print.ERASED).exists()
    if not is_wanted:
        # Erased or thrown away while it was printed: what it shows must not stay.
        path.unlink(missing_ok=True)


def _finish(job: PrintJob, **fields: object) -> None:
    _leased(job).update(lease_until=None, **fields)


def _leased(job: PrintJob) -> QuerySet[Any]:
    """A worker that overstayed its lease must not overrule its successor."""
    return _rows(type(job)).filter(pk=job.pk, print_state=Print.PRINTING, attempt=job.attempt)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is either whole or not there; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
