"""The receipt page: where a version stands at the centre, what was asked, and room to answer.

For whoever has its key, which cannot be guessed: so an organizer who handed in a stick, and has no
server that could ask for them, reads the questions and answers them. The key stands behind the `#`
of the address, which no server and no proxy is sent, and then in a cookie of that page alone.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from facilitation import refusals as live
from facilitation.pages.errors import answers_page
from reporting.centre import questions
from reporting.centre.models import Record, Submission
from reporting.refusals import Refusal

COOKIE = "receipt"
"""Holds the key, for the one page that its path names, until the browser is closed."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def key_page(request: HttpRequest) -> HttpResponse:
    """Take the key of a receipt, or an address that holds it, and lead to the receipt."""
    refusal: Refusal | None = None
    if request.method == "POST":
        typed = request.POST.get("key", "").strip()
        try:
            return _opened(typed.rpartition("#")[2].rpartition("/")[2])
        except Refusal as unknown:
            refusal = unknown
    status = refusal.status if refusal else 200
    return render(request, "centre/receipt_key.html", {"refusal": refusal}, status=status)


@require_safe
@never_cache
@answers_page
def former_address(_request: HttpRequest, key: str) -> HttpResponse:
    """An address as it was given out before, with the key in its path. Refuses with
    `receipt_unknown`."""
    return _opened(key)


def _opened(key: str) -> HttpResponse:
    """Let in whoever has this key. Refuses with `receipt_unknown`."""
    page = reverse("centre:receipt", args=[questions.record_of_key(key).pk])
    response = redirect(page)
    response.set_cookie(
        COOKIE,
        key,
        path=page,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answers_page
def receipt_page(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt of one version, for whoever has its key. Refuses with `receipt_unknown`."""
    # An answer brings the key along, so that it is not lost with the cookie.
    key = request.POST.get("key", "") or request.COOKIES.get(COOKIE, "")
    if not key and request.method != "POST":
        return redirect("centre:receipt-key")
    record = questions.record_of_key(key)
    if record.pk != number:
        raise Refusal("receipt_unknown")
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
    return _opened(key)


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
        "key": questions.receipt_key(record),
        "submission": submission,
        "status": record.status,
        "questions": asked,
        "refusal": refusal,
        "refused": refused,
        "typed": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "centre/receipt.html", context, status=status)
