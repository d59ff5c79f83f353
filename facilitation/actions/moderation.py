"""Reading notes before they show, and words that hold a note back."""

from typing import Annotated, ClassVar

from pydantic import Field

from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.events import ModerationSet
from facilitation.moderation import fold
from facilitation.text import clean

HELD_WORD_LIMIT = 60
Word = Annotated[str, Field(max_length=HELD_WORD_LIMIT)]


class SetModeration(Given):
    """Read notes before they show (`review_first`), and list words that hold a note back."""

    name: ClassVar[str] = "set_moderation"
    who: ClassVar[Who] = Who.FACILITATOR

    review_first: bool
    held_words: Annotated[tuple[Word, ...], Field(max_length=500)] = ()


@use_case(SetModeration)
def set_moderation(writing: Writing, given: SetModeration) -> Answer:
    """Answer `{held_words}`. It holds for notes from now on; nothing is ever deleted by it."""
    check_not_sealed(writing)
    words = sorted({clean(word) for word in given.held_words if fold(word).strip()})
    return do_set_moderation(writing, review_first=given.review_first, held_words=words)


def do_set_moderation(writing: Writing, *, review_first: bool, held_words: list[str]) -> Answer:
    dialogue = writing.dialogue
    dialogue.review_first, dialogue.held_words = review_first, held_words
    dialogue.save(update_fields=["review_first", "held_words"])
    writing.append(ModerationSet())
    return {"held_words": held_words}
