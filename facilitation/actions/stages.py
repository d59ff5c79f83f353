"""Moving through the agenda against the clock. At most one stage is open.

The clock is the server's: a stage knows when its time is up (`due_at`), so that a phone whose own
clock is wrong shows the same minutes as the projector.
"""

import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.utils import timezone
from pydantic import Field

from facilitation.actions.lead import check_leading
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    check_open,
    use_case,
)
from facilitation.events import StageClockChanged, StageEdited, StageOpened
from facilitation.models import Stage
from facilitation.refusals import Refusal
from facilitation.stimulus import Stimulus
from facilitation.text import clean

CLOCK_FIELDS = ("opened_at", "ended_at", "due_at", "paused_at")


class OpenStage(Given):
    """Go to a stage: the next one, or back to an earlier one."""

    name: ClassVar[str] = "open_stage"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID


@use_case(OpenStage)
def open_stage(writing: Writing, given: OpenStage) -> Answer:
    """Answer `{stage}`. Opening the stage that is open changes nothing."""
    check_open(writing)
    check_leading(writing)
    return do_open_stage(writing, the_stage(writing, given.stage))


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
    return {"stage": str(stage.id)}


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
    stage.ended_at, stage.paused_at = timezone.now(), None
    stage.save(update_fields=CLOCK_FIELDS)


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
    elif given.change == "resume" and stage.paused_at is not None:
        if stage.due_at is not None:
            stage.due_at += now - stage.paused_at
        stage.paused_at = None
    elif given.change in ("hard", "soft"):
        stage.hard_end = given.change == "hard"
    after = clock(stage)
    if after != before:
        stage.save(update_fields=[*CLOCK_FIELDS, "hard_end"])
        event = StageClockChanged(stage=str(stage.id), clock_before=before, clock_after=after)
        writing.append(event)
    return {"stage": str(stage.id)}


def takes_notes_now(stage: Stage) -> bool:
    """Tell whether a note for `stage` is in time: open, and not past a hard end."""
    if not stage.is_open:
        return False
    if not stage.hard_end or stage.due_at is None:
        return True
    return timezone.now() < stage.due_at or stage.paused_at is not None


class EditStage(Given):
    """Change the question, the length or the stimulus of a stage; null leaves a field as it is."""

    name: ClassVar[str] = "edit_stage"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID
    prompt: Annotated[str, Field(max_length=2000)] | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    stimulus: Stimulus | None = None
    remove_stimulus: bool = False


@use_case(EditStage)
def edit_stage(writing: Writing, given: EditStage) -> Answer:
    """Answer `{stage}`."""
    check_not_sealed(writing)
    return do_edit_stage(writing, given, the_stage(writing, given.stage))


def do_edit_stage(writing: Writing, given: EditStage, stage: Stage) -> Answer:
    if given.prompt is not None:
        stage.prompt = clean(given.prompt)
    if given.minutes is not None:
        stage.minutes = given.minutes
    if given.stimulus is not None or given.remove_stimulus:
        stage.stimulus = given.stimulus.model_dump() if given.stimulus else None
    stage.save(update_fields=["prompt", "minutes", "stimulus"])
    writing.append(StageEdited(stage=str(stage.id)))
    return {"stage": str(stage.id)}


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
