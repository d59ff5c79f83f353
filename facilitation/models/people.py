"""People: those who take part, and how those with an account get in.

A participant is a signed cookie and a few broad answers; sealing deletes both.
"""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from facilitation.models.dialogue import CODE_ALPHABET, Breakout, Dialogue

HANDOVER_CODE_LENGTH = 8
"""150 000 million codes, of which each works for minutes: not to be guessed."""


def new_handover_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(HANDOVER_CODE_LENGTH))


def new_voice() -> str:
    return secrets.token_hex(4)


class Participant(models.Model):
    """One person in one dialogue, known only by a signed cookie; gone after the seal.

    `voice` is what facilitators see instead: enough to say "the same person", no more. `breakout`
    is the one open breakout they are in; null is the plenary.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="participants")
    voice = models.CharField(max_length=8, default=new_voice)
    language = models.CharField(max_length=35, default="en")
    breakout = models.ForeignKey(
        Breakout, models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dialogue", "voice"), name="voice_once_in_dialogue"),
        )


class Handover(models.Model):
    """A code that works once, soon: with it somebody goes on taking part on another phone."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="handover")
    code = models.CharField(max_length=12, unique=True, default=new_handover_code)
    expires_at = models.DateTimeField()


class Profile(models.Model):
    """The broad answers of one participant. Counted, never listed; gone after the seal.

    An empty string is a question left unanswered, `undisclosed` a wish not to say.
    """

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="profile")
    age = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=40, blank=True)
    education = models.CharField(max_length=20, blank=True)
    nationality = models.CharField(max_length=11, blank=True)
    groups = models.JSONField(default=list, blank=True)


class SignInLink(models.Model):
    """A one-time way in for a person with an account, or a co-facilitator's invitation.

    Only the SHA-256 of its 256-bit token is stored, so the database opens no door.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(dialogue__isnull=False),
                name="link_leads_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lte=F("expires_at")),
                name="link_used_in_time",
            ),
        )
