"""A summary in other formats, for the dialogue's facilitators; and for everybody once signed.

What is made to be passed on is given only of a signed version. The others can be taken to review
them, of a draft too; their names say so.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from facilitation.models import Dialogue
from facilitation.pages.errors import answers_page
from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.exports import EXPORTS, export
from reporting.summary.models import Summary
from reporting.summary.pages import PRINTED, download, facilitated, file_name, is_for_review
from reporting.summary.presentation import shown
from reporting.summary.review import is_signed


@require_GET
@never_cache
@login_required
@answers_page
def export_file(request: HttpRequest, dialogue_id: UUID, kind: str) -> HttpResponse:
    """The newest summary as a file. Refuses with `export_unknown`, `export_not_signed`, and as the
    dialogue's pages."""
    dialogue = facilitated(request, dialogue_id)
    # What goes through the press is printed in the background (`printout_pages`).
    if kind not in EXPORTS or kind in PRINTED:
        raise Refusal("export_unknown", kind=kind)
    stored = dialogue.summaries.order_by("-version").first()
    if not (is_for_review(kind) or is_signed(stored)):
        raise Refusal("export_not_signed")
    content = stored.content() if stored else compile_summary(dialogue)
    made = export(kind, content, link=public_address(request, dialogue))
    wanted = EXPORTS[kind]
    return download(made, wanted.media_type, file_name(dialogue, stored, wanted.suffix))


@require_GET
@answers_page
def public_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The newest signed summary, for whoever has its address; the poster's code leads here.

    Refuses with `summary_unknown` until an organizer has signed: before that nobody has said
    that it may be published.
    """
    stored = _newest_signed(dialogue_id)
    if stored is None:
        raise Refusal("summary_unknown")
    content = stored.content()
    return render(request, "summary/public.html", {"summary": content, "shown": shown(content)})


def _newest_signed(dialogue_id: UUID) -> Summary | None:
    signed = Summary.objects.filter(dialogue_id=dialogue_id, sign_off__isnull=False)
    return signed.order_by("-version").first()


def public_address(request: HttpRequest, dialogue: Dialogue) -> str:
    """Where all can read the summary; empty while nobody has signed it."""
    if _newest_signed(dialogue.pk) is None:
        return ""
    return request.build_absolute_uri(reverse("summary:public", args=[dialogue.pk]))
