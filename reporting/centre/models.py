"""What the centre holds: what came in, what was accepted of it, and what was asked about it.

A submission is never changed or deleted by a later one. A dossier only moves its `current`
forward, to a higher version. The constraints repeat the rules of `intake.py` in the database.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Dossier(models.Model):
    """Everything the centre holds of one dialogue; its current record is the one that counts."""

    dialogue_id = models.UUIDField(primary_key=True)
    current = models.OneToOneField(
        "Record", null=True, on_delete=models.PROTECT, related_name="current_of"
    )
    """Null only inside the transaction that opens the dossier."""
    sender = models.CharField(max_length=100, blank=True)
    """For whom the token was made that first handed it in; empty where no program did. Questions
    are shown to tokens of this name only."""

    def __str__(self) -> str:
        return str(self.dialogue_id)


class Record(models.Model):
    """One accepted version of one dialogue's summary, with the facts that tables are made of.

    The facts repeat what the submission says, so that a table of thousands of dialogues need not
    open thousands of files; they are written once and never edited.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="records")
    version = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    schema_version = models.CharField(max_length=16)
    title = models.TextField()
    language = models.CharField(max_length=35)
    held_on = models.DateField()
    country = models.CharField(max_length=3, blank=True)
    """Alpha-3 code; empty where the summary names none."""
    commitments = models.JSONField()
    """Numbers of the commitments discussed, a sorted list; may be empty."""
    participants = models.PositiveIntegerField()
    notes = models.PositiveIntegerField()
    """Notes that stand in the summary."""
    signed = models.BooleanField()
    """Whether an organizer signed this version; what was written at the seal is not reviewed."""
    accepted_at = models.DateTimeField(null=True, blank=True)
    """When somebody of the centre looked at it and found it in order; null before."""
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("Accepted")
        REVISED = "revised", _("Replaced by a newer version")
        QUESTIONED = "questioned", _("The centre has a question")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "version"], name="centre_one_record_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} v{self.version}"

    @property
    def is_current(self) -> bool:
        """Whether this version is the one that counts."""
        return self.dossier.current_id == self.pk

    @property
    def status(self) -> "Record.Status":
        """Where it stands. A newer version answers for an older one, a question for a mark."""
        if not self.is_current:
            return self.Status.REVISED
        if any(question.is_open for question in self.questions.prefetch_related("answers")):
            return self.Status.QUESTIONED
        return self.Status.ACCEPTED if self.accepted_at else self.Status.RECEIVED


class Question(models.Model):
    """What the centre asks an organizer about one version. Neither changed nor deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="questions")
    about = models.CharField(max_length=100, blank=True)
    """A key of `questions.askable`; empty: the whole summary."""
    about_words = models.TextField(blank=True)
    """The words of what is asked about, so that nobody has to open the summary to know them."""
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.record} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the centre still waits for an answer."""
        return self.withdrawn_at is None and not self.answers.all()


class Answer(models.Model):
    """What an organizer answered: words, or a newer version and why it was made."""

    id = models.UUIDField(primary_key=True)
    """Made by whoever answers, so that an answer sent twice is one."""
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    version = models.PositiveIntegerField(null=True, blank=True)
    """The version that corrects what was asked about; null where words alone answer it."""
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["received_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def without_raw(self) -> "SubmissionQuerySet":
        """For lists: a page of submissions must not load a page of files."""
        return self.defer("raw")

    def accepted(self) -> "SubmissionQuerySet":
        return self.filter(record__isnull=False).select_related("record__dossier")


class Submission(models.Model):
    """One file as it came in, accepted or refused, byte for byte.

    The bytes lie in the database and not in a folder beside it: so the bytes and what is said
    about them are committed together, one backup holds both, and several servers see the same.
    Identical bytes are one submission, however often they are sent.
    """

    class Channel(models.TextChoices):
        COMMAND = "cli", _("Command line")
        PAGE = "page", _("Upload page")
        API = "api", _("Sent by a program")

    class Outcome(models.TextChoices):
        NEW = "new", _("New dialogue")
        SAME = "same", _("Already here")
        REVISION = "revision", _("Newer version")
        OLDER = "older", _("Older version, kept beside the current one")
        REFUSED = "refused", _("Refused")

    raw_sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    """Bytes."""
    media_type = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    """The file's name as the sender gave it, for people to recognise it by."""
    channel = models.CharField(max_length=8, choices=Channel)
    received_at = models.DateTimeField(auto_now_add=True)
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    """What these bytes did when they were first accepted, or that they were not."""
    code = models.CharField(max_length=40, blank=True)
    """Why they were refused; empty where they were accepted."""
    params = models.JSONField(default=dict)
    """What the sentence of the code names."""
    warnings = models.JSONField(default=list)
    """Codes of `intake.WARNINGS`."""
    record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions"
    )
    raw = models.BinaryField()
    """The bytes; empty once they were erased."""
    erased_at = models.DateTimeField(null=True, blank=True)
    """When the centre erased the bytes, as a newer version masks what they hold of a person."""

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="centre_refused_has_a_code_and_no_record",
                condition=(
                    Q(outcome="refused", record__isnull=True) & ~Q(code="")
                    | ~Q(outcome="refused") & Q(record__isnull=False, code="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.outcome}"


class Token(models.Model):
    """What lets a program in, for one purpose and a time. Its words are not stored."""

    name = models.CharField(max_length=100)
    """Whom it was made for."""
    prefix = models.CharField(max_length=8, unique=True)
    """The beginning of the token, by which people name it."""
    sha256 = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"
