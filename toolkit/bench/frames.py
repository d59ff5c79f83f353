"""What a phone of the bench keeps of a frame, and how late each note was.

Phones of one process hear the same bytes, so each message is parsed once for all of them: a
driver that parses a thousand times what the server encoded once would measure itself.
"""

import json
from dataclasses import dataclass, field

LONGEST_MILLISECONDS = 120_000
_KEPT = 256


@dataclass(frozen=True)
class Frame:
    """A frame's place in the feed, and the notes it puts and drops (id to text)."""

    epoch: str
    since: int
    seq: int
    reset: bool
    notes: dict[str, str]
    dropped: list[str]


_known: dict[bytes, Frame | None] = {}


def read_message(payload: bytes) -> Frame | None:
    """Return the frame in a message, or None for a tick."""
    try:
        return _known[payload]
    except KeyError:
        pass
    if len(_known) >= _KEPT:
        del _known[next(iter(_known))]
    frame = _known[payload] = _parse(payload)
    return frame


def _parse(payload: bytes) -> Frame | None:
    message = json.loads(payload)
    if message.get("type", "frame") != "frame":
        return None
    notes = message["put"].get("notes", {})
    return Frame(
        epoch=message["epoch"],
        since=message["since"] or 0,
        seq=message["seq"],
        reset=message["reset"],
        notes={key: note["text"] for key, note in notes.items()},
        dropped=message["drop"].get("notes", []),
    )


def stamped(text: str, now: float) -> str:
    """Return a note's text with the time at which it was typed, in seconds of CLOCK_MONOTONIC."""
    return f"{text} @{now:.6f}"


@dataclass
class Latencies:
    """A histogram in whole milliseconds; what took longer than it reaches counts as its end."""

    counts: dict[int, int] = field(default_factory=dict)

    def add(self, seconds: float) -> None:
        """Count one."""
        key = min(int(seconds * 1000), LONGEST_MILLISECONDS)
        self.counts[key] = self.counts.get(key, 0) + 1

    def add_since(self, text: str, now: float) -> None:
        """Count a note that was just heard, if its text is `stamped`."""
        _, found, typed = text.rpartition(" @")
        if found:
            self.add(now - float(typed))

    def merge(self, counts: dict[str, int]) -> None:
        """Add the counts of another process, whose keys went through JSON."""
        for key, count in counts.items():
            self.counts[int(key)] = self.counts.get(int(key), 0) + count

    def percentile(self, share: float) -> int | None:
        """Return the milliseconds within which this share of all was heard; None of nothing."""
        total = sum(self.counts.values())
        if not total:
            return None
        passed = 0
        for key in sorted(self.counts):
            passed += self.counts[key]
            if passed >= share * total:
                return key
        raise AssertionError("unreachable")
