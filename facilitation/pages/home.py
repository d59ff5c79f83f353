"""The front door: a code leads into a dialogue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from facilitation.pages.passes import find_breakout, find_dialogue
from facilitation.refusals import Refusal


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the door; `?code=` typed into it leads on, or is refused beside the field."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, "facilitation/home.html", {})
    try:
        dialogue = find_dialogue(typed)
        breakout = find_breakout(dialogue, typed)
        return redirect("participant", breakout.code if breakout else dialogue.code)
    except Refusal as refusal:
        context = {"refusal": refusal, "typed": typed}
        return render(request, "facilitation/home.html", context, status=refusal.status)
