"""The counts of a dialogue: live until it is sealed, from the seal for ever after.

These are raw counts, for the floors above to make safe; they are never shown as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from facilitation.models import Agreement, Dialogue, Group, Note, Participant, Profile, Vote

DIMENSIONS = ("age", "gender", "occupation", "education", "nationality")
"""Profile questions with one answer each; `groups` takes several."""


@dataclass(frozen=True)
class GroupTally:
    """Of one group on the board, with what was merged into it.

    `votes` include `proxy_votes`, which a facilitator counted among people without a device;
    `voters` and `voices` are distinct people, `on_behalf` notes entered for somebody else, and
    `agreed` people who found the group read back right.
    """

    votes: int
    voices: int
    on_behalf: int
    proxy_votes: int = 0
    voters: int = 0
    agreed: int = 0


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
    groups = _count_groups(dialogue)
    return Tallies(
        participants=participants,
        profiles=_count_profiles(dialogue, participants),
        groups=groups,
        votes=sum(tally.votes for tally in groups.values()),
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
    groups = Group.objects.filter(dialogue=dialogue, merged_into=None).annotate(
        voices=Count("notes__author", distinct=True, filter=shown & Q(notes__on_behalf=False)),
        on_behalf=Count("notes", distinct=True, filter=shown & Q(notes__on_behalf=True)),
    )
    weights = vote_weights(dialogue)
    proxies = proxy_votes(dialogue)
    agreed = people_agreed(dialogue)
    return {
        str(group.id): GroupTally(
            votes=sum(weights[group.id].values()) + proxies[group.id],
            voices=group.voices,
            on_behalf=group.on_behalf,
            proxy_votes=proxies[group.id],
            voters=len(weights[group.id]),
            agreed=agreed[group.id],
        )
        for group in groups
    }


def vote_weights(
    dialogue: Dialogue, groups: Iterable[UUID] | None = None
) -> dict[UUID, dict[UUID, int]]:
    """Return each voter's votes by group on the board, those of merged groups counted together.

    A person counts up to the dialogue's cap on a group, however many were merged into it.
    `groups` limits the answer to some groups on the board.
    """
    votes = Vote.objects.filter(dialogue=dialogue)
    votes = votes.annotate(root=Coalesce("group__merged_into", "group"))
    if groups is not None:
        votes = votes.filter(root__in=list(groups))
    weights: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for root, voter, weight in votes.values_list("root", "participant", "weight"):
        so_far = weights[root].get(voter, 0)
        weights[root][voter] = min(dialogue.vote_cap, so_far + weight)
    return weights


def votes_of(participant: Participant) -> dict[UUID, int]:
    """Return one person's votes by group on the board, counted as `vote_weights` counts them.

    Votes that merging has brought over the cap count nowhere, and are free to be given again.
    """
    cap = participant.dialogue.vote_cap
    votes = participant.votes.annotate(root=Coalesce("group__merged_into", "group"))
    sums = votes.values_list("root").annotate(given=Sum("weight"))
    return {root: min(cap, given) for root, given in sums}


def people_agreed(dialogue: Dialogue, groups: Iterable[UUID] | None = None) -> dict[UUID, int]:
    """Return how many people found each group on the board right when it was read back.

    Somebody who said so of several groups that were merged counts once. `groups` limits the
    answer to some groups on the board.
    """
    agreements = Agreement.objects.filter(group__dialogue=dialogue)
    agreements = agreements.annotate(root=Coalesce("group__merged_into", "group"))
    if groups is not None:
        agreements = agreements.filter(root__in=list(groups))
    people = agreements.values_list("root").annotate(people=Count("participant", distinct=True))
    return defaultdict(int, people)


def agreed_by(participant: Participant) -> set[UUID]:
    """Return the groups on the board that one person found right."""
    roots = participant.agreements.annotate(root=Coalesce("group__merged_into", "group"))
    return set(roots.values_list("root", flat=True))


def proxy_votes(dialogue: Dialogue) -> dict[UUID, int]:
    """Return the proxy votes by group on the board, those of merged groups included."""
    counted: dict[UUID, int] = defaultdict(int)
    rows = Group.objects.filter(dialogue=dialogue, proxy_votes__gt=0)
    for key, root, votes in rows.values_list("id", "merged_into", "proxy_votes"):
        counted[root or key] += votes
    return counted
