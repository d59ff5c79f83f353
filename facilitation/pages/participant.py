"""The participant's page `/d/<CODE>/`, and its forms for phones without JavaScript.

Everything works by links and forms alone; `participant.page.js` then keeps the page live. What
the page shows of the dialogue is the participants' board, so visibility is decided there.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from facilitation.actions.writing import parse
from facilitation.board import Audience, Frame, Record, fresh_board
from facilitation.models import Dialogue, Note, Participant
from facilitation.pages.api import about, perform_for, read_op_id
from facilitation.pages.errors import answers_page
from facilitation.pages.forms import LANGUAGE_CHOICES
from facilitation.pages.participant_context import missed_as_note, taking_part_context
from facilitation.pages.participant_forms import Typed, body_of, typed_before_joining
from facilitation.pages.participant_words import Words, note_told, script_strings
from facilitation.pages.passes import (
    drop_pass,
    find_breakout,
    find_dialogue,
    read_pass,
    set_pass,
    settle_pass,
)
from facilitation.refusals import Refusal

_DONE: dict[str, Words] = {
    "edit_note": gettext_lazy("Your change has been sent."),
    "withdraw_note": gettext_lazy("Your note has been taken back."),
    "save_profile": gettext_lazy("Your answers have been saved. You can change them below."),
    "correct": gettext_lazy("What you wrote has been sent."),
    "leave_and_erase": gettext_lazy("You have left. What led to you has been erased."),
}

_SHOWN_IN = {"make_handover": "handover"}
"""The part of the page that answers an action, where that is not a sentence above it."""


@require_GET
@never_cache
@gzip_page
@answers_page
def participant(request: HttpRequest, code: str) -> HttpResponse:
    """The page: to join, to take part, or to see how it ended."""
    dialogue = find_dialogue(code)
    if dialogue.code != code:
        breakout = find_breakout(dialogue, code)
        query = {"breakout": breakout.code} if breakout else None
        return redirect(reverse("participant", args=[dialogue.code], query=query))
    return _page(request, dialogue, Typed(""))


@require_POST
@never_cache
@gzip_page
@answers_page
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Do what a form asks and go back to the page; refused, it comes back with what was typed."""
    dialogue = find_dialogue(code)
    fields = body_of(action, request.POST)
    try:
        op_id = read_op_id(request.POST.get("op_id"))
        answer = perform_for(request, dialogue, parse(action, fields), op_id)
    except Refusal as refusal:
        return _page(request, dialogue, Typed(action, fields, refusal))
    if action in ("join", "use_handover"):
        return _joined(request, dialogue, UUID(answer["participant"]))
    if told := _told(action, answer):
        messages.success(request, str(told), extra_tags=action)
    response = _back(dialogue, part=_SHOWN_IN.get(action, ""))
    settle_pass(response, dialogue.code, action, answer)
    return response


def _told(action: str, answer: Mapping[str, Any]) -> Words:
    if action == "add_note" or answer.get("state") in Note.WAITING:
        return note_told(answer["state"])
    return _DONE.get(action, "")


def _back(dialogue: Dialogue, part: str = "") -> HttpResponseRedirect:
    page = reverse("participant", args=[dialogue.code], fragment=part or None)
    return HttpResponseRedirect(page, status=303)


def _joined(request: HttpRequest, dialogue: Dialogue, participant_id: UUID) -> HttpResponse:
    """Somebody whose pass was lost while they wrote finds their words in the box again."""
    typed = typed_before_joining(request.POST)
    person = dialogue.participants.filter(pk=participant_id).first()
    keep = typed.words and person is not None
    response = _taking_part(request, dialogue, person, typed) if keep else _back(dialogue)
    set_pass(response, dialogue.code, participant_id)
    return response


def _page(request: HttpRequest, dialogue: Dialogue, typed: Typed) -> HttpResponse:
    if dialogue.state == Dialogue.State.SEALED:
        response = _taking_part(request, dialogue, None, typed)
        drop_pass(response, dialogue.code)
        return response
    try:
        person = _who(request, dialogue)
    except Refusal as refusal:
        return _join(request, dialogue, typed, refusal)
    if person is None:
        return _join(request, dialogue, typed, typed.refusal)
    return _taking_part(request, dialogue, person, typed)


def _who(request: HttpRequest, dialogue: Dialogue) -> Participant | None:
    """Return the participant, or None for somebody new. Raises `cookie_invalid`.

    A pass that is signed by us and leads to nobody comes from before a restored backup.
    """
    participant_id = read_pass(request.COOKIES, dialogue.code)
    if participant_id is None:
        return None
    person = dialogue.participants.filter(pk=participant_id).first()
    if person is None:
        raise Refusal("cookie_invalid")
    return person


def _join(
    request: HttpRequest, dialogue: Dialogue, typed: Typed, refusal: Refusal | None
) -> HttpResponse:
    if refusal is None and dialogue.state == Dialogue.State.CLOSED:
        refusal = Refusal("dialogue_closed")
    context = _shared(dialogue, missed_as_note(typed, None)) | {
        "refusal": refusal,
        "page_data": _page_data(dialogue, board=None, me=None) | {"left": _has_left(request)},
    }
    # Somebody new to a closed dialogue is not refused: late notes may still wait on their phone.
    status = refusal.status if refusal and refusal.code != "dialogue_closed" else 200
    return render(request, "facilitation/participant_join.html", context, status=status)


def _has_left(request: HttpRequest) -> bool:
    """Whether the page before was the last of somebody who left; the script then erases, too."""
    return any("leave_and_erase" in message.tags for message in messages.get_messages(request))


def _taking_part(
    request: HttpRequest, dialogue: Dialogue, person: Participant | None, typed: Typed
) -> HttpResponse:
    """The page of `person`; of nobody once the dialogue is sealed."""
    board = fresh_board(
        dialogue_id=dialogue.id,
        audience=Audience.PARTICIPANT,
        breakout=person.breakout_id if person else None,
    )
    me = about(person) if person else None
    if me is not None:
        me["notes"] = [note for note in me["notes"] if note["state"] != "withdrawn"]
    typed = missed_as_note(typed, board)
    context = _shared(dialogue, typed)
    context |= taking_part_context(dialogue, board, me, typed)
    context |= {
        "page_data": _page_data(dialogue, board=board, me=me),
        "invited_to": find_breakout(dialogue, request.GET.get("breakout", "")),
    }
    status = typed.refusal.status if typed.refusal else 200
    return render(request, "facilitation/participant.html", context, status=status)


def _shared(dialogue: Dialogue, typed: Typed) -> dict[str, Any]:
    """`op_id` is a callable: each `{{ op_id }}` is a new number, one for every form."""
    return {
        "dialogue": dialogue,
        "typed": typed,
        "op_id": uuid4,
        "languages": LANGUAGE_CHOICES,
        "language": get_language() or "en",
    }


def _page_data(dialogue: Dialogue, *, board: Frame | None, me: Record | None) -> dict[str, Any]:
    """What the script starts from. The wall is left to the feed: it stands in the HTML already."""
    if board is not None:
        board = {**board, "put": {**board["put"], "notes": {}}}
    return {
        "code": dialogue.code,
        "state": dialogue.state,
        "now": timezone.now().isoformat(),
        "language": get_language() or "en",
        "board": board,
        "me": me,
        "strings": script_strings(),
    }
