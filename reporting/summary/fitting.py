"""Sizes of type with which words of unknown length stay on one page.

The press sets a document once and cannot shrink it to fit. So lines are estimated before, rather
too many than too few, and the largest sizes are taken with which the page has room.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

LEADING = 1.4
"""Height of a line in sizes of its type, with its share of the gap between blocks."""


@dataclass(frozen=True)
class Page:
    """A page with words of unknown length. Its class is `fit-` and the index of its sizes.

    `sizes` are in points by the CSS selector of a block, the largest first; `width` of a line and
    `room` for these blocks together are in points.
    """

    sizes: tuple[Mapping[str, float], ...]
    width: float
    room: float

    @property
    def smallest(self) -> int:
        """The index of the last sizes, taken whether the words fit or not."""
        return len(self.sizes) - 1

    def fit(self, blocks: Iterable[tuple[str, str]]) -> int:
        """Return the index of the first sizes with which `blocks`, selectors and words, fit."""
        given = list(blocks)
        for index, sizes in enumerate(self.sizes):
            if sum(self._height(text, sizes[name]) for name, text in given) <= self.room:
                return index
        return self.smallest

    def rules(self) -> str:
        """The style rules of all sizes."""
        return "".join(
            f".fit-{index} {selector} {{ font-size: {size:g}pt; }}\n"
            for index, sizes in enumerate(self.sizes)
            for selector, size in sizes.items()
        )

    def _height(self, text: str, size: float) -> float:
        lines = math.ceil(sum(map(_ems, text)) * size / self.width)
        return lines * size * LEADING


FIRST_PAGE = Page(
    (
        {"h1": 25, ".attribution": 11, ".overall": 10.5, ".finding": 13, ".said": 9},
        {"h1": 19, ".attribution": 10, ".overall": 10, ".finding": 11.5, ".said": 9},
        {"h1": 15, ".attribution": 9, ".overall": 9, ".finding": 10, ".said": 8.5},
        {"h1": 12, ".attribution": 8, ".overall": 8, ".finding": 9, ".said": 8},
    ),
    width=470,
    room=280,
)
"""Of the document: A4 with margins of 22 mm, less what else stands on it."""

POSTER = Page(
    (
        {"h1": 34, ".attribution": 13, ".finding": 22, ".divergence": 12},
        {"h1": 27, ".attribution": 12, ".finding": 18, ".divergence": 11},
        {"h1": 20, ".attribution": 11, ".finding": 15, ".divergence": 10},
        {"h1": 16, ".attribution": 10, ".finding": 13, ".divergence": 9},
        {"h1": 12, ".attribution": 8, ".finding": 9.5, ".divergence": 8},
    ),
    width=480,
    room=330,
)
"""The poster: A4 with margins of 20 mm, less code and account."""


def shorter(text: str, cells: int) -> str:
    """`text` cut to so many cells, of which a Chinese character takes two, with a mark."""
    used = list(accumulate(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text))
    if not used or used[-1] <= cells:
        return text
    return text[: bisect_right(used, cells - 1)].rstrip() + "…"


def _ems(character: str) -> float:
    """Width of a character in sizes of its type, as our typefaces have it in bold."""
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.bidirectional(character) in ("AL", "WS", "CS"):
        return 0.5
    if character.isdigit() or (character.islower() and character < "\N{GREEK CAPITAL LETTER HETA}"):
        return 0.62
    return 0.7 if character.islower() else 0.8
