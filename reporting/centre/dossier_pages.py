"""What the centre holds of one dialogue: every version that came, and questions to its organizer.

For staff only. One reads the version that counts and asks about a part of it; what was asked about
others stays.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from facilitation.pages.errors import answers_page
from reporting.centre import listing, questions
from reporting.centre.models import Dossier, Question, Record, Submission
from reporting.centre.pages import staff_only
from reporting.refusals import Refusal
from reporting.summary.presentation import shown


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def dossier_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """One dialogue; a question sent to the page is asked about the version it names."""
    dossiers = Dossier.objects.select_related("current").filter(current__isnull=False)
    dossier = get_object_or_404(dossiers, pk=dialogue_id)
    if request.method != "POST":
        return _page(request, dossier, None)
    record = get_object_or_404(dossier.records, pk=_number(request.POST.get("record", "")))
    about, text = request.POST.get("about", ""), request.POST.get("text", "")
    try:
        questions.ask(record=record, about=about, text=text, user_id=request.user.pk)
    except Refusal as refusal:
        return _page(request, dossier, refusal)
    messages.success(request, _("The question is asked. The organizer sees it in the review."))
    return redirect("centre:dossier", dialogue_id)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _page(request: HttpRequest, dossier: Dossier, refusal: Refusal | None) -> HttpResponse:
    record = dossier.current
    assert record is not None
    asked = Question.objects.filter(record__dossier=dossier).select_related("record")
    summary = questions.summary_of(record)
    reading = shown(summary)
    context = {
        "dossier": dossier,
        "country": listing.label(
            by="country", code=record.country, language=get_language() or "en"
        ),
        "submissions": Submission.objects.without_raw()
        .accepted()
        .filter(record__dossier=dossier)
        .order_by("-record__version", "pk"),
        "status": record.status,
        "questions": [
            (question, questions.subject(question))
            for question in asked.prefetch_related("answers")
        ],
        "summary": summary,
        "shown": reading,
        "figures": list(zip(questions.FIGURES, reading.tables, strict=True)),
        "receipt_address": request.build_absolute_uri(questions.receipt_path(record)),
        "refusal": refusal,
        "typed": {name: request.POST.get(name, "") for name in ("about", "text")},
    }
    status = refusal.status if refusal else 200
    return render(request, "centre/dossier.html", context, status=status)


@require_POST
@staff_only
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Note that a version was looked at and is in order."""
    record = get_object_or_404(Record, pk=number)
    questions.accept(record, user_id=request.user.pk)
    return redirect("centre:dossier", record.dossier_id)


@require_POST
@staff_only
@answers_page
def erase(_request: HttpRequest, number: int) -> HttpResponse:
    """Erase the bytes of a replaced version. Refuses with `version_counts`."""
    record = get_object_or_404(Record, pk=number)
    questions.erase(record)
    return redirect("centre:dossier", record.dossier_id)


@require_POST
@staff_only
def withdraw(_request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Wait for no answer to a question any more."""
    question = get_object_or_404(Question.objects.select_related("record"), pk=question_id)
    questions.withdraw(question)
    return redirect("centre:dossier", question.record.dossier_id)
