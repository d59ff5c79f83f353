"""Submitting, the receipt, and the centre's questions: the last of the organizer's pages.

For the dialogue's facilitators only. Opening the page asks the centre how things stand; where it is
not reached, what it said last stands there with its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from facilitation.models import Dialogue
from facilitation.pages.errors import answers_page
from reporting.centre.models import Record
from reporting.centre.questions import PARTS
from reporting.refusals import Refusal
from reporting.summary import correspondence
from reporting.summary.handover import hand_over
from reporting.summary.models import Handover, Reply
from reporting.summary.pages import facilitated
from reporting.summary.review import is_signed, newest
from reporting.summary.standing import Asked


@dataclass(frozen=True)
class Letter:
    """One question with what was answered to it, and a fresh id for an answer."""

    asked: Asked
    subject: str
    replies: list[Reply]
    op_id: UUID

    @property
    def is_open(self) -> bool:
        return not (self.asked.withdrawn or self.asked.answers or self.replies)

    @property
    def waiting(self) -> list[Reply]:
        """Answers that have not arrived yet."""
        arrived = {answer.id for answer in self.asked.answers}
        return [reply for reply in self.replies if reply.pk not in arrived]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@answers_page
def submit_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Hand the newest signed version to the centre; show every receipt and question."""
    dialogue = facilitated(request, dialogue_id)
    if request.method == "POST":
        try:
            hand_over(dialogue=dialogue, user_id=request.user.pk)
        except Refusal as refused:
            return _page(request, dialogue, refused)
        return redirect("summary:submit", dialogue_id)
    correspondence.send_waiting(dialogue=dialogue)
    reached = correspondence.refresh_due(dialogue)
    return _page(request, dialogue, None, reached=reached)


@require_POST
@never_cache
@login_required
@answers_page
def ask_centre(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Ask the centre again, at once."""
    dialogue = facilitated(request, dialogue_id)
    correspondence.send_waiting(dialogue=dialogue)
    if correspondence.refresh_due(dialogue, at_once=True):
        messages.success(request, _("The centre was asked just now."))
    return redirect("summary:submit", dialogue_id)


@require_POST
@never_cache
@login_required
@answers_page
def reply(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Answer a question in words. Kept, then sent; where it cannot be sent now, it waits."""
    dialogue = facilitated(request, dialogue_id)
    question, text = _uuid(request, "question"), request.POST.get("text", "")
    try:
        handover, words = correspondence.check_reply(dialogue, question=question, text=text)
    except Refusal as refusal:
        return _page(request, dialogue, refusal, asked=question)
    correspondence.do_reply(
        handover,
        reply_id=_uuid(request, "op_id"),
        question=question,
        text=words,
        version=None,
        user_id=request.user.pk,
    )
    if correspondence.send_waiting(dialogue=dialogue):
        messages.success(request, _("The answer was sent."))
    correspondence.refresh_due(dialogue, at_once=True)
    return redirect("summary:submit", dialogue_id)


def _uuid(request: HttpRequest, field: str) -> UUID:
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError:
        raise Refusal("review_invalid", field=field) from None


def _page(
    request: HttpRequest,
    dialogue: Dialogue,
    refusal: Refusal | None,
    *,
    asked: UUID | None = None,
    reached: bool = True,
) -> HttpResponse:
    last = newest(dialogue)
    context = {
        "dialogue": dialogue,
        "last": last,
        "is_signed": is_signed(last),
        "centre": settings.TOOLKIT_CENTRE_URL,
        "handovers": [
            (row, _status(row), correspondence.standing_of(row).page, _letters(row))
            for row in correspondence.current_handovers(dialogue)
        ],
        "refusal": refusal,
        "refused_question": asked,
        "typed": request.POST.get("text", ""),
        "reached": reached,
    }
    status = refusal.status if refusal else 200
    return render(request, "summary/submit.html", context, status=status)


def _status(handover: Handover) -> str | Promise:
    """The centre's word in the reader's language, or as it is where we do not know it."""
    told = correspondence.standing_of(handover).status or Record.Status.RECEIVED
    return Record.Status(told).label if told in Record.Status else told


def _letters(handover: Handover) -> list[Letter]:
    questions = correspondence.standing_of(handover).questions
    ids = [asked.id for asked in questions]
    written = list(Reply.objects.filter(question__in=ids))
    return [
        Letter(
            asked,
            str(PARTS.get(asked.about, asked.about_words)),
            [reply for reply in written if reply.question == asked.id],
            uuid4(),
        )
        for asked in questions
    ]
