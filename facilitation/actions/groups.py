"""Putting together the notes that say the same thing. No note is ever in two places."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from facilitation.actions.meanwhile import check_as_seen
from facilitation.actions.stages import do_read_back, the_stage
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    use_case,
)
from facilitation.breakouts import breakout_of_facilitator
from facilitation.events import (
    GroupAdded,
    GroupPinned,
    GroupRemoved,
    GroupRenamed,
    GroupsMerged,
    NotesMoved,
)
from facilitation.models import Group, Note, Stage
from facilitation.refusals import Refusal
from facilitation.text import clean, is_blank, length

TITLE_LIMIT = 200
"""Characters as seen: a sentence, not a paragraph."""

MOST_NOTES_AT_ONCE = 1000


class AddGroup(Given):
    """Begin a group in a stage, at once with notes or empty."""

    name: ClassVar[str] = "add_group"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID
    title: str
    notes: tuple[UUID, ...] = Field(default=(), max_length=MOST_NOTES_AT_ONCE)


@use_case(AddGroup)
def add_group(writing: Writing, given: AddGroup) -> Answer:
    """Answer `{group}`."""
    check_not_sealed(writing)
    stage = the_stage(writing, given.stage)
    title = check_title(given.title)
    breakout = breakout_of_facilitator(writing.dialogue, writing.user_id)
    notes = check_notes(writing, given.notes, stage)
    check_breakout(breakout, notes)
    group = Group(dialogue=writing.dialogue, stage=stage, title=title, breakout_id=breakout)
    return do_add_group(writing, group, notes=notes)


def check_title(title: str) -> str:
    """Return the title cleaned, or raise `title_empty` or `title_too_long` with `limit`."""
    cleaned = " ".join(clean(title).split())
    if is_blank(cleaned):
        raise Refusal("title_empty")
    if length(cleaned) > TITLE_LIMIT:
        raise Refusal("title_too_long", limit=TITLE_LIMIT)
    return cleaned


def check_notes(writing: Writing, ids: tuple[UUID, ...], stage: Stage) -> list[Note]:
    """Return the notes in the order asked; all are on the board, in this stage."""
    rows = Note.objects.filter(
        dialogue=writing.dialogue, pk__in=ids, state__in=(Note.State.SHOWN, Note.State.HIDDEN)
    )
    found = {note.id: note for note in rows}
    if not set(ids) <= found.keys():
        raise Refusal("unknown_note")
    if any(note.stage_id != stage.id for note in found.values()):
        raise Refusal("group_of_other_stage")
    return [found[note_id] for note_id in dict.fromkeys(ids)]


def check_breakout(breakout_id: UUID | None, notes: Iterable[Note]) -> None:
    """Raise `group_of_other_breakout` unless a group of that breakout may hold `notes`.

    A group made in the plenary (None) may hold any.
    """
    if breakout_id and any(note.breakout_id != breakout_id for note in notes):
        raise Refusal("group_of_other_breakout")


def do_add_group(writing: Writing, group: Group, *, notes: list[Note]) -> Answer:
    do_place_group(writing, group, placed=writing.place())
    do_move_notes(writing, notes=notes, group=group)
    return {"group": str(group.id)}


def do_place_group(writing: Writing, group: Group, *, placed: int) -> None:
    group.place = placed
    group.save(force_insert=True)
    writing.append(
        GroupAdded(group=str(group.id), stage=str(group.stage_id), title=group.title, placed=placed)
    )


class MoveNotes(Given):
    """Move notes into a group of their stage, or out of any group (`group` null)."""

    name: ClassVar[str] = "move_notes"
    who: ClassVar[Who] = Who.FACILITATOR

    notes: tuple[UUID, ...] = Field(min_length=1, max_length=MOST_NOTES_AT_ONCE)
    group: UUID | None


@use_case(MoveNotes)
def move_notes(writing: Writing, given: MoveNotes) -> Answer:
    """Answer `{moved}`: how many notes changed place."""
    check_not_sealed(writing)
    group = the_group(writing, given.group) if given.group else None
    stage = group.stage if group else stage_of_first(writing, given.notes)
    notes = check_notes(writing, given.notes, stage)
    check_breakout(group.breakout_id if group else None, notes)
    return {"moved": do_move_notes(writing, notes=notes, group=group)}


def do_move_notes(writing: Writing, *, notes: list[Note], group: Group | None) -> int:
    """Place `notes` at the end of `group` in their order; return how many moved."""
    target = group.id if group else None
    moving = [note for note in notes if note.group_id != target]
    moves = [Move(note, target, writing.place(index)) for index, note in enumerate(moving)]
    do_moves(writing, moves)
    return len(moves)


@dataclass(frozen=True)
class Move:
    """Where one note is to go: a group or none, and its place in the order there."""

    note: Note
    group_id: UUID | None
    place: int


def do_moves(writing: Writing, moves: list[Move]) -> None:
    """Move notes, in one event; no moves, no event."""
    if not moves:
        return
    event = NotesMoved(
        moves=[
            [
                str(move.note.id),
                str(move.note.group_id) if move.note.group_id else None,
                str(move.group_id) if move.group_id else None,
                move.note.place,
                move.place,
            ]
            for move in moves
        ]
    )
    for move in moves:
        move.note.group_id, move.note.place = move.group_id, move.place
    Note.objects.bulk_update([move.note for move in moves], ["group", "place"])
    writing.append(event)


class RenameGroup(Given):
    """Give a group another title.

    `before` is the title that the writer began from; without it, whatever stands there is replaced.
    """

    name: ClassVar[str] = "rename_group"
    who: ClassVar[Who] = Who.FACILITATOR

    group: UUID
    title: str
    before: str | None = None


@use_case(RenameGroup)
def rename_group(writing: Writing, given: RenameGroup) -> Answer:
    """Answer `{group}`."""
    check_not_sealed(writing)
    group = the_group(writing, given.group)
    title = check_title(given.title)
    changed = check_as_seen(
        writing,
        {"title": title},
        seen={} if given.before is None else {"title": given.before},
        now={"title": group.title},
        event=GroupRenamed,
        of={"group": str(group.id)},
    )
    return do_rename_group(writing, group=group, title=changed.get("title", group.title))


def do_rename_group(writing: Writing, *, group: Group, title: str) -> Answer:
    if title != group.title:
        event = GroupRenamed(group=str(group.id), before=group.title, after=title)
        group.title = title
        group.save(update_fields=["title"])
        writing.append(event)
    return {"group": str(group.id)}


class RemoveGroup(Given):
    """Take a group apart; its notes become ungrouped."""

    name: ClassVar[str] = "remove_group"
    who: ClassVar[Who] = Who.FACILITATOR

    group: UUID


@use_case(RemoveGroup)
def remove_group(writing: Writing, given: RemoveGroup) -> Answer:
    """Answer `{moved}`: how many notes came out.

    A group that people voted for, or answered when it was read back, stays, so none is lost.
    """
    check_not_sealed(writing)
    group = the_group(writing, given.group)
    whole = [group, *group.merged.all()]
    if any(one.votes.exists() or one.proxy_votes for one in whole):
        raise Refusal("group_has_votes")
    if any(was_answered(one) for one in whole):
        raise Refusal("group_was_answered")
    return do_remove_group(writing, group)


def was_answered(group: Group) -> bool:
    """Tell whether people said of the group, when it was read back, that it is right or wrong."""
    corrections = group.corrections.exclude(state=Note.State.WITHDRAWN)
    return group.agreements.exists() or corrections.exists()


def do_remove_group(writing: Writing, group: Group) -> Answer:
    moved = do_move_notes(writing, notes=list(group.notes.all()), group=None)
    for part in list(group.merged.all()):
        do_part_groups(writing, group=part, into=group, followers=[])
        do_take_away_group(writing, part)
    do_take_away_group(writing, group)
    return {"moved": moved}


def do_take_away_group(writing: Writing, group: Group) -> None:
    if writing.dialogue.readback_group_id == group.id:
        do_read_back(writing, None)
    event = GroupRemoved(
        group=str(group.id),
        stage=str(group.stage_id),
        title=group.title,
        placed=group.place,
        pinned=group.pinned,
        breakout=str(group.breakout_id) if group.breakout_id else None,
    )
    group.delete()
    writing.append(event)


class MergeGroups(Given):
    """Put a group into another of its stage, with its notes and its votes."""

    name: ClassVar[str] = "merge_groups"
    who: ClassVar[Who] = Who.FACILITATOR

    group: UUID
    into: UUID


@use_case(MergeGroups)
def merge_groups(writing: Writing, given: MergeGroups) -> Answer:
    """Answer `{group}`: the group that is left. Whoever voted for both, or found both right, counts
    there once; what was said of either when it was read back is said of the whole."""
    check_not_sealed(writing)
    group, into = the_group(writing, given.group), the_group(writing, given.into)
    if group.id == into.id:
        raise Refusal("group_into_itself")
    if group.stage_id != into.stage_id:
        raise Refusal("group_of_other_stage")
    check_breakout(into.breakout_id, group.notes.all())
    return do_merge_groups(writing, group=group, into=into)


def do_merge_groups(writing: Writing, *, group: Group, into: Group) -> Answer:
    do_move_notes(writing, notes=list(group.notes.all()), group=into)
    do_join_groups(writing, group=group, into=into, followers=list(group.merged.all()))
    return {"group": str(into.id)}


def do_join_groups(writing: Writing, *, group: Group, into: Group, followers: list[Group]) -> None:
    for row in (group, *followers):
        row.merged_into = into
        row.save(update_fields=["merged_into"])
    writing.append(_merged(group, into, followers, joined=True))
    if writing.dialogue.readback_group_id == group.id:
        do_read_back(writing, into)


def do_part_groups(writing: Writing, *, group: Group, into: Group, followers: list[Group]) -> None:
    """The opposite of `do_join_groups`."""
    group.merged_into = None
    group.save(update_fields=["merged_into"])
    for row in followers:
        row.merged_into = group
        row.save(update_fields=["merged_into"])
    writing.append(_merged(group, into, followers, joined=False))


def _merged(group: Group, into: Group, followers: list[Group], *, joined: bool) -> GroupsMerged:
    corrections = Note.objects.filter(corrects__in=[group, *followers]).values_list("id", flat=True)
    return GroupsMerged(
        group=str(group.id),
        into=str(into.id),
        followers=[str(row.id) for row in followers],
        joined=joined,
        corrections=[str(key) for key in corrections],
    )


class PinGroup(Given):
    """Pin a group to the head of its column, or unpin it."""

    name: ClassVar[str] = "pin_group"
    who: ClassVar[Who] = Who.FACILITATOR

    group: UUID
    pinned: bool = True


@use_case(PinGroup)
def pin_group(writing: Writing, given: PinGroup) -> Answer:
    """Answer `{group}`."""
    check_not_sealed(writing)
    return do_pin_group(writing, the_group(writing, given.group), pinned=given.pinned)


def do_pin_group(writing: Writing, group: Group, *, pinned: bool) -> Answer:
    if group.pinned != pinned:
        group.pinned = pinned
        group.save(update_fields=["pinned"])
        writing.append(GroupPinned(group=str(group.id), pinned=pinned))
    return {"group": str(group.id)}


def the_group(writing: Writing, group_id: UUID) -> Group:
    """Return a group of this dialogue that stands on the board, or raise `unknown_group`."""
    groups = writing.dialogue.groups.select_related("stage").filter(merged_into=None)
    group = groups.filter(pk=group_id).first()
    if group is None:
        raise Refusal("unknown_group")
    return group


def stage_of_first(writing: Writing, ids: tuple[UUID, ...]) -> Stage:
    """Return the stage of the first of some notes, or raise `unknown_note`."""
    note = Note.objects.select_related("stage").filter(dialogue=writing.dialogue, pk=ids[0])
    first = note.first()
    if first is None:
        raise Refusal("unknown_note")
    return first.stage
