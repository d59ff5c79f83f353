"""Who may see what: the records of one dialogue as one audience sees them, at one moment.

Decided here and only here. What an audience may not see is not in its records, nor counted.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from facilitation.facilitators import given_name
from facilitation.models import Dialogue, Group, Note, Participant, Profile, Stage
from facilitation.tallies import people_agreed, proxy_votes, tallies_of, vote_weights
from facilitation.vocabulary.stages import VOTING_KIND

Record = dict[str, Any]


class Audience(StrEnum):
    """For whom a board is: they differ in what they may see."""

    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    PROJECTOR = "projector"


def board_epoch(epoch: str, breakout: UUID | None) -> str:
    """Return the epoch of the frames of one breakout, or of the plenary (None).

    Whoever goes elsewhere holds a board of another epoch, and is so given a fresh one.
    """
    return f"{epoch}.{breakout.hex}" if breakout else epoch


@dataclass(frozen=True)
class View:
    """One dialogue as one audience sees it, at the moment of reading.

    In a `breakout` it sees the notes and groups of that one, in the plenary (None) all.
    """

    dialogue: Dialogue
    audience: Audience
    breakout: UUID | None

    @property
    def epoch(self) -> str:
        return board_epoch(self.dialogue.epoch, self.breakout)

    @property
    def for_facilitator(self) -> bool:
        return self.audience is Audience.FACILITATOR

    @cached_property
    def votes_shown(self) -> bool:
        """The room sees votes only when no voting is going on, so that nobody is swayed."""
        voting = Stage.objects.filter(dialogue=self.dialogue, kind=VOTING_KIND)
        return self.for_facilitator or not any(stage.is_open for stage in voting)

    def visible_notes(self) -> QuerySet[Note]:
        notes = self.here(Note.objects.filter(dialogue=self.dialogue)).select_related("author")
        if self.for_facilitator:
            return notes.exclude(state=Note.State.WITHDRAWN)
        if self.dialogue.wall_shown:
            return notes.filter(state=Note.State.SHOWN)
        return notes.none()

    def here(self, notes: QuerySet[Note]) -> QuerySet[Note]:
        return notes if self.breakout is None else notes.filter(breakout=self.breakout)

    @cached_property
    def _merged(self) -> dict[UUID, UUID | None]:
        gone = Group.objects.filter(dialogue=self.dialogue, merged_into__isnull=False)
        return dict(gone.values_list("id", "merged_into"))

    def standing(self, group: UUID | None) -> UUID | None:
        """Return the group on the board in which `group` is now."""
        return self._merged.get(group, group) if group else None

    def groups(self) -> QuerySet[Group]:
        """Groups of the plenary stand in a breakout, too, as far as they hold notes from it."""
        groups = Group.objects.filter(dialogue=self.dialogue)
        if self.breakout is None:
            return groups
        holding = Note.objects.filter(breakout=self.breakout, group__isnull=False).values("group")
        return groups.filter(Q(breakout=self.breakout) | Q(pk__in=holding))


def dialogue_record(view: View) -> Record:
    dialogue = view.dialogue
    people = tallies_of(dialogue).participants if _is_sealed(dialogue) else _people(view).count()
    notes = view.here(Note.objects.filter(dialogue=dialogue)).aggregate(
        shown=Count("id", filter=Q(state=Note.State.SHOWN)),
        waiting=Count("id", filter=Q(state__in=Note.WAITING)),
    )
    record: Record = {
        "title": dialogue.title,
        "code": dialogue.code,
        "language": dialogue.language,
        "state": dialogue.state,
        "note_limit": dialogue.note_limit,
        "vote_budget": dialogue.vote_budget,
        "vote_cap": dialogue.vote_cap,
        "readback": _readback(view),
        "breakout": _key(view.breakout),
        "breakouts": _breakouts(view),
        "wall_shown": dialogue.wall_shown,
        "participants": people,
        "notes": notes["shown"],
    }
    if view.for_facilitator:
        record["late"] = notes["waiting"]
        record["review_first"] = dialogue.review_first
        record["held_words"] = dialogue.held_words
        record["under_18"] = dialogue.under_18
        record["profiles"] = Profile.objects.filter(participant__in=_people(view)).count()
        record["divergence"] = dialogue.divergence
        record["lead"] = dialogue.lead_id
        record["facilitators"] = _facilitators(dialogue)
    return record


def _people(view: View) -> QuerySet[Participant]:
    people = view.dialogue.participants.all()
    return people if view.breakout is None else people.filter(breakout=view.breakout)


def _readback(view: View) -> str | None:
    """The group that is read back, unless it does not stand on this board."""
    group = view.dialogue.readback_group_id
    if group and view.breakout and not view.groups().filter(pk=group).exists():
        return None
    return _key(group)


def _facilitators(dialogue: Dialogue) -> list[Record]:
    """In order of joining: a page calls whoever has no name by that, in its reader's language."""
    rows = dialogue.facilitators.select_related("user").order_by("pk")
    return [
        {
            "id": row.user_id,
            "name": given_name(row.user),
            "number": number,
            "breakout": _key(row.breakout_id),
        }
        for number, row in enumerate(rows, start=1)
    ]


