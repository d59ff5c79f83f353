"""What happens to the dialogue as a whole: its life, its stages, who is in it and where.

People are counted by these events, never named; facilitators are, by user id.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from facilitation.events.event import DialogueEvent, Event, Touched


@dataclass(frozen=True, kw_only=True)
class DialogueCreated(DialogueEvent):
    """The dialogue exists and can be joined."""

    kind: ClassVar[str] = "dialogue_created"


@dataclass(frozen=True, kw_only=True)
class FacilitatorAdded(DialogueEvent):
    """One more person may run this dialogue."""

    kind: ClassVar[str] = "facilitator_added"


@dataclass(frozen=True, kw_only=True)
class ParticipantJoined(DialogueEvent):
    """One more person is in the room. Says nothing of who."""

    kind: ClassVar[str] = "participant_joined"


@dataclass(frozen=True, kw_only=True)
class ParticipantLeft(DialogueEvent):
    """Somebody left and had everything erased that led to them; the events before say what.

    Where their notes were `kept`, nothing says which: facilitators get a fresh board.
    """

    kind: ClassVar[str] = "participant_left"
    kept: bool

    def touch(self, touched: Touched) -> None:
        touched.dialogue = True
        touched.voices |= self.kept


@dataclass(frozen=True, kw_only=True)
class ProfileSaved(DialogueEvent):
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
    """A stage has another question, length or stimulus: the fields that changed, `before` and
    `after`; empty in events from before they were kept."""

    kind: ClassVar[str] = "stage_edited"
    reversible: ClassVar[bool] = True
    stage: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def touch(self, touched: Touched) -> None:
        touched.stages = True


@dataclass(frozen=True, kw_only=True)
class ModerationSet(DialogueEvent):
    """Notes are read before they show, or not; some words hold a note back. `before` and `after`
    are as in `StageEdited`."""

    kind: ClassVar[str] = "moderation_set"
    reversible: ClassVar[bool] = True
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Under18Set(DialogueEvent):
    """A facilitator said that people under 18 take part, or that they do not."""

    kind: ClassVar[str] = "under_18_set"
    reversible: ClassVar[bool] = True
    under_18: bool


@dataclass(frozen=True, kw_only=True)
class LeadChanged(DialogueEvent):
    """Another facilitator leads, by user id, or none: it was given up, or has lapsed."""

    kind: ClassVar[str] = "lead_changed"
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class BreakoutsOpened(DialogueEvent):
    """There are breakouts to go to; nobody is in them yet."""

    kind: ClassVar[str] = "breakouts_opened"
    breakouts: list[str]


@dataclass(frozen=True, kw_only=True)
class BreakoutsClosed(DialogueEvent):
    """Everybody is in the plenary again. Whoever was not has a board of another epoch now."""

    kind: ClassVar[str] = "breakouts_closed"
    breakouts: list[str]


@dataclass(frozen=True, kw_only=True)
class ParticipantsSpread(DialogueEvent):
    """A facilitator spread people over the breakouts by lot. Says nothing of who went where."""

    kind: ClassVar[str] = "participants_spread"


@dataclass(frozen=True, kw_only=True)
class ParticipantMoved(DialogueEvent):
    """Somebody went to a breakout or to the plenary. Says nothing of who or where."""

    kind: ClassVar[str] = "participant_moved"


@dataclass(frozen=True, kw_only=True)
class FacilitatorMoved(DialogueEvent):
    """A facilitator runs a breakout now, or the plenary (null)."""

    kind: ClassVar[str] = "facilitator_moved"
    breakout: str | None


@dataclass(frozen=True, kw_only=True)
class DivergenceRecorded(DialogueEvent):
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
class DialogueReopened(DialogueEvent):
    """A facilitator took the closing back."""

    kind: ClassVar[str] = "dialogue_reopened"


@dataclass(frozen=True, kw_only=True)
class DialogueSealed(Event):
    """The dialogue has ended for good. Links from notes to people no longer exist."""

    kind: ClassVar[str] = "dialogue_sealed"

    def touch(self, touched: Touched) -> None:
        touched.everything = True
