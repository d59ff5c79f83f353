"""The review's forms: from fields to typed passages and back. HTTP ends here.

A form holds several passages. Each says on which edit it stands and what it showed, so that only
what this reviewer changed is saved, and nothing is saved over somebody else's words.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from facilitation.models import Dialogue
from reporting.refusals import Refusal
from reporting.summary.edits import Overtaken, save_edit
from reporting.summary.passages import (
    MOST_SENTENCES,
    Masks,
    MethodWords,
    Names,
    OrganizerWords,
    QuoteWords,
    Sentence,
    Sentences,
    Tags,
    Value,
    kind_of,
    read,
)

SEPARATOR = "|"
"""Between a passage's name and a field's: it stands in no name."""


@dataclass
class Saved:
    """What became of a form: the numbers of what was saved, and what others changed meanwhile."""

    numbers: dict[str, int] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    overtaken: dict[str, Overtaken] = field(default_factory=dict)
    typed: dict[str, Value] = field(default_factory=dict)


def shown_digest(value: Value) -> str:
    """A short hash of a value, by which an unchanged passage is known."""
    text = json.dumps(value.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save_form(*, dialogue: Dialogue, post: QueryDict, user_id: int | None) -> Saved:
    """Save every passage of a form that was changed. Raises `review_invalid` by field."""
    typed = {passage: _parse(passage, post) for passage in dict.fromkeys(post.getlist("passage"))}
    saved = Saved(typed=typed)
    for passage, value in typed.items():
        digest = shown_digest(value)
        if digest == post.get(f"shown:{passage}"):
            continue
        try:
            number = save_edit(
                dialogue=dialogue,
                passage=passage,
                number=_number(post, passage),
                value=value,
                user_id=user_id,
            )
        except Overtaken as overtaken:
            saved.overtaken[passage] = overtaken
        else:
            saved.numbers[passage] = number
            saved.shown[passage] = digest
    return saved


def _number(post: QueryDict, passage: str) -> int:
    number = post.get(f"number:{passage}", "0")
    if not number.isdecimal() or len(number) > 9:
        raise Refusal("review_invalid", field=passage)
    return int(number)


def _parse(passage: str, post: QueryDict) -> Value:
    kind = kind_of(passage)
    if kind is None or len(passage) > 120:
        raise Refusal("review_invalid", field=passage[:120])
    value = read(passage, _fields(kind, passage + SEPARATOR, post))
    if value is None:
        raise Refusal("review_invalid", field=passage)
    return value


def _fields(kind: type[Value], prefix: str, post: QueryDict) -> dict[str, object]:
    """The fields of one passage as plain data."""

    def one(name: str) -> str:
        return post.get(prefix + name, "")

    def several(name: str) -> list[str]:
        return post.getlist(prefix + name)

    if kind is Sentences:
        rows = [
            {"text": one(f"text{SEPARATOR}{i}"), "rests_on": several(f"on{SEPARATOR}{i}")}
            for i in range(MOST_SENTENCES)
        ]
        return {"sentences": [row for row in rows if row["text"] or row["rests_on"]]}
    if kind is Sentence:
        return {"text": one("text"), "rests_on": several("on")}
    if kind is QuoteWords:
        return {"chosen": bool(one("chosen")), "translation": one("translation")}
    if kind is Tags:
        numbers = {name: several(name) for name in ("commitments", "sdgs")}
        return {**numbers, "none": bool(one("none"))}
    if kind is Masks:
        return _mask_fields(prefix, post)
    if kind is Names:
        return {"text": one("text")}
    assert kind in (OrganizerWords, MethodWords)
    return {name: one(name) or None for name in kind.model_fields if one(name)}


def _mask_fields(prefix: str, post: QueryDict) -> dict[str, object]:
    decided: dict[str, list[dict[str, str]]] = {"masked": [], "kept": []}
    pieces = post.getlist(f"{prefix}piece")
    kinds = post.getlist(f"{prefix}kind")
    for index, (piece, kind) in enumerate(zip(pieces, kinds, strict=False)):
        decision = post.get(f"{prefix}decision{SEPARATOR}{index}", "")
        if decision in decided:
            decided[decision].append({"kind": kind, "text": piece})
    return dict(decided)


def readable(value: Value | None) -> str:
    """A passage in plain words, to be shown beside what another reviewer typed."""
    if isinstance(value, Sentences):
        return "\n".join(sentence.text for sentence in value.sentences)
    if isinstance(value, Sentence | Names):
        return value.text
    if isinstance(value, QuoteWords):
        state = _("Chosen") if value.chosen else _("Not chosen")
        return f"{state}\n{value.translation}".strip()
    if isinstance(value, Masks):
        return "\n".join(
            [_("Masked: %(words)s") % {"words": piece.text} for piece in value.masked]
            + [_("Kept: %(words)s") % {"words": piece.text} for piece in value.kept]
        )
    if isinstance(value, Tags):
        return ", ".join(map(str, (*value.commitments, *value.sdgs)))
    fields = value.model_dump(mode="json") if value else {}
    return "\n".join(f"{name}: {item}" for name, item in fields.items() if item not in (None, ""))
