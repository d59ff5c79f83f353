"""The counts of a dialogue: live until it is sealed, from the seal for ever after.

These are raw counts, for the floors above to make safe; they are never shown as they are.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q

from facilitation.models import Dialogue, Group, Note, Profile

DIMENSIONS = ("age", "gender", "occupation", "education", "nationality")
"""Profile questions with one answer each; `groups` takes several."""


@dataclass(frozen=True)
class GroupTally:
    """Of one group: votes, distinct known authors, and notes entered for somebody else."""

    votes: int
    voices: int
    on_behalf: int


@dataclass(frozen=True)
class Tallies:
    """`profiles` maps a dimension to the people who gave each answer, by code.

    Unanswered and `undisclosed` are both counted under `undisclosed`, so each single-answer
    dimension sums to `participants`; under `groups` a person counts once for each group.
    """

    participants: int
    profiles: dict[str, dict[str, int]]
    groups: dict[str, GroupTally]
    votes: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Tallies":
        groups = {key: GroupTally(**tally) for key, tally in data["groups"].items()}
        return cls(**{**data, "groups": groups})


def tallies_of(dialogue: Dialogue) -> Tallies:
    """Return the tallies of `dialogue`, sealed or not."""
    if dialogue.state == Dialogue.State.SEALED:
        return Tallies.from_json(dialogue.seal.tallies)
    return take_tallies(dialogue)


def take_tallies(dialogue: Dialogue) -> Tallies:
    """Count people, profiles and groups as they stand in the tables now."""
    participants = dialogue.participants.count()
    return Tallies(
        participants=participants,
        profiles=_count_profiles(dialogue, participants),
        groups=_count_groups(dialogue),
        votes=dialogue.votes.count(),
    )


def _count_profiles(dialogue: Dialogue, participants: int) -> dict[str, dict[str, int]]:
    counters: dict[str, Counter[str]] = {name: Counter() for name in (*DIMENSIONS, "groups")}
    answered = 0
    for profile in Profile.objects.filter(participant__dialogue=dialogue).iterator():
        answered += 1
        for name in DIMENSIONS:
            counters[name][getattr(profile, name) or "undisclosed"] += 1
        counters["groups"].update(set(profile.groups))
    for name in DIMENSIONS:
        counters[name]["undisclosed"] += participants - answered
    return {
        name: {code: count for code, count in sorted(counter.items()) if count}
        for name, counter in counters.items()
    }


def _count_groups(dialogue: Dialogue) -> dict[str, GroupTally]:
    shown = Q(notes__state=Note.State.SHOWN)
    groups = Group.objects.filter(dialogue=dialogue).annotate(
        votes_given=Count("votes", distinct=True),
        voices=Count("notes__author", distinct=True, filter=shown & Q(notes__on_behalf=False)),
        on_behalf=Count("notes", distinct=True, filter=shown & Q(notes__on_behalf=True)),
    )
    return {
        str(group.id): GroupTally(
            votes=group.votes_given, voices=group.voices, on_behalf=group.on_behalf
        )
        for group in groups
    }
