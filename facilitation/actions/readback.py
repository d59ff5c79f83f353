"""Reading back: group by group, the room says whether it was understood, and may be quoted.

What people answer counts for the group that they were read, however late a bad network brings it:
that a group was ever read back is known from the feed, and what was merged stands for the whole.
"""

from typing import ClassVar
from uuid import UUID

from django.db.models import Q

from facilitation.actions.groups import the_group
from facilitation.actions.notes import check_text, held_or_shown, the_note
from facilitation.actions.stages import do_read_back
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    use_case,
)
from facilitation.events import (
    GroupAgreed,
    NoteAdded,
    QuoteAnswered,
    ReadbackMoved,
)
from facilitation.models import Agreement, Dialogue, Group, Note
from facilitation.refusals import Refusal


class ReadBack(Given):
    """Show one group to the room to be read back; null shows none."""

    name: ClassVar[str] = "read_back"
    who: ClassVar[Who] = Who.FACILITATOR
    is_step: ClassVar[bool] = False

    group: UUID | None


@use_case(ReadBack)
def read_back(writing: Writing, given: ReadBack) -> Answer:
    """Answer `{group}`."""
    check_not_sealed(writing)
    group = the_group(writing, given.group) if given.group else None
    do_read_back(writing, group)
    return {"group": str(group.id) if group else None}


class Agree(Given):
    """Say that a group was read back right, or take that back."""

    name: ClassVar[str] = "agree"
    who: ClassVar[Who] = Who.PARTICIPANT

    group: UUID
    agrees: bool = True


@use_case(Agree)
def agree(writing: Writing, given: Agree) -> Answer:
    """Answer `{group, agrees}`, also when the reading has moved on, until the seal."""
    check_not_sealed(writing)
    return do_agree(writing, check_was_read_back(writing, given.group), agrees=given.agrees)


def check_was_read_back(writing: Writing, group_id: UUID) -> Group:
    """Return the group on the board that is, or was, read back under this id.

    Raises `unknown_group`, or `not_read_back` if it never was.
    """
    group = writing.dialogue.groups.select_related("merged_into").filter(pk=group_id).first()
    if group is None:
        raise Refusal("unknown_group")
    if writing.dialogue.readback_group_id != group.id and not _was_read_back(group):
        raise Refusal("not_read_back")
    return group.merged_into or group


def _was_read_back(group: Group) -> bool:
    readings = group.dialogue.events.filter(kind=ReadbackMoved.kind)
    return readings.filter(payload__group=str(group.id)).exists()


def do_agree(writing: Writing, group: Group, *, agrees: bool) -> Answer:
    mine = writing.participant.agreements.filter(Q(group=group) | Q(group__merged_into=group))
    if agrees != mine.exists():
        if agrees:
            Agreement.objects.create(participant=writing.participant, group=group)
        else:
            mine.delete()
        writing.append(GroupAgreed(group=str(group.id)))
    return {"group": str(group.id), "agrees": agrees}


class Correct(Given):
    """Say what was missed when a group was read back. It becomes a note of its own."""

    name: ClassVar[str] = "correct"
    who: ClassVar[Who] = Who.PARTICIPANT

    group: UUID
    text: str


@use_case(Correct)
def correct(writing: Writing, given: Correct) -> Answer:
    """Answer `{note, state}`; `state` is as of any note, or `late` when the reading is over."""
    check_not_sealed(writing)
    group = check_was_read_back(writing, given.group)
    return do_correct(writing, group, text=check_text(writing, given.text))


def do_correct(writing: Writing, group: Group, *, text: str) -> Answer:
    note = Note(
        dialogue=writing.dialogue,
        stage_id=group.stage_id,
        author=writing.participant,
        text=text,
        language=writing.participant.language,
        corrects=group,
        breakout_id=writing.participant.breakout_id,
        state=_arrival_state(writing, group, text),
    )
    note.place = note.number = writing.place()
    writing.append(NoteAdded(note=str(note.id), group=str(group.id)))
    note.save(force_insert=True)
    return {"note": str(note.id), "state": note.state}


def _arrival_state(writing: Writing, group: Group, text: str) -> Note.State:
    is_open = writing.dialogue.state == Dialogue.State.OPEN
    if not is_open or writing.dialogue.readback_group_id != group.id:
        return Note.State.LATE
    return held_or_shown(writing, text)


class AllowQuote(Given):
    """Allow one's note to be quoted without one's name, or take that back, until the seal."""

    name: ClassVar[str] = "allow_quote"
    who: ClassVar[Who] = Who.PARTICIPANT

    note: UUID
    allowed: bool


@use_case(AllowQuote)
def allow_quote(writing: Writing, given: AllowQuote) -> Answer:
    """Answer `{note, allowed}`."""
    check_not_sealed(writing)
    note = the_note(writing, given.note)
    if note.author_id != writing.participant.id:
        raise Refusal("note_not_yours")
    return do_allow_quote(writing, note, allowed=given.allowed)


def do_allow_quote(writing: Writing, note: Note, *, allowed: bool) -> Answer:
    if note.quote_allowed != allowed or note.quote_asked:
        note.quote_allowed, note.quote_asked = allowed, False
        note.save(update_fields=["quote_allowed", "quote_asked"])
        writing.append(QuoteAnswered(note=str(note.id)))
    return {"note": str(note.id), "allowed": allowed}