def _breakouts(view: View) -> list[Record]:
    """The breakouts by their order. Facilitators see those that have closed, too: notes name them.

    Before there were any, `seating` is 0 and nothing is asked of the database.
    """
    if not view.dialogue.seating:
        return []
    rows = view.dialogue.breakouts.annotate(
        people=Count("participants", distinct=True),
        note_count=Count("notes", distinct=True, filter=Q(notes__state=Note.State.SHOWN)),
    )
    return [
        {
            "id": str(row.id),
            "name": row.name,
            "code": row.code,
            "open": row.closed_at is None,
            "participants": row.people,
            "notes": row.note_count,
        }
        for row in (rows if view.for_facilitator else rows.filter(closed_at=None))
    ]


def _is_sealed(dialogue: Dialogue) -> bool:
    return dialogue.state == Dialogue.State.SEALED


def stage_records(view: View) -> dict[str, Record]:
    return {
        str(stage.id): _stage_record(view, stage)
        for stage in Stage.objects.filter(dialogue=view.dialogue)
    }


def _stage_record(view: View, stage: Stage) -> Record:
    """The prompt of a stage that has not begun stays with the facilitators."""
    begun = stage.opened_at is not None
    return {
        "kind": stage.kind,
        "title": stage.title if begun or view.for_facilitator else "",
        "prompt": stage.prompt if begun or view.for_facilitator else "",
        "stimulus": stage.stimulus if begun or view.for_facilitator else None,
        "minutes": stage.minutes,
        "position": stage.position,
        "state": "open" if stage.is_open else "past" if begun else "ahead",
        "opened_at": _iso(stage.opened_at),
        "due_at": _iso(stage.due_at),
        "paused_at": _iso(stage.paused_at),
        "hard_end": stage.hard_end,
    }


def _key(row_id: UUID | None) -> str | None:
    return str(row_id) if row_id else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def group_records(view: View, groups: QuerySet[Group]) -> dict[str, Record]:
    """The records of those `groups` that stand on the board: what was merged is inside another."""
    counted = Q(notes__state=Note.State.SHOWN)
    if view.breakout:
        counted &= Q(notes__breakout=view.breakout)
    standing = groups.filter(merged_into=None).annotate(
        note_count=Count("notes", distinct=True, filter=counted)
    )
    rows = list(standing)
    tallies = _group_tallies(view, [group.id for group in rows])
    return {
        str(group.id): _group_record(view, group, tallies, notes=group.note_count) for group in rows
    }


@dataclass(frozen=True)
class _GroupTallies:
    """Votes, the proxy votes among them, and agreements by group."""

    votes: dict[str, int]
    proxies: dict[str, int]
    agreed: dict[str, int]


def _group_tallies(view: View, keys: list[UUID]) -> _GroupTallies:
    if _is_sealed(view.dialogue):
        sealed = tallies_of(view.dialogue).groups
        return _GroupTallies(
            votes={key: tally.votes for key, tally in sealed.items()},
            proxies={key: tally.proxy_votes for key, tally in sealed.items()},
            agreed={key: tally.agreed for key, tally in sealed.items()},
        )
    agreed: dict[str, int] = {}
    if view.audience is not Audience.PARTICIPANT:
        counted = people_agreed(view.dialogue, keys)
        agreed = {str(key): people for key, people in counted.items()}
    if not view.votes_shown:
        return _GroupTallies({}, {}, agreed)
    proxies = proxy_votes(view.dialogue)
    weights = vote_weights(view.dialogue, keys)
    votes = {str(key): sum(weights[key].values()) + proxies[key] for key in keys}
    return _GroupTallies(votes, {str(key): proxies[key] for key in keys}, agreed)


def _group_record(view: View, group: Group, tallies: _GroupTallies, *, notes: int) -> Record:
    key = str(group.id)
    record: Record = {
        "stage": str(group.stage_id),
        "title": group.title,
        "order": group.place,
        "pinned": group.pinned,
        "notes": notes,
        "votes": tallies.votes.get(key, 0) if view.votes_shown else None,
        "proxy_votes": tallies.proxies.get(key, 0) if view.votes_shown else None,
    }
    if view.for_facilitator or _is_on_the_wall(view, group):
        record["agreed"] = tallies.agreed.get(key, 0)
    if view.for_facilitator:
        record["breakout"] = _key(group.breakout_id)
    return record


def _is_on_the_wall(view: View, group: Group) -> bool:
    """Whether it is read back on the projector, where the room sees how many agree."""
    is_read = view.dialogue.readback_group_id == group.id
    return view.audience is Audience.PROJECTOR and is_read


def note_records(view: View, notes: QuerySet[Note]) -> dict[str, Record]:
    return {str(note.id): _note_record(view, note) for note in notes}


def _note_record(view: View, note: Note) -> Record:
    record: Record = {
        "stage": str(note.stage_id),
        "text": note.text,
        "language": note.language,
        "actor": note.actor,
        "group": _key(note.group_id),
        "order": note.place,
        "number": note.number,
        "pinned": note.pinned,
        "duplicate_of": _key(note.duplicate_of_id),
        "corrects": _key(view.standing(note.corrects_id)),
    }
    if view.for_facilitator:
        record |= {
            "state": note.state,
            "reason": note.hidden_reason if note.state == Note.State.HIDDEN else "",
            "voice": note.author.voice if note.author else None,
            "quote_allowed": note.quote_allowed,
            "quote_asked": note.quote_asked,
            "on_behalf": note.on_behalf,
            "breakout": _key(note.breakout_id),
        }
    return record
