"""The form of a new dialogue. Django checks what a form can; the action checks the rest."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from facilitation.actions.dialogues import NewDialogue, PlannedStage
from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.organizers import ORGANIZER_TYPES, PUBLISH
from facilitation.vocabulary.places import countries
from facilitation.vocabulary.sdgs import SDGS
from facilitation.vocabulary.stages import AGENDAS, MODES, STAGE_KINDS

OWN_AGENDA = "own"
OWN_STAGES = 12
"""Rows offered for an agenda of one's own; empty rows are left out."""

AGENDA_CHOICES = [
    *((str(minutes), _("%d minutes") % minutes) for minutes in AGENDAS),
    (OWN_AGENDA, _("My own stages")),
]
# The languages that the toolkit speaks; people may write in any.
LANGUAGE_CHOICES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("zh-hans", "中文"),
]


def _country_choices() -> list[tuple[str, Any]]:
    return [("", _("Several countries, or online")), *countries(get_language() or "en")]


class NewDialogueForm(forms.Form):
    """What an organizer says of a dialogue. `dialogue_id` makes a second click harmless."""

    dialogue_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = forms.CharField(label=_("Title"), max_length=200)
    date = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    language = forms.ChoiceField(label=_("Main language"), choices=LANGUAGE_CHOICES)
    mode = forms.ChoiceField(label=_("How people meet"), choices=list(MODES.items()))
    country = forms.ChoiceField(
        label=_("Country"), choices=lazy(_country_choices, list)(), required=False
    )
    city = forms.CharField(label=_("City or place"), max_length=100, required=False)
    organizer_name = forms.CharField(label=_("Organizer"), max_length=200, required=False)
    organizer_type = forms.ChoiceField(
        label=_("Kind of organizer"), choices=list(ORGANIZER_TYPES.items()), initial="other"
    )
    organizer_publish = forms.ChoiceField(
        label=_("How may the organizer be named?"),
        choices=list(PUBLISH.items()),
        initial="organization",
    )
    agenda = forms.ChoiceField(
        label=_("Agenda"), choices=AGENDA_CHOICES, initial="90", widget=forms.RadioSelect
    )
    under_18 = forms.BooleanField(label=_("People under 18 take part"), required=False)
    commitments = forms.TypedMultipleChoiceField(
        label=_("Commitments of the UN75 Declaration"),
        choices=list(COMMITMENTS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"),
        choices=list(SDGS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note_limit = forms.IntegerField(
        label=_("Longest note, in characters"), min_value=50, max_value=5000, initial=500
    )
    vote_budget = forms.IntegerField(
        label=_("Votes for each person"),
        min_value=1,
        max_value=100,
        required=False,
        initial=5,
        help_text=_("Leave empty for no limit."),
    )
    vote_cap = forms.IntegerField(
        label=_("Most votes of one person on one group"), min_value=1, max_value=100, initial=1
    )
    review_first = forms.BooleanField(
        label=_("A facilitator reads each note before it shows"), required=False
    )
    wall_shown = forms.BooleanField(
        label=_("Show the notes to everybody as they come"), required=False
    )


class OwnStageForm(forms.Form):
    """One row of an agenda of one's own."""

    kind = forms.ChoiceField(
        label=_("Stage"), choices=[("", "–"), *STAGE_KINDS.items()], required=False
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=600, initial=10, required=False
    )
    prompt = forms.CharField(label=_("Question"), max_length=2000, required=False)


OwnStages = forms.formset_factory(OwnStageForm, extra=OWN_STAGES, max_num=OWN_STAGES)


def planned_stages(agenda: str, own: list[dict[str, Any]]) -> tuple[PlannedStage, ...]:
    """Return the agenda chosen: a template by its minutes, or the filled rows of `own`."""
    if agenda != OWN_AGENDA:
        return tuple(
            PlannedStage(kind=stage.kind, minutes=stage.minutes) for stage in AGENDAS[int(agenda)]
        )
    return tuple(
        PlannedStage(kind=row["kind"], minutes=row["minutes"] or 10, prompt=row["prompt"])
        for row in own
        if row.get("kind")
    )


def as_new_dialogue(cleaned: dict[str, Any], stages: tuple[PlannedStage, ...]) -> NewDialogue:
    """Return the action's input from the cleaned data of `NewDialogueForm`."""
    fields = {name: cleaned[name] for name in NewDialogue.model_fields if name != "stages"}
    return NewDialogue(**fields, stages=stages)
