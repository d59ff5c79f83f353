"""The summaries of sealed dialogues: the data that counts, and the PDF made from it.

`data` is written once, in the transaction of the seal, and never changed: a correction is a new
version. The PDF can always be printed again from it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from facilitation.models import Dialogue
from reporting.format import SummaryV1, from_bytes

MOST_ATTEMPTS = 3


class Summary(models.Model):
    """One version of one dialogue's summary, in canonical JSON, with the state of its PDF."""

    class Print(models.TextChoices):
        WAITING = "waiting"
        PRINTING = "printing"
        PRINTED = "printed"
        FAILED = "failed"

    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="summaries")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=[("draft", "draft"), ("final", "final")])
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    """Of `data`, in hexadecimal."""
    print_state = models.CharField(max_length=8, choices=Print, default=Print.WAITING)
    pdf_name = models.CharField(max_length=200, blank=True)
    """File name inside the summaries folder; empty until printed."""
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    """Until then the worker that prints is left alone; after it, it is taken to have died."""
    error = models.CharField(max_length=40, blank=True)
    """Code of the last refusal to print."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("dialogue", "-version")
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "version"), name="summary_version_once"),
            models.CheckConstraint(
                condition=Q(print_state__in=("waiting", "printing", "printed", "failed")),
                name="summary_print_state_known",
            ),
            models.CheckConstraint(
                condition=Q(print_state="printed") ^ Q(pdf_name=""),
                name="summary_printed_has_pdf",
            ),
            models.CheckConstraint(
                condition=~Q(print_state="printing") | Q(lease_until__isnull=False),
                name="summary_printing_has_lease",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dialogue_id} v{self.version}"

    def content(self) -> SummaryV1:
        """The summary as models."""
        return from_bytes(bytes(self.data)).summary

    @property
    def pdf_path(self) -> Path:
        """Where the PDF lies. Only of a printed summary."""
        return summaries_folder() / self.pdf_name

    def has_pdf(self) -> bool:
        """Whether the PDF is there to be taken."""
        return self.print_state == self.Print.PRINTED and self.pdf_path.exists()

    def awaits_printing(self, now: dt.datetime) -> bool:
        """Whether a worker should print it: nobody does, or whoever did has died."""
        if self.print_state == self.Print.PRINTING:
            return self.lease_until is not None and self.lease_until < now
        return self.print_state == self.Print.WAITING


def summaries_folder() -> Path:
    """The folder of all printed summaries."""
    return Path(settings.TOOLKIT_DATA) / "summaries"
