"""What two facilitators change at once: neither overwrites the other unseen.

Whoever changes something says what they began from. What they did not touch stays as somebody
else has made it meanwhile; where both changed the same, the second is told, and loses nothing.
"""

from typing import Any

from facilitation.actions.writing import Writing
from facilitation.events import Event
from facilitation.facilitators import name_of
from facilitation.refusals import Refusal

Fields = dict[str, Any]
"""Some columns by name, JSON-ready."""


def check_as_seen(
    writing: Writing, wanted: Fields, *, seen: Fields, now: Fields, event: type[Event], of: Fields
) -> Fields:
    """Return those of the fields `wanted` that the writer has changed; `seen` is what they began
    from, and what it does not name was changed whatever it was.

    Raises `changed_meanwhile` with `who` changed the same since, and `theirs`: those fields as they
    are `now`. The events `event` whose payload holds `of` are such changes.
    """
    changed = {
        name: value for name, value in wanted.items() if name not in seen or value != seen[name]
    }
    theirs = {
        name: now[name]
        for name, value in changed.items()
        if name in seen and now[name] not in (seen[name], value)
    }
    if theirs:
        who = who_changed(writing, event, of)
        raise Refusal("changed_meanwhile", who=who, theirs=theirs)
    return changed


def who_changed(writing: Writing, event: type[Event], of: Fields) -> str:
    """Return how the facilitator is called who was the last to change it; empty if unknown."""
    holding = {f"payload__{name}": value for name, value in of.items()}
    last = writing.dialogue.events.filter(kind=event.kind, **holding).last()
    return name_of(writing.dialogue, last.user) if last and last.user else ""
