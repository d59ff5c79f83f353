"""The sheet of paper for people without a device: the questions, room to write, and the QR code.

What is written on it is typed in afterwards (`add_proxy_notes`). It asks for no name.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from facilitation.models import Dialogue
from facilitation.pages.board import facilitated
from facilitation.pages.errors import answers_page
from facilitation.pages.qr import join_address, qr_svg
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS, WRITING_KINDS

LINES = 15
"""Ruled lines in all: as many as fit on one page of A4 beside three questions and the QR code."""

FEWEST_LINES = 5
"""Ruled lines a question; with more than three questions the sheet goes on overleaf."""


@require_GET
@never_cache
@login_required
@answers_page
def sheet(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The sheet, in the reader's language; for facilitators, who may see questions early."""
    dialogue = facilitated(request, dialogue_id)
    address = join_address(request, dialogue)
    questions = _questions(dialogue)
    context = {
        "dialogue": dialogue,
        "questions": questions,
        "lines": range(max(FEWEST_LINES, LINES // max(1, len(questions)))),
        "join_address": address,
        "qr": qr_svg(address),
    }
    return render(request, "facilitation/sheet.html", context)


def _questions(dialogue: Dialogue) -> list[dict[str, Any]]:
    """The questions of the stages in which people write; `own` ones are in the dialogue's words."""
    return [
        {
            "title": stage.title or STAGE_KINDS[stage.kind],
            "own_title": bool(stage.title),
            "prompt": stage.prompt or PROMPTS[stage.kind],
            "own_prompt": bool(stage.prompt),
            "calls_on_actor": stage.kind == "how",
        }
        for stage in dialogue.stages.filter(kind__in=WRITING_KINDS)
    ]
