"""Moving through the agenda against the clock. At most one stage is open.

The clock is the server's: a stage knows when its time is up (`due_at`), so that a phone whose own
clock is wrong shows the same minutes as the projector.
"""

import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from facilitation.actions.lead import check_leading
from facilitation.actions.meanwhile import Fields, check_as_seen
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    check_open,
    use_case,
)
from facilitation.events import ReadbackMoved, StageClockChanged, StageEdited, StageOpened
from facilitation.models import Group, Stage
from facilitation.refusals import Refusal
from facilitation.stimulus import Stimulus
from facilitation.text import clean

CLOCK_FIELDS = ("opened_at", "ended_at", "due_at", "paused_at")


class OpenStage(Given):
    """Go to a stage: the next one, or back to an earlier one.

    `before` is the stage that the writer saw open, or null; if not given, it may be any.
    """

    name: ClassVar[str] = "open_stage"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID
    before: UUID | None = None


@use_case(OpenStage)
def open_stage(writing: Writing, given: OpenStage) -> Answer:
    """Answer `{stage}`. Opening the stage that is open changes nothing; opening another ends the
    reading back, too."""
    check_open(writing)
    check_leading(writing)
    stage = the_stage(writing, given.stage)
    if "before" in given.model_fields_set and not stage.is_open:
        check_is_open_still(writing, given.before)
    return do_open_stage(writing, stage)


def check_is_open_still(writing: Writing, stage_id: UUID | None) -> None:
    """Raise `stage_changed_meanwhile` unless this stage is the open one; null: unless none is."""
    current = current_stage(writing)
    if (current.id if current else None) != stage_id:
        raise Refusal("stage_changed_meanwhile")


def do_open_stage(writing: Writing, stage: Stage) -> Answer:
    if not stage.is_open:
        current = current_stage(writing)
        touched = [stage, *([current] if current else [])]
        before = clocks(touched)
        if current is not None:
            _end(current)
        stage.opened_at, stage.ended_at, stage.paused_at = timezone.now(), None, None
        stage.due_at = stage.opened_at + datetime.timedelta(minutes=stage.minutes)
        stage.save(update_fields=CLOCK_FIELDS)
        writing.append(
            StageOpened(
                stage=str(stage.id),
                before=str(current.id) if current else None,
                clocks_before=before,
                clocks_after=clocks(touched),
            )
        )
        do_read_back(writing, None)
    return {"stage": str(stage.id)}


def do_read_back(writing: Writing, group: Group | None) -> None:
    """Read back `group` from now on, or none."""
    before = writing.dialogue.readback_group_id
    if before == (group.id if group else None):
        return
    writing.dialogue.readback_group = group
    writing.dialogue.save(update_fields=["readback_group"])
    key = str(group.id) if group else None
    writing.append(ReadbackMoved(group=key, before=str(before) if before else None))


def current_stage(writing: Writing) -> Stage | None:
    """Return the open stage, if any."""
    return writing.dialogue.stages.filter(opened_at__isnull=False, ended_at=None).first()


def end_open_stage(writing: Writing) -> str | None:
    """End the open stage, if any, and return its id. The caller appends the event."""
    current = current_stage(writing)
    if current is None:
        return None
    _end(current)
    return str(current.id)


def _end(stage: Stage) -> None:
    stage.ended_at = timezone.now()
    _let_go_on(stage, stage.ended_at)
    stage.save(update_fields=CLOCK_FIELDS)


def _let_go_on(stage: Stage, now: datetime.datetime) -> None:
    """Let the clock of a stage go on, if it stands still, with the time that it had left."""
    if stage.paused_at is not None and stage.due_at is not None:
        stage.due_at += now - stage.paused_at
    stage.paused_at = None


def do_open_last_stage_again(writing: Writing) -> None:
    """Open again the stage that ended last, if any, with the time that it had left."""
    stage = writing.dialogue.stages.filter(ended_at__isnull=False).order_by("ended_at").last()
    if stage is None or stage.ended_at is None:
        return
    before = clocks([stage])
    if stage.due_at is not None:
        stage.due_at += timezone.now() - stage.ended_at
    stage.ended_at = None
    stage.save(update_fields=CLOCK_FIELDS)
    key = str(stage.id)
    writing.append(StageOpened(stage=key, clocks_before=before, clocks_after=clocks([stage])))


class SetClock(Given):
    """Give the open stage more or less time, let its clock stand still or go on, or say whether
    its end is hard (then notes come in late) or soft."""

    name: ClassVar[str] = "set_clock"
    who: ClassVar[Who] = Who.FACILITATOR

    change: Literal["add", "pause", "resume", "hard", "soft"]
    seconds: Annotated[int, Field(ge=-36_000, le=36_000)] = 0


@use_case(SetClock)
def set_clock(writing: Writing, given: SetClock) -> Answer:
    """Answer `{stage}`. Pausing what stands still, or the like, changes nothing."""
    check_open(writing)
    check_leading(writing)
    stage = current_stage(writing)
    if stage is None:
        raise Refusal("stage_not_open")
    return do_set_clock(writing, given, stage)


