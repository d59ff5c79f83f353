"""What happens to groups: made and merged, voted for, read back and answered.

Votes and answers say nothing of whose they are.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from facilitation.events.event import DialogueEvent, Event, Touched


@dataclass(frozen=True, kw_only=True)
class _GroupEvent(Event):
    kind: ClassVar[str] = ""
    group: str

    def touch(self, touched: Touched) -> None:
        touched.groups.add(self.group)


@dataclass(frozen=True, kw_only=True)
class GroupAdded(_GroupEvent):
    """A group began, empty."""

    kind: ClassVar[str] = "group_added"
    reversible: ClassVar[bool] = True
    stage: str
    title: str
    placed: int


@dataclass(frozen=True, kw_only=True)
class GroupRenamed(_GroupEvent):
    """A group has another title."""

    kind: ClassVar[str] = "group_renamed"
    reversible: ClassVar[bool] = True
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class GroupRemoved(_GroupEvent):
    """A group was taken apart; its notes had moved out before."""

    kind: ClassVar[str] = "group_removed"
    reversible: ClassVar[bool] = True
    stage: str
    title: str
    placed: int
    pinned: bool = False
    breakout: str | None = None


@dataclass(frozen=True, kw_only=True)
class GroupsMerged(Event):
    """A group went into another with its votes (`joined`), or came out of it again.

    Its notes have moved before. `followers` are groups merged into it earlier, which go along,
    `corrections` the notes that answer the reading back of any of them.
    """

    kind: ClassVar[str] = "groups_merged"
    reversible: ClassVar[bool] = True
    group: str
    into: str
    followers: list[str]
    joined: bool
    corrections: list[str] = field(default_factory=list)

    def touch(self, touched: Touched) -> None:
        touched.add_groups([self.group, self.into])
        touched.notes.update(self.corrections)


@dataclass(frozen=True, kw_only=True)
class GroupPinned(_GroupEvent):
    """A group was pinned to the head of its column, or no longer is."""

    kind: ClassVar[str] = "group_pinned"
    reversible: ClassVar[bool] = True
    pinned: bool


@dataclass(frozen=True, kw_only=True)
class ProxyVotesCounted(_GroupEvent):
    """A facilitator counted the votes of people without a device."""

    kind: ClassVar[str] = "proxy_votes_counted"
    reversible: ClassVar[bool] = True
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class _VoteEvent(Event):
    kind: ClassVar[str] = ""
    group: str

    def touch(self, touched: Touched) -> None:
        touched.votes.add(self.group)


@dataclass(frozen=True, kw_only=True)
class VoteGiven(_VoteEvent):
    """A group has one vote more. Says nothing of whose."""

    kind: ClassVar[str] = "vote_given"


@dataclass(frozen=True, kw_only=True)
class VoteTakenBack(_VoteEvent):
    """A group has one vote less."""

    kind: ClassVar[str] = "vote_taken_back"


@dataclass(frozen=True, kw_only=True)
class ReadbackMoved(DialogueEvent):
    """Another group is being read back, or none."""

    kind: ClassVar[str] = "readback_moved"
    reversible: ClassVar[bool] = True
    group: str | None
    before: str | None = None

    def touch(self, touched: Touched) -> None:
        super().touch(touched)
        touched.add_groups((self.before, self.group))


@dataclass(frozen=True, kw_only=True)
class GroupAgreed(_GroupEvent):
    """Somebody found a group read back right, or no longer does. Says nothing of who."""

    kind: ClassVar[str] = "group_agreed"
