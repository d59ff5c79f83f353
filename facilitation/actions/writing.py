"""The one way to write: an input, checked and done under the lock of its dialogue, once.

`perform` opens the transaction, locks the dialogue's row, gives a known `op_id` its first answer
again, checks who asks, runs the use case, stores the answer and rings the channel layer after
the commit. A use case is a function `(writing, given) -> answer` that first calls `check_…`,
which raises `Refusal`, then `do_…`, which writes and appends events.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.db import transaction
from pydantic import BaseModel, ConfigDict, ValidationError

from facilitation.actions.turn import turn
from facilitation.events import Event
from facilitation.feed import append_locked, next_locked
from facilitation.live.ring import ring_on_commit
from facilitation.models import (
    PLACES_PER_EVENT,
    Dialogue,
    Facilitator,
    Operation,
    Participant,
    Step,
)
from facilitation.models import Event as StoredEvent
from facilitation.refusals import Refusal

Answer = dict[str, Any]
"""What the writer is told, JSON-ready. `perform` adds `seq`: the board that shows it."""


class Who(StrEnum):
    """Who may call a use case."""

    ANYONE = "anyone"
    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"


@dataclass(frozen=True)
class By:
    """Who asks: a participant by their cookie, a user by their session, or nobody known."""

    participant_id: UUID | None = None
    user_id: int | None = None

    def key(self, who: Who) -> str:
        """Return what an operation remembers of its writer, in the role it was called in."""
        if who is Who.FACILITATOR:
            return f"user:{self.user_id}"
        if who is Who.PARTICIPANT:
            return f"participant:{self.participant_id}"
        return ""


class Given(BaseModel):
    """The input of one use case; unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ClassVar[str]
    who: ClassVar[Who]
    is_step: ClassVar[bool] = True
    """Whether a facilitator may undo it, if its events are reversible."""


@dataclass
class Writing:
    """One write in progress. The row of `dialogue` is locked and fresh."""

    dialogue: Dialogue
    by: By
    who: Who
    participant_row: Participant | None = None
    unstored: list[StoredEvent] | None = None
    """Where events wait that the caller will store; None where they are stored at once."""
    events: list[Event] = field(default_factory=list, init=False)

    @property
    def participant(self) -> Participant:
        """Who writes; only in use cases for participants."""
        assert self.participant_row is not None
        return self.participant_row

    @property
    def user_id(self) -> int:
        """Who writes; only in use cases for facilitators."""
        assert self.by.user_id is not None
        return self.by.user_id

    def place(self, index: int = 0) -> int:
        """Return the place of the `index`-th thing that the next event places."""
        return (self.dialogue.seq + 1) * PLACES_PER_EVENT + index

    def append(self, event: Event) -> int:
        """Append `event` to the feed and return its seq.

        The feed names the account of whoever acts as a facilitator. Somebody with an account who
        takes part like everybody else stays as unnamed as everybody else.
        """
        self.events.append(event)
        user_id = self.by.user_id if self.who is Who.FACILITATOR else None
        if self.unstored is None:
            return append_locked(dialogue=self.dialogue, event=event, user_id=user_id)
        row = next_locked(dialogue=self.dialogue, event=event, user_id=user_id)
        self.unstored.append(row)
        return row.seq


@dataclass(frozen=True)
class Asked:
    """One write as it was asked for, not begun."""

    given: Given
    op_id: UUID
    by: By

    def of(self, dialogue: Dialogue) -> Writing:
        """Begin it. The row of `dialogue` is locked and fresh."""
        return Writing(dialogue=dialogue, by=self.by, who=self.given.who)


@dataclass
class Counts:
    """What the writes of this process were, since it began."""

    repeated: int = 0
    """Operations that were known already: somebody had not heard the answer and sent again."""


COUNTS = Counts()

G = TypeVar("G", bound=Given)
UseCase = Callable[[Writing, G], Answer]

_USE_CASES: dict[str, tuple[type[Given], UseCase[Any]]] = {}


def use_case(given: type[G]) -> Callable[[UseCase[G]], UseCase[G]]:
    """Register the function below as what `perform` runs for inputs of the class `given`."""

    def register(function: UseCase[G]) -> UseCase[G]:
        _USE_CASES[given.name] = (given, function)
        return function

    return register


def action_names(who: Who) -> frozenset[str]:
    """Return the names of the use cases for `who`."""
    return frozenset(name for name, (given, _) in _USE_CASES.items() if given.who is who)


def fields_of(name: str) -> tuple[str, ...]:
    """Return the names of the fields that a use case takes."""
    return tuple(_USE_CASES[name][0].model_fields)


def parse(name: str, body: Mapping[str, Any]) -> Given:
    """Return the typed input of the action `name`.

    Raises `Refusal`: `unknown_action`, or `body_invalid` with the first wrong `field`, or
    `text_too_long` where that is all that is wrong with it.
    """
    if name not in _USE_CASES:
        raise Refusal("unknown_action")
    try:
        return _USE_CASES[name][0].model_validate(body)
    except ValidationError as error:
        raise _refusal_of(error, name) from None


