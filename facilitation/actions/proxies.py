"""People without a device: what they said, written down for them by a facilitator."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from facilitation.actions.notes import check_actor, check_text
from facilitation.actions.participants import check_language
from facilitation.actions.stages import the_stage
from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.breakouts import breakout_of_facilitator
from facilitation.events import NoteAdded
from facilitation.models import Note, Stage
from facilitation.refusals import Refusal
from facilitation.vocabulary.stages import WRITING_KINDS

MOST_AT_ONCE = 100


class ProxyNote(BaseModel):
    """One note of somebody without a device; `quote` as they said, or ticked on paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    language: str = ""
    actor: str = ""
    quote: bool = False


class AddProxyNotes(Given):
    """Write down notes of people without a device, many at once, also from paper afterwards."""

    name: ClassVar[str] = "add_proxy_notes"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID
    notes: Annotated[tuple[ProxyNote, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


@use_case(AddProxyNotes)
def add_proxy_notes(writing: Writing, given: AddProxyNotes) -> Answer:
    """Answer `{notes}`: the new ids in the order given. All are written, or none.

    A facilitator writes them, so they go on the board at once, whatever the clock says.
    """
    check_not_sealed(writing)
    stage = the_stage(writing, given.stage)
    if stage.kind not in WRITING_KINDS:
        raise Refusal("stage_not_for_notes")
    texts = [check_proxy_note(writing, stage, note) for note in given.notes]
    return do_add_proxy_notes(writing, stage, given.notes, texts)


def check_proxy_note(writing: Writing, stage: Stage, note: ProxyNote) -> str:
    """Return the words of a note, cleaned; refused as `add_note` refuses."""
    if note.language:
        check_language(note.language)
    check_actor(stage, note.actor)
    return check_text(writing, note.text)


def do_add_proxy_notes(
    writing: Writing, stage: Stage, notes: tuple[ProxyNote, ...], texts: list[str]
) -> Answer:
    rows = []
    breakout = breakout_of_facilitator(writing.dialogue, writing.user_id)
    for given, text in zip(notes, texts, strict=True):
        note = Note(
            dialogue=writing.dialogue,
            stage=stage,
            text=text,
            language=given.language or writing.dialogue.language,
            actor=given.actor,
            quote_allowed=given.quote,
            on_behalf=True,
            breakout_id=breakout,
        )
        note.place = note.number = writing.place()
        writing.append(NoteAdded(note=str(note.id)))
        rows.append(note)
    Note.objects.bulk_create(rows)
    return {"notes": [str(note.id) for note in rows]}
