"""Writing, changing and taking back notes, by those who wrote them."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator

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
from facilitation.events import NoteAdded, NoteEdited, NoteWithdrawn, QuoteAnswered
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
    An empty `language` stands for the participant's own. `breakout` is where it was written: null
    (empty where a form says it) is the plenary; without it, it is where the participant is now.
    """

    name: ClassVar[str] = "add_note"
    who: ClassVar[Who] = Who.PARTICIPANT

    stage: UUID
    text: str
    language: str = ""
    actor: str = ""
    quote: bool = False
    on_behalf: bool = False
    breakout: Annotated[UUID | None, BeforeValidator(lambda value: value or None)] = None


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
    breakout = check_where_written(writing, given)
    return do_add_note(writing, given, stage=stage, text=text, breakout=breakout)


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


def check_where_written(writing: Writing, given: AddNote) -> UUID | None:
    """Return the breakout in which the note was written, None for the plenary.

    A phone that was in a tunnel is believed: its circle may have closed since, and its owner gone
    on to another. Anybody may go to any circle, so this opens no door. Raises `unknown_breakout`.
    """
    here = writing.participant.breakout_id
    if "breakout" not in given.model_fields_set:
        return here
    where = given.breakout
    if where not in (here, None) and not writing.dialogue.breakouts.filter(pk=where).exists():
        raise Refusal("unknown_breakout")
    return where


def do_add_note(
    writing: Writing, given: AddNote, *, stage: Stage, text: str, breakout: UUID | None
) -> Answer:
    note = Note(
        dialogue=writing.dialogue,
        stage=stage,
        author=writing.participant,
        text=text,
        language=given.language or writing.participant.language,
        actor=given.actor,
        quote_allowed=given.quote,
        on_behalf=given.on_behalf,
        breakout_id=breakout,
        state=arrival_state(writing, stage, text),
    )
    note.place = note.number = writing.place()
    writing.append(NoteAdded(note=str(note.id)))
    note.save(force_insert=True)
    return {"note": str(note.id), "state": note.state}


def arrival_state(writing: Writing, stage: Stage, text: str) -> Note.State:
    """Late notes wait, and so do notes that are to be read first or hold one of the words that
    the organizer listed; nothing is thrown away."""
    return held_or_shown(writing, text) if takes_notes_now(stage) else Note.State.LATE


def held_or_shown(writing: Writing, text: str) -> Note.State:
    """Return the state of words that have come in time."""
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
    """Answer `{note, state}`; `state` is `held` where a facilitator reads the new words first."""
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
    seen, quotable = (note.text, note.state), note.quote_allowed
    note.text = text
    if given.quote is not None:
        note.quote_allowed = given.quote
    if note.group is None and note.state == Note.State.SHOWN:
        note.state = arrival_state(writing, note.stage, text)
    note.save(update_fields=["text", "quote_allowed", "state"])
    if (note.text, note.state) != seen:
        writing.append(NoteEdited(note=str(note.id), group=_group(note)))
    elif note.quote_allowed != quotable:
        writing.append(QuoteAnswered(note=str(note.id)))
    return {"note": str(note.id), "state": note.state}


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


def the_note(writing: Writing, note_id: UUID) -> Note:
    """Return a note of this dialogue that has not been taken back, or raise `unknown_note`."""
    notes = Note.objects.filter(dialogue=writing.dialogue).exclude(state=Note.State.WITHDRAWN)
    note = notes.select_related("stage").filter(pk=note_id).first()
    if note is None:
        raise Refusal("unknown_note")
    return note


def _group(note: Note) -> str | None:
    return str(note.group_id) if note.group_id else None
