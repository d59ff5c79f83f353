"""Text as it may stand in a summary: NFC, printable, in the order in which it was written.

Control characters and bidi overrides are refused rather than removed: a summary that changes
between writing and reading would not have the same words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Annotated

import regex
from pydantic import AfterValidator, StringConstraints

# Overrides and isolates can make printed text read differently from the stored one.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALLOWED_CONTROLS = frozenset("\n\t")


def is_forbidden(character: str) -> bool:
    """Whether `character` may not stand in a summary's text."""
    if character in _ALLOWED_CONTROLS:
        return False
    return character in _BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs"}


def _clean(text: str) -> str:
    for character in text:
        if is_forbidden(character):
            raise ValueError(f"character U+{ord(character):04X} is not allowed in text")
    return unicodedata.normalize("NFC", text)


def length(text: str) -> int:
    """Count characters as a person sees them: extended grapheme clusters (UAX #29)."""
    return len(regex.findall(r"\X", text))


def at_most(limit: int) -> Callable[[str], str]:
    """A check that a text has at most `limit` characters as a person sees them."""

    def check(text: str) -> str:
        if length(text) > limit:
            raise ValueError(f"has more than {limit} characters")
        return text

    return check


Text = Annotated[str, AfterValidator(_clean)]
"""Any text, the empty one included."""

WrittenText = Annotated[str, StringConstraints(min_length=1), AfterValidator(_clean)]
"""Text that says something."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]
"""An id that is unique within its summary."""

LanguageTag = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)
]
"""A BCP 47 language tag; `und` where the language is not known."""
