"""How far a print is, in one sentence for whoever waits for it."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.summary.models import MOST_ATTEMPTS, PrintJob, Printout, Summary

Print = PrintJob.Print

STEP_SECONDS = 5
"""A screen reader is told of the time in such steps, not every second."""


def is_done(job: PrintJob) -> bool:
    """Whether nothing more will happen by itself."""
    return job.print_state in (Print.PRINTED, Print.FAILED, Print.ERASED)


def progress(job: PrintJob) -> str:
    """One sentence on how far a print is, in the language active now."""
    if job.print_state == Print.PRINTED:
        return _("Printed.")
    if job.print_state == Print.FAILED:
        return _("It could not be printed. Nothing is lost.")
    passed = (timezone.now() - job.created_at).total_seconds()
    seconds = int(passed // STEP_SECONDS) * STEP_SECONDS
    if job.print_state == Print.PRINTING:
        told = _("It is being printed, since %(seconds)s seconds.") % {"seconds": seconds}
        if job.attempt > 1:
            told += " " + _("Attempt %(number)s of %(most)s.") % {
                "number": job.attempt,
                "most": MOST_ATTEMPTS,
            }
        return told
    before = _ahead(job)
    return ngettext(
        "It waits for the press; %(n)s document is printed before it.",
        "It waits for the press; %(n)s documents are printed before it.",
        before,
    ) % {"n": before}


def _ahead(job: PrintJob) -> int:
    """Documents that came first and are not done."""
    undone = Q(print_state__in=(Print.WAITING, Print.PRINTING), created_at__lt=job.created_at)
    return Summary.objects.filter(undone).count() + Printout.objects.filter(undone).count()
