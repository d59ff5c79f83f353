"""Every kind of event: a frozen typed class each, in one registry.

An event says what changed by id; the board says how it is now. So an event never carries a
participant's words or identity, and what is hidden later is never delivered by an old event.
`payload` fields of facilitators' structural changes keep before and after, for a later undo.
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
    which notes are by one person, and `asked` are notes whose authors were asked for a quote:
    only facilitators see of either.
    """

    dialogue: bool = False
    stages: bool = False
    voices: bool = False
    all_groups: bool = False
    everything: bool = False
    groups: set[str] = field(default_factory=set)
    votes: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def add_groups(self, groups: Iterable[str | None]) -> None:
        self.groups.update(group for group in groups if group)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A change that has been committed. Subclasses name it and say what it touches."""

    kind: ClassVar[str]
    reversible: ClassVar[bool] = False
    """Whether `facilitation.actions.undo` knows the opposite of this event."""

    def __init_subclass__(cls) -> None:
        if cls.kind:
            KINDS[cls.kind] = cls

    def touch(self, touched: Touched) -> None:
        """Add to `touched` what this event may have changed on any board."""
        raise NotImplementedError

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
class _DialogueEvent(Event):
    kind: ClassVar[str] = ""

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True


@dataclass(frozen=True, kw_only=True)
class _NoteEvent(Event):
    kind: ClassVar[str] = ""
    note: str
    group: str | None = None

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        touched.notes.add(self.note)
        touched.add_groups([self.group])


@dataclass(frozen=True, kw_only=True)
class NotesChanged(Event):
    """Some fields of several notes were set at once: one step, so one undo.

    Each change is [note, its group or null, the fields before, the fields after].
    """

    kind: ClassVar[str] = ""
    changes: list[list[Any]]

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        for note, group, *_fields in self.changes:
            touched.notes.add(str(note))
            touched.add_groups([group])


@dataclass(frozen=True, kw_only=True)
class _GroupEvent(Event):
    kind: ClassVar[str] = ""
    group: str

    def touch(self, touched: Touched) -> None:
        touched.groups.add(self.group)


@dataclass(frozen=True, kw_only=True)
class DialogueCreated(_DialogueEvent):
    """The dialogue exists and can be joined."""

    kind: ClassVar[str] = "dialogue_created"


@dataclass(frozen=True, kw_only=True)
class FacilitatorAdded(_DialogueEvent):
    """One more person may run this dialogue."""

    kind: ClassVar[str] = "facilitator_added"


@dataclass(frozen=True, kw_only=True)
class ParticipantJoined(_DialogueEvent):
    """One more person is in the room. Says nothing of who."""

    kind: ClassVar[str] = "participant_joined"


@dataclass(frozen=True, kw_only=True)
class ParticipantLeft(_DialogueEvent):
    """Somebody left and had everything erased that led to them; the events before say what.

    Where their notes were `kept`, nothing says which: facilitators get a fresh board.
    """

    kind: ClassVar[str] = "participant_left"
    kept: bool

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        touched.voices |= self.kept


@dataclass(frozen=True, kw_only=True)
class ProfileSaved(_DialogueEvent):
    """Somebody answered, or answered anew, the questions about themselves."""

    kind: ClassVar[str] = "profile_saved"


@dataclass(frozen=True, kw_only=True)
class StageOpened(Event):
    """Another stage is open, or none (`stage` null); the one that was open before ended.

    `clocks_…` hold the times of both stages, by stage id, for undo.
    """

    kind: ClassVar[str] = "stage_opened"
    reversible: ClassVar[bool] = True
    stage: str | None
    before: str | None = None
    clocks_before: dict[str, Any]
    clocks_after: dict[str, Any]

    def touch(self, touched: Touched) -> None:
        touched.dialogue = touched.stages = touched.all_groups = True


@dataclass(frozen=True, kw_only=True)
class NoteAdded(_NoteEvent):
    """A note was stored: on the board, or late and waiting."""

    kind: ClassVar[str] = "note_added"


@dataclass(frozen=True, kw_only=True)
class NoteEdited(_NoteEvent):
    """The author changed the words of their note."""

    kind: ClassVar[str] = "note_edited"


@dataclass(frozen=True, kw_only=True)
class NoteWithdrawn(_NoteEvent):
    """The author took their note back."""

    kind: ClassVar[str] = "note_withdrawn"


@dataclass(frozen=True, kw_only=True)
class NotesAdmitted(NotesChanged):
    """A facilitator let waiting notes in, or took that back; each got its place then."""

    kind: ClassVar[str] = "notes_admitted"
    reversible: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class NotesHidden(NotesChanged):
    """A facilitator took notes off every board but their own, with a reason."""

    kind: ClassVar[str] = "notes_hidden"
    reversible: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NotesBroughtBack(NotesChanged):
    """A facilitator undid the hiding of notes."""

    kind: ClassVar[str] = "notes_brought_back"
    reversible: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NotesMoved(Event):
    """Notes changed place.

    Each move is [note, group before or null, group after or null, `place` before and after].
    """

    kind: ClassVar[str] = "notes_moved"
    reversible: ClassVar[bool] = True
    moves: list[list[Any]]

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        for note, before, after, *_places in self.moves:
            touched.notes.add(str(note))
            touched.add_groups([before, after])


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
class NotesPinned(NotesChanged):
    """Notes were pinned to the head of their place, or no longer are."""

    kind: ClassVar[str] = "notes_pinned"
    reversible: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class NotesMarkedDuplicate(NotesChanged):
    """Notes were marked as saying what another says, or no longer are. None is lost."""

    kind: ClassVar[str] = "notes_marked_duplicate"
    reversible: ClassVar[bool] = True

    def touch(self, touched: Touched) -> None:
        super().touch(touched)
        originals = (fields["duplicate_of_id"] for change in self.changes for fields in change[2:])
        touched.notes.update(original for original in originals if original)


@dataclass(frozen=True, kw_only=True)
class NotesKeptApart(Event):
    """Pairs of notes are never to be suggested together (`apart`), or may be again."""

    kind: ClassVar[str] = "notes_kept_apart"
    reversible: ClassVar[bool] = True
    pairs: list[list[str]]
    apart: bool

    def touch(self, touched: Touched) -> None:
        """No board shows it: it changes what will be suggested."""


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
class StageClockChanged(Event):
    """A stage has more or less time, stands still or goes on; clocks as in `StageOpened`."""

    kind: ClassVar[str] = "stage_clock_changed"
    reversible: ClassVar[bool] = True
    stage: str
    clock_before: dict[str, Any]
    clock_after: dict[str, Any]

    def touch(self, touched: Touched) -> None:
        touched.stages = True


@dataclass(frozen=True, kw_only=True)
class StageEdited(Event):
    """A stage has another question, length or stimulus."""

    kind: ClassVar[str] = "stage_edited"
    stage: str

    def touch(self, touched: Touched) -> None:
        touched.stages = True


@dataclass(frozen=True, kw_only=True)
class ReadbackMoved(_DialogueEvent):
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


@dataclass(frozen=True, kw_only=True)
class QuotesAsked(NotesChanged):
    """A facilitator asked whether notes may be quoted."""

    kind: ClassVar[str] = "quotes_asked"

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        touched.asked.update(str(note) for note, *_ in self.changes)


@dataclass(frozen=True, kw_only=True)
class ModerationSet(_DialogueEvent):
    """Notes are read before they show, or not; some words hold a note back."""

    kind: ClassVar[str] = "moderation_set"


@dataclass(frozen=True, kw_only=True)
class LeadChanged(_DialogueEvent):
    """Another facilitator leads, by user id, or none: it was given up, or has lapsed."""

    kind: ClassVar[str] = "lead_changed"
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class BreakoutsOpened(_DialogueEvent):
    """There are breakouts to go to; nobody is in them yet."""

    kind: ClassVar[str] = "breakouts_opened"
    breakouts: list[str]


@dataclass(frozen=True, kw_only=True)
class BreakoutsClosed(_DialogueEvent):
    """Everybody is in the plenary again. Whoever was not has a board of another epoch now."""

    kind: ClassVar[str] = "breakouts_closed"
    breakouts: list[str]


@dataclass(frozen=True, kw_only=True)
class ParticipantsSpread(_DialogueEvent):
    """A facilitator spread people over the breakouts by lot. Says nothing of who went where."""

    kind: ClassVar[str] = "participants_spread"


@dataclass(frozen=True, kw_only=True)
class ParticipantMoved(_DialogueEvent):
    """Somebody went to a breakout or to the plenary. Says nothing of who or where."""

    kind: ClassVar[str] = "participant_moved"


@dataclass(frozen=True, kw_only=True)
class FacilitatorMoved(_DialogueEvent):
    """A facilitator runs a breakout now, or the plenary (null)."""

    kind: ClassVar[str] = "facilitator_moved"
    breakout: str | None


@dataclass(frozen=True, kw_only=True)
class DivergenceRecorded(_DialogueEvent):
    """A facilitator wrote down where views differed."""

    kind: ClassVar[str] = "divergence_recorded"


@dataclass(frozen=True, kw_only=True)
class WallShown(Event):
    """Notes are now shown to everybody in the room, or no longer."""

    kind: ClassVar[str] = "wall_shown"
    reversible: ClassVar[bool] = True
    shown: bool

    def touch(self, touched: Touched) -> None:
        touched.everything = True


@dataclass(frozen=True, kw_only=True)
class DialogueClosed(Event):
    """Writing has ended; the stage that was open has ended with it."""

    kind: ClassVar[str] = "dialogue_closed"
    stage: str | None = None

    def touch(self, touched: Touched) -> None:
        touched.dialogue = touched.stages = touched.all_groups = True


@dataclass(frozen=True, kw_only=True)
class DialogueReopened(_DialogueEvent):
    """A facilitator took the closing back."""

    kind: ClassVar[str] = "dialogue_reopened"


@dataclass(frozen=True, kw_only=True)
class DialogueSealed(Event):
    """The dialogue has ended for good. Links from notes to people no longer exist."""

    kind: ClassVar[str] = "dialogue_sealed"

    def touch(self, touched: Touched) -> None:
        touched.everything = True
