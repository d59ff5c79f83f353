"""What people type, made safe to keep and fair to count.

Cleaning never changes words: it unifies the encoding (NFC, one kind of line end), removes what
cannot be seen or what could make text lie about its own order, and trims the ends.
"""

import unicodedata

import regex

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates (UAX #9): they can reorder the text around a note."""

_KEPT_CONTROLS = frozenset("\n\t")
_LINE_ENDS = regex.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""The newline functions of the Unicode Standard (5.8); word processors paste some of them."""

_TYPED_ON_OTHER_KEYBOARDS = str.maketrans("АЕКМНРСТУХΑΕΗΚΜΝΡΤΥΧ", "AEKMHPCTYXAEHKMNPTYX")
"""Cyrillic and Greek letters that look as Latin ones do; nobody sees which they have typed."""

_LANGUAGE_TAG = regex.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def clean(text: str) -> str:
    """Return `text` in NFC, without control characters, bidi controls or outer blanks."""
    lines = _LINE_ENDS.sub("\n", text)
    seen = (character for character in lines if not _is_removed(character))
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def _is_removed(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return False
    return character in BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs"}


def code_as_printed(typed: str) -> str:
    """Return a code as it was printed, whatever was typed between its letters and digits, in
    whatever case and on whatever keyboard: full-width, Arabic, Cyrillic or Greek."""
    letters = unicodedata.normalize("NFKC", typed).upper().translate(_TYPED_ON_OTHER_KEYBOARDS)
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in letters
        if character.isalnum()
    )


def length(text: str) -> int:
    """Count characters as a person sees them: extended grapheme clusters (UAX #29)."""
    return len(regex.findall(r"\X", text))


def is_blank(text: str) -> bool:
    """Tell whether nothing visible is left, as in a note of zero-width characters only."""
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def is_language_tag(tag: str) -> bool:
    """Tell whether `tag` has the form of a BCP 47 language tag of at most four subtags."""
    return _LANGUAGE_TAG.fullmatch(tag) is not None
