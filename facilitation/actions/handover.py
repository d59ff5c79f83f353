"""Going on with another phone: a code shown on the one and typed on the other."""

import datetime
from typing import Annotated, ClassVar

from django.utils import timezone
from pydantic import Field

from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.models import Handover, new_handover_code
from facilitation.refusals import Refusal
from facilitation.text import code_as_printed

LIFETIME = datetime.timedelta(minutes=10)


class MakeHandover(Given):
    """Ask for a code with which one goes on with another phone. A newer code replaces it."""

    name: ClassVar[str] = "make_handover"
    who: ClassVar[Who] = Who.PARTICIPANT


@use_case(MakeHandover)
def make_handover(writing: Writing, _given: MakeHandover) -> Answer:
    """Answer `{code, seconds}`: the code, and how long it works."""
    check_not_sealed(writing)
    return do_make_handover(writing)


def do_make_handover(writing: Writing) -> Answer:
    fresh = {"code": new_handover_code(), "expires_at": timezone.now() + LIFETIME}
    handover, _ = Handover.objects.update_or_create(participant=writing.participant, defaults=fresh)
    return {"code": handover.code, "seconds": int(LIFETIME.total_seconds())}


class UseHandover(Given):
    """Go on here as whoever was given this code on another phone."""

    name: ClassVar[str] = "use_handover"
    who: ClassVar[Who] = Who.ANYONE

    code: Annotated[str, Field(max_length=40)]


@use_case(UseHandover)
def use_handover(writing: Writing, given: UseHandover) -> Answer:
    """Answer `{participant}`: the id that goes into the signed cookie. A code works once."""
    check_not_sealed(writing)
    return do_use_handover(check_handover(writing, given.code))


def check_handover(writing: Writing, code: str) -> Handover:
    """Return what a code of this dialogue stands for, however it was typed.

    Raises `handover_unknown`, or `handover_expired` after its time.
    """
    asked = Handover.objects.filter(participant__dialogue=writing.dialogue)
    known = asked.filter(code=code_as_printed(code)).first()
    if known is None:
        raise Refusal("handover_unknown")
    if known.expires_at < timezone.now():
        raise Refusal("handover_expired")
    return known


def do_use_handover(handover: Handover) -> Answer:
    handover.delete()
    return {"participant": str(handover.participant_id)}
