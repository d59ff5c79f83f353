"""Weighing what matters: one vote of a participant on a group, within the dialogue's budget."""

from typing import ClassVar
from uuid import UUID

from facilitation.actions.groups import the_group
from facilitation.actions.writing import Answer, Given, Who, Writing, check_open, use_case
from facilitation.events import VoteGiven, VoteTakenBack
from facilitation.models import Group, Vote
from facilitation.refusals import Refusal
from facilitation.vocabulary.stages import VOTING_KIND


class GiveVote(Given):
    """Say that a group matters."""

    name: ClassVar[str] = "give_vote"
    who: ClassVar[Who] = Who.PARTICIPANT

    group: UUID


@use_case(GiveVote)
def give_vote(writing: Writing, given: GiveVote) -> Answer:
    """Answer `{group, given}`: how many votes this participant has given so far."""
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
    """Raise `already_voted`, or `vote_budget_spent`."""
    mine = Vote.objects.filter(participant=writing.participant)
    if mine.filter(group=group).exists():
        raise Refusal("already_voted")
    budget = writing.dialogue.vote_budget
    if budget is not None and mine.count() >= budget:
        raise Refusal("vote_budget_spent")


def do_give_vote(writing: Writing, group: Group) -> Answer:
    Vote.objects.create(dialogue=writing.dialogue, participant=writing.participant, group=group)
    writing.append(VoteGiven(group=str(group.id)))
    return _given_so_far(writing, group)


class TakeBackVote(Given):
    """Take one's vote from a group."""

    name: ClassVar[str] = "take_back_vote"
    who: ClassVar[Who] = Who.PARTICIPANT

    group: UUID


@use_case(TakeBackVote)
def take_back_vote(writing: Writing, given: TakeBackVote) -> Answer:
    """Answer `{group, given}`."""
    check_voting(writing)
    group = the_group(writing, given.group)
    if not group.votes.filter(participant=writing.participant).exists():
        raise Refusal("vote_not_given")
    return do_take_back_vote(writing, group)


def do_take_back_vote(writing: Writing, group: Group) -> Answer:
    group.votes.filter(participant=writing.participant).delete()
    writing.append(VoteTakenBack(group=str(group.id)))
    return _given_so_far(writing, group)


def _given_so_far(writing: Writing, group: Group) -> Answer:
    return {"group": str(group.id), "given": writing.participant.votes.count()}
