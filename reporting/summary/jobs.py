"""Printing summaries in the background: once, again after a failure, and after a dead worker.

The row, not the task queue, says what is left to do: a worker takes a lease on it, so that two
workers never print the same summary and a killed one is replaced. Printing again is harmless,
since the same data gives the same file.
"""

from __future__ import annotations

import logging
import os
import tempfile
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from reporting.leases import LEASE, renewed
from reporting.refusals import Refusal
from reporting.summary.document import print_summary
from reporting.summary.models import MOST_ATTEMPTS, Summary, summaries_folder

logger = logging.getLogger(__name__)

Print = Summary.Print


def enqueue_on_commit(summary_id: int) -> None:
    """Have a summary printed once the transaction that wrote it has committed."""
    transaction.on_commit(lambda: print_task.enqueue(summary_id))


def print_if_due(summary: Summary) -> None:
    """Have a summary printed that waits, whose worker died or whose file has gone."""
    if summary.print_state == Print.PRINTED and not summary.has_pdf():
        _reset(summary, Print.PRINTED)
        summary.refresh_from_db()
    if summary.awaits_printing(timezone.now()):
        print_task.enqueue(summary.pk)


def try_again(summary: Summary) -> None:
    """Have a summary printed again whose attempts are used up."""
    _reset(summary, Print.FAILED)
    enqueue_on_commit(summary.pk)


def _reset(summary: Summary, state: str) -> None:
    Summary.objects.filter(pk=summary.pk, print_state=state).update(
        print_state=Print.WAITING, attempt=0, error="", pdf_name=""
    )


@task()
def print_task(summary_id: int) -> None:
    """Print one summary, unless it is printed; look again later if somebody else prints it."""
    while claim(summary_id):
        summary = Summary.objects.get(pk=summary_id)
        try:
            with renewed(partial(_renew, summary)):
                pdf = print_summary(summary.content(), bytes(summary.data))
        except Refusal as refusal:
            _note_failure(summary, refusal)
        else:
            _keep(summary, pdf)
    _look_again(summary_id)


def _look_again(summary_id: int) -> None:
    """Have the task come back when a lease ends that another worker holds, perhaps a dead one."""
    held = Summary.objects.filter(pk=summary_id, print_state=Print.PRINTING).first()
    if held is not None and print_task.get_backend().supports_defer:
        print_task.using(run_after=held.lease_until).enqueue(summary_id)


def claim(summary_id: int) -> bool:
    """Take the lease on a summary that awaits printing; False where there is nothing to take."""
    now = timezone.now()
    abandoned = Q(print_state=Print.PRINTING, lease_until__lt=now)
    # A document that takes its worker down each time must not be tried for ever.
    Summary.objects.filter(abandoned, pk=summary_id, attempt__gte=MOST_ATTEMPTS).update(
        print_state=Print.FAILED, lease_until=None, error="press_failed"
    )
    free = Q(print_state=Print.WAITING) | abandoned
    taken = Summary.objects.filter(free, pk=summary_id).update(
        print_state=Print.PRINTING, attempt=F("attempt") + 1, lease_until=now + LEASE
    )
    return taken == 1


def _renew(summary: Summary) -> None:
    _leased(summary).update(lease_until=timezone.now() + LEASE)


def _note_failure(summary: Summary, refusal: Refusal) -> None:
    logger.warning("summary %s attempt %s: %s", summary, summary.attempt, refusal.code)
    state = Print.FAILED if summary.attempt >= MOST_ATTEMPTS else Print.WAITING
    _finish(summary, print_state=state, error=refusal.code)


def _keep(summary: Summary, pdf: bytes) -> None:
    name = f"{summary.dialogue_id}-v{summary.version}.pdf"
    write_atomically(summaries_folder() / name, pdf)
    _finish(summary, print_state=Print.PRINTED, pdf_name=name, error="")


def _finish(summary: Summary, **fields: object) -> None:
    _leased(summary).update(lease_until=None, **fields)


def _leased(summary: Summary) -> QuerySet[Summary]:
    """A worker that overstayed its lease must not overrule its successor."""
    return Summary.objects.filter(
        pk=summary.pk, print_state=Print.PRINTING, attempt=summary.attempt
    )


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
