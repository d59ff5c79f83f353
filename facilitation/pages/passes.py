"""Who is asking: the participant's signed pass, the user's session, and what each may hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from facilitation.actions.writing import By, check_facilitator
from facilitation.board import Audience
from facilitation.breakouts import breakout_of_facilitator, open_breakouts
from facilitation.models import BREAKOUT_CODE_LENGTH, Breakout, Dialogue
from facilitation.refusals import Refusal
from facilitation.text import code_as_printed

PASS_SECONDS = 7 * 24 * 3600
"""A week: late notes of a phone that was put away after the event still find their way."""

_SALT = "facilitation.pass"


def find_dialogue(code: str) -> Dialogue:
    """Return the dialogue with this join code, or with a breakout that has it, however it was
    typed; or raise `unknown_code`."""
    typed = code_as_printed(code)
    dialogue = Dialogue.objects.filter(code=typed).first()
    if dialogue is None and len(typed) == BREAKOUT_CODE_LENGTH:
        dialogue = Dialogue.objects.filter(breakouts__code=typed).first()
    if dialogue is None:
        raise Refusal("unknown_code")
    return dialogue


def find_breakout(dialogue: Dialogue, code: str) -> Breakout | None:
    """Return the open breakout of `dialogue` with this code; None for any other code."""
    typed = code_as_printed(code)
    if len(typed) != BREAKOUT_CODE_LENGTH:
        return None
    return open_breakouts(dialogue).filter(code=typed).first()


def pass_name(code: str) -> str:
    """Return the name of the cookie that is the pass to the dialogue with this code."""
    return f"dialogue_{code}"


def read_pass(cookies: Mapping[str, str], code: str) -> UUID | None:
    """Return the participant whose pass is among `cookies`, or None where there is no pass.

    Raises `Refusal("cookie_invalid")` for a pass that was edited, expired or made for another
    dialogue. Whether the participant still exists is for the database to say.
    """
    value = cookies.get(pass_name(code))
    if value is None:
        return None
    try:
        held = signing.loads(value, salt=f"{_SALT}.{code}", max_age=PASS_SECONDS)
        return UUID(held)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise Refusal("cookie_invalid") from None


def holds_pass(cookies: Mapping[str, str], code: str) -> bool:
    """Whether a phone shows a pass for the dialogue with this code, however that was typed.

    Which dialogue the code of a breakout leads to is for the database to say: for such a code any
    pass is good.
    """
    typed = code_as_printed(code)
    if len(typed) != BREAKOUT_CODE_LENGTH:
        return _is_sound(cookies, typed)
    named = (name.removeprefix(pass_name("")) for name in cookies if name.startswith(pass_name("")))
    return any(_is_sound(cookies, each) for each in named)


def _is_sound(cookies: Mapping[str, str], code: str) -> bool:
    try:
        return read_pass(cookies, code) is not None
    except Refusal:
        return False


def set_pass(response: HttpResponse, code: str, participant_id: UUID | str) -> None:
    """Hand out the pass: signed, out of reach of scripts, for this site only."""
    response.set_cookie(
        pass_name(code),
        signing.dumps(str(participant_id), salt=f"{_SALT}.{code}"),
        max_age=PASS_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def drop_pass(response: HttpResponse, code: str) -> None:
    """Take the pass back."""
    response.delete_cookie(pass_name(code), samesite="Lax")


def settle_pass(response: HttpResponse, code: str, action: str, answer: Mapping[str, Any]) -> None:
    """Hand out the pass that an answer brings, or take it back from whoever has left."""
    if action in ("join", "use_handover"):
        set_pass(response, code, answer["participant"])
    elif action == "leave_and_erase":
        drop_pass(response, code)


def asking(request: HttpRequest, code: str) -> By:
    """Return who asks. Raises `cookie_invalid`."""
    return By(participant_id=read_pass(request.COOKIES, code), user_id=signed_in_id(request))


def signed_in_id(request: HttpRequest) -> int | None:
    """Return the id of the signed-in user, if any."""
    return request.user.pk if request.user.is_authenticated else None


def needed_user_id(request: HttpRequest) -> int:
    """Return the id of the signed-in user or raise `sign_in_needed`."""
    user_id = signed_in_id(request)
    if user_id is None:
        raise Refusal("sign_in_needed")
    return user_id


@dataclass(frozen=True)
class Hearing:
    """Whose board somebody may hear: that of `breakout`, or of the plenary (None).

    `who` is who hears: a participant, a user, or for a projector the breakout that it shows.
    """

    who: UUID | int | None
    breakout: UUID | None


def check_may_hear(
    *,
    dialogue: Dialogue,
    audience: Audience,
    participant_id: UUID | None,
    user_id: int | None,
    code: str,
) -> Hearing:
    """Return what the asker may hear of `audience`; raise `Refusal` where that is nothing.

    `code` is the one asked with: that of a breakout shows its board on a projector. The
    projector's board shows nothing that the room does not see. After the seal no participant is
    known any more; whoever holds a valid pass may still see how the dialogue ended.
    """
    if audience is Audience.FACILITATOR:
        check_facilitator(dialogue, user_id)
        assert user_id is not None
        return Hearing(user_id, breakout_of_facilitator(dialogue, user_id))
    if audience is Audience.PARTICIPANT:
        return _participant_hearing(dialogue, participant_id)
    shown = find_breakout(dialogue, code)
    return Hearing(shown.id, shown.id) if shown else Hearing(None, None)


def _participant_hearing(dialogue: Dialogue, participant_id: UUID | None) -> Hearing:
    if participant_id is None:
        raise Refusal("join_first")
    if dialogue.state == Dialogue.State.SEALED:
        return Hearing(participant_id, None)
    person = dialogue.participants.filter(pk=participant_id).first()
    if person is None:
        raise Refusal("join_first")
    return Hearing(person.id, person.breakout_id)
