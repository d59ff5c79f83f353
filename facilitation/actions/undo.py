"""Undo and redo of what facilitators do to the board, for each of them, across reloads.

Undoing a step appends the opposite of its events, newest first, after checking that each thing is
still as the step left it: what somebody else has changed since is never overwritten, it is said.
The step then stands for those opposite events, so redoing is undoing them.
"""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, ClassVar

from django.db.models import QuerySet
from pydantic import Field

from facilitation.actions.curating import do_change_notes, values_of
from facilitation.actions.dialogues import do_show_wall
from facilitation.actions.groups import (
    Move,
    do_join_groups,
    do_moves,
    do_part_groups,
    do_pin_group,
    do_place_group,
    do_rename_group,
    do_take_away_group,
    was_answered,
)
from facilitation.actions.lead import check_leading
from facilitation.actions.moderation import do_set_moderation, moderation_of
from facilitation.actions.stages import clock, clocks, do_change_stage, do_read_back, set_back
from facilitation.actions.suggestions import do_keep_apart, do_stop_keeping_apart, kept_apart
from facilitation.actions.under_18 import do_set_under_18
from facilitation.actions.votes import do_count_proxy_votes
from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.events import (
    Event,
    GroupAdded,
    GroupPinned,
    GroupRemoved,
    GroupRenamed,
    GroupsMerged,
    ModerationSet,
    NotesAdmitted,
    NotesBroughtBack,
    NotesChanged,
    NotesHidden,
    NotesKeptApart,
    NotesMarkedDuplicate,
    NotesMoved,
    NotesPinned,
    ProxyVotesCounted,
    QuotesAsked,
    ReadbackMoved,
    StageClockChanged,
    StageEdited,
    StageOpened,
    Under18Set,
    WallShown,
)
from facilitation.feed import events_since
from facilitation.models import Dialogue, Group, Note, Stage, Step
from facilitation.refusals import Refusal

MOST_PAST = 100


class _TakenBack(Given):
    """The input of both. `past` are steps that `undo_overtaken` has named: they are to stay."""

    who: ClassVar[Who] = Who.FACILITATOR
    is_step: ClassVar[bool] = False

    past: Annotated[tuple[int, ...], Field(max_length=MOST_PAST)] = ()


class Undo(_TakenBack):
    """Take back the last thing one did to the board, but for the steps `past`."""

    name: ClassVar[str] = "undo"


@use_case(Undo)
def undo(writing: Writing, given: Undo) -> Answer:
    """Answer `{kinds, notes, left}`: the kinds of event taken back, of how many notes, and how many
    steps can still be.

    Raises `nothing_to_undo`, or `undo_overtaken` with the `step`, when somebody changed the same
    since. Named as `past` it no longer stands in the way of the step before it.
    """
    check_not_sealed(writing)
    return _reverse(writing, _steps(writing, undone=False).reverse(), past=given.past)


class Redo(_TakenBack):
    """Do again what one has just undone, but for the steps `past`."""

    name: ClassVar[str] = "redo"


@use_case(Redo)
def redo(writing: Writing, given: Redo) -> Answer:
    """Answer as `undo` does."""
    check_not_sealed(writing)
    return _reverse(writing, _steps(writing, undone=True), past=given.past)


def _reverse(writing: Writing, steps: QuerySet[Step], *, past: tuple[int, ...]) -> Answer:
    """Reverse the first of `steps` that is not `past`."""
    step = steps.exclude(pk__in=past).first()
    if step is None:
        raise Refusal("nothing_to_undo")
    steps.filter(pk__in=past).delete()
    try:
        return do_reverse(writing, step)
    except Refusal as refusal:
        if refusal.code != "undo_overtaken":
            raise
        raise Refusal("undo_overtaken", step=step.pk) from None


def do_reverse(writing: Writing, step: Step) -> Answer:
    before = writing.dialogue.seq
    events = events_since(
        dialogue_id=writing.dialogue.id, since=step.first_seq - 1, until=step.last_seq
    )
    for event in reversed(events):
        _unless_overtaken(type(event) in _REVERSE)
        _REVERSE[type(event)](writing, event)
    _unless_overtaken(writing.dialogue.seq > before)
    step.undone = not step.undone
    step.first_seq, step.last_seq = before + 1, writing.dialogue.seq
    step.save(update_fields=["undone", "first_seq", "last_seq"])
    notes: frozenset[str] = frozenset().union(*(event.notes_changed() for event in events))
    return {
        "kinds": [event.kind for event in events],
        "notes": len(notes),
        "left": _steps(writing, undone=False).count(),
    }


def _steps(writing: Writing, *, undone: bool) -> QuerySet[Step]:
    return Step.objects.filter(
        dialogue=writing.dialogue, user_id=writing.user_id, undone=undone
    ).order_by("pk")


