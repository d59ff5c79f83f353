"""The board: the state that one audience may see, and the frames that bring it up to date.

A frame puts whole records and drops ids, so applying one twice, or one that is newer than it
claims, changes nothing for the worse. A first load is a frame from nothing (`reset`). Who may
see what is decided in `facilitation.records`.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from facilitation.events import Touched
from facilitation.feed import touched_since
from facilitation.models import Dialogue
from facilitation.records import Audience as Audience
from facilitation.records import Record as Record
from facilitation.records import (
    View,
    dialogue_record,
    group_records,
    note_records,
    stage_records,
)
from facilitation.records import board_epoch as board_epoch

Frame = dict[str, Any]
"""`{epoch, since, seq, reset, put: {dialogue?, stages?, groups?, notes?}, drop: {…: [id]}}`:
`put` maps ids to whole records (`dialogue` is one record), `drop` names what is to be seen no
more. `since` is null in a reset. JSON-ready: ids are strings, times ISO 8601 in UTC."""

_STABLE_READS = 5


def fresh_board(*, dialogue_id: UUID, audience: Audience, breakout: UUID | None = None) -> Frame:
    """Return the whole board of `audience` as a frame with `reset`.

    Raises `Dialogue.DoesNotExist`.
    """
    return frame_since(
        dialogue_id=dialogue_id, audience=audience, breakout=breakout, epoch=None, since=None
    )


def frame_since(
    *,
    dialogue_id: UUID,
    audience: Audience,
    breakout: UUID | None = None,
    epoch: str | None,
    since: int | None,
) -> Frame:
    """Return what changed for `audience` after `since`, or a fresh board where that cannot do.

    The reads repeat until no event fell between them, so that the frame shows one moment. Where
    writing never pauses, the last read stands: its records may be newer than its `seq`, and the
    events that made them so will put them again.
    """
    for _attempt in range(_STABLE_READS):
        dialogue = Dialogue.objects.get(pk=dialogue_id)
        frame = _read(View(dialogue, audience, breakout), epoch=epoch, since=since)
        now = Dialogue.objects.values_list("epoch", "seq").get(pk=dialogue_id)
        if now == (dialogue.epoch, dialogue.seq):
            break
    return frame


def _read(view: View, *, epoch: str | None, since: int | None) -> Frame:
    dialogue = view.dialogue
    if since is None or epoch != view.epoch or since > dialogue.seq:
        return _whole(view)
    touched = touched_since(dialogue_id=dialogue.id, since=since, until=dialogue.seq)
    if touched.everything or (touched.voices and view.for_facilitator):
        return _whole(view)
    return _partial(view, since, touched)


def _whole(view: View) -> Frame:
    put: dict[str, Any] = {
        "dialogue": dialogue_record(view),
        "stages": stage_records(view),
        "groups": group_records(view, view.groups()),
        "notes": note_records(view, view.visible_notes()),
    }
    return _frame(view, since=None, put=put, drop={})


def _partial(view: View, since: int, touched: Touched) -> Frame:
    put: dict[str, Any] = {}
    drop: dict[str, list[str]] = {}
    if touched.dialogue:
        put["dialogue"] = dialogue_record(view)
    if touched.stages:
        put["stages"] = stage_records(view)
    groups = view.groups()
    changed = touched.groups | (touched.votes if view.votes_shown else set())
    if not touched.all_groups:
        groups = groups.filter(pk__in=changed)
    if changed or touched.all_groups:
        put["groups"] = group_records(view, groups)
        drop["groups"] = _missing(touched.groups, put["groups"])
    notes = touched.notes | (touched.quoting if view.for_facilitator else set())
    if notes and (view.for_facilitator or view.dialogue.wall_shown):
        put["notes"] = note_records(view, view.visible_notes().filter(pk__in=notes))
        drop["notes"] = _missing(notes, put["notes"])
    return _frame(view, since=since, put=put, drop=drop)


def _frame(view: View, *, since: int | None, put: dict[str, Any], drop: dict[str, Any]) -> Frame:
    return {
        "epoch": view.epoch,
        "since": since,
        "seq": view.dialogue.seq,
        "reset": since is None,
        "put": {name: records for name, records in put.items() if records or since is None},
        "drop": {name: ids for name, ids in drop.items() if ids},
    }


def _missing(touched: Iterable[str], found: dict[str, Record]) -> list[str]:
    return sorted(set(touched) - found.keys())


def says_nothing(frame: Frame) -> bool:
    """Tell whether applying `frame` would change no record."""
    return not (frame["reset"] or frame["put"] or frame["drop"])


def apply(board: Frame | None, frame: Frame) -> Frame:
    """Return `board` (itself a reset frame, or nothing yet) brought up to date by `frame`.

    The twin of `client/feed.js`. Raises `ValueError` when a frame between the two is missing.
    """
    if frame["reset"]:
        return frame
    if board is None or board["epoch"] != frame["epoch"] or frame["since"] > board["seq"]:
        raise ValueError("a frame is missing between this board and this frame")
    put = dict(board["put"])
    put["dialogue"] = frame["put"].get("dialogue", put["dialogue"])
    for name in ("stages", "groups", "notes"):
        records = put[name] | frame["put"].get(name, {})
        for key in frame["drop"].get(name, ()):
            records.pop(key, None)
        put[name] = records
    return {**board, "seq": max(board["seq"], frame["seq"]), "put": put}
