"""Reading and saving the words of a draft: two reviewers never overwrite each other.

An edit names the number it was made on. Where that is no longer the last one, it is refused with
what the other person saved, and the page keeps what was typed; both can then be brought together.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from facilitation.models import Dialogue
from reporting.refusals import Refusal
from reporting.summary.models import Edit
from reporting.summary.passages import Value, Words, read


class Overtaken(Refusal):
    """Somebody saved the passage meanwhile. `edit` is what they saved."""

    def __init__(self, edit: Edit) -> None:
        super().__init__("review_overtaken", passage=edit.passage, number=edit.number)
        self.edit = edit


def words_of(dialogue: Dialogue) -> Words:
    """Return the last edit of every passage of `dialogue`."""
    last: dict[str, Edit] = {}
    for edit in Edit.objects.filter(dialogue=dialogue).order_by("number"):
        last[edit.passage] = edit
    values = {name: value for name, edit in last.items() if (value := read(name, edit.value))}
    return Words(values, {name: edit.number for name, edit in last.items()})


def save_edit(
    *, dialogue: Dialogue, passage: str, number: int, value: Value, user_id: int | None
) -> int:
    """Save a passage that was edited on top of edit `number`; return the new number.

    What is already so is not saved again. Raises `Overtaken`.
    """
    rows = Edit.objects.filter(dialogue=dialogue, passage=passage)
    last = rows.order_by("-number").first()
    stored = value.model_dump(mode="json")
    if last is not None and last.value == stored:
        return last.number
    if last is not None and last.number != number:
        raise Overtaken(last)
    try:
        with transaction.atomic():
            made = Edit.objects.create(
                dialogue=dialogue,
                passage=passage,
                number=(last.number if last else 0) + 1,
                value=stored,
                user_id=user_id,
            )
    except IntegrityError as error:
        meanwhile = rows.order_by("-number").first()
        assert meanwhile is not None
        raise Overtaken(meanwhile) from error
    return made.number


def edit_at(*, dialogue: Dialogue, passage: str, number: int) -> Value | None:
    """Return the value of a passage at edit `number`, None before any."""
    edit = Edit.objects.filter(dialogue=dialogue, passage=passage, number=number).first()
    return read(passage, edit.value) if edit else None
