"""Coming in by a one-time link, and going out."""

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from facilitation.actions.accounts import use_link
from facilitation.refusals import Refusal

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET shows the form, which `sign_in.page.js` fills from the fragment and sends; POST comes in.

    Opening the page alone uses nothing up, so a mail program that looks ahead does no harm.
    """
    if request.method == "GET":
        return render(request, "facilitation/sign_in.html", {})
    signed_in = request.user if isinstance(request.user, User) else None
    called = request.POST.get("called", "")
    try:
        user, dialogue_id = use_link(
            token=_token(request.POST.get("token", "")), signed_in=signed_in, called=called
        )
    except Refusal as refusal:
        context = {"refusal": refusal, "called": called}
        return render(request, "facilitation/sign_in.html", context, status=refusal.status)
    login(request, user, backend=_BACKEND)
    return redirect("board", dialogue_id) if dialogue_id else redirect("dialogues")


def _token(typed: str) -> str:
    """Accept a whole link pasted into the form as well as its token alone."""
    return typed.strip().rpartition("#")[2]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")