def _refusal_of(error: ValidationError, name: str) -> Refusal:
    first = error.errors()[0]
    field, given = ".".join(map(str, first["loc"])) or name, first["input"]
    limit = first.get("ctx", {}).get("max_length")
    if isinstance(given, str) and limit is not None:
        return Refusal("text_too_long", field=field, limit=limit, length=len(given))
    return Refusal("body_invalid", field=field)


def perform(given: Given, *, dialogue_id: UUID, op_id: UUID, by: By) -> Answer:
    """Run the use case of `given` once and return its answer, after the commit.

    The same `op_id` again returns the first answer and changes nothing. Raises `Refusal`; then
    nothing was written and the same `op_id` may be tried again.
    """
    asked = Asked(given, op_id, by)
    with turn(), transaction.atomic():
        writing = asked.of(lock_dialogue(dialogue_id))
        known = writing.dialogue.operations.filter(op_id=op_id).first()
        answer, operation = run_locked(writing, asked, known)
        if operation is not None:
            operation.save(force_insert=True)
        if writing.events:
            ring_on_commit(dialogue_id=dialogue_id, seq=writing.dialogue.seq)
    return answer


def run_locked(
    writing: Writing, asked: Asked, known: Operation | None
) -> tuple[Answer, Operation | None]:
    """Run what was asked; return the answer, and the operation that the caller is to store.

    `known` is what is stored under the same `op_id`; then nothing is run or to be stored.
    """
    given = asked.given
    if known is not None:
        COUNTS.repeated += 1
        return _first_answer(known, given, asked.by), None
    _check_rights(writing)
    answer = _USE_CASES[given.name][1](writing, given) | {"seq": writing.dialogue.seq}
    if writing.events:
        _remember_step(writing, given)
    by = writing.by.key(given.who)
    return answer, Operation(
        dialogue=writing.dialogue, op_id=asked.op_id, by=by, action=given.name, answer=answer
    )


def _remember_step(writing: Writing, given: Given) -> None:
    """Let the facilitator undo what they just did; what they had undone is then gone for good."""
    if writing.who is not Who.FACILITATOR or not given.is_step:
        return
    if not all(event.reversible for event in writing.events):
        return
    last = writing.dialogue.seq
    steps = Step.objects.filter(dialogue=writing.dialogue, user_id=writing.user_id)
    steps.filter(undone=True).delete()
    Step.objects.create(
        dialogue=writing.dialogue,
        user_id=writing.user_id,
        first_seq=last - len(writing.events) + 1,
        last_seq=last,
    )


def lock_dialogue(dialogue_id: UUID) -> Dialogue:
    """Lock the row of a dialogue and return it, or raise `unknown_code`.

    On SQLite the transaction, being IMMEDIATE, is the lock.
    """
    try:
        return Dialogue.objects.select_for_update().get(pk=dialogue_id)
    except Dialogue.DoesNotExist:
        raise Refusal("unknown_code") from None


def _first_answer(known: Operation, given: Given, by: By) -> Answer:
    """A sealed dialogue no longer knows who asked; the unguessable `op_id` is then proof enough."""
    if known.action != given.name or known.by not in ("", by.key(given.who)):
        raise Refusal("op_id_taken")
    return cast("Answer", known.answer)


def _check_rights(writing: Writing) -> None:
    if writing.who is Who.FACILITATOR:
        check_facilitator(writing.dialogue, writing.by.user_id)
    if writing.who is Who.PARTICIPANT:
        writing.participant_row = _participant(writing)


def check_facilitator(dialogue: Dialogue, user_id: int | None) -> None:
    """Raise `Refusal` unless the user may run `dialogue`."""
    if user_id is None:
        raise Refusal("sign_in_needed")
    if not Facilitator.objects.filter(dialogue=dialogue, user_id=user_id).exists():
        raise Refusal("not_facilitator")


def _participant(writing: Writing) -> Participant:
    if writing.dialogue.state == Dialogue.State.SEALED:
        raise Refusal("dialogue_sealed")
    participant_id, row = writing.by.participant_id, writing.participant_row
    if row is None and participant_id is not None:
        row = writing.dialogue.participants.filter(pk=participant_id).first()
    if row is None or row.pk is None:  # somebody who left may have asked in the same batch
        raise Refusal("join_first")
    return row


def check_not_sealed(writing: Writing) -> None:
    """Raise `Refusal` once nothing may change any more."""
    if writing.dialogue.state == Dialogue.State.SEALED:
        raise Refusal("dialogue_sealed")


def check_open(writing: Writing) -> None:
    """Raise `Refusal` unless the dialogue is open."""
    check_not_sealed(writing)
    if writing.dialogue.state == Dialogue.State.CLOSED:
        raise Refusal("dialogue_closed")
