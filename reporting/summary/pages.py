"""The organizer's pages: read the summary, see what became of every note, take PDF and data.

For the dialogue's facilitators only. Before the seal the page shows a draft, compiled anew each
time. A file says in its name that it is a draft, or that nobody has reviewed it.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from facilitation.actions.writing import check_facilitator
from facilitation.models import Dialogue
from facilitation.pages.errors import answers_page
from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.exports import EXPORTS
from reporting.summary.jobs import print_if_due, try_again
from reporting.summary.models import Summary
from reporting.summary.presentation import shown
from reporting.summary.progress import progress
from reporting.summary.review import is_signed

PDF = "application/pdf"
JSON = "application/json"
PRINTED = ("pdf", "poster")
"""Exports that go through the press; nobody waits for that within a request."""


@require_GET
@never_cache
@login_required
@answers_page
def summary_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The newest summary, or a draft while the dialogue is not sealed."""
    dialogue = facilitated(request, dialogue_id)
    stored = dialogue.summaries.order_by("-version").first()
    if stored is not None:
        print_if_due(stored)
        stored.refresh_from_db()
    content = stored.content() if stored else compile_summary(dialogue)
    signed = is_signed(stored)
    context = {
        "dialogue": dialogue,
        "stored": stored,
        "is_signed": signed,
        "progress": progress(stored) if stored else "",
        "versions": dialogue.summaries.select_related("sign_off"),
        "summary": content,
        "shown": shown(content),
        "exports": {
            kind: item
            for kind, item in EXPORTS.items()
            if kind != "pdf" and (signed or is_for_review(kind))
        },
    }
    return render(request, "summary/page.html", context)


@require_GET
@never_cache
@login_required
@answers_page
def summary_pdf(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The PDF. Refuses with `summary_unknown`, `summary_not_printed` or `summary_print_failed`."""
    stored = _newest(request, dialogue_id)
    if stored.print_state == Summary.Print.FAILED:
        raise Refusal("summary_print_failed")
    if not stored.has_pdf():
        print_if_due(stored)
        raise Refusal("summary_not_printed")
    return download(stored.pdf_path.read_bytes(), PDF, file_name(stored.dialogue, stored, "pdf"))


@require_GET
@never_cache
@login_required
@answers_page
def summary_json(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The data, byte for byte as it was sealed. Refuses with `summary_unknown`."""
    stored = _newest(request, dialogue_id)
    return download(bytes(stored.data), JSON, file_name(stored.dialogue, stored, "json"))


@require_POST
@login_required
@answers_page
def print_again(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Try again after printing has failed for good; then show the page."""
    try_again(_newest(request, dialogue_id))
    return redirect("summary:page", dialogue_id)


def facilitated(request: HttpRequest, dialogue_id: UUID) -> Dialogue:
    """The dialogue, of which the reader is a facilitator. Refuses with `unknown_dialogue` or
    `not_facilitator`."""
    dialogue = Dialogue.objects.filter(pk=dialogue_id).first()
    if dialogue is None:
        raise Refusal("unknown_dialogue", dialogue=str(dialogue_id))
    check_facilitator(dialogue, request.user.pk)
    return dialogue


def _newest(request: HttpRequest, dialogue_id: UUID) -> Summary:
    stored = facilitated(request, dialogue_id).summaries.order_by("-version").first()
    if stored is None:
        raise Refusal("summary_unknown")
    return stored


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep, never a page to open."""
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def is_for_review(kind: str) -> bool:
    """Whether a format may be taken of a summary that nobody has signed: to review it, not to pass
    it on."""
    return kind not in ("poster", "html", "txt")


def file_name(dialogue: Dialogue, stored: Summary | None, suffix: str) -> str:
    """A name that says which dialogue and version, whether it was reviewed, and nothing that a
    person typed. Without a stored summary, of a draft."""
    version = "draft"
    if stored is not None:
        version = f"v{stored.version}" + ("" if is_signed(stored) else "-not-reviewed")
    return f"dialogue-{dialogue.date.isoformat()}-{dialogue.code}-{version}.{suffix}"
