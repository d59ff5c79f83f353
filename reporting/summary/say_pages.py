"""The page of the final say: the groups as they will be published, and an answer to each.

For whoever has the link; nothing is asked of them and nothing kept but the answer. The cookie-free
page works by plain forms, one for each group, so that a wrong answer costs no other.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilitation.pages.errors import answers_page
from reporting.refusals import Refusal
from reporting.summary.models import FinalSay
from reporting.summary.say import address, check_answer, do_answer, is_open_now
from reporting.summary.shown import Shown, shown


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answers_page
def say_page(request: HttpRequest, token: str) -> HttpResponse:
    """Read the groups, and answer on one."""
    say = FinalSay.objects.select_related("dialogue").filter(token=token).first()
    if say is None:
        raise Refusal("final_say_unknown")
    content = shown(say.dialogue)
    if request.method != "POST":
        return _page(request, say, content)
    group = _uuid(request.POST.get("group", ""))
    try:
        _answer(request, say, content, group)
    except Refusal as refusal:
        typed = request.POST.get("text", "")
        return _page(request, say, content, refusal=refusal, group=str(group), typed=typed)
    messages.success(request, _("Thank you. Your answer was counted."))
    return HttpResponseRedirect(f"{address(say)}#group-{group}", status=303)


def _answer(request: HttpRequest, say: FinalSay, content: Shown, group: UUID) -> None:
    agrees = request.POST.get("answer") == "agree"
    typed = request.POST.get("text", "")
    words = check_answer(say, group=group, groups=content.groups(), agrees=agrees, text=typed)
    do_answer(
        say,
        answer_id=_uuid(request.POST.get("op_id", "")),
        group=group,
        agrees=agrees,
        text=words,
        language=get_language() or "en",
    )


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Refusal("final_say_unknown_group") from error


def _page(
    request: HttpRequest,
    say: FinalSay,
    content: Shown,
    *,
    refusal: Refusal | None = None,
    group: str = "",
    typed: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "say": say,
        "dialogue": say.dialogue,
        "title": content.title,
        "is_open": is_open_now(say),
        "stages": [
            (stage, [(item, uuid4()) for item in stage.groups if item.notes])
            for stage in content.stages
        ],
        "refusal": refusal,
        "refused_group": group,
        "typed": typed,
    }
    status = refusal.status if refusal else 200
    return render(request, "summary/say.html", context, status=status)
