"""Pages on which somebody waits for a print: asked for by a button, told how far it is, taken.

For the dialogue's facilitators only. The page says how it stands when it is opened, so it works
without scripts; `printing.js` asks again and again and opens it anew when the print is done.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from facilitation.pages.errors import answers_json, answers_page
from reporting.refusals import Refusal
from reporting.summary.export_pages import public_address
from reporting.summary.jobs import print_if_due, try_again
from reporting.summary.models import PrintJob, Printout, Summary
from reporting.summary.pages import PDF, download, facilitated, file_name
from reporting.summary.printouts import ask_for_draft, ask_for_poster
from reporting.summary.progress import is_done, progress

Print = PrintJob.Print


@require_POST
@never_cache
@login_required
@answers_page
def ask(request: HttpRequest, dialogue_id: UUID, kind: str) -> HttpResponse:
    """Have a draft or a poster printed; then show how far it is. Refuses with `export_unknown`, and
    as `ask_for_draft` and `ask_for_poster`."""
    dialogue = facilitated(request, dialogue_id)
    if kind == Printout.Kind.DRAFT:
        printout = ask_for_draft(dialogue)
    elif kind == Printout.Kind.POSTER:
        printout = ask_for_poster(dialogue, link=public_address(request, dialogue))
    else:
        raise Refusal("export_unknown", kind=kind)
    if printout.print_state == Print.FAILED:
        try_again(printout)
    return redirect("summary:printout", dialogue_id, printout.pk)


@require_GET
@never_cache
@login_required
@answers_page
def printout_page(request: HttpRequest, dialogue_id: UUID, number: int) -> HttpResponse:
    """How far a printout is, and the way to it. Refuses with `printout_unknown`."""
    printout = _printout(request, dialogue_id, number)
    print_if_due(printout)
    printout.refresh_from_db()
    context = {
        "dialogue": printout.dialogue,
        "printout": printout,
        "progress": progress(printout),
        "is_done": is_done(printout),
    }
    return render(request, "summary/printout.html", context)


@require_GET
@never_cache
@login_required
@answers_page
def printout_file(request: HttpRequest, dialogue_id: UUID, number: int) -> HttpResponse:
    """The PDF. Refuses with `printout_unknown`, `summary_not_printed` or `summary_print_failed`."""
    printout = _printout(request, dialogue_id, number)
    if printout.print_state == Print.FAILED:
        raise Refusal("summary_print_failed")
    if not printout.has_pdf():
        print_if_due(printout)
        raise Refusal("summary_not_printed")
    stored, suffix = None, "pdf"
    if printout.kind == Printout.Kind.POSTER:
        stored, suffix = _version(printout), "poster.pdf"
    name = file_name(printout.dialogue, stored, suffix)
    return download(printout.pdf_path.read_bytes(), PDF, name)


@require_GET
@never_cache
@login_required
@answers_json
def printout_state(request: HttpRequest, dialogue_id: UUID, number: int) -> HttpResponse:
    """How far a printout is: `{done, says}`."""
    return _state(_printout(request, dialogue_id, number))


@require_GET
@never_cache
@login_required
@answers_json
def summary_state(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """How far the PDF of the newest summary is: `{done, says}`. Refuses with `summary_unknown`."""
    stored = facilitated(request, dialogue_id).summaries.order_by("-version").first()
    if stored is None:
        raise Refusal("summary_unknown")
    return _state(stored)


def _state(job: PrintJob) -> JsonResponse:
    return JsonResponse({"done": is_done(job), "says": progress(job)})


def _version(printout: Printout) -> Summary | None:
    version = printout.content().version
    return Summary.objects.filter(dialogue=printout.dialogue, version=version).first()


def _printout(request: HttpRequest, dialogue_id: UUID, number: int) -> Printout:
    dialogue = facilitated(request, dialogue_id)
    printout = dialogue.printouts.select_related("dialogue").filter(pk=number).first()
    if printout is None:
        raise Refusal("printout_unknown")
    return printout
