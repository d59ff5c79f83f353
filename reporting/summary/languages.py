"""The language a summary is printed in, and the direction of each text in it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.numbers import format_percent
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, pgettext


def printing_language(tag: str) -> str:
    """The language of ours (Django's code) nearest to a BCP 47 tag; English where none is."""
    try:
        return translation.get_supported_language_variant(tag.lower())
    except LookupError:
        return str(settings.LANGUAGE_CODE)


def html_language(code: str) -> str:
    """The BCP 47 tag of one of our languages, which also chooses glyphs (`zh-Hans`)."""
    return translation.to_locale(code).replace("_", "-")


def direction(text: str) -> str:
    """`rtl` or `ltr` by the first letter that has a direction (UAX #9, rules P2 and P3).

    It is what `dir="auto"` means to a browser; the press needs it said.
    """
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def listed(items: Iterable[str]) -> str:
    """`items` as a list in the language active now: Arabic and Chinese have commas of their own."""
    return pgettext("in a list", ", ").join(items)


def language_name(tag: str) -> str:
    """The name of a language, in the language active now; the tag itself where none is known."""
    base, *_rest = tag.split("-")
    names = Locale.parse(cldr_language(), sep="-").languages
    return str(names.get(base.lower(), tag))


def percent(number: int) -> str:
    """So many percent, as the language active now writes it: some leave a blank before the sign."""
    return str(format_percent(number / 100, locale=Locale.parse(cldr_language(), sep="-")))


def held_on(first: dt.date, last: dt.date | None) -> str:
    """One day, or the days from `first` to `last`, in the language active now."""
    locale = Locale.parse(cldr_language(), sep="-")
    if last is None:
        return str(format_date(first, "long", locale=locale))
    return str(format_interval(first, last, "yMMMMd", locale=locale))


def cldr_language() -> str:
    """The language active now as a tag that CLDR knows."""
    tag = get_language() or "en"
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return "en"
    return tag