def do_set_clock(writing: Writing, given: SetClock, stage: Stage) -> Answer:
    before = clock(stage)
    now = timezone.now()
    if given.change == "add" and stage.due_at is not None:
        # Time added after the end counts from now: «one more minute» is a minute.
        running = stage.due_at if stage.paused_at else max(stage.due_at, now)
        start = running if given.seconds > 0 else stage.due_at
        stage.due_at = start + datetime.timedelta(seconds=given.seconds)
    elif given.change == "pause" and stage.paused_at is None:
        stage.paused_at = now
    elif given.change == "resume":
        _let_go_on(stage, now)
    elif given.change in ("hard", "soft"):
        stage.hard_end = given.change == "hard"
    _store_clock(writing, stage, before=before)
    return {"stage": str(stage.id)}


def _store_clock(writing: Writing, stage: Stage, *, before: dict[str, Any]) -> None:
    after = clock(stage)
    if after != before:
        stage.save(update_fields=[*CLOCK_FIELDS, "hard_end"])
        event = StageClockChanged(stage=str(stage.id), clock_before=before, clock_after=after)
        writing.append(event)


def takes_notes_now(stage: Stage) -> bool:
    """Tell whether a note for `stage` is in time: open, and not past a hard end."""
    if not stage.is_open:
        return False
    if not stage.hard_end or stage.due_at is None:
        return True
    return timezone.now() < stage.due_at or stage.paused_at is not None


class StageAsSeen(BaseModel):
    """What stood in the fields of a stage when somebody began to change it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str = ""
    minutes: int = 0
    stimulus: dict[str, Any] | None = None


class EditStage(Given):
    """Change the question, the length or the stimulus of a stage; null leaves a field as it is.

    `before` is what the writer began from; without it, whatever stands there is replaced.
    """

    name: ClassVar[str] = "edit_stage"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID
    prompt: Annotated[str, Field(max_length=2000)] | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    stimulus: Stimulus | None = None
    remove_stimulus: bool = False
    before: StageAsSeen | None = None


@use_case(EditStage)
def edit_stage(writing: Writing, given: EditStage) -> Answer:
    """Answer `{stage}`. Another length of the open stage moves the end of its clock by as much."""
    check_not_sealed(writing)
    stage = the_stage(writing, given.stage)
    fields = check_as_seen(
        writing,
        _fields_wanted(given),
        seen=given.before.model_dump(exclude_unset=True) if given.before else {},
        now={name: getattr(stage, name) for name in StageAsSeen.model_fields},
        event=StageEdited,
        of={"stage": str(stage.id)},
    )
    if stage.is_open and fields.get("minutes", stage.minutes) != stage.minutes:
        check_leading(writing)
    return do_edit_stage(writing, stage, fields)


def _fields_wanted(given: EditStage) -> Fields:
    fields: Fields = {}
    if given.prompt is not None:
        fields["prompt"] = clean(given.prompt)
    if given.minutes is not None:
        fields["minutes"] = given.minutes
    if given.stimulus is not None or given.remove_stimulus:
        fields["stimulus"] = given.stimulus.model_dump() if given.stimulus else None
    return fields


def do_edit_stage(writing: Writing, stage: Stage, fields: Fields) -> Answer:
    longer = datetime.timedelta(minutes=fields.get("minutes", stage.minutes) - stage.minutes)
    do_change_stage(writing, stage, fields)
    if stage.is_open and stage.due_at is not None:
        before = clock(stage)
        now = stage.paused_at or timezone.now()
        # A shorter stage is over at once at most: its end never moves into the past.
        stage.due_at = max(stage.due_at + longer, min(stage.due_at, now))
        _store_clock(writing, stage, before=before)
    return {"stage": str(stage.id)}


def do_change_stage(writing: Writing, stage: Stage, fields: Fields) -> None:
    """Set fields of a stage, but for its clock; no change, no event."""
    after = {name: value for name, value in fields.items() if getattr(stage, name) != value}
    before = {name: getattr(stage, name) for name in after}
    if not after:
        return
    for name, value in after.items():
        setattr(stage, name, value)
    stage.save(update_fields=list(after))
    writing.append(StageEdited(stage=str(stage.id), before=before, after=after))


def the_stage(writing: Writing, stage_id: UUID) -> Stage:
    """Return a stage of this dialogue or raise `unknown_stage`."""
    # All of an agenda, because a batch of writes has it at hand.
    for stage in writing.dialogue.stages.all():
        if stage.id == stage_id:
            return stage
    raise Refusal("unknown_stage")


def clock(stage: Stage) -> dict[str, Any]:
    """Return the times of a stage, JSON-ready."""
    times = {name: getattr(stage, name) for name in CLOCK_FIELDS}
    return {
        **{name: time.isoformat() if time else None for name, time in times.items()},
        "hard_end": stage.hard_end,
    }


def clocks(stages: list[Stage]) -> dict[str, dict[str, Any]]:
    """Return the times of some stages by stage id."""
    return {str(stage.id): clock(stage) for stage in stages}


def set_back(stage: Stage, times: dict[str, Any]) -> None:
    """Give a stage the times that `clock` once returned."""
    for name in CLOCK_FIELDS:
        value = times[name]
        setattr(stage, name, datetime.datetime.fromisoformat(value) if value else None)
    stage.hard_end = times["hard_end"]
    stage.save(update_fields=[*CLOCK_FIELDS, "hard_end"])
