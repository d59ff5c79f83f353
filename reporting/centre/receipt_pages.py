"""The receipt page: where a version stands at the centre, what was asked, and room to answer.

For whoever has its address, which cannot be guessed: so an organizer who handed in a stick, and has
no server that could ask for them, reads the questions and answers them.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilitation import refusals as live
from facilitation.pages.errors import answers_page
from reporting.centre import questions
from reporting.centre.models import Record, Submission
from reporting.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answers_page
def receipt_page(request: HttpRequest, key: str) -> HttpResponse:
    """The receipt of one version. Refuses with `receipt_unknown`."""
    record = questions.record_of_key(key)
    if request.method != "POST":
        return _page(request, record, None)
    question = get_object_or_404(record.questions, pk=_uuid(request.POST.get("question", "")))
    try:
        questions.answer(
            question=question,
            answer_id=_uuid(request.POST.get("op_id", "")),
            text=request.POST.get("text", ""),
        )
    except Refusal as refusal:
        return _page(request, record, refusal, refused=str(question.pk))
    messages.success(request, _("Thank you. Your answer was received."))
    return redirect("centre:receipt", key)


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise live.Refusal("body_invalid", field="question") from None


def _page(
    request: HttpRequest, record: Record, refusal: Refusal | None, refused: str = ""
) -> HttpResponse:
    submission = Submission.objects.without_raw().filter(record=record).order_by("pk")[0]
    asked = [
        (question, questions.subject(question), uuid4())
        for question in record.questions.prefetch_related("answers")
    ]
    context = {
        "record": record,
        "submission": submission,
        "status": record.status,
        "questions": asked,
        "refusal": refusal,
        "refused": refused,
        "typed": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "centre/receipt.html", context, status=status)
