"""The summaries of sealed dialogues, the words that organizers edit, and what people say of them.

A summary's `data` is written once and never changed: a correction is a new version. It is erased
where a later version masks what it holds of a person. Edits are only ever added, so that nothing a
person typed is lost; answers hold no identity.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from facilitation.models import Dialogue
from reporting.format import SummaryV1, from_bytes
from reporting.refusals import Refusal

MOST_ATTEMPTS = 3


class PrintJob(models.Model):
    """Something to be printed once, with the state of its PDF; the row says what is left to do."""

    class Print(models.TextChoices):
        WAITING = "waiting"
        PRINTING = "printing"
        PRINTED = "printed"
        FAILED = "failed"
        ERASED = "erased"
        """Its words are gone: it held personal data that a later version masks."""

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
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(print_state__in=("waiting", "printing", "printed", "failed", "erased")),
                name="%(class)s_print_state_known",
            ),
            models.CheckConstraint(
                condition=Q(print_state="printed") ^ Q(pdf_name=""),
                name="%(class)s_printed_has_pdf",
            ),
            models.CheckConstraint(
                condition=~Q(print_state="printing") | Q(lease_until__isnull=False),
                name="%(class)s_printing_has_lease",
            ),
        )

    @property
    def file_name(self) -> str:
        """The name of its PDF inside the summaries folder."""
        raise NotImplementedError

    @property
    def pdf_path(self) -> Path:
        """Where the PDF lies. Only of what is printed."""
        return summaries_folder() / self.pdf_name

    def has_pdf(self) -> bool:
        """Whether the PDF is there to be taken."""
        return self.print_state == self.Print.PRINTED and self.pdf_path.exists()

    def awaits_printing(self, now: dt.datetime) -> bool:
        """Whether a worker should print it: nobody does, or whoever did has died."""
        if self.print_state == self.Print.PRINTING:
            return self.lease_until is not None and self.lease_until < now
        return self.print_state == self.Print.WAITING


class Summary(PrintJob):
    """One version of one dialogue's summary, in canonical JSON, with the state of its PDF."""

    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="summaries")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=[("draft", "draft"), ("final", "final")])
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    """Of `data`, in hexadecimal."""
    erased = models.JSONField(null=True, blank=True)
    """What is left of an erased version: `account`, `content_sha256`, `at`; null of a whole one."""

    class Meta(PrintJob.Meta):
        ordering = ("dialogue", "-version")
        constraints = (
            *PrintJob.Meta.constraints,
            models.UniqueConstraint(fields=("dialogue", "version"), name="summary_version_once"),
            models.CheckConstraint(
                condition=Q(print_state="erased") ^ Q(erased__isnull=True),
                name="summary_erased_keeps_its_account",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dialogue_id} v{self.version}"

    def content(self) -> SummaryV1:
        """The summary as models. Raises `version_erased`."""
        if self.is_erased:
            raise Refusal("version_erased", version=self.version)
        return from_bytes(bytes(self.data)).summary

    @property
    def is_erased(self) -> bool:
        """Whether only its hash and account are left."""
        return self.print_state == self.Print.ERASED

    @property
    def file_name(self) -> str:
        return f"{self.dialogue_id}-v{self.version}.pdf"


class Printout(PrintJob):
    """A PDF that somebody asked for beside the summary's own: kept until the next one is made."""

    class Kind(models.TextChoices):
        DRAFT = "draft"
        POSTER = "poster"

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="printouts")
    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.CharField(max_length=64)
    """Of all that decides what is printed: the same is never printed twice."""
    data = models.BinaryField()
    """The summary or draft to print, in canonical JSON."""
    link = models.CharField(max_length=500, blank=True)
    """Where all of it can be read; on a poster."""

    class Meta(PrintJob.Meta):
        constraints = (
            *PrintJob.Meta.constraints,
            models.UniqueConstraint(fields=("dialogue", "kind", "digest"), name="printout_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.dialogue_id}"

    @property
    def file_name(self) -> str:
        return f"{self.dialogue_id}-{self.kind}-{self.digest[:16]}.pdf"

    def content(self) -> SummaryV1:
        """What is printed, as models."""
        return from_bytes(bytes(self.data)).summary


class SignOff(models.Model):
    """That somebody signed one version of a summary by name, and why it was made."""

    summary = models.OneToOneField(Summary, models.PROTECT, related_name="sign_off")
    name = models.CharField(max_length=200)
    """As typed. Printed only where a name may be."""
    reason = models.TextField(blank=True)
    """Why an earlier signed version was corrected; empty only where none was signed."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class Edit(models.Model):
    """One saved state of one passage of a draft; the highest number of a passage counts.

    Two reviewers who save over the same number cannot both succeed: the constraint lets one.
    """

    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="edits")
    passage = models.CharField(max_length=120)
    """Which words: a key that `reporting.summary.passages` knows."""
    number = models.PositiveIntegerField()
    """1 for the first edit of a passage; 0 stands for the words before any."""
    value = models.JSONField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("dialogue", "passage", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("dialogue", "passage", "number"), name="edit_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="edit_number_from_one"),
        )


def new_say_token() -> str:
    return secrets.token_urlsafe(16)


class FinalSay(models.Model):
    """The link by which participants say, for a time, whether the groups are what was said.

    The token is kept as it is: the organizer shows it to the whole room.
    """

    dialogue = models.OneToOneField(Dialogue, models.PROTECT, related_name="final_say")
    token = models.CharField(max_length=32, unique=True, default=new_say_token)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gte=models.F("opened_at")), name="say_closes_after_opening"
            ),
        )

    def is_open(self, now: dt.datetime) -> bool:
        """Whether answers are taken."""
        return self.opened_at <= now < self.closes_at


class Say(models.Model):
    """One answer on one group. Nothing in it leads to a person, not even the time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    """Made by the page, so that an answer sent twice counts once."""
    final_say = models.ForeignKey(FinalSay, models.PROTECT, related_name="answers")
    group = models.UUIDField()
    agrees = models.BooleanField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=35)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(agrees=False) | Q(text=""), name="say_words_only_against"
            ),
        )


class Handover(models.Model):
    """That a version was handed to a centre, with the receipt it gave."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="handovers")
    centre = models.CharField(max_length=300, blank=True)
    """Address of the centre; empty for the one in this installation."""
    receipt = models.JSONField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    standing = models.JSONField(default=dict)
    """What the centre said when it was last asked: `status`, `questions`, `page`; empty before."""
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")


class Reply(models.Model):
    """An answer to a question of the centre: kept here before it is sent, and after."""

    id = models.UUIDField(primary_key=True)
    """Made by the page, and the key under which the centre takes it once."""
    handover = models.ForeignKey(Handover, models.PROTECT, related_name="replies")
    question = models.UUIDField()
    """By the id that the centre gave it."""
    text = models.TextField()
    version = models.PositiveIntegerField(null=True, blank=True)
    """The version that corrects what was asked about; sent after it was submitted."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    """When the centre confirmed it."""

    class Meta:
        ordering = ("at", "pk")


def summaries_folder() -> Path:
    """The folder of all printed summaries."""
    return Path(settings.TOOLKIT_DATA) / "summaries"
