"""What facilitators do to notes that others wrote, to one or to many: admit, hide, pin, and so on.

However many notes an action names, it is one operation, one event and one step to undo. It is
done to all of them or refused; those that are so already are left out and not counted.
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from facilitation.actions.groups import MOST_NOTES_AT_ONCE
from facilitation.actions.notes import the_note
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    use_case,
)
from facilitation.events import (
    NotesAdmitted,
    NotesBroughtBack,
    NotesChanged,
    NotesHidden,
    NotesMarkedDuplicate,
    NotesPinned,
    QuotesAsked,
)
from facilitation.models import Note
from facilitation.refusals import Refusal
from facilitation.text import clean

Fields = dict[str, Any]
"""Some columns of a note by name, JSON-ready."""


class _OfNotes(Given):
    """The input of all that is done to notes."""

    who: ClassVar[Who] = Who.FACILITATOR

    notes: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_NOTES_AT_ONCE)]


def check_these(writing: Writing, given: _OfNotes) -> list[Note]:
    """Return the notes in the order asked, without those that their authors have taken back.

    Raises `dialogue_sealed`, or `unknown_note` where one is not of this dialogue or none is left.
    """
    check_not_sealed(writing)
    rows = Note.objects.filter(dialogue=writing.dialogue, pk__in=given.notes)
    found = {note.id: note for note in rows}
    if not set(given.notes) <= found.keys():
        raise Refusal("unknown_note")
    named = [found[key] for key in dict.fromkeys(given.notes)]
    standing = [note for note in named if note.state != Note.State.WITHDRAWN]
    if not standing:
        raise Refusal("unknown_note")
    return standing


def do_change_notes(
    writing: Writing,
    event: type[NotesChanged],
    changes: Iterable[tuple[Note, Fields]],
    **also: str,
) -> Answer:
    """Set the same fields of several notes, in one event; no change, no event.

    `also` are further fields of the event. Answers `{changed}`.
    """
    changing = [(note, after) for note, after in changes if values_of(note, after) != after]
    if changing:
        rows = [
            [str(note.id), _key(note.group_id), values_of(note, after), after]
            for note, after in changing
        ]
        _store(changing)
        writing.append(event(changes=rows, **also))
    return {"changed": len(changing)}


def _store(changing: list[tuple[Note, Fields]]) -> None:
    """One plain statement where all become alike, which is much the faster for many notes."""
    notes, first = [note for note, _ in changing], changing[0][1]
    if all(after == first for _, after in changing):
        Note.objects.filter(pk__in=[note.id for note in notes]).update(**first)
        return
    for note, after in changing:
        for name, value in after.items():
            setattr(note, name, value)
    Note.objects.bulk_update(notes, list(first))


def values_of(note: Note, names: Iterable[str]) -> Fields:
    """Return the fields of `note` with these names, JSON-ready."""
    values = {name: getattr(note, name) for name in names}
    return {name: _key(one) if isinstance(one, UUID) else one for name, one in values.items()}


def _key(row_id: UUID | None) -> str | None:
    return str(row_id) if row_id else None


class AdmitNotes(_OfNotes):
    """Let waiting notes in."""

    name: ClassVar[str] = "admit_notes"


@use_case(AdmitNotes)
def admit_notes(writing: Writing, given: AdmitNotes) -> Answer:
    """Answer `{changed}`: how many came in. Those that came in before are left as they are."""
    waiting = [note for note in check_these(writing, given) if note.state in Note.WAITING]
    if not waiting:
        raise Refusal("note_not_late")
    shown = Note.State.SHOWN.value
    placed = [
        (note, {"state": shown, "place": writing.place(index)})
        for index, note in enumerate(waiting)
    ]
    return do_change_notes(writing, NotesAdmitted, placed)


class HideNotes(_OfNotes):
    """Take notes off every board but the facilitators', saying why."""

    name: ClassVar[str] = "hide_notes"

    reason: str = ""


@use_case(HideNotes)
def hide_notes(writing: Writing, given: HideNotes) -> Answer:
    """Answer `{changed}`. A hidden note is counted in the summary, its words are not printed.

    Hiding a late note decides on it, too. What is hidden already stays so for its first reason.
    """
    reason = clean(given.reason)[:200]
    hidden = {"state": Note.State.HIDDEN.value, "hidden_reason": reason}
    standing = [note for note in check_these(writing, given) if note.state != Note.State.HIDDEN]
    changes = [(note, hidden) for note in standing]
    return do_change_notes(writing, NotesHidden, changes, reason=reason)


class BringBackNotes(_OfNotes):
    """Undo the hiding of notes."""

    name: ClassVar[str] = "bring_back_notes"


@use_case(BringBackNotes)
def bring_back_notes(writing: Writing, given: BringBackNotes) -> Answer:
    """Answer `{changed}`; bringing back what is not hidden changes nothing."""
    hidden = [note for note in check_these(writing, given) if note.state == Note.State.HIDDEN]
    shown = {"state": Note.State.SHOWN.value, "hidden_reason": ""}
    return do_change_notes(writing, NotesBroughtBack, [(note, shown) for note in hidden])


class PinNotes(_OfNotes):
    """Pin notes to the head of their place, or unpin them."""

    name: ClassVar[str] = "pin_notes"

    pinned: bool = True


@use_case(PinNotes)
def pin_notes(writing: Writing, given: PinNotes) -> Answer:
    """Answer `{changed}`."""
    changes = [(note, {"pinned": given.pinned}) for note in check_these(writing, given)]
    return do_change_notes(writing, NotesPinned, changes)


class MarkDuplicates(_OfNotes):
    """Say that notes repeat another of their stage (`of` null takes that back)."""

    name: ClassVar[str] = "mark_duplicates"

    of: UUID | None


@use_case(MarkDuplicates)
def mark_duplicates(writing: Writing, given: MarkDuplicates) -> Answer:
    """Answer `{changed}`. All notes stay, in the summary too; a chain of marks has one end."""
    notes = check_these(writing, given)
    original = check_original(writing, notes, given.of) if given.of else None
    same = {"duplicate_of_id": _key(original.id if original else None)}
    return do_change_notes(writing, NotesMarkedDuplicate, [(note, same) for note in notes])


def check_original(writing: Writing, notes: list[Note], of: UUID) -> Note:
    """Return the note at the end of the chain; it is of their stage and none of `notes`."""
    original = the_note(writing, of)
    original = original.duplicate_of or original
    if original in notes or Note.objects.filter(duplicate_of__in=notes).exists():
        raise Refusal("duplicate_of_itself")
    if any(note.stage_id != original.stage_id for note in notes):
        raise Refusal("group_of_other_stage")
    return original


class AskQuotes(_OfNotes):
    """Ask the authors whether their notes may be quoted."""

    name: ClassVar[str] = "ask_quotes"


@use_case(AskQuotes)
def ask_quotes(writing: Writing, given: AskQuotes) -> Answer:
    """Answer `{changed}`: how many were asked anew. Nobody learns who was asked."""
    open_questions = [note for note in check_these(writing, given) if not note.quote_allowed]
    asked = {"quote_asked": True}
    return do_change_notes(writing, QuotesAsked, [(note, asked) for note in open_questions])
