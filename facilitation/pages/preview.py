"""What a participant sees at this moment, for facilitators: the page of somebody who has just come.

Nobody joins and nothing is counted. The browser is told to sandbox the page within, so that no
form of it can be sent and no script of it runs, wherever it is opened.
"""

from typing import Any
from uuid import UUID, uuid4

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from facilitation.board import Audience, Record, fresh_board
from facilitation.breakouts import breakout_of_facilitator, open_breakouts
from facilitation.models import Breakout, Dialogue
from facilitation.pages.board import facilitated
from facilitation.pages.errors import answers_page
from facilitation.pages.forms import LANGUAGE_CHOICES
from facilitation.pages.participant_context import taking_part_context
from facilitation.pages.participant_forms import Typed
from facilitation.pages.passes import needed_user_id
from facilitation.refusals import Refusal

SOMEBODY_NEW: Record = {
    "language": "en",
    "has_profile": True,
    "profile": {},
    "notes": [],
    "votes": {},
    "agreements": [],
    "handover": None,
}
"""What `api.about` would tell of a person who has said and done nothing but to skip the profile."""

_IN_ITS_BOX = {"frame-ancestors": [SELF], "sandbox": ["allow-same-origin"]}


@require_GET
@never_cache
@login_required
@answers_page
def preview(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The frame around it: of the circle that one runs, unless `?breakout=` names another."""
    dialogue = facilitated(request, dialogue_id)
    if "breakout" in request.GET:
        here = _breakout(dialogue, request.GET["breakout"])
    else:
        runs = breakout_of_facilitator(dialogue, needed_user_id(request))
        here = _breakout(dialogue, str(runs or ""))
    context = {
        "dialogue": dialogue,
        "breakouts": open_breakouts(dialogue),
        "here": here,
        "languages": LANGUAGE_CHOICES,
        "language": _language(request),
    }
    return render(request, "facilitation/preview.html", context)


@require_GET
@never_cache
@login_required
@xframe_options_sameorigin
@csp_replace(_IN_ITS_BOX)  # type: ignore[arg-type] # it types views without arguments
@answers_page
def preview_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The participant's page itself, in the plenary or in the circle `?breakout=`."""
    dialogue = facilitated(request, dialogue_id)
    here = _breakout(dialogue, request.GET.get("breakout", ""))
    with translation.override(_language(request)):
        context = _page_context(dialogue, here)
        return render(request, "facilitation/preview_page.html", context)


def _page_context(dialogue: Dialogue, here: Breakout | None) -> dict[str, Any]:
    board = fresh_board(
        dialogue_id=dialogue.id,
        audience=Audience.PARTICIPANT,
        breakout=here.id if here else None,
    )
    sealed = dialogue.state == Dialogue.State.SEALED
    me = None if sealed else SOMEBODY_NEW
    return taking_part_context(dialogue, board, me, Typed("")) | {
        "dialogue": dialogue,
        "typed": Typed(""),
        "op_id": uuid4,
        "languages": LANGUAGE_CHOICES,
        "language": translation.get_language(),
    }


def _breakout(dialogue: Dialogue, asked: str) -> Breakout | None:
    """Return the open breakout that is asked for, None for the plenary."""
    if not asked:
        return None
    try:
        return open_breakouts(dialogue).get(pk=UUID(asked))
    except (ValueError, Breakout.DoesNotExist):
        raise Refusal("unknown_breakout") from None


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(LANGUAGE_CHOICES) else translation.get_language() or "en"
