"""Weighing what matters: votes on groups, within each person's budget and cap per group.

A person's votes on groups that were merged count together, up to the cap; what is over it is
free again.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from django.db.models import F, Q, QuerySet
from pydantic import Field

from facilitation.actions.groups import the_group
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    check_open,
    use_case,
)
from facilitation.events import ProxyVotesCounted, VoteGiven, VoteTakenBack
from facilitation.models import Group, Vote
from facilitation.refusals import Refusal
from facilitation.tallies import votes_of
from facilitation.vocabulary.stages import VOTING_KIND


class GiveVote(Given):
    """Say that a group matters."""

    name: ClassVar[str] = "give_vote"
    who: ClassVar[Who] = Who.PARTICIPANT

    group: UUID


@use_case(GiveVote)
def give_vote(writing: Writing, given: GiveVote) -> Answer:
    """Answer `{group, given, here}`: this participant's votes so far, in all and on this group."""
    check_voting(writing)
    group = the_group(writing, given.group)
    check_vote_left(writing, group)
    return do_give_vote(writing, group)


def check_voting(writing: Writing) -> None:
    """Raise `Refusal` unless a voting stage is open."""
    check_open(writing)
    stages = writing.dialogue.stages.filter(kind=VOTING_KIND)
    if not any(stage.is_open for stage in stages):
        raise Refusal("stage_not_for_votes")


def check_vote_left(writing: Writing, group: Group) -> None:
    """Raise `already_voted` at the cap per group, or `vote_budget_spent`."""
    given = votes_of(writing.participant)
    if given.get(group.id, 0) >= writing.dialogue.vote_cap:
        raise Refusal("already_voted")
    budget = writing.dialogue.vote_budget
    if budget is not None and sum(given.values()) >= budget:
        raise Refusal("vote_budget_spent")


def do_give_vote(writing: Writing, group: Group) -> Answer:
    vote, first = Vote.objects.get_or_create(
        dialogue=writing.dialogue, participant=writing.participant, group=group
    )
    if not first:
        vote.weight = F("weight") + 1
        vote.save(update_fields=["weight"])
    writing.append(VoteGiven(group=str(group.id)))
    return _given_so_far(writing, group)


class TakeBackVote(Given):
    """Take one vote from a group."""

    name: ClassVar[str] = "take_back_vote"
    who: ClassVar[Who] = Who.PARTICIPANT

    group: UUID


@use_case(TakeBackVote)
def take_back_vote(writing: Writing, given: TakeBackVote) -> Answer:
    """Answer as `give_vote` does."""
    check_voting(writing)
    group = the_group(writing, given.group)
    if not _mine_on(writing, group).exists():
        raise Refusal("vote_not_given")
    return do_take_back_vote(writing, group)


def do_take_back_vote(writing: Writing, group: Group) -> Answer:
    """Take back one that counts, and before it what counted nowhere."""
    votes = list(_mine_on(writing, group).order_by("pk"))
    over = sum(vote.weight for vote in votes) - writing.dialogue.vote_cap
    left = 1 + max(0, over)
    for vote in votes:
        taken = min(vote.weight, left)
        left -= taken
        _take_from(vote, taken)
    writing.append(VoteTakenBack(group=str(group.id)))
    return _given_so_far(writing, group)


def _take_from(vote: Vote, taken: int) -> None:
    if taken == vote.weight:
        vote.delete()
    elif taken:
        vote.weight -= taken
        vote.save(update_fields=["weight"])


class CountProxyVotes(Given):
    """Record how many people without a device voted for a group, as counted in the room."""

    name: ClassVar[str] = "count_proxy_votes"
    who: ClassVar[Who] = Who.FACILITATOR

    group: UUID
    votes: Annotated[int, Field(ge=0, le=100_000)]


@use_case(CountProxyVotes)
def count_proxy_votes(writing: Writing, given: CountProxyVotes) -> Answer:
    """Answer `{group}`. The number replaces the one before; it is labelled wherever it shows."""
    check_not_sealed(writing)
    return do_count_proxy_votes(writing, the_group(writing, given.group), votes=given.votes)


def do_count_proxy_votes(writing: Writing, group: Group, *, votes: int) -> Answer:
    if group.proxy_votes != votes:
        before, group.proxy_votes = group.proxy_votes, votes
        group.save(update_fields=["proxy_votes"])
        writing.append(ProxyVotesCounted(group=str(group.id), before=before, after=votes))
    return {"group": str(group.id)}


def _mine_on(writing: Writing, group: Group) -> QuerySet[Vote]:
    """The participant's votes on a group and on those merged into it."""
    return writing.participant.votes.filter(Q(group=group) | Q(group__merged_into=group))


def _given_so_far(writing: Writing, group: Group) -> Answer:
    given = votes_of(writing.participant)
    return {
        "group": str(group.id),
        "given": sum(given.values()),
        "here": given.get(group.id, 0),
    }
