"""What is compared of a note: pieces of its words, and the concepts they name.

Pieces are character n-grams within a word (4 and 5; 3 and 4 in Arabic, whose stems are short), or
2 and 3 characters in scripts without spaces. They see through endings and small slips of typing
without a stemmer for each language. Words that only build the sentence are left out. No text is
kept here after a call; only single words are.
"""

from functools import cache, lru_cache
from typing import NamedTuple

import regex

from facilitation.grouping.stop_words import STOP_WORDS
from facilitation.grouping.thesaurus import concept_of, concepts_in
from facilitation.grouping.writing_systems import fold, runs

_SPACED = (4, 5)
_SPACED_BY_LANGUAGE = {"ar": (3, 4)}
_UNSPACED = (2, 3)
_ADDRESS = regex.compile(r"(?:https?://|www\.)\S+")
"""Left out: links to quite different pages share most of their pieces."""


class Terms(NamedTuple):
    """The pieces and the concepts of a text, one entry for each time."""

    pieces: list[str]
    concepts: list[str]


def terms(text: str, language: str) -> Terms:
    """Return what `text` is compared by; where it has no words at all, that is its signs."""
    found = runs(_ADDRESS.sub(" ", fold(text)), language)
    if not found:
        return Terms(text.split(), [])
    pieces: list[str] = []
    concepts: list[str] = []
    stop = STOP_WORDS.get(language, frozenset())
    for run, unspaced in found:
        if unspaced:
            for part in _stops_within(language).split(run):
                pieces += _grams(part, _UNSPACED)
                concepts += concepts_in(part, language)
        elif run not in stop:
            pieces += _grams_of_word(run, language)
            if concept := concept_of(run, language):
                concepts.append(concept)
    return Terms(pieces, concepts)


@lru_cache(maxsize=50_000)
def _grams_of_word(word: str, language: str) -> list[str]:
    return _grams(f" {word} ", _SPACED_BY_LANGUAGE.get(language, _SPACED))


def _grams(run: str, sizes: tuple[int, int]) -> list[str]:
    if len(run) <= sizes[0]:
        return [run] if run else []
    return [run[i : i + n] for n in sizes for i in range(len(run) - n + 1)]


@cache
def _stops_within(language: str) -> regex.Pattern[str]:
    """Match the stop words of a script without spaces, the longest first."""
    words = sorted(STOP_WORDS.get(language, ()), key=lambda word: (-len(word), word))
    return regex.compile("|".join(map(regex.escape, words)) or r"(?!)")
