"""Who leads. Where several facilitators run a dialogue, one may hold its agenda.

Nobody leads by accident: one takes the lead, hands it over or gives it up by saying so. It
survives a reload or a dead battery for a while, then it lapses, and anybody may act again. By the
server's clock, and for every board at once: the first open board of somebody else finds it out.
"""

import datetime
from typing import ClassVar

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from facilitation.actions.turn import turn
from facilitation.actions.writing import (
    Answer,
    By,
    Given,
    Who,
    Writing,
    check_not_sealed,
    lock_dialogue,
    use_case,
)
from facilitation.events import LeadChanged
from facilitation.facilitators import name_of
from facilitation.live.ring import ring_on_commit
from facilitation.models import Dialogue
from facilitation.refusals import Refusal

GRACE = datetime.timedelta(minutes=2)
"""How long the lead stays with somebody whose page is gone: a reload, another room, a restart."""

KEPT_EVERY = datetime.timedelta(seconds=30)


class TakeLead(Given):
    """Take the lead. From somebody who has it, it is taken by naming them (`over`, a user id)."""

    name: ClassVar[str] = "take_lead"
    who: ClassVar[Who] = Who.FACILITATOR

    over: int | None = None


@use_case(TakeLead)
def take_lead(writing: Writing, given: TakeLead) -> Answer:
    """Answer `{lead}`. Two who take it at once cannot both have it: the second is told so."""
    check_not_sealed(writing)
    if given.over is None or given.over != writing.dialogue.lead_id:
        check_leading(writing, refusal="somebody_leads")
    return do_give_lead(writing, writing.user_id)


class HandOverLead(Given):
    """Give the lead to another facilitator, or give it up (null)."""

    name: ClassVar[str] = "hand_over_lead"
    who: ClassVar[Who] = Who.FACILITATOR

    to: int | None


@use_case(HandOverLead)
def hand_over_lead(writing: Writing, given: HandOverLead) -> Answer:
    """Answer `{lead}`."""
    check_not_sealed(writing)
    if writing.dialogue.lead_id is None:
        raise Refusal("nobody_leads")
    check_leading(writing)
    if given.to and not writing.dialogue.facilitators.filter(user_id=given.to).exists():
        raise Refusal("unknown_facilitator")
    return do_give_lead(writing, given.to)


def do_give_lead(writing: Writing, user_id: int | None) -> Answer:
    dialogue = writing.dialogue
    before, dialogue.lead_id = dialogue.lead_id, user_id
    dialogue.lead_seen_at = timezone.now() if user_id else None
    dialogue.save(update_fields=["lead", "lead_seen_at"])
    if before != user_id:
        writing.append(LeadChanged(before=before, after=user_id))
    return {"lead": user_id}


def check_leading(writing: Writing, *, refusal: str = "not_leading") -> None:
    """Raise `not_leading` with `who` leads, if that is somebody else who is still there."""
    dialogue = writing.dialogue
    if dialogue.lead_id in (None, writing.user_id) or has_lapsed(dialogue):
        return
    raise Refusal(refusal, who=name_of(dialogue, User.objects.get(pk=dialogue.lead_id)))


def has_lapsed(dialogue: Dialogue) -> bool:
    """Tell whether whoever leads has not been here for longer than the grace period."""
    seen = dialogue.lead_seen_at
    return seen is None or seen < timezone.now() - GRACE


def keep_or_end_lead(dialogue: Dialogue, user_id: int | None) -> None:
    """Take in that a facilitator is here, with their board open.

    If they lead they go on leading, which no board shows. If somebody else leads who has not been
    here for longer than the grace period, nobody leads from now on, which every board shows.
    """
    if user_id is None or dialogue.lead_id is None or dialogue.lead_seen_at is None:
        return
    if dialogue.lead_id != user_id:
        _end_lead(dialogue)
    elif dialogue.lead_seen_at < timezone.now() - KEPT_EVERY:
        mine = Dialogue.objects.filter(pk=dialogue.pk, lead_id=user_id)
        mine.update(lead_seen_at=timezone.now())


def _end_lead(dialogue: Dialogue) -> None:
    if not _is_over(dialogue):
        return
    with turn(), transaction.atomic():
        writing = Writing(dialogue=lock_dialogue(dialogue.id), by=By(), who=Who.ANYONE)
        if _is_over(writing.dialogue):
            do_give_lead(writing, None)
            ring_on_commit(dialogue_id=dialogue.id, seq=writing.dialogue.seq)


def _is_over(dialogue: Dialogue) -> bool:
    is_sealed = dialogue.state == Dialogue.State.SEALED
    return dialogue.lead_id is not None and has_lapsed(dialogue) and not is_sealed
