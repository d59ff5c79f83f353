"""Many writes to one dialogue with one commit, each as if it had come alone.

What the writes have in common, they share: one lock, one look for operations and people, one
statement for all events. What one raises undoes what that one wrote and nothing else; as hardly
ever one does, a savepoint for each is only made when the batch is done a second time. A write that
has come alone needs neither: all that there is to undo is its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import prefetch_related_objects

from facilitation.actions.turn import turn
from facilitation.actions.writing import Answer, Asked, Who, lock_dialogue, run_locked
from facilitation.feed import store_locked
from facilitation.models import Dialogue, Event, Operation, Participant


def perform_together(
    asked: Sequence[Asked], *, dialogue_id: UUID
) -> tuple[list[Answer | Exception], int | None]:
    """Perform what several participants asked of one dialogue, in their order.

    Returns, after the commit, an answer or the exception for each, and the seq to ring for, if
    anything happened. Raises `unknown_code`, or what the database raises where it fails; then
    nothing was written, and all may be tried again.
    """
    assert all(one.given.who is not Who.FACILITATOR for one in asked)
    with turn():
        if len(asked) == 1:
            return _perform(asked, dialogue_id, perform_one=_Batch.perform_alone)
        try:
            return _perform(asked, dialogue_id, perform_one=_Batch.perform)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            return _perform(asked, dialogue_id, perform_one=_Batch.perform_apart)


def _perform(
    asked: Sequence[Asked],
    dialogue_id: UUID,
    *,
    perform_one: Callable[["_Batch", Asked], Answer | Exception],
) -> tuple[list[Answer | Exception], int | None]:
    with transaction.atomic():
        batch = _Batch.begin(dialogue_id, asked)
        outcomes = [perform_one(batch, one) for one in asked]
        batch.store()
    return outcomes, batch.dialogue.seq if batch.events else None


@dataclass
class _Batch:
    asked: Sequence[Asked]
    dialogue: Dialogue
    known: dict[UUID, Operation]
    people: dict[UUID, Participant]
    events: list[Event] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)

    @classmethod
    def begin(cls, dialogue_id: UUID, asked: Sequence[Asked]) -> "_Batch":
        dialogue = _with_agenda(dialogue_id)
        operations = dialogue.operations.filter(op_id__in=[one.op_id for one in asked])
        known = {operation.op_id: operation for operation in operations}
        return cls(asked, dialogue, known, _people(dialogue, asked))

    def perform_apart(self, one: Asked) -> Answer | Exception:
        """Perform one of the writes, which undoes no other if it fails."""
        try:
            with transaction.atomic():
                return self.perform(one)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            self._read_again()
            return error

    def perform_alone(self, one: Asked) -> Answer | Exception:
        """Perform the only write of the batch; if it fails, the transaction undoes itself."""
        try:
            return self.perform(one)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            transaction.set_rollback(True)
            return error

    def perform(self, one: Asked) -> Answer:
        """Perform one of the writes; what it raises spoils the transaction."""
        writing = one.of(self.dialogue)
        writing.unstored = []
        if one.by.participant_id is not None:
            writing.participant_row = self.people.get(one.by.participant_id)
        answer, operation = run_locked(writing, one, self.known.get(one.op_id))
        self.events += writing.unstored
        if operation is not None:
            self.known[one.op_id] = operation
            self.operations.append(operation)
        return answer

    def _read_again(self) -> None:
        """What was done to the rows in memory has been undone in the database."""
        self.dialogue = _with_agenda(self.dialogue.id)
        self.people = _people(self.dialogue, self.asked)
        if self.events:
            self.dialogue.seq = self.events[-1].seq

    def store(self) -> None:
        if self.events:
            store_locked(dialogue=self.dialogue, rows=self.events)
        Operation.objects.bulk_create(self.operations)


def _with_agenda(dialogue_id: UUID) -> Dialogue:
    dialogue = lock_dialogue(dialogue_id)
    prefetch_related_objects([dialogue], "stages")
    return dialogue


def _people(dialogue: Dialogue, asked: Sequence[Asked]) -> dict[UUID, Participant]:
    wanted = {one.by.participant_id for one in asked if one.by.participant_id is not None}
    return dialogue.participants.in_bulk(wanted)
