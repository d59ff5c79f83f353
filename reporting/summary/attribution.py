"""Who spoke, in one line, as UN75 published it: organizer, place, age, occupation, gender.

Computed from the published summary alone, so that the line can tell nothing that the counts
beside it withhold, and so that everybody can trace it to them.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from facilitation.vocabulary.places import country_name
from reporting.format.v1 import Mostly, SummaryV1
from reporting.summary.disclosure import MIXED, MOSTLY_LEAST, MOSTLY_SHARE

__all__ = ["MOSTLY_LEAST", "MOSTLY_SHARE", "attribution"]

_OWN_WORDS = "own-words"

_AGES: dict[str, Promise] = {
    "15-and-under": gettext_lazy("ages 15 years & younger"),
    "16-30": gettext_lazy("ages 16-30"),
    "31-45": gettext_lazy("ages 31-45"),
    "46-60": gettext_lazy("ages 46-60"),
    "61-75": gettext_lazy("ages 61-75"),
    "over-75": gettext_lazy("ages over 75"),
}
_OCCUPATIONS: dict[str, Promise] = {
    "managers": gettext_lazy("managers"),
    "professionals": gettext_lazy("professionals"),
    "managers-professionals": gettext_lazy("managers & professionals"),
    "technicians": gettext_lazy("technicians"),
    "clerical": gettext_lazy("clerical workers"),
    "service-and-sales": gettext_lazy("service & sales workers"),
    "agriculture-forestry-fishery": gettext_lazy("workers in agriculture, forestry & fishery"),
    "craft-and-trades": gettext_lazy("craft & trades workers"),
    "plant-and-machine": gettext_lazy("plant & machine operators"),
    "elementary": gettext_lazy("elementary workers"),
    "armed-forces": gettext_lazy("members of the armed forces"),
    "student": gettext_lazy("students"),
    "home-or-care-work": gettext_lazy("people in home or care work"),
    "unemployed": gettext_lazy("unemployed people"),
    "retired": gettext_lazy("retired people"),
    "other": gettext_lazy("people in other occupations"),
}
_GENDERS: dict[str, Promise] = {
    "woman": gettext_lazy("mostly women"),
    "man": gettext_lazy("mostly men"),
    "another": gettext_lazy("mostly people of another gender"),
}
# Neighbours that are all mixed are said in one phrase; the keys are their places in the line.
_MIXED_PHRASES: dict[tuple[str, ...], Promise] = {
    ("age",): gettext_lazy("mixed ages"),
    ("occupation",): gettext_lazy("mixed professions"),
    ("gender",): gettext_lazy("mixed genders"),
    ("age", "occupation"): gettext_lazy("mixed ages and professions"),
    ("age", "gender"): gettext_lazy("mixed ages and genders"),
    ("occupation", "gender"): gettext_lazy("mixed professions and genders"),
    ("age", "occupation", "gender"): gettext_lazy("mixed ages, professions and genders"),
}


def attribution(summary: SummaryV1, *, prefixed: bool = True) -> str:
    """Return the line for `summary`, in the language active now.

    A part that the published counts do not settle is left out rather than guessed. `prefixed`
    says that it is a dialogue; the briefs leave that out under most quotes.
    """
    name = summary.organizer.name
    details = [*_place(summary), *_people(summary.participation.mostly)]
    named = {
        "organizer": name,
        "details": pgettext("between the parts of an attribution", ", ").join(details),
    }
    if name is None:
        return (
            _("Anonymous dialogue, %(details)s.") % named if details else _("Anonymous dialogue.")
        )
    if not prefixed:
        return _("%(organizer)s, %(details)s.") % named if details else f"{name}."
    if not details:
        return _("Dialogue organized by %(organizer)s.") % named
    return _("Dialogue organized by %(organizer)s, %(details)s.") % named


def _place(summary: SummaryV1) -> list[str]:
    if summary.mode == "online":
        return [_("online")]
    parts = [summary.place.city] if summary.place.city else []
    if summary.place.country:
        parts.append(country_name(summary.place.country, get_language() or "en"))
    return parts


def _people(mostly: Mostly) -> list[str]:
    found: dict[str, str | None] = {
        "age": mostly.age,
        "occupation": mostly.occupation,
        "gender": mostly.gender,
    }
    words: dict[str, Mapping[str, str | Promise]] = {
        "age": _AGES,
        "occupation": _OCCUPATIONS,
        "gender": _GENDERS,
    }
    if mostly.occupation_words:
        found["occupation"] = _OWN_WORDS
        words["occupation"] = {_OWN_WORDS: mostly.occupation_words}
    phrases: list[str] = []
    mixed: list[str] = []
    for dimension, code in found.items():
        if code == MIXED:
            mixed.append(dimension)
        elif code is not None:
            phrases += _mixed_phrase(mixed)
            mixed = []
            phrases.append(str(words[dimension][code]))
    return phrases + _mixed_phrase(mixed)


def _mixed_phrase(dimensions: list[str]) -> list[str]:
    return [str(_MIXED_PHRASES[tuple(dimensions)])] if dimensions else []
