"""Words of a dialogue that often stand for the same thing: `cheap` and `cost`, 便宜 and 费用.

`thesaurus.json` was written by us, language by language, from the themes that dialogues on common
futures share. A word belongs to the concept of the longest stem it begins with, from three letters
in Arabic and four elsewhere; shorter stems are whole words. Chinese stems are found anywhere in a
run. It makes one more feature of a note, far weaker than its spelling.
"""

import json
from functools import cache, lru_cache
from pathlib import Path

from facilitation.grouping.writing_systems import fold

_SHORTEST_STEM = {"ar": 3}


@lru_cache(maxsize=50_000)
def concept_of(word: str, language: str) -> str | None:
    """Return the concept of one folded word, or None."""
    stems = _stems(language)
    if word in stems:
        return stems[word]
    for end in range(len(word) - 1, _SHORTEST_STEM.get(language, 4) - 1, -1):
        if word[:end] in stems:
            return stems[word[:end]]
    return None


def concepts_in(run: str, language: str) -> list[str]:
    """Return the concepts named in a run without spaces, the longest stem first at each place."""
    stems = _stems(language)
    longest = max(map(len, stems), default=0)
    found, place = [], 0
    while place < len(run):
        sizes = range(min(longest, len(run) - place), 0, -1)
        size = next((n for n in sizes if run[place : place + n] in stems), 0)
        if size:
            found.append(stems[run[place : place + size]])
        place += size or 1
    return found


@cache
def _stems(language: str) -> dict[str, str]:
    return {
        fold(stem): concept
        for concept, rows in _concepts().items()
        for stem in rows.get(language, "").split()
    }


@cache
def _concepts() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("thesaurus.json").read_text(encoding="utf-8")
    concepts: dict[str, dict[str, str]] = json.loads(text)
    return concepts
