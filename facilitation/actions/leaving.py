"""Leaving nothing behind: until the seal anybody may have erased what was kept about them."""

from collections.abc import Iterable
from typing import ClassVar

from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.events import GroupAgreed, NoteWithdrawn, ParticipantLeft, VoteTakenBack
from facilitation.models import Note, Operation, Participant


class LeaveAndErase(Given):
    """Leave, and have everything erased that leads to oneself, one's words included.

    `keep_notes` leaves the words on the board and cuts only the link to whose they were.
    """

    name: ClassVar[str] = "leave_and_erase"
    who: ClassVar[Who] = Who.PARTICIPANT

    keep_notes: bool = False


@use_case(LeaveAndErase)
def leave_and_erase(writing: Writing, given: LeaveAndErase) -> Answer:
    """Answer `{kept}`: how many notes stay. Words are erased even where their stage has ended."""
    check_not_sealed(writing)
    return do_leave_and_erase(writing, keep_notes=given.keep_notes)


def do_leave_and_erase(writing: Writing, *, keep_notes: bool) -> Answer:
    person = writing.participant
    standing = list(person.notes.exclude(state=Note.State.WITHDRAWN))
    person.notes.filter(state=Note.State.WITHDRAWN).update(text="", hidden_reason="")
    if not keep_notes:
        _erase(writing, standing)
    _take_votes_back(writing, person)
    _forget_operations(person)
    person.delete()
    writing.append(ParticipantLeft(kept=keep_notes))
    return {"kept": len(standing) if keep_notes else 0}


def _erase(writing: Writing, notes: Iterable[Note]) -> None:
    for note in notes:
        group = str(note.group_id) if note.group_id else None
        note.state, note.group, note.text, note.actor = Note.State.WITHDRAWN, None, "", ""
        note.hidden_reason = ""
        note.quote_allowed = note.quote_asked = False
        note.save()
        writing.append(NoteWithdrawn(note=str(note.id), group=group))


def _take_votes_back(writing: Writing, person: Participant) -> None:
    for vote in person.votes.select_related("group"):
        root = str(vote.group.merged_into_id or vote.group_id)
        for _ in range(vote.weight):
            writing.append(VoteTakenBack(group=root))
    for agreement in person.agreements.select_related("group"):
        root = str(agreement.group.merged_into_id or agreement.group_id)
        writing.append(GroupAgreed(group=root))


def _forget_operations(person: Participant) -> None:
    """What a phone sends again still gets its first answer; it no longer says who sent it."""
    operations = Operation.objects.filter(dialogue=person.dialogue_id)
    operations.filter(by=f"participant:{person.id}").update(by="")
    operations.filter(answer__participant=str(person.id)).delete()
