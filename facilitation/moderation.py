"""The organizer's own list of words that hold a note back until a facilitator has read it.

It holds back, it never deletes. Words are found without regard to case, accents or compatibility
forms; where a script writes words apart, only whole words count, and elsewhere any occurrence.
"""

import unicodedata
from collections.abc import Iterable

import regex

_WRITES_NO_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}]")
_MARKS = regex.compile(r"[\p{Mn}\u0640]+")


def fold(text: str) -> str:
    """Return `text` without what two writings of one word may differ in."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


def holds_a_word(text: str, words: Iterable[str]) -> bool:
    """Tell whether `text` holds one of `words`."""
    folded = fold(text)
    return any(_holds(folded, fold(word).strip()) for word in words)


def _holds(text: str, word: str) -> bool:
    if not word:
        return False
    if _WRITES_NO_SPACES.search(word):
        return word in text
    return regex.search(rf"(?<!\w){regex.escape(word)}(?!\w)", text) is not None
