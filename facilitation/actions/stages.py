"""Moving through the agenda. At most one stage is open; going on ends the one before."""

from typing import ClassVar
from uuid import UUID

from django.utils import timezone

from facilitation.actions.writing import Answer, Given, Who, Writing, check_open, use_case
from facilitation.events import StageOpened
from facilitation.models import Stage
from facilitation.refusals import Refusal


class OpenStage(Given):
    """Go to a stage: the next one, or back to an earlier one."""

    name: ClassVar[str] = "open_stage"
    who: ClassVar[Who] = Who.FACILITATOR

    stage: UUID


@use_case(OpenStage)
def open_stage(writing: Writing, given: OpenStage) -> Answer:
    """Answer `{stage}`. Opening the stage that is open changes nothing."""
    check_open(writing)
    return do_open_stage(writing, the_stage(writing, given.stage))


def do_open_stage(writing: Writing, stage: Stage) -> Answer:
    if not stage.is_open:
        before = end_open_stage(writing)
        stage.opened_at, stage.ended_at = timezone.now(), None
        stage.save(update_fields=["opened_at", "ended_at"])
        writing.append(StageOpened(stage=str(stage.id), before=before))
    return {"stage": str(stage.id)}


def end_open_stage(writing: Writing) -> str | None:
    """End the open stage, if any, and return its id. The caller appends the event."""
    current = writing.dialogue.stages.filter(opened_at__isnull=False, ended_at=None).first()
    if current is None:
        return None
    current.ended_at = timezone.now()
    current.save(update_fields=["ended_at"])
    return str(current.id)


def the_stage(writing: Writing, stage_id: UUID) -> Stage:
    """Return a stage of this dialogue or raise `unknown_stage`."""
    stage = writing.dialogue.stages.filter(pk=stage_id).first()
    if stage is None:
        raise Refusal("unknown_stage")
    return stage
