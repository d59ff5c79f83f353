"""The organizer's list of dialogues, and beginning a new one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from facilitation.actions.dialogues import create_dialogue
from facilitation.models import Dialogue
from facilitation.pages.forms import (
    OWN_AGENDA,
    NewDialogueForm,
    OwnStages,
    as_new_dialogue,
    planned_stages,
)
from facilitation.pages.passes import needed_user_id
from facilitation.refusals import Refusal


@require_GET
@login_required
def dialogues(request: HttpRequest) -> HttpResponse:
    """The dialogues that the signed-in person runs, newest first."""
    mine = Dialogue.objects.filter(facilitators__user_id=needed_user_id(request))
    return render(
        request, "facilitation/dialogues.html", {"dialogues": mine.order_by("-created_at")}
    )


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new dialogue; refused, it comes back with every word still in it."""
    form = NewDialogueForm(request.POST or None)
    own = OwnStages(request.POST or None, prefix="stages")
    if request.method == "POST" and form.is_valid() and own.is_valid():
        dialogue = _create(request, form, own.cleaned_data)
        if dialogue is not None:
            return redirect("board", dialogue.id)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "own_stages": own, "own_agenda": OWN_AGENDA}
    return render(request, "facilitation/dialogue_new.html", context, status=status)


def _create(
    request: HttpRequest, form: NewDialogueForm, own: list[dict[str, Any]]
) -> Dialogue | None:
    stages = planned_stages(form.cleaned_data["agenda"], own)
    if not stages:
        form.add_error("agenda", _("Choose at least one stage."))
        return None
    try:
        return create_dialogue(
            as_new_dialogue(form.cleaned_data, stages),
            dialogue_id=form.cleaned_data["dialogue_id"],
            user_id=needed_user_id(request),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return None