def _unless_overtaken(still_so: bool) -> None:
    if not still_so:
        raise Refusal("undo_overtaken")


def _notes(writing: Writing, keys: Iterable[str]) -> dict[str, Note]:
    """Return notes by id. What its author has taken back since is not there, and stays so."""
    notes = Note.objects.filter(dialogue=writing.dialogue, pk__in=set(keys))
    return {str(note.id): note for note in notes.exclude(state=Note.State.WITHDRAWN)}


def _group(writing: Writing, key: str) -> Group:
    group = Group.objects.filter(dialogue=writing.dialogue, pk=key).first()
    _unless_overtaken(group is not None)
    assert group is not None
    return group


def _move_back(writing: Writing, event: NotesMoved) -> None:
    moves = []
    notes = _notes(writing, event.notes_changed())
    for key, before, after, place, _place_after in event.moves:
        note = notes.get(key)
        if note is None:
            continue
        _unless_overtaken((str(note.group_id) if note.group_id else None) == after)
        target = _group(writing, before) if before else None
        _unless_overtaken(target is None or target.merged_into_id is None)
        moves.append(Move(note, target.id if target else None, place))
    do_moves(writing, moves)


def _take_group_away(writing: Writing, event: GroupAdded) -> None:
    group = _group(writing, event.group)
    in_use = group.votes.exists() or group.notes.exists() or group.merged.exists()
    changed = group.title != event.title or group.merged_into_id or group.proxy_votes
    _unless_overtaken(not in_use and not changed and not was_answered(group))
    do_take_away_group(writing, group)


def _put_group_back(writing: Writing, event: GroupRemoved) -> None:
    group = Group(
        id=event.group,
        dialogue=writing.dialogue,
        stage_id=event.stage,
        title=event.title,
        pinned=event.pinned,
        breakout_id=event.breakout,
    )
    do_place_group(writing, group, placed=event.placed)


def _rename_back(writing: Writing, event: GroupRenamed) -> None:
    group = _group(writing, event.group)
    _unless_overtaken(group.title == event.after)
    do_rename_group(writing, group=group, title=event.before)


def _part_or_join(writing: Writing, event: GroupsMerged) -> None:
    group, into = _group(writing, event.group), _group(writing, event.into)
    followers = [_group(writing, key) for key in event.followers]
    expected = into.id if event.joined else None
    _unless_overtaken(group.merged_into_id == expected and into.merged_into_id is None)
    reverse = do_part_groups if event.joined else do_join_groups
    reverse(writing, group=group, into=into, followers=followers)


def _pin_group_back(writing: Writing, event: GroupPinned) -> None:
    group = _group(writing, event.group)
    _unless_overtaken(group.pinned == event.pinned)
    do_pin_group(writing, group, pinned=not event.pinned)


def _keep_apart_or_not(writing: Writing, event: NotesKeptApart) -> None:
    pairs = {(first, second) for first, second in event.pairs}
    still = kept_apart(writing) & pairs
    _unless_overtaken(still == (pairs if event.apart else set()))
    reverse = do_stop_keeping_apart if event.apart else do_keep_apart
    reverse(writing, pairs)


_OPPOSITE: dict[type[NotesChanged], type[NotesChanged]] = {
    NotesHidden: NotesBroughtBack,
    NotesBroughtBack: NotesHidden,
}


def _change_back(writing: Writing, event: NotesChanged) -> None:
    changes = []
    notes = _notes(writing, event.notes_changed())
    for key, _group_then, before, after in event.changes:
        note = notes.get(key)
        if note is None:
            continue
        _unless_overtaken(values_of(note, after) == after)
        _unless_overtaken(before.get("state") not in Note.WAITING or note.group_id is None)
        changes.append((note, before))
    reason = {"reason": event.reason} if isinstance(event, NotesHidden | NotesBroughtBack) else {}
    do_change_notes(writing, _OPPOSITE.get(type(event), type(event)), changes, **reason)


def _mark_back(writing: Writing, event: NotesMarkedDuplicate) -> None:
    """No mark may come to point at a note that is marked itself."""
    marks = [(note, before["duplicate_of_id"]) for note, _group, before, _after in event.changes]
    marked = [note for note, original in marks if original]
    originals = {original for _note, original in marks if original}
    standing = _notes(writing, originals)
    _unless_overtaken(standing.keys() == originals)
    _unless_overtaken(all(row.duplicate_of_id is None for row in standing.values()))
    _unless_overtaken(not Note.objects.filter(duplicate_of__in=marked).exists())
    _change_back(writing, event)


