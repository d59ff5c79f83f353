"""How the open stage stands against the clock, for a page without a script.

The twin of `client/participant_clock.js`: both read the server's `due_at`, never a phone's time.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from facilitation.board import Frame
from facilitation.vocabulary.stages import WRITING_KINDS

LAST_SECONDS = 60
"""From here on people are told that the end is near."""

Kind = Literal["running", "soon", "paused", "over", "late"]


@dataclass(frozen=True)
class Clock:
    """`late` is the time after a hard end, in which notes come in late; `over` a soft one.

    `left` is in seconds, 0 once the time is up.
    """

    kind: Kind
    left: int

    @property
    def time(self) -> str:
        return minutes_and_seconds(self.left)


def minutes_and_seconds(seconds: int) -> str:
    """Return a time as it is shown: 270 as `04:30`."""
    return f"{seconds // 60:02}:{seconds % 60:02}"


def clock_of(board: Frame, now: datetime.datetime) -> Clock | None:
    """Return the clock of the open stage of a fresh board; None where no stage is open."""
    stages = board["put"]["stages"].values()
    stage = next((one for one in stages if one["state"] == "open" and one["due_at"]), None)
    if stage is None or board["put"]["dialogue"]["state"] != "open":
        return None
    stands = stage["paused_at"]
    until = datetime.datetime.fromisoformat(stands) if stands else now
    due = datetime.datetime.fromisoformat(stage["due_at"])
    left = max(0, int((due - until).total_seconds()))
    if stands:
        return Clock("paused", left)
    if left == 0:
        is_late = stage["hard_end"] and stage["kind"] in WRITING_KINDS
        return Clock("late" if is_late else "over", 0)
    return Clock("soon" if left <= LAST_SECONDS else "running", left)
