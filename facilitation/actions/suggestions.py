"""Answering suggestions. Accepting one is grouping; dismissing one says which notes differ."""

from collections.abc import Iterable
from itertools import combinations
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field

from facilitation.actions.groups import check_notes, stage_of_first
from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.events import NotesKeptApart
from facilitation.models import KeptApart

MOST_KEPT_APART = 40
"""Notes, so at most 780 pairs: more than any suggestion that somebody reads to its end."""

Pair = tuple[str, str]
"""The ids of two notes, the smaller first."""


def _two_at_least(notes: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(notes)) < 2:
        raise ValueError("at least two notes can be kept apart")
    return notes


class KeepApart(Given):
    """Say that no two of these notes say the same, so that they are not suggested together."""

    name: ClassVar[str] = "keep_apart"
    who: ClassVar[Who] = Who.FACILITATOR

    notes: Annotated[
        tuple[UUID, ...], Field(max_length=MOST_KEPT_APART), AfterValidator(_two_at_least)
    ]


@use_case(KeepApart)
def keep_apart(writing: Writing, given: KeepApart) -> Answer:
    """Answer `{pairs}`: how many pairs are new. Groups that exist are not touched by it."""
    check_not_sealed(writing)
    notes = check_notes(writing, given.notes, stage_of_first(writing, given.notes))
    pairs = combinations(sorted(str(note.id) for note in notes), 2)
    return {"pairs": do_keep_apart(writing, set(pairs) - kept_apart(writing))}


def kept_apart(writing: Writing) -> set[Pair]:
    """Return every pair of the dialogue that is kept apart."""
    rows = writing.dialogue.kept_apart.values_list("first", "second")
    return {(str(first), str(second)) for first, second in rows}


def do_keep_apart(writing: Writing, pairs: Iterable[Pair]) -> int:
    """Keep apart `pairs`, none of which is yet; return how many they are."""
    rows = sorted(pairs)
    KeptApart.objects.bulk_create(
        KeptApart(dialogue=writing.dialogue, first_id=first, second_id=second)
        for first, second in rows
    )
    _append(writing, rows, apart=True)
    return len(rows)


def do_stop_keeping_apart(writing: Writing, pairs: Iterable[Pair]) -> None:
    """The opposite of `do_keep_apart`."""
    rows = sorted(pairs)
    gone = [
        row.pk
        for row in writing.dialogue.kept_apart.all()
        if (str(row.first_id), str(row.second_id)) in rows
    ]
    writing.dialogue.kept_apart.filter(pk__in=gone).delete()
    _append(writing, rows, apart=False)


def _append(writing: Writing, pairs: list[Pair], *, apart: bool) -> None:
    if pairs:
        writing.append(NotesKeptApart(pairs=[list(pair) for pair in pairs], apart=apart))
