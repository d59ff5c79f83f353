"""A person's own notes: what they see of them, and the news of what facilitators did to them.

A frame is one text for a whole audience, so it cannot say that a waiting note was let in, a shown
one hidden, or that a quote is asked for. Each author is told by themselves, and nobody else is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from facilitation.events import KINDS, from_payload
from facilitation.models import Event, Note
from facilitation.records import Record


def own_note(note: Note) -> Record:
    """Return a note as its author may see it, honest about its state, silent about reasons."""
    corrects = note.corrects and (note.corrects.merged_into_id or note.corrects_id)
    return {
        "id": str(note.id),
        "stage": str(note.stage_id),
        "text": note.text,
        "language": note.language,
        "actor": note.actor,
        "quote": note.quote_allowed,
        "quote_asked": note.quote_asked,
        "corrects": str(corrects) if corrects else None,
        "on_behalf": note.on_behalf,
        "state": note.state,
    }


@dataclass(frozen=True)
class News:
    """Notes of one author as they are now, and the seq of the last thing that was done to one."""

    seq: int
    notes: list[Record]

    def message(self, *, until: int) -> dict[str, Any]:
        """Return what the author is told; `until` is how far the feed had been read."""
        return {"seq": until, "notes": self.notes}


def news_since(*, dialogue_id: UUID, since: int, until: int) -> Mapping[UUID, News]:
    """Return by author what events with `since < seq <= until` did to notes of theirs.

    What its author has taken back is no news, and after the seal nobody is an author.
    """
    changed_at = _changed_at(dialogue_id, since, until)
    if not changed_at:
        return {}
    notes = Note.objects.filter(pk__in=changed_at, author__isnull=False)
    by_author: dict[UUID, list[Note]] = {}
    for note in notes.exclude(state=Note.State.WITHDRAWN).select_related("corrects"):
        assert note.author_id is not None
        by_author.setdefault(note.author_id, []).append(note)
    return {
        author: News(
            seq=max(changed_at[str(note.id)] for note in own),
            notes=[own_note(note) for note in own],
        )
        for author, own in by_author.items()
    }


def _changed_at(dialogue_id: UUID, since: int, until: int) -> dict[str, int]:
    """Return by note the seq of the last event of which its author is to hear."""
    telling = [kind for kind, event in KINDS.items() if event.tells_authors]
    rows = Event.objects.filter(
        dialogue_id=dialogue_id, seq__gt=since, seq__lte=until, kind__in=telling
    )
    told = rows.order_by("seq").values_list("seq", "kind", "payload")
    return {
        note: seq
        for seq, kind, payload in told
        for note in from_payload(kind, payload).notes_changed()
    }
