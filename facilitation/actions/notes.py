"""Writing, changing, taking back, admitting and hiding notes."""

from typing import ClassVar
from uuid import UUID

from facilitation.actions.participants import check_language
from facilitation.actions.stages import takes_notes_now, the_stage
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    use_case,
)
from facilitation.events import (
    NoteAdded,
    NoteAdmitted,
    NoteBroughtBack,
    NoteEdited,
    NoteHidden,
    NoteMarkedDuplicate,
    NotePinned,
    NoteWithdrawn,
)
from facilitation.models import Note, Stage
from facilitation.moderation import holds_a_word
from facilitation.refusals import Refusal
from facilitation.text import clean, is_blank, length
from facilitation.vocabulary.actors import ACTORS
from facilitation.vocabulary.stages import WRITING_KINDS

LONGEST_CLUSTER = 16
"""Code points per character as seen, on average over a note: more than any family emoji needs,
and a bound on what stacked marks can make us store."""


class AddNote(Given):
    """Write a note; in a `how` stage it is a proposal and may name the actor called on.

    `quote` allows the words to be quoted; `on_behalf` marks words of somebody without a device.
    An empty `language` stands for the participant's own.
    """

    name: ClassVar[str] = "add_note"
    who: ClassVar[Who] = Who.PARTICIPANT

    stage: UUID
    text: str
    language: str = ""
    actor: str = ""
    quote: bool = False
    on_behalf: bool = False


@use_case(AddNote)
def add_note(writing: Writing, given: AddNote) -> Answer:
    """Answer `{note, state}`; `state` is `shown`, `late` when the stage has ended, or `held`
    when a facilitator reads it first.

    Nothing is refused for coming late before the seal: a phone may have been in a tunnel.
    """
    check_not_sealed(writing)
    stage = check_writing_stage(writing, given.stage)
    text = check_text(writing, given.text)
    check_language(given.language or writing.participant.language)
    check_actor(stage, given.actor)
    return do_add_note(writing, given, stage=stage, text=text)


def check_writing_stage(writing: Writing, stage_id: UUID) -> Stage:
    """Return the stage, which people write in and which has begun; else raise `Refusal`."""
    stage = the_stage(writing, stage_id)
    if stage.kind not in WRITING_KINDS:
        raise Refusal("stage_not_for_notes")
    if stage.opened_at is None:
        raise Refusal("stage_not_open")
    return stage


def check_text(writing: Writing, text: str) -> str:
    """Return `text` cleaned; raise `note_empty`, or `note_too_long` with `limit` and `length`."""
    cleaned = clean(text)
    if is_blank(cleaned):
        raise Refusal("note_empty")
    limit = writing.dialogue.note_limit
    if length(cleaned) > limit or len(cleaned) > limit * LONGEST_CLUSTER:
        raise Refusal("note_too_long", limit=limit, length=length(cleaned))
    return cleaned


def check_actor(stage: Stage, actor: str) -> None:
    """Only proposals call on somebody."""
    if actor and (actor not in ACTORS or stage.kind != "how"):
        raise Refusal("field_invalid", field="actor")


def do_add_note(writing: Writing, given: AddNote, *, stage: Stage, text: str) -> Answer:
    note = Note(
        dialogue=writing.dialogue,
        stage=stage,
        author=writing.participant,
        text=text,
        language=given.language or writing.participant.language,
        actor=given.actor,
        quote_allowed=given.quote,
        on_behalf=given.on_behalf,
        breakout_id=writing.participant.breakout_id,
        state=arrival_state(writing, stage, text),
    )
    note.place = writing.place()
    writing.append(NoteAdded(note=str(note.id)))
    note.save(force_insert=True)
    return {"note": str(note.id), "state": note.state}


def arrival_state(writing: Writing, stage: Stage, text: str) -> Note.State:
    """Late notes wait, and so do notes that are to be read first or hold one of the words that
    the organizer listed; nothing is thrown away."""
    if not takes_notes_now(stage):
        return Note.State.LATE
    if writing.dialogue.review_first or holds_a_word(text, writing.dialogue.held_words):
        return Note.State.HELD
    return Note.State.SHOWN