def _read_again(writing: Writing, event: ReadbackMoved) -> None:
    """The reading went along with a group, or ended with a stage. Where it has moved on since, it
    stays there; and what is to be read again may have gone into another group, or be gone."""
    now = writing.dialogue.readback_group_id
    if (str(now) if now else None) != event.group:
        return
    keys = [event.before] if event.before else []
    group = Group.objects.filter(dialogue=writing.dialogue, pk__in=keys).first()
    # Where this is what is being parted, it stands by itself in a moment.
    if group and group.merged_into and str(group.merged_into_id) != event.group:
        group = group.merged_into
    do_read_back(writing, group)


def _ask_no_more(writing: Writing, event: QuotesAsked) -> None:
    """Whoever has answered since was asked for good."""
    notes = _notes(writing, event.notes_changed())
    unanswered = [
        (notes[key], before)
        for key, _group_then, before, after in event.changes
        if key in notes and values_of(notes[key], after) == after and not notes[key].quote_allowed
    ]
    do_change_notes(writing, QuotesAsked, unanswered)


def _count_back(writing: Writing, event: ProxyVotesCounted) -> None:
    group = _group(writing, event.group)
    _unless_overtaken(group.proxy_votes == event.after)
    do_count_proxy_votes(writing, group, votes=event.before)


def _stage_back(writing: Writing, event: StageOpened) -> None:
    check_leading(writing)
    _unless_overtaken(writing.dialogue.state == Dialogue.State.OPEN)
    stages = {str(stage.id): stage for stage in _stages(writing, event.clocks_after)}
    for key, times in event.clocks_after.items():
        _unless_overtaken(clock(stages[key]) == times)
    # The stage that is to end goes first: two may never be open at once.
    order = sorted(stages.values(), key=lambda stage: not stage.is_open)
    for stage in order:
        will_be_unopened = event.clocks_before[str(stage.id)]["opened_at"] is None
        _unless_overtaken(not (will_be_unopened and stage.notes.exists()))
        set_back(stage, event.clocks_before[str(stage.id)])
    opposite = StageOpened(
        stage=event.before,
        before=event.stage,
        clocks_before=event.clocks_after,
        clocks_after=clocks(order),
    )
    writing.append(opposite)


def _clock_back(writing: Writing, event: StageClockChanged) -> None:
    check_leading(writing)
    (stage,) = _stages(writing, {event.stage: None})
    _unless_overtaken(clock(stage) == event.clock_after)
    set_back(stage, event.clock_before)
    opposite = StageClockChanged(
        stage=event.stage, clock_before=event.clock_after, clock_after=event.clock_before
    )
    writing.append(opposite)


def _edit_back(writing: Writing, event: StageEdited) -> None:
    (stage,) = _stages(writing, {event.stage: None})
    _unless_overtaken(all(getattr(stage, name) == value for name, value in event.after.items()))
    do_change_stage(writing, stage, event.before)


def _moderate_as_before(writing: Writing, event: ModerationSet) -> None:
    _unless_overtaken(moderation_of(writing.dialogue) == event.after)
    do_set_moderation(writing, **event.before)


def _say_as_before(writing: Writing, event: Under18Set) -> None:
    _unless_overtaken(writing.dialogue.under_18 == event.under_18)
    do_set_under_18(writing, under_18=not event.under_18)


def _stages(writing: Writing, keys: dict[str, Any]) -> list[Stage]:
    return list(writing.dialogue.stages.filter(pk__in=keys))


def _wall_back(writing: Writing, event: WallShown) -> None:
    _unless_overtaken(writing.dialogue.wall_shown == event.shown)
    do_show_wall(writing, shown=not event.shown)


_REVERSE: dict[type[Event], Callable[[Writing, Any], None]] = {
    NotesMoved: _move_back,
    GroupAdded: _take_group_away,
    GroupRemoved: _put_group_back,
    GroupRenamed: _rename_back,
    GroupsMerged: _part_or_join,
    GroupPinned: _pin_group_back,
    NotesPinned: _change_back,
    NotesMarkedDuplicate: _mark_back,
    NotesKeptApart: _keep_apart_or_not,
    NotesHidden: _change_back,
    NotesBroughtBack: _change_back,
    NotesAdmitted: _change_back,
    ReadbackMoved: _read_again,
    ProxyVotesCounted: _count_back,
    StageOpened: _stage_back,
    StageClockChanged: _clock_back,
    StageEdited: _edit_back,
    ModerationSet: _moderate_as_before,
    Under18Set: _say_as_before,
    QuotesAsked: _ask_no_more,
    WallShown: _wall_back,
}


def reversible_events() -> frozenset[type[Event]]:
    """Return the kinds of event that have an opposite here."""
    return frozenset(_REVERSE)
