"""The feed: the events of one dialogue in the order of their commit.

Appending needs the lock on the dialogue's row (`facilitation.actions.writing` holds it), which
makes commit order and `seq` order the same on SQLite and PostgreSQL alike.
"""

from collections.abc import Sequence
from uuid import UUID

from facilitation.events import Event, Touched, from_payload
from facilitation.models import Dialogue
from facilitation.models import Event as StoredEvent

LONGEST_CATCH_UP = 500
"""Events; a client that missed more takes a fresh board, which is then the smaller answer."""


def append_locked(*, dialogue: Dialogue, event: Event, user_id: int | None) -> int:
    """Store `event` as the next of `dialogue`, whose row the caller has locked; return its seq."""
    row = next_locked(dialogue=dialogue, event=event, user_id=user_id)
    store_locked(dialogue=dialogue, rows=[row])
    return row.seq


def next_locked(*, dialogue: Dialogue, event: Event, user_id: int | None) -> StoredEvent:
    """Give `event` the next number of `dialogue`; `store_locked` must follow in the transaction."""
    dialogue.seq += 1
    return StoredEvent(
        dialogue=dialogue,
        seq=dialogue.seq,
        kind=event.kind,
        payload=event.payload(),
        user_id=user_id,
    )


def store_locked(*, dialogue: Dialogue, rows: Sequence[StoredEvent]) -> None:
    """Store events that were given their numbers, and the number of the last."""
    dialogue.save(update_fields=["seq"])
    StoredEvent.objects.bulk_create(rows)


def events_since(*, dialogue_id: UUID, since: int, until: int | None = None) -> list[Event]:
    """Return the events with `since < seq <= until`, oldest first."""
    rows = StoredEvent.objects.filter(dialogue_id=dialogue_id, seq__gt=since)
    if until is not None:
        rows = rows.filter(seq__lte=until)
    pairs = rows.order_by("seq").values_list("kind", "payload")
    return [from_payload(kind, payload) for kind, payload in pairs]


def touched_since(*, dialogue_id: UUID, since: int, until: int) -> Touched:
    """Return what the events with `since < seq <= until` may have changed."""
    touched = Touched()
    if until - since > LONGEST_CATCH_UP:
        touched.everything = True
        return touched
    for event in events_since(dialogue_id=dialogue_id, since=since, until=until):
        event.touch(touched)
    return touched
