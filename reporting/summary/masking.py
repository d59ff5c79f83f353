"""Personal data in printed words: a mark in brackets where the organizer decided so.

The words as they were written stay in the dialogue and are never changed; only what is published
carries the mark, and says so (`masked`).
"""

from __future__ import annotations

from dataclasses import dataclass

import regex
from django.utils.translation import gettext_lazy as _

from reporting.summary.passages import Masks, Names, Piece, Words
from reporting.summary.personal import Found, find

MARKS = {
    "name": _("[name]"),
    "phone": _("[number]"),
    "email": _("[e-mail address]"),
    "link": _("[link]"),
}
"""What stands in place of a masked piece, by its kind."""


@dataclass(frozen=True)
class Finding:
    """Something in a note, a group's title or an objection that could lead to a person.

    `decision` is `masked`, `kept`, or empty while nobody has decided.
    """

    key: str
    found: Found
    decision: str


def masked(text: str, *, key: str, words: Words) -> str:
    """Return `text` with marks for what was masked in it and for names masked everywhere."""
    decided = words.get(f"mask:{key}", Masks) or Masks()
    everywhere = words.get("names", Names) or Names()
    for piece in (*decided.masked, *everywhere.pieces()):
        text = _replaced(text, piece)
    return text


def findings(text: str, *, key: str, words: Words) -> list[Finding]:
    """Return what could lead to a person in `text`, with what was decided on it."""
    decided = words.get(f"mask:{key}", Masks) or Masks()
    everywhere = words.get("names", Names) or Names()
    by_piece = {piece.text: "kept" for piece in decided.kept}
    by_piece |= {piece.text: "masked" for piece in (*decided.masked, *everywhere.pieces())}
    return [Finding(key, found, by_piece.get(found.text, "")) for found in find(text)]


def _replaced(text: str, piece: Piece) -> str:
    mark = str(MARKS[piece.kind])
    words = regex.escape(piece.text)
    if not regex.search(r"\p{Han}", piece.text):
        # A short name must not be cut out of the middle of a longer word.
        words = rf"(?<![\p{{L}}\p{{N}}]){words}(?![\p{{L}}\p{{N}}])"
    return regex.sub(words, lambda _match: mark, text)
