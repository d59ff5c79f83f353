"""Making and taking back the tokens with which programs reach the centre. For staff only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reporting.centre.models import Token
from reporting.centre.pages import staff_only
from reporting.centre.tokens import DAYS, SCOPES, make_token, revoke
from reporting.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def tokens_page(request: HttpRequest) -> HttpResponse:
    """Every token by its beginning. A new one is shown in the answer that made it, once."""
    words, refusal = "", None
    if request.method == "POST":
        try:
            words = _make(request)
        except Refusal as refused:
            refusal = refused
    context = {
        "place": "tokens",
        "tokens": [
            (token, SCOPES.get(token.scope, token.scope), token.expires_at <= timezone.now())
            for token in Token.objects.order_by("-pk")
        ],
        "scopes": SCOPES.items(),
        "days": DAYS,
        "words": words,
        "refusal": refusal,
        "typed": request.POST.get("name", "") if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "centre/tokens.html", context, status=status)


def _make(request: HttpRequest) -> str:
    days = request.POST.get("days", "")
    _token, words = make_token(
        name=request.POST.get("name", ""),
        scope=request.POST.get("scope", ""),
        days=int(days) if days.isdecimal() and len(days) < 6 else 0,
    )
    return words


@require_POST
@staff_only
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """Take a token back; whoever still uses it is refused from now on."""
    token = get_object_or_404(Token, pk=number)
    revoke(token.prefix)
    messages.success(request, _("The token was taken back."))
    return redirect("centre:tokens")
