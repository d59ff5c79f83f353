"""The organizer's pages for reviewing: edit the words, compare versions, sign, ask for a final say.

For the dialogue's facilitators only. Everything works as plain forms; `review.js` saves while
somebody types.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from facilitation.models import Dialogue
from facilitation.pages.api import base_url
from facilitation.pages.errors import answers_json, answers_page
from facilitation.pages.qr import qr_svg
from reporting.format import SummaryV1, to_bytes
from reporting.refusals import Refusal
from reporting.summary import say
from reporting.summary.comparison import changes
from reporting.summary.compile import compile_summary
from reporting.summary.correspondence import open_questions
from reporting.summary.digest import draft_digest
from reporting.summary.edits import words_of
from reporting.summary.models import FinalSay
from reporting.summary.pages import JSON, download, facilitated, file_name
from reporting.summary.review import (
    is_signed,
    newest,
    sign,
    sources_with_findings,
    undecided,
    unfinished,
)
from reporting.summary.review_form import Saved, readable, save_form
from reporting.summary.review_page import SECTIONS, Review

DRAFT = "draft"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@answers_page
def review_page(request: HttpRequest, dialogue_id: UUID, section: str) -> HttpResponse:
    """One section of the review; a form sent to it is saved, and comes back where it could not."""
    dialogue = facilitated(request, dialogue_id)
    if section not in SECTIONS:
        raise Refusal("review_invalid", field=section[:40])
    saved = Saved()
    if request.method == "POST":
        saved = save_form(dialogue=dialogue, post=request.POST, user_id=request.user.pk)
        if not saved.overtaken:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    return _review(request, dialogue, section, saved)


def _review(request: HttpRequest, dialogue: Dialogue, section: str, saved: Saved) -> HttpResponse:
    words = words_of(dialogue)
    sources = sources_with_findings(dialogue, words)
    review = Review(dialogue, compile_summary(dialogue), words, sources, saved)
    context = {
        "dialogue": dialogue,
        "section": section,
        "sections": SECTIONS.items(),
        "summary": review.content,
        "newest": newest(dialogue),
        "undecided": sum(source.undecided for source in sources),
        "overtaken": len(saved.overtaken),
        "strings": _strings(),
        **review.context(section, request.GET.get("page", "1")),
    }
    status = 409 if saved.overtaken else 200
    return render(request, f"summary/review_{section}.html", context, status=status)


def _strings() -> dict[str, str]:
    return {
        "saving": _("Saving…"),
        "saved": _("Saved."),
        "offline": _("Not saved yet. Your words stay here and are sent again."),
        "signedOut": _(
            "Not saved: you are signed out. Your words are kept in this browser; sign in and open "
            "this page again."
        ),
        "overtaken": str(Refusal("review_overtaken").message),
        "theirs": _("Saved by somebody else:"),
        "keep": _("Save mine instead"),
        "left": _("%(n)s characters left"),
        "over": _("%(n)s characters too many"),
    }


@require_POST
@never_cache
@login_required
@answers_json
def autosave(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Save what the page sends while somebody types.

    Answers `{saved: {passage: number}, shown: {passage: digest}}`; with 409 also
    `{error, overtaken: {passage: {number, theirs}}}`, where nothing of that passage was saved.
    """
    dialogue = facilitated(request, dialogue_id)
    saved = save_form(dialogue=dialogue, post=request.POST, user_id=request.user.pk)
    body: dict[str, object] = {"saved": saved.numbers, "shown": saved.shown}
    if not saved.overtaken:
        return JsonResponse(body)
    words = words_of(dialogue)
    body["overtaken"] = {
        passage: {"number": words.number(passage), "theirs": readable(words.values.get(passage))}
        for passage in saved.overtaken
    }
    refusal = next(iter(saved.overtaken.values()))
    return JsonResponse({**refusal.as_json(), **body}, status=refusal.status)


