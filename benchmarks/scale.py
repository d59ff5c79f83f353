"""What 100,000 phones would need, worked out from what `live.py` measured, into `docs/scale.md`.

`python benchmarks/scale.py` after each `live.py`; a test says so when it was forgotten. Nothing
here is measured: costs are multiplied, and compared with what a machine of a usual size has.
"""

import argparse
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "live.json"
PAGE = HERE.parent / "docs" / "scale.md"
BEGIN, END = "<!-- written by benchmarks/scale.py -->", "<!-- until here -->"

DIALOGUES, PHONES, NOTES_PER_SECOND = 100, 1000, 20
"""A hundred halls at once."""
JOINING_SECONDS = 300
NODE_CORES, NODE_GB, NODE_GBIT = 8, 32, 1.0
BUSY = 0.6
"""The share of a processor that is planned for; the rest is for the worst second."""


@dataclass(frozen=True)
class Costs:
    """What `live.py` measured of one dialogue with 1,000 phones on one process.

    Processor time in milliseconds of one core, memory in units of 1,000 bytes.
    """

    frame_ms: float
    look_ms: float
    note_alone_ms: float
    note_of_many_ms: float
    join_ms: float
    phone_kb: float
    frame_kb: float
    frames_per_note: float

    @classmethod
    def measured(cls, results: list[dict[str, Any]]) -> "Costs":
        """Read them from the results of `live.py`. Raises `LookupError` where they lack the run."""
        for one in results:
            if (one["scenario"], one["processes"], one["phones"]) == ("clean", 1, PHONES):
                break
        else:
            raise LookupError(f"no clean run of one process with {PHONES} phones in {RESULTS}")
        frames = one["frames_per_note_per_phone"] * PHONES
        # What the whole server spent a note, without delivering it and without taking it in.
        looking = (one["all_cpu_us_per_frame"] - one["server_cpu_us_per_frame"]) * frames
        looking -= one["note_cpu_us"]
        return cls(
            frame_ms=one["server_cpu_us_per_frame"] / 1000,
            look_ms=max(0.0, looking) / one["frames_per_note_per_phone"] / 1000,
            note_alone_ms=one["note_cpu_us"] / 1000,
            note_of_many_ms=one["burst_cpu_s"] * 1000 / PHONES,
            join_ms=one["join_cpu_ms"],
            phone_kb=one["kb_per_phone"],
            frame_kb=one["frame_bytes"] / 1000,
            frames_per_note=one["frames_per_note_per_phone"],
        )


@dataclass(frozen=True)
class Need:
    """One thing that is needed, of which a node has `node`."""

    what: str
    work: str
    amount: float
    unit: str
    node: float

    @property
    def nodes(self) -> int:
        """How many nodes it takes."""
        return math.ceil(self.amount / self.node)


def needs(costs: Costs) -> list[Need]:
    """Return what a hundred halls need, what breaks first first."""
    phones, notes = DIALOGUES * PHONES, DIALOGUES * NOTES_PER_SECOND
    looks = notes * costs.frames_per_note
    frames = looks * PHONES
    joins = phones / JOINING_SECONDS
    cores = NODE_CORES * BUSY

    def processor(what: str, count: float, each: str, ms: float) -> Need:
        return Need(what, f"{count:,.0f} {each} × {_ms(ms)}", count * ms / 1000, "cores", cores)

    found = [
        processor("deliveries", frames, "frames/s", costs.frame_ms),
        processor("boards read, one hub a dialogue", looks, "looks/s", costs.look_ms),
        processor("notes, each alone", notes, "notes/s", costs.note_alone_ms),
        processor("joining in five minutes", joins, "people/s", costs.join_ms),
        Need(
            "memory of sockets",
            f"{phones:,} phones × {costs.phone_kb:.0f} kB",
            phones * costs.phone_kb / 1e6,
            "GB",
            NODE_GB * BUSY,
        ),
        Need(
            "bytes out",
            f"{frames:,.0f} frames/s × {costs.frame_kb:.1f} kB",
            frames * costs.frame_kb * 8 / 1e6,
            "Gbit/s",
            NODE_GBIT * BUSY,
        ),
    ]
    return sorted(found, key=lambda need: -need.amount / need.node)


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms" if milliseconds >= 0.1 else f"{milliseconds * 1000:.0f} µs"


def section(costs: Costs) -> str:
    """Return the part of the page that is made of figures."""
    return "\n".join([*_costs(costs), "", *_needs(costs), "", *_one_hall(costs)])


def _costs(costs: Costs) -> list[str]:
    rows = (
        ("a frame to a phone", _ms(costs.frame_ms)),
        ("a look: reading and encoding a frame, once for all", _ms(costs.look_ms)),
        ("a note, alone", _ms(costs.note_alone_ms)),
        ("a note among a thousand at once", _ms(costs.note_of_many_ms)),
        ("a phone that joins: page, join, profile", _ms(costs.join_ms)),
        ("memory a phone", f"{costs.phone_kb:.0f} kB"),
        ("a frame at 20 notes a second", f"{costs.frame_kb:.1f} kB"),
        ("frames that a phone hears for each note", f"{costs.frames_per_note:.2f}"),
    )
    return ["| what | cost |", "|---|---:|", *(f"| {what} | {cost} |" for what, cost in rows)]


def _needs(costs: Costs) -> list[str]:
    node = f"{NODE_CORES} cores, {NODE_GB} GB, {NODE_GBIT:.0f} Gbit/s, {BUSY:.0%} of each used"
    found = needs(costs)
    cores = sum(need.amount for need in found if need.unit == "cores")
    together = math.ceil(cores / NODE_CORES / BUSY)
    rows = [
        f"| {need.what} | {need.work} | {need.amount:.1f} {need.unit} | {need.nodes} |"
        for need in found
    ]
    halls = f"{DIALOGUES} dialogues at once, each with {PHONES:,} phones and {NOTES_PER_SECOND}"
    return [
        f"{halls} notes a second,",
        f"on nodes of {node}. What breaks first stands first:",
        "",
        "| what | how much | needs | nodes |",
        "|---|---|---:|---:|",
        *rows,
        f"| all processor work together | | {cores:.1f} cores | {together} |",
    ]


def _one_hall(costs: Costs) -> list[str]:
    phones = DIALOGUES * PHONES
    frames = phones * NOTES_PER_SECOND * costs.frames_per_note
    joins, notes = phones / JOINING_SECONDS, 1000 / costs.note_of_many_ms
    return [
        f"`TOOLKIT_JOINS_PER_SECOND={joins:.0f}` lets {phones:,} people in within five minutes.",
        f"One dialogue with {phones:,} phones would hear {frames:,.0f} frames a second as well,",
        f"but take in some {notes:,.0f} notes a second and no more, on however many nodes: its",
        "rows have one lock.",
    ]


def updated(page: str, results: list[dict[str, Any]]) -> str:
    """Return the page with its figures brought up to date."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{section(Costs.measured(results))}\n\n{END}{after}"


def main() -> int:
    """Write the figures into the page; return 0."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8"))["results"]
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
