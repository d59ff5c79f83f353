"""The pages of those who run a dialogue: the board, the projector, the invitation."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from facilitation.actions.accounts import invite_facilitator
from facilitation.actions.writing import check_facilitator
from facilitation.board import Audience, fresh_board
from facilitation.breakouts import breakout_of_facilitator
from facilitation.models import Dialogue
from facilitation.pages.api import base_url
from facilitation.pages.errors import answers_json, answers_page
from facilitation.pages.passes import find_breakout, find_dialogue, needed_user_id, signed_in_id
from facilitation.pages.qr import join_address, qr_picture, qr_svg
from facilitation.pages.strings import BOARD_STRINGS, PROJECTOR_STRINGS, vocabulary_labels
from facilitation.refusals import Refusal


def facilitated(request: HttpRequest, dialogue_id: UUID) -> Dialogue:
    """Return the dialogue, which the asker may run; else raise `Refusal`."""
    dialogue = Dialogue.objects.filter(pk=dialogue_id).first()
    if dialogue is None:
        raise Refusal("unknown_code")
    check_facilitator(dialogue, signed_in_id(request))
    return dialogue


@require_GET
@never_cache
@login_required
@answers_page
def board(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The facilitator's board, drawn by `board.page.js` from the frame in the page."""
    dialogue = facilitated(request, dialogue_id)
    context = {
        "dialogue": dialogue,
        "frame": fresh_board(
            dialogue_id=dialogue.id,
            audience=Audience.FACILITATOR,
            breakout=breakout_of_facilitator(dialogue, needed_user_id(request)),
        ),
        "join_address": join_address(request, dialogue),
        "strings": BOARD_STRINGS,
        "labels": vocabulary_labels(),
    }
    return render(request, "facilitation/board.html", context)


@require_GET
@never_cache
@answers_page
def projector(request: HttpRequest, code: str) -> HttpResponse:
    """The page for the wall of the hall. Whoever knows the code may open it."""
    dialogue = find_dialogue(code)
    breakout = find_breakout(dialogue, code)
    address = join_address(request, dialogue, breakout)
    context = {
        "dialogue": dialogue,
        "code": breakout.code if breakout else dialogue.code,
        "frame": fresh_board(
            dialogue_id=dialogue.id,
            audience=Audience.PROJECTOR,
            breakout=breakout.id if breakout else None,
        ),
        "join_address": address,
        "qr": qr_svg(address),
        "strings": PROJECTOR_STRINGS,
        "labels": vocabulary_labels(),
    }
    return render(request, "facilitation/projector.html", context)


@require_GET
@never_cache
@answers_page
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of a dialogue or of an open breakout. Whoever knows the code may see it."""
    dialogue = find_dialogue(code)
    address = join_address(request, dialogue, find_breakout(dialogue, code))
    return HttpResponse(qr_picture(address), content_type="image/svg+xml")


@require_POST
@answers_json
def invite(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Answer `{link}`: a one-time link that makes whoever opens it first a facilitator."""
    dialogue = facilitated(request, dialogue_id)
    path = invite_facilitator(dialogue=dialogue, by_user_id=signed_in_id(request))
    return JsonResponse({"link": base_url(request) + path})
