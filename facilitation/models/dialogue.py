"""A dialogue, its agenda, its breakouts and who runs it.

The row of a dialogue is the lock of everything that is written in it.
"""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from facilitation.vocabulary.organizers import ORGANIZER_TYPES, PUBLISH
from facilitation.vocabulary.stages import MODES, STAGE_KINDS

CODE_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""No letter or digit that is read aloud or written like another (B/8, S/5, Z/2, I/1, O/0)."""
CODE_LENGTH = 6
BREAKOUT_CODE_LENGTH = CODE_LENGTH + 1
"""One longer than a dialogue's code, so that neither is ever the other."""


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_breakout_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(BREAKOUT_CODE_LENGTH))


def new_epoch() -> str:
    return secrets.token_hex(4)


class Dialogue(models.Model):
    """One event. Its row is the lock and the clock of everything that happens in it.

    `seq` is the number of the last event; `epoch` changes when the feed before it can no longer
    be continued (after sealing, or after a restore), so that clients take a fresh board.
    `seating` changes whenever somebody goes to another breakout or to the plenary. `lead` is who
    leads, if anybody does, and `lead_seen_at` when they were last here.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        SEALED = "sealed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=12, unique=True, default=new_code)
    epoch = models.CharField(max_length=8, default=new_epoch)
    seq = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=35, default="en")
    date = models.DateField()
    mode = models.CharField(max_length=12, choices=list(MODES.items()))
    country = models.CharField(max_length=3, blank=True)
    city = models.CharField(max_length=100, blank=True)
    commitments = models.JSONField(default=list, blank=True)
    sdgs = models.JSONField(default=list, blank=True)
    under_18 = models.BooleanField(default=False)
    organizer_name = models.CharField(max_length=200, blank=True)
    organizer_type = models.CharField(max_length=40, choices=list(ORGANIZER_TYPES.items()))
    organizer_publish = models.CharField(max_length=12, choices=list(PUBLISH.items()))
    divergence = models.TextField(blank=True)
    note_limit = models.PositiveIntegerField(default=500)
    vote_budget = models.PositiveSmallIntegerField(null=True, blank=True)
    vote_cap = models.PositiveSmallIntegerField(default=1)
    review_first = models.BooleanField(default=False)
    held_words = models.JSONField(default=list, blank=True)
    readback_group = models.ForeignKey(
        "Group", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wall_shown = models.BooleanField(default=False)
    seating = models.PositiveIntegerField(default=0)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lead_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("open", "closed", "sealed")), name="dialogue_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sealed", sealed_at__isnull=False)
                | (~Q(state="sealed") & Q(sealed_at__isnull=True)),
                name="dialogue_sealed_at_with_state",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Breakout(models.Model):
    """A small circle of one dialogue, with a code of its own. It stays when it has closed, because
    notes keep where they came from; nobody is in it any more then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="breakouts")
    name = models.TextField()
    code = models.CharField(max_length=12, unique=True, default=new_breakout_code)
    position = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "position"), name="breakout_position_once"),
        )


class Facilitator(models.Model):
    """A person with an account who may run one dialogue; now in a breakout, or the plenary."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="facilitators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="facilitates")
    breakout = models.ForeignKey(
        Breakout, models.SET_NULL, null=True, blank=True, related_name="facilitators"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "user"), name="facilitator_once"),
        )


class Stage(models.Model):
    """One step of the agenda: ahead (never opened), open, or past.

    `due_at` is when its time is up, `paused_at` since when its clock stands still. After a hard
    end notes come in late; a soft end only shows. `stimulus` is what people see before they
    write (`facilitation.stimulus.Stimulus`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=list(STAGE_KINDS.items()))
    title = models.CharField(max_length=200, blank=True)
    prompt = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    hard_end = models.BooleanField(default=False)
    stimulus = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "position"), name="stage_position_once"),
            models.UniqueConstraint(
                fields=("dialogue",),
                condition=Q(opened_at__isnull=False, ended_at__isnull=True),
                name="one_open_stage",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(opened_at__isnull=False),
                name="stage_ended_after_opened",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.ended_at is None