class EditNote(Given):
    """Change the words of one's own note while its stage is open."""

    name: ClassVar[str] = "edit_note"
    who: ClassVar[Who] = Who.PARTICIPANT

    note: UUID
    text: str
    quote: bool | None = None


@use_case(EditNote)
def edit_note(writing: Writing, given: EditNote) -> Answer:
    """Answer `{note}`."""
    note = check_own_note(writing, given.note)
    return do_edit_note(writing, given, note=note, text=check_text(writing, given.text))


def check_own_note(writing: Writing, note_id: UUID) -> Note:
    """Return the note, whose author asks and whose stage is still open; else raise `Refusal`."""
    check_not_sealed(writing)
    note = the_note(writing, note_id)
    if note.author_id != writing.participant.id:
        raise Refusal("note_not_yours")
    if not note.stage.is_open:
        raise Refusal("stage_ended")
    return note


def do_edit_note(writing: Writing, given: EditNote, *, note: Note, text: str) -> Answer:
    note.text = text
    if given.quote is not None:
        note.quote_allowed = given.quote
    if note.group is None and note.state == Note.State.SHOWN:
        note.state = arrival_state(writing, note.stage, text)
    note.save(update_fields=["text", "quote_allowed", "state"])
    writing.append(NoteEdited(note=str(note.id), group=_group(note)))
    return {"note": str(note.id)}


class WithdrawNote(Given):
    """Take one's own note back while its stage is open."""

    name: ClassVar[str] = "withdraw_note"
    who: ClassVar[Who] = Who.PARTICIPANT

    note: UUID


@use_case(WithdrawNote)
def withdraw_note(writing: Writing, given: WithdrawNote) -> Answer:
    """Answer `{note}`. The words are erased at the seal; until then a slip can be mended."""
    return do_withdraw_note(writing, check_own_note(writing, given.note))


def do_withdraw_note(writing: Writing, note: Note) -> Answer:
    group = _group(note)
    note.state, note.group = Note.State.WITHDRAWN, None
    note.save(update_fields=["state", "group"])
    writing.append(NoteWithdrawn(note=str(note.id), group=group))
    return {"note": str(note.id)}


class AdmitNote(Given):
    """Let a waiting note in."""

    name: ClassVar[str] = "admit_note"
    who: ClassVar[Who] = Who.FACILITATOR

    note: UUID


@use_case(AdmitNote)
def admit_note(writing: Writing, given: AdmitNote) -> Answer:
    """Answer `{note}`."""
    check_not_sealed(writing)
    note = the_note(writing, given.note)
    if note.state not in Note.WAITING:
        raise Refusal("note_not_late")
    return do_admit_note(writing, note)


def do_admit_note(writing: Writing, note: Note) -> Answer:
    set_waiting(writing, note, state=Note.State.SHOWN, place=writing.place())
    return {"note": str(note.id)}


def set_waiting(writing: Writing, note: Note, *, state: str, place: int) -> None:
    """Let a waiting note in, or let it wait again; it takes `place` in the order."""
    event = NoteAdmitted(
        note=str(note.id),
        before=note.state,
        after=state,
        placed_before=note.place,
        placed_after=place,
    )
    note.state, note.place = state, place
    note.save(update_fields=["state", "place"])
    writing.append(event)


class HideNote(Given):
    """Take a note off every board but the facilitators', saying why."""

    name: ClassVar[str] = "hide_note"
    who: ClassVar[Who] = Who.FACILITATOR

    note: UUID
    reason: str = ""


@use_case(HideNote)
def hide_note(writing: Writing, given: HideNote) -> Answer:
    """Answer `{note}`. A hidden note is counted in the summary, its words are not printed.

    Hiding a late note decides on it, too.
    """
    check_not_sealed(writing)
    return do_hide_note(writing, given, the_note(writing, given.note))


def do_hide_note(writing: Writing, given: HideNote, note: Note) -> Answer:
    if note.state != Note.State.HIDDEN:
        hide(writing, note, reason=clean(given.reason)[:200])
    return {"note": str(note.id)}


