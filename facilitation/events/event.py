"""What an event is, what it may touch on a board, and the one registry of kinds.

An event of a kind or with fields that this version does not know is no error while processes are
replaced one by one: it asks for a fresh board.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

KINDS: dict[str, type["Event"]] = {}


@dataclass
class Touched:
    """The records that may differ after some events; `everything` asks for a fresh board.

    `stages` and `all_groups` stand for all of their kind: a new stage changes what may be seen
    of every stage, and whether votes may be seen. `votes` are groups of which only the votes
    differ: an audience that may not see votes must not even see that there was one. `voices` say
    which notes are by one person, and `quoting` are notes of which only this differs, whether
    they may be quoted: only facilitators see of either.
    """

    dialogue: bool = False
    stages: bool = False
    voices: bool = False
    all_groups: bool = False
    everything: bool = False
    groups: set[str] = field(default_factory=set)
    votes: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    quoting: set[str] = field(default_factory=set)

    def add_groups(self, groups: Iterable[str | None]) -> None:
        self.groups.update(group for group in groups if group)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A change that has been committed. Subclasses name it and say what it touches."""

    kind: ClassVar[str]
    reversible: ClassVar[bool] = False
    """Whether `facilitation.actions.undo` knows the opposite of this event."""
    tells_authors: ClassVar[bool] = False
    """Whether those who wrote the notes that it changed are told so (`facilitation.own`)."""

    def __init_subclass__(cls) -> None:
        if cls.kind:
            KINDS[cls.kind] = cls

    def touch(self, touched: Touched) -> None:
        """Add to `touched` what this event may have changed on any board."""
        raise NotImplementedError

    def notes_changed(self) -> frozenset[str]:
        """Return the notes that this event changed, where that may be several at once."""
        return frozenset()

    def payload(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class UnknownEvent(Event):
    """What another version of this software wrote, while it is replaced process by process.

    What it changed can only be seen by looking at everything anew; it cannot be undone here.
    """

    kind: ClassVar[str] = ""

    def touch(self, touched: Touched) -> None:
        touched.everything = True


def from_payload(kind: str, payload: dict[str, Any]) -> Event:
    """Rebuild the event that was stored; `UnknownEvent` if its kind or fields are not ours."""
    try:
        return KINDS[kind](**payload)
    except (KeyError, TypeError):
        return UnknownEvent()


@dataclass(frozen=True, kw_only=True)
class DialogueEvent(Event):
    kind: ClassVar[str] = ""

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
