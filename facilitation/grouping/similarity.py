"""Suggestions: notes that may say the same, language by language, with a title for each set.

It only ever speaks of notes it was given: the caller leaves out what is in an accepted group and
names the pairs that somebody dismissed. It sees spelling and a few hundred common words, not
meaning: two notes that say the same in quite other words stay apart. Nothing here is random.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from facilitation.grouping.clusters import Pairs, clusters
from facilitation.grouping.features import terms
from facilitation.grouping.titles import title_of
from facilitation.grouping.writing_systems import fold, primary

_WEIGHT_OF_CONCEPTS = 0.1
"""Of the squared length of a note's vector, where its pieces are 1."""


@dataclass(frozen=True, slots=True)
class NoteText:
    """One note: its id, unique in a call, its words, and the BCP 47 tag of their language."""

    id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two or more notes of one language that may say the same, the most central first.

    `strength` is the mean similarity of their pairs, 0 to 1; `language` has no region or script.
    """

    notes: tuple[str, ...]
    title: str
    strength: float
    language: str


def suggest(
    notes: Sequence[NoteText],
    *,
    strictness: float = 1.0,
    apart: Collection[frozenset[str]] = frozenset(),
) -> list[Suggestion]:
    """Return disjoint sets of notes that may say the same, the strongest first.

    `strictness` multiplies the similarity that notes need: 1.0 is tuned to find whole themes,
    2.0 leaves close wordings. A pair in `apart` is never in one suggestion. The order of `notes`
    does not matter. Takes about 0.2 s for 1,000 notes; above 2,000 in one language only notes
    nearly the same are found. Raises ValueError if `strictness` is not positive.
    """
    if strictness <= 0:
        raise ValueError("strictness must be positive")
    by_language: dict[str, list[NoteText]] = {}
    for note in notes:
        by_language.setdefault(primary(note.language), []).append(note)
    found = [
        suggestion
        for language, theirs in by_language.items()
        for suggestion in _of_one_language(language, theirs, apart, strictness)
    ]
    return sorted(found, key=lambda s: (-s.strength, s.language, s.notes))


def _of_one_language(
    language: str, notes: list[NoteText], apart: Collection[frozenset[str]], strictness: float
) -> list[Suggestion]:
    # In this order, so that sums, ties and moves do not depend on the order of arrival.
    notes = sorted(notes, key=lambda note: (fold(note.text), note.text, note.id))
    vectors = _vectors([note.text for note in notes], language)
    if vectors is None:
        return []
    found = clusters(vectors, apart=_rows_of(apart, notes), strictness=strictness)
    return [
        Suggestion(
            notes=tuple(notes[row].id for row in rows),
            title=title_of([notes[row].text for row in rows], language=language),
            strength=round(strength, 4),
            language=language,
        )
        for rows, strength in found
    ]


def _rows_of(apart: Collection[frozenset[str]], notes: list[NoteText]) -> Pairs:
    row = {note.id: index for index, note in enumerate(notes)}
    pairs = (sorted(row[id_] for id_ in pair if id_ in row) for pair in apart)
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _vectors(texts: list[str], language: str) -> Any | None:
    """Return TF-IDF of pieces and, beside it, of concepts; None where there is no word at all."""
    compared = [terms(text, language) for text in texts]
    if len(texts) < 2 or not any(each.pieces for each in compared):
        return None
    # scikit-learn takes over a second to import, which a process without suggestions is spared.
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    blocks = [_tfidf([each.pieces for each in compared])]
    if any(each.concepts for each in compared):
        blocks.append(_tfidf([each.concepts for each in compared]) * _WEIGHT_OF_CONCEPTS**0.5)
    return normalize(hstack(blocks).tocsr())


def _tfidf(rows: list[list[str]]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(rows)
