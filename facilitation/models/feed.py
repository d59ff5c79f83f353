"""What happened, in order; what can be undone and was answered; the counts at the end.

Never a participant's words; who asked for an operation is known until the seal.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from facilitation.models.dialogue import Dialogue


class Step(models.Model):
    """One thing a facilitator did, which they may undo: the events that made it what it is now.

    Undoing appends the opposite events and points the step at them, so redoing is undoing those.
    """

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="steps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    first_seq = models.PositiveBigIntegerField()
    last_seq = models.PositiveBigIntegerField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("dialogue", "user", "undone"), name="step_of_user"),)


class Event(models.Model):
    """One committed change, with its `seq` in the dialogue. Carries ids, never people's words."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("dialogue", "seq")
        constraints = (models.UniqueConstraint(fields=("dialogue", "seq"), name="event_seq_once"),)


class Operation(models.Model):
    """The first answer to one `op_id`, given again to whoever sends it again."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="operations")
    op_id = models.UUIDField()
    by = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=40)
    answer = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "op_id"), name="operation_once"),
        )


class Seal(models.Model):
    """The counts taken when a dialogue was sealed (the JSON of `facilitation.tallies.Tallies`)."""

    dialogue = models.OneToOneField(Dialogue, models.PROTECT, related_name="seal")
    tallies = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