def hide(writing: Writing, note: Note, *, reason: str) -> None:
    """Hide a note that is not hidden."""
    before, note.state = note.state, Note.State.HIDDEN
    note.save(update_fields=["state"])
    writing.append(NoteHidden(note=str(note.id), group=_group(note), before=before, reason=reason))


class BringBackNote(Given):
    """Undo the hiding of a note."""

    name: ClassVar[str] = "bring_back_note"
    who: ClassVar[Who] = Who.FACILITATOR

    note: UUID


@use_case(BringBackNote)
def bring_back_note(writing: Writing, given: BringBackNote) -> Answer:
    """Answer `{note}`; bringing back what is not hidden changes nothing."""
    check_not_sealed(writing)
    return do_bring_back_note(writing, the_note(writing, given.note))


def do_bring_back_note(writing: Writing, note: Note) -> Answer:
    if note.state == Note.State.HIDDEN:
        unhide(writing, note, state=Note.State.SHOWN)
    return {"note": str(note.id)}


def unhide(writing: Writing, note: Note, *, state: str, reason: str = "") -> None:
    """Bring a hidden note back to `state`."""
    note.state = state
    note.save(update_fields=["state"])
    writing.append(
        NoteBroughtBack(note=str(note.id), group=_group(note), after=state, reason=reason)
    )


class PinNote(Given):
    """Pin a note to the head of its place, or unpin it."""

    name: ClassVar[str] = "pin_note"
    who: ClassVar[Who] = Who.FACILITATOR

    note: UUID
    pinned: bool = True


@use_case(PinNote)
def pin_note(writing: Writing, given: PinNote) -> Answer:
    """Answer `{note}`."""
    check_not_sealed(writing)
    return do_pin_note(writing, the_note(writing, given.note), pinned=given.pinned)


def do_pin_note(writing: Writing, note: Note, *, pinned: bool) -> Answer:
    if note.pinned != pinned:
        note.pinned = pinned
        note.save(update_fields=["pinned"])
        writing.append(NotePinned(note=str(note.id), group=_group(note), pinned=pinned))
    return {"note": str(note.id)}


class MarkDuplicate(Given):
    """Say that a note repeats another of its stage (`of` null takes that back)."""

    name: ClassVar[str] = "mark_duplicate"
    who: ClassVar[Who] = Who.FACILITATOR

    note: UUID
    of: UUID | None


@use_case(MarkDuplicate)
def mark_duplicate(writing: Writing, given: MarkDuplicate) -> Answer:
    """Answer `{note}`. Both notes stay, in the summary too; a chain of marks has one end."""
    check_not_sealed(writing)
    note = the_note(writing, given.note)
    original = check_original(writing, note, given.of) if given.of else None
    return do_mark_duplicate(writing, note, original)


def check_original(writing: Writing, note: Note, of: UUID) -> Note:
    """Return the note at the end of the chain; it is of the same stage and not `note` itself."""
    original = the_note(writing, of)
    original = original.duplicate_of or original
    if original.id == note.id or note.duplicates.exists():
        raise Refusal("duplicate_of_itself")
    if original.stage_id != note.stage_id:
        raise Refusal("group_of_other_stage")
    return original


def do_mark_duplicate(writing: Writing, note: Note, original: Note | None) -> Answer:
    before = note.duplicate_of_id
    if before != (original.id if original else None):
        note.duplicate_of = original
        note.save(update_fields=["duplicate_of"])
        writing.append(
            NoteMarkedDuplicate(
                note=str(note.id),
                group=_group(note),
                before=str(before) if before else None,
                after=str(original.id) if original else None,
            )
        )
    return {"note": str(note.id)}


def the_note(writing: Writing, note_id: UUID) -> Note:
    """Return a note of this dialogue that has not been taken back, or raise `unknown_note`."""
    notes = Note.objects.filter(dialogue=writing.dialogue).exclude(state=Note.State.WITHDRAWN)
    note = notes.select_related("stage").filter(pk=note_id).first()
    if note is None:
        raise Refusal("unknown_note")
    return note


def _group(note: Note) -> str | None:
    return str(note.group_id) if note.group_id else None
