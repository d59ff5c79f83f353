"""A title for a set of notes, in their own words: the clause that most of them would recognise.

A bag of frequent words means nothing in Chinese and loses its grammar in Arabic or Russian, so a
title is always something that somebody wrote, cut only where writing itself pauses.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import fsum, sqrt

import regex

from facilitation.grouping.features import terms

LONGEST = 60
"""Extended grapheme clusters, about one line on a phone in landscape."""

_MOST_CENTRAL = 10
"""Notes whose clauses may become the title; what is shared is counted in all."""

_WORTH_OF_A_PIECE = 0.7
"""Of a clause that must be shortened or starts with `because`, against one that stands alone."""

_WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_SHORTEST = 6
_PAUSES = regex.compile(r"[.!?;:,…]+(?=\s|$)|[\n…。！？；：，、؟؛،()（）«»“”]+|\s[–—-]\s")
_JOINERS = {
    "en": "because|but|so that|so|which|while|although|since|unless|and",
    "fr": "parce que|parce qu'|mais|car|donc|qui|puisque|afin de|afin que|et",
    "es": "porque|pero|ya que|para que|aunque|mientras|y",
    "ru": "потому что|но|чтобы|так как|поэтому|хотя|и",
    "ar": "لأن|لانه|لأنها|لكن|ولكن|حتى|كي|لكي",
    "zh": "因为|所以|但是|而且|以便|从而|因此|并且",
}
_TRIMMED = " \t\n.,;:!?…-–—'\"`«»“”‘’()[]。，、；：！？؟؛،（）"


def title_of(texts: Sequence[str], *, language: str) -> str:
    """Return at most LONGEST graphemes from `texts`, of which the most central comes first.

    Empty only if no text holds a letter, number or sign.
    """
    shared = _shared(texts, language)
    candidates = [
        (part, rank)
        for rank, text in enumerate(texts[:_MOST_CENTRAL])
        for part in _parts(text, language)
    ]
    if not candidates:
        return ""
    best, _ = max(candidates, key=lambda c: (_worth(c[0], shared, language), -c[1]))
    return _fitted(best[:1].upper() + best[1:])


def _shared(texts: Sequence[str], language: str) -> dict[str, float]:
    """Say of each piece and concept which share of the other notes has it, too."""
    counts = Counter(term for text in texts for term in _named(text, language))
    others = max(1, len(texts) - 1)
    return {term: (count - 1) / others for term, count in counts.items()}


def _named(text: str, language: str) -> set[str]:
    found = terms(text, language)
    return {*found.pieces, *(f"concept {name}" for name in found.concepts)}


def _worth(part: str, shared: dict[str, float], language: str) -> float:
    """Weigh what a part shares with the group against its length: neither a word nor a story."""
    named = _named(part, language)
    common = fsum(shared.get(term, 0.0) for term in named)
    fits = 1.0 if _length(part) <= LONGEST else _WORTH_OF_A_PIECE
    stands = 1.0 if not _joiner(language).match(part) else _WORTH_OF_A_PIECE
    return round(fits * stands * common / sqrt(len(named) + 20), 9)


def _parts(text: str, language: str) -> list[str]:
    """Cut `text` where it pauses and, only if a part is too long, before a joining word."""
    found: list[str] = []
    for clause in _PAUSES.split(text):
        part = clause.strip(_TRIMMED)
        if _length(part) > LONGEST:
            found += _cut_at_joiners(part, language)
        else:
            found.append(part)
    long_enough = [part for part in found if _length(part) >= _shortest(part)]
    return long_enough or [part for part in (*found, " ".join(text.split())) if part]


def _cut_at_joiners(part: str, language: str) -> list[str]:
    places = [match.start() for match in _joiner(language).finditer(part)]
    ends = [0, *(place for place in places if place), len(part)]
    return [piece for a, b in pairwise(ends) if (piece := part[a:b].strip(_TRIMMED))]


@cache
def _joiner(language: str) -> regex.Pattern[str]:
    edge = "" if language == "zh" else r"\b"
    return regex.compile(rf"{edge}(?:{_JOINERS.get(language, '(?!)')}){edge}", regex.IGNORECASE)


def _shortest(part: str) -> int:
    return _SHORTEST // 2 if _WIDE.search(part) else _SHORTEST


def _length(part: str) -> int:
    return len(regex.findall(r"\X", part))


def _fitted(part: str) -> str:
    """Shorten to LONGEST graphemes with an ellipsis, between words where there are any."""
    graphemes = regex.findall(r"\X", part)
    if len(graphemes) <= LONGEST:
        return part
    kept = "".join(graphemes[: LONGEST - 1])
    if not graphemes[LONGEST - 1].isspace() and " " in kept[LONGEST // 2 :]:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(_TRIMMED) + "…"
