"""What people said and gave: notes, groups, votes, and answers when they were read back.

Who gave it stands in `author` or `participant` alone, and sealing empties both.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from facilitation.models.dialogue import Breakout, Dialogue, Stage
from facilitation.models.people import Participant

PLACES_PER_EVENT = 4096
"""Things placed by one event keep the order in which they were named: a place is the event's seq
times this, and a number in the event. More than any action takes at once."""


class Group(models.Model):
    """Notes that say the same thing, with a title.

    A group merged into another keeps its row and its votes, so that a merge can be undone and
    nobody's vote is counted twice; it never points at a group that is itself merged.
    `proxy_votes` are the votes that a facilitator counted among people without a device.
    A group made in a `breakout` holds notes of that breakout only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="groups")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="groups")
    title = models.TextField()
    place = models.PositiveBigIntegerField()
    pinned = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    proxy_votes = models.PositiveIntegerField(default=0)
    breakout = models.ForeignKey(
        Breakout, models.PROTECT, null=True, blank=True, related_name="groups"
    )

    class Meta:
        ordering = ("place", "id")


class Note(models.Model):
    """One thing somebody said, in their words.

    `place` orders the notes of a group, or of none: where the event that placed it put it.
    `number` is its first place, so notes are numbered in the order in which they were made.
    A `late` note came after its stage had ended, a `held` one is to be read first; both wait
    for a facilitator to admit them. `corrects` is the group whose reading back it answers,
    `breakout` where it was said; that never changes. While it is hidden, `hidden_reason` says why.
    """

    class State(models.TextChoices):
        SHOWN = "shown"
        LATE = "late"
        HELD = "held"
        HIDDEN = "hidden"
        WITHDRAWN = "withdrawn"

    WAITING = (State.LATE, State.HELD)
    """States in which a note waits for a facilitator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="notes")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="notes")
    author = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    text = models.TextField()
    language = models.CharField(max_length=35)
    actor = models.CharField(max_length=40, blank=True)
    quote_allowed = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.SHOWN)
    hidden_reason = models.TextField(blank=True)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="notes")
    place = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    pinned = models.BooleanField(default=False)
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    corrects = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="corrections"
    )
    quote_asked = models.BooleanField(default=False)
    breakout = models.ForeignKey(
        Breakout, models.PROTECT, null=True, blank=True, related_name="notes"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("place", "id")
        indexes = (models.Index(fields=("dialogue", "place"), name="note_in_order"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("shown", "late", "held", "hidden", "withdrawn")),
                name="note_state_known",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(state__in=("shown", "hidden")),
                name="note_grouped_only_on_board",
            ),
        )


class Vote(models.Model):
    """One participant's weight on one group; gone after the seal, counted in the tallies."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    group = models.ForeignKey(Group, models.PROTECT, related_name="votes")
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("participant", "group"), name="one_vote_on_a_group"),
        )


class Agreement(models.Model):
    """That one participant found a group read back right; gone after the seal, then counted."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="agreements")
    group = models.ForeignKey(Group, models.CASCADE, related_name="agreements")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("participant", "group"), name="agreement_once"),
        )


class KeptApart(models.Model):
    """Two notes that a facilitator said do not say the same: never suggested together again."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="kept_apart")
    first = models.ForeignKey(Note, models.CASCADE, related_name="+")
    second = models.ForeignKey(Note, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("first", "second"), name="kept_apart_once"),)
