"""Reading notes before they show, and words that hold a note back."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from facilitation.actions.writing import Answer, Given, Who, Writing, check_not_sealed, use_case
from facilitation.events import ModerationSet
from facilitation.models import Dialogue
from facilitation.moderation import fold
from facilitation.text import clean

HELD_WORD_LIMIT = 60
Word = Annotated[str, Field(max_length=HELD_WORD_LIMIT)]


class ModerationAsSeen(BaseModel):
    """What was set when somebody began to change it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    review_first: bool
    held_words: tuple[str, ...]


class SetModeration(Given):
    """Read notes before they show (`review_first`), and list words that hold a note back.

    `before` is what the writer began from: what they did not change stays as it is now, and of the
    words, those they added or took out are. Without it, whatever is set is replaced.
    """

    name: ClassVar[str] = "set_moderation"
    who: ClassVar[Who] = Who.FACILITATOR

    review_first: bool
    held_words: Annotated[tuple[Word, ...], Field(max_length=500)] = ()
    before: ModerationAsSeen | None = None


@use_case(SetModeration)
def set_moderation(writing: Writing, given: SetModeration) -> Answer:
    """Answer `{held_words}`. It holds for notes from now on; nothing is ever deleted by it."""
    check_not_sealed(writing)
    first = given.review_first
    words = {clean(word) for word in given.held_words if fold(word).strip()}
    if given.before is not None:
        now, seen = writing.dialogue, set(given.before.held_words)
        first = first if first != given.before.review_first else now.review_first
        words = (set(now.held_words) - (seen - words)) | (words - seen)
    return do_set_moderation(writing, review_first=first, held_words=sorted(words))


def do_set_moderation(writing: Writing, *, review_first: bool, held_words: list[str]) -> Answer:
    dialogue, before = writing.dialogue, moderation_of(writing.dialogue)
    dialogue.review_first, dialogue.held_words = review_first, held_words
    after = moderation_of(dialogue)
    if after != before:
        dialogue.save(update_fields=list(after))
        writing.append(ModerationSet(before=before, after=after))
    return {"held_words": held_words}


def moderation_of(dialogue: Dialogue) -> dict[str, Any]:
    """Return what is set now, JSON-ready."""
    return {"review_first": dialogue.review_first, "held_words": dialogue.held_words}
