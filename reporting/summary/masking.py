"""Personal data in printed words: a mark in brackets where the organizer decided so.

The words as they were written stay in the dialogue and are never changed; only what is published
carries the mark, and says so (`masked`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.summary.passages import Masks, Names, Piece, Words
from reporting.summary.personal import Found, Kind, find
from reporting.summary.printed import REASON

MARKS: dict[Kind, Promise] = {
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
    """Return `text` with marks for what was masked in it and for names masked everywhere.

    A piece goes where it was found, whatever stands around it, and wherever else it stands as a
    word of its own.
    """
    decided = _decided(key, words)
    everywhere = words.get("names", Names) or Names()
    rules = [(piece.kind, _alone(piece.text)) for piece in decided.masked]
    rules += [(piece.kind, _alone(piece.text, in_any_case=True)) for piece in everywhere.pieces()]
    if not rules:
        return text
    found = [one for one in findings(text, key=key, words=words) if one.decision == "masked"]
    spans = [(one.found.start, one.found.end, one.found.kind) for one in found]
    spans += _standing(text, rules)
    while spans:
        text = _cut(text, spans)
        # What stood beside a piece that went may stand alone now.
        spans = _standing(text, rules)
    for kind, gap in _GAPS.items():
        text = text.replace(gap, str(MARKS[kind]))
    return text


def findings(text: str, *, key: str, words: Words) -> list[Finding]:
    """Return what could lead to a person in `text`, with what was decided on it."""
    decided = _decided(key, words)
    everywhere = words.get("names", Names) or Names()
    by_piece = {piece.text: "kept" for piece in decided.kept}
    by_piece |= {piece.text: "masked" for piece in decided.masked}
    names = [_alone(piece.text, in_any_case=True) for piece in everywhere.pieces()]

    def decision(piece: str) -> str:
        is_name = any(name.fullmatch(piece) for name in names)
        return "masked" if is_name else by_piece.get(piece, "")

    return [Finding(key, found, decision(found.text)) for found in find(text)]


def standing(text: str, words: Words) -> list[str]:
    """Return what stands in `text` although it is masked, in whatever passage."""
    everywhere = words.get("names", Names) or Names()
    texts = dict.fromkeys(piece.text for piece in (*_masked_anywhere(words), *everywhere.pieces()))
    return [piece for piece in texts if _alone(piece, in_any_case=True).search(text)]


def _decided(key: str, words: Words) -> Masks:
    if key == REASON:
        # A reason tells of other passages, and stands in every later version too.
        return Masks(masked=_masked_anywhere(words))
    return words.get(f"mask:{key}", Masks) or Masks()


def _masked_anywhere(words: Words) -> tuple[Piece, ...]:
    return tuple(dict.fromkeys(piece for value in words.every(Masks) for piece in value.masked))


_GAPS = {kind: chr(number) for number, kind in enumerate(MARKS)}
"""What holds a mark's place while others are sought: controls, which stand in no cleaned text."""

_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts without spaces between words: there a letter beside a name says nothing."""
_LETTER = rf"[\p{{L}}--[{_SPACELESS}]]"
_ARABIC_PREFIX = "[وف]?(?:[بلك]?(?:ال)?|لل)"
"""And, so, by, for, as, the: written as one word with the name that follows."""

_Span = tuple[int, int, Kind]


@lru_cache(maxsize=1024)
def _alone(piece: str, *, in_any_case: bool = False) -> regex.Pattern[str]:
    """Where a piece stands by itself, not within a longer word or number. `in_any_case` also says
    that it may be spaced in any way."""
    words = regex.escape(piece)
    if in_any_case:
        is_spaceless = regex.fullmatch(rf"[{_SPACELESS}\s]+", piece)
        parts = regex.findall(r"\S" if is_spaceless else r"\S+", piece)
        words = (r"\s*" if is_spaceless else r"\s+").join(map(regex.escape, parts))
    flags = regex.V1 | (regex.IGNORECASE if in_any_case else 0)
    return regex.compile(f"{_before(piece[0])}{words}{_after(piece[-1])}", flags)


def _before(first: str) -> str:
    if first.isdigit():
        return r"(?<!\p{Nd})"
    if regex.match(r"\p{Arabic}", first):
        return rf"(?<=(?<!{_LETTER}){_ARABIC_PREFIX})"
    return rf"(?<!{_LETTER})" if regex.match(_LETTER, first, regex.V1) else ""


def _after(last: str) -> str:
    if last.isdigit():
        return r"(?!\p{Nd})"
    # A vowel sign belongs to the letter before it.
    return rf"\p{{M}}*+(?!{_LETTER})" if regex.match(_LETTER, last, regex.V1) else ""


def _standing(text: str, rules: Iterable[tuple[Kind, regex.Pattern[str]]]) -> list[_Span]:
    return [(*match.span(), kind) for kind, rule in rules for match in rule.finditer(text)]


def _cut(text: str, spans: Iterable[_Span]) -> str:
    """Return `text` with a gap for each span; for those that overlap one, of the longest's kind."""
    merged: list[list[_Span]] = []
    for span in sorted(spans):
        if merged and span[0] < max(end for _, end, _ in merged[-1]):
            merged[-1].append(span)
        else:
            merged.append([span])
    for together in reversed(merged):
        start, end = together[0][0], max(end for _, end, _ in together)
        longest = max(together, key=lambda span: span[1] - span[0])
        text = f"{text[:start]}{_GAPS[longest[2]]}{text[end:]}"
    return text
