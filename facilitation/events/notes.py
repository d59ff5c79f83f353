"""What happens to notes: written by participants, arranged by facilitators.

Never the words: they stand in the note alone, so that what is erased is gone.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from facilitation.events.event import Event, Touched


@dataclass(frozen=True, kw_only=True)
class _NoteEvent(Event):
    kind: ClassVar[str] = ""
    note: str
    group: str | None = None

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        touched.notes.add(self.note)
        touched.add_groups([self.group])


@dataclass(frozen=True, kw_only=True)
class NotesChanged(Event):
    """Some fields of several notes were set at once: one step, so one undo.

    Each change is [note, its group or null, the fields before, the fields after].
    """

    kind: ClassVar[str] = ""
    changes: list[list[Any]]

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        for note, group, *_fields in self.changes:
            touched.notes.add(str(note))
            touched.add_groups([group])

    def notes_changed(self) -> frozenset[str]:
        return frozenset(note for note, *_ in self.changes)


@dataclass(frozen=True, kw_only=True)
class NoteAdded(_NoteEvent):
    """A note was stored: on the board, or late and waiting."""

    kind: ClassVar[str] = "note_added"


@dataclass(frozen=True, kw_only=True)
class NoteEdited(_NoteEvent):
    """The author changed the words of their note."""

    kind: ClassVar[str] = "note_edited"


@dataclass(frozen=True, kw_only=True)
class QuoteAnswered(Event):
    """The author said whether their note may be quoted. The room does not see that they did."""

    kind: ClassVar[str] = "quote_answered"
    note: str

    def touch(self, touched: Touched) -> None:
        touched.quoting.add(self.note)


@dataclass(frozen=True, kw_only=True)
class NoteWithdrawn(_NoteEvent):
    """The author took their note back."""

    kind: ClassVar[str] = "note_withdrawn"


@dataclass(frozen=True, kw_only=True)
class NotesAdmitted(NotesChanged):
    """A facilitator let waiting notes in, or took that back; each got its place then."""

    kind: ClassVar[str] = "notes_admitted"
    reversible: ClassVar[bool] = True
    tells_authors: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class NotesHidden(NotesChanged):
    """A facilitator took notes off every board but their own, with a reason."""

    kind: ClassVar[str] = "notes_hidden"
    reversible: ClassVar[bool] = True
    tells_authors: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NotesBroughtBack(NotesChanged):
    """A facilitator undid the hiding of notes."""

    kind: ClassVar[str] = "notes_brought_back"
    reversible: ClassVar[bool] = True
    tells_authors: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NotesMoved(Event):
    """Notes changed place.

    Each move is [note, group before or null, group after or null, `place` before and after].
    """

    kind: ClassVar[str] = "notes_moved"
    reversible: ClassVar[bool] = True
    moves: list[list[Any]]

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        for note, before, after, *_places in self.moves:
            touched.notes.add(str(note))
            touched.add_groups([before, after])

    def notes_changed(self) -> frozenset[str]:
        return frozenset(note for note, *_ in self.moves)


@dataclass(frozen=True, kw_only=True)
class NotesPinned(NotesChanged):
    """Notes were pinned to the head of their place, or no longer are."""

    kind: ClassVar[str] = "notes_pinned"
    reversible: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class NotesMarkedDuplicate(NotesChanged):
    """Notes were marked as saying what another says, or no longer are. None is lost."""

    kind: ClassVar[str] = "notes_marked_duplicate"
    reversible: ClassVar[bool] = True

    def touch(self, touched: Touched) -> None:
        super().touch(touched)
        originals = (fields["duplicate_of_id"] for change in self.changes for fields in change[2:])
        touched.notes.update(original for original in originals if original)


@dataclass(frozen=True, kw_only=True)
class NotesKeptApart(Event):
    """Pairs of notes are never to be suggested together (`apart`), or may be again."""

    kind: ClassVar[str] = "notes_kept_apart"
    reversible: ClassVar[bool] = True
    pairs: list[list[str]]
    apart: bool

    def touch(self, touched: Touched) -> None:
        """No board shows it: it changes what will be suggested."""


@dataclass(frozen=True, kw_only=True)
class QuotesAsked(NotesChanged):
    """A facilitator asked whether notes may be quoted, or took that back where nobody had answered.
    The room does not see that anybody was asked."""

    kind: ClassVar[str] = "quotes_asked"
    reversible: ClassVar[bool] = True
    tells_authors: ClassVar[bool] = True

    def touch(self, touched: Touched) -> None:
        touched.quoting.update(self.notes_changed())
