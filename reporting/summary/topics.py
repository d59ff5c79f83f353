"""Which commitments and goals a group may be about, by the words people used, and by which.

`topics.json` holds terms in the six languages, written by us from the titles of the commitments
(A/RES/75/1) and of the goals with their targets (A/RES/70/1), with the plain words people use for
the same. A term is a stem: a word is counted that begins with it, from four letters (three in
Arabic) on; shorter ones are whole words, several follow each other, Chinese is found anywhere. No
more is done, so that everybody can see why something was suggested.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import regex

from facilitation.grouping.writing_systems import fold, primary, runs
from reporting.format.v1 import Group

List = Literal["commitments", "sdgs"]
Topic = tuple[List, int]

MOST: dict[List, int] = {"commitments": 2, "sdgs": 3}
"""Suggested of one group: whoever reads ten suggestions confirms all or none."""

_SHORTEST_STEM = {"ar": 3}
_LEAST_SHARE = 0.25
"""Of a group's texts that name a topic, and at least two texts of several: one word of one note
among twenty says nothing of the group."""


@dataclass
class Suggestion:
    """One topic of one group: how many of its texts name it, and by which words."""

    number: int
    texts: int = 0
    words: dict[str, None] = field(default_factory=dict)
    """In the one form in which spellings are compared, in order, each once."""


def topics_of(group: Group, *, language: str) -> dict[List, list[Suggestion]]:
    """Return what a group of a summary in `language` may be about, by its title and notes."""
    return suggestions([(group.title, language), *((n.text, n.language) for n in group.notes)])


def suggestions(texts: Iterable[tuple[str, str]]) -> dict[List, list[Suggestion]]:
    """Return what a group may be about, by its title and notes as (text, language) pairs.

    Ordered by the number of texts that name a topic, then of different words, then the topic's.
    """
    texts = list(texts)
    found: dict[Topic, Suggestion] = {}
    for text, language in texts:
        named: dict[Topic, list[str]] = {}
        for topic, words in _named(text, primary(language)):
            named.setdefault(topic, []).append(words)
        for topic, words_of_text in named.items():
            suggestion = found.setdefault(topic, Suggestion(topic[1]))
            suggestion.texts += 1
            suggestion.words |= dict.fromkeys(words_of_text)
    least = max(min(2, len(texts)), _LEAST_SHARE * len(texts))
    return {
        kind: sorted(
            (found[topic] for topic in found if topic[0] == kind and found[topic].texts >= least),
            key=lambda one: (-one.texts, -len(one.words), one.number),
        )[:most]
        for kind, most in MOST.items()
    }


def _named(text: str, language: str) -> Iterator[tuple[Topic, str]]:
    """Every topic that a text names, with the words that do."""
    found = runs(fold(text), language)
    words = [word for word, _unspaced in found]
    for place, (run, unspaced) in enumerate(found):
        if unspaced:
            for term in _anywhere(language).findall(run):
                for topic in _terms(language)[(term,)]:
                    yield topic, term
            continue
        for term in _beginning_with(run, language):
            follows = words[place : place + len(term)]
            fit = [_fits(word, stem, language) for word, stem in zip(follows, term, strict=False)]
            if len(fit) == len(term) and all(fit):
                for topic in _terms(language)[term]:
                    yield topic, " ".join(follows)


@lru_cache(maxsize=50_000)
def _beginning_with(word: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The terms whose first stem a word begins with."""
    first = _by_first_stem(language)
    shortest = _SHORTEST_STEM.get(language, 4)
    stems = [word[:end] for end in range(shortest, len(word))] + [word]
    return tuple(term for stem in stems for term in first.get(stem, ()))


def _fits(word: str, stem: str, language: str) -> bool:
    is_long = len(stem) >= _SHORTEST_STEM.get(language, 4)
    return word == stem or (is_long and word.startswith(stem))


@cache
def _terms(language: str) -> dict[tuple[str, ...], list[Topic]]:
    """Every term as its folded stems, with the topics it stands for."""
    made: dict[tuple[str, ...], list[Topic]] = {}
    lists: dict[List, dict[str, dict[str, str]]] = _data()
    for kind, topics in lists.items():
        for number, rows in topics.items():
            for term in rows.get(language, "").split(","):
                stems = tuple(run for run, _unspaced in runs(fold(term), language))
                if stems:
                    made.setdefault(stems, []).append((kind, int(number)))
    return made


@cache
def _by_first_stem(language: str) -> dict[str, list[tuple[str, ...]]]:
    made: dict[str, list[tuple[str, ...]]] = {}
    for term in _terms(language):
        made.setdefault(term[0], []).append(term)
    return made


@cache
def _anywhere(language: str) -> regex.Pattern[str]:
    """Match the terms of a script without spaces, the longest first."""
    terms = sorted({term[0] for term in _terms(language)}, key=lambda term: (-len(term), term))
    return regex.compile("|".join(map(regex.escape, terms)) or r"(?!)")


@cache
def _data() -> dict[List, dict[str, dict[str, str]]]:
    text = Path(__file__).with_name("topics.json").read_text(encoding="utf-8")
    lists: dict[List, dict[str, dict[str, str]]] = json.loads(text)
    return lists
