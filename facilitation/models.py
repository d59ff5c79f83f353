"""What is stored of a live dialogue, with the constraints that keep it true.

Only `facilitation.actions` saves these rows. A person's words stand in `Note.text` and nowhere
else; who wrote them stands in `Note.author` and nowhere else, and sealing empties it.
"""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from facilitation.vocabulary.organizers import ORGANIZER_TYPES, PUBLISH
from facilitation.vocabulary.stages import MODES, STAGE_KINDS

CODE_ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""No letter or digit that is read aloud or written like another (B/8, S/5, Z/2, I/1, O/0)."""
CODE_LENGTH = 6
BREAKOUT_CODE_LENGTH = CODE_LENGTH + 1
"""One longer than a dialogue's code, so that neither is ever the other."""
HANDOVER_CODE_LENGTH = 8
"""150 000 million codes, of which each works for minutes: not to be guessed."""


PLACES_PER_EVENT = 4096
"""Things placed by one event keep the order in which they were named: a place is the event's seq
times this, and a number in the event. More than any action takes at once."""


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_breakout_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(BREAKOUT_CODE_LENGTH))


def new_handover_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(HANDOVER_CODE_LENGTH))


def new_epoch() -> str:
    return secrets.token_hex(4)


def new_voice() -> str:
    return secrets.token_hex(4)


class Dialogue(models.Model):
    """One event. Its row is the lock and the clock of everything that happens in it.

    `seq` is the number of the last event; `epoch` changes when the feed before it can no longer
    be continued (after sealing, or after a restore), so that clients take a fresh board.
    `seating` changes whenever somebody goes to another breakout or to the plenary, `quotes_asked`
    whenever authors are asked for quotes, so that every phone looks for itself. `lead` is who
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
    quotes_asked = models.PositiveIntegerField(default=0)
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
    write (`facilitation.actions.stimulus.Stimulus`).
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
    A `late` note came after its stage had ended, a `held` one is to be read first; both wait
    for a facilitator to admit them. `corrects` is the group whose reading back it answers,
    `breakout` where it was said; that never changes.
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
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="notes")
    place = models.PositiveBigIntegerField()
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


class KeptApart(models.Model):
    """Two notes that a facilitator said do not say the same: never suggested together again."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="kept_apart")
    first = models.ForeignKey(Note, models.CASCADE, related_name="+")
    second = models.ForeignKey(Note, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("first", "second"), name="kept_apart_once"),)


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