@require_GET
@never_cache
@login_required
@answers_page
def compare_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """What changed between two versions, `?from=1&to=2`; `draft` is a version too."""
    dialogue = facilitated(request, dialogue_id)
    whole = dialogue.summaries.filter(erased__isnull=True).order_by("version")
    numbers = list(whole.values_list("version", flat=True))
    last = str(numbers[-1]) if numbers else DRAFT
    before, after = request.GET.get("from", last), request.GET.get("to", DRAFT)
    context = {
        "dialogue": dialogue,
        "versions": [*map(str, numbers), DRAFT],
        "before": before,
        "after": after,
        "changes": changes(_content(dialogue, before), _content(dialogue, after)),
    }
    return render(request, "summary/compare.html", context)


def _content(dialogue: Dialogue, version: str) -> SummaryV1:
    if version == DRAFT:
        return compile_summary(dialogue)
    number = int(version) if version.isdecimal() and len(version) < 10 else 0
    stored = dialogue.summaries.filter(version=number).first()
    if stored is None:
        raise Refusal("version_unknown")
    return stored.content()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@answers_page
def sign_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """What would be signed, and the form to sign it; refused, the form keeps what was typed."""
    dialogue = facilitated(request, dialogue_id)
    if request.method != "POST":
        return _sign_form(request, dialogue, None)
    try:
        summary = sign(
            dialogue=dialogue,
            name=request.POST.get("name", ""),
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("seen", ""),
            answers=request.POST.get("question", ""),
            user_id=request.user.pk,
        )
    except Refusal as refusal:
        return _sign_form(request, dialogue, refusal)
    if request.POST.get("question"):
        messages.success(request, _("Signed. Submit it now: the answer goes with it."))
        return redirect("summary:submit", dialogue_id)
    messages.success(request, _("Signed. The new version is being printed."))
    return redirect("summary:page", summary.dialogue_id)


def _sign_form(request: HttpRequest, dialogue: Dialogue, refusal: Refusal | None) -> HttpResponse:
    last = newest(dialogue)
    if last is None:
        raise Refusal("review_not_sealed")
    draft, words = compile_summary(dialogue), words_of(dialogue)
    context = {
        "dialogue": dialogue,
        "last": last,
        "is_correction": is_signed(last),
        "summary": draft,
        "changes": changes(last.content(), draft),
        "seen": draft_digest(draft),
        "undecided": undecided(dialogue, words),
        "unfinished": len(unfinished(dialogue, words)),
        "questions": open_questions(dialogue),
        "refusal": refusal,
        "typed": {name: request.POST.get(name, "") for name in ("name", "reason")},
        "question": request.POST.get("question", request.GET.get("question", "")),
    }
    status = refusal.status if refusal else 200
    return render(request, "summary/sign.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@answers_page
def ask_page(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """Open or close participants' final say, and see what they answered."""
    dialogue = facilitated(request, dialogue_id)
    if request.method != "POST":
        return _ask_form(request, dialogue, None)
    if "close" in request.POST:
        say.close_final_say(dialogue=dialogue)
        return redirect("summary:ask", dialogue_id)
    days = request.POST.get("days", "")
    try:
        say.open_final_say(dialogue=dialogue, days=int(days) if days.isdecimal() else 0)
    except Refusal as refusal:
        return _ask_form(request, dialogue, refusal)
    return redirect("summary:ask", dialogue_id)


def _ask_form(request: HttpRequest, dialogue: Dialogue, refusal: Refusal | None) -> HttpResponse:
    link = FinalSay.objects.filter(dialogue=dialogue).first()
    address = base_url(request) + say.address(link) if link else ""
    words = words_of(dialogue)
    draft = compile_summary(dialogue, words=words)
    context = {
        "dialogue": dialogue,
        "link": link,
        "is_open": link is not None and say.is_open_now(link),
        "address": address,
        "qr": qr_svg(address) if link else "",
        "days": say.DAYS_OPEN,
        "answers": draft.final_say,
        "titles": {group.id: group.title for group in draft.groups()},
        "undecided": undecided(dialogue, words),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "summary/ask.html", context, status=status)


@require_GET
@never_cache
@login_required
@answers_page
def draft_file(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The draft's data as it stands now; marked as a draft, also in its name."""
    dialogue = facilitated(request, dialogue_id)
    content = compile_summary(dialogue)
    if content.status == "final":
        # After the seal a draft is only what was not signed yet; the sealed file is the summary.
        raise Refusal("version_unknown")
    return download(to_bytes(content), JSON, file_name(dialogue, None, "json"))
