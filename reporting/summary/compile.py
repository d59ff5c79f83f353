"""From a dialogue to its summary: one selector, the same for a draft and at the seal.

Reads only. Numbers come from where they arise (received notes from the feed, notes from their
table, people from the tallies), so that the account can find a loss instead of hiding it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.utils import timezone, translation

from facilitation.events import NoteAdded
from facilitation.models import Dialogue, Event
from facilitation.models import Note as StoredNote
from facilitation.models import Stage as StoredStage
from facilitation.tallies import GroupTally, Tallies, tallies_of
from facilitation.text import clean
from facilitation.vocabulary.places import region_of
from facilitation.vocabulary.stages import PROMPTS, STAGE_KINDS, WRITING_KINDS
from reporting.format import SummaryV1, build
from reporting.format.v1 import (
    Account,
    ActorCount,
    Divergence,
    Group,
    Note,
    Organizer,
    Place,
    Quote,
    Stage,
)
from reporting.summary.languages import printing_language
from reporting.summary.participation import participation

_UNKNOWN_LANGUAGE = "und"

State = StoredNote.State


def compile_summary(dialogue: Dialogue, *, version: int = 1) -> SummaryV1:
    """Return the summary of `dialogue`: final once it is sealed, a draft before.

    A final summary depends on nothing but the sealed dialogue, so that compiling it again gives
    the same bytes.
    """
    tallies = tallies_of(dialogue)
    # Notes moved together share their place; they then stand in the order of their writing.
    notes = list(dialogue.notes.order_by("place", "id"))
    with translation.override(printing_language(dialogue.language)):
        stages = _stages(dialogue, notes, tallies.groups)
    printed = [note for stage in stages for note in stage.notes()]
    return build(
        **_heading(dialogue, version),
        languages=tuple(sorted({note.language for note in printed})),
        participation=participation(
            tallies, under_18=dialogue.under_18, is_final=dialogue.state == Dialogue.State.SEALED
        ),
        stages=stages,
        divergence=_divergence(dialogue),
        quotes=_quotes(notes, printed),
        account=_account(dialogue, notes, stages, tallies),
    )


def _heading(dialogue: Dialogue, version: int) -> dict[str, object]:
    return {
        "dialogue_id": dialogue.id,
        "version": version,
        "status": "final" if dialogue.sealed_at else "draft",
        "sealed_at": _in_utc(dialogue.sealed_at) if dialogue.sealed_at else None,
        "generated_at": _in_utc(dialogue.sealed_at or timezone.now()),
        "title": clean(dialogue.title),
        "language": dialogue.language,
        "date": dialogue.date,
        "mode": dialogue.mode,
        "organizer": _organizer(dialogue),
        "place": _place(dialogue),
        "commitments": tuple(sorted(dialogue.commitments)),
        "sdgs": tuple(sorted(dialogue.sdgs)),
        "under_18": dialogue.under_18,
    }


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _organizer(dialogue: Dialogue) -> Organizer:
    publish = dialogue.organizer_publish
    # A name beside a group of children can lead to the children.
    unnamed = publish == "anonymous" or (publish == "person" and dialogue.under_18)
    name = "" if unnamed else clean(dialogue.organizer_name)
    return Organizer.model_validate(
        {"name": name or None, "type": dialogue.organizer_type, "publish": publish}
    )


def _place(dialogue: Dialogue) -> Place:
    return Place.model_validate(
        {
            "country": dialogue.country or None,
            "region": region_of(dialogue.country),
            "city": clean(dialogue.city) or None,
        }
    )


def _stages(
    dialogue: Dialogue, notes: list[StoredNote], tallies: dict[str, GroupTally]
) -> tuple[Stage, ...]:
    """The stages for writing, whether or not anybody wrote in them."""
    by_group: defaultdict[object, list[Note]] = defaultdict(list)
    by_stage: defaultdict[object, list[Note]] = defaultdict(list)
    for note in notes:
        if note.state == State.SHOWN:
            place = by_group[note.group_id] if note.group_id else by_stage[note.stage_id]
            place.append(_note(note))
    groups: defaultdict[object, list[Group]] = defaultdict(list)
    for group in dialogue.groups.filter(merged_into=None).order_by("place", "id"):
        tally = tallies[str(group.id)]
        groups[group.stage_id].append(
            _group(str(group.id), clean(group.title), tally, by_group[group.id])
        )
    return tuple(
        _stage(stage, groups[stage.id], by_stage[stage.id])
        for stage in dialogue.stages.order_by("position")
        if stage.kind in WRITING_KINDS or groups[stage.id] or by_stage[stage.id]
    )


def _stage(stage: StoredStage, groups: list[Group], ungrouped: list[Note]) -> Stage:
    # An empty title or prompt stands for the usual one, which people saw.
    title = stage.title or str(STAGE_KINDS[stage.kind])
    prompt = stage.prompt or str(PROMPTS.get(stage.kind, ""))
    return Stage.model_validate(
        {
            "id": str(stage.id),
            "kind": stage.kind,
            "title": clean(title),
            "prompt": clean(prompt),
            "groups": tuple(groups),
            "ungrouped": tuple(ungrouped),
        }
    )


def _group(group_id: str, title: str, tally: GroupTally, notes: list[Note]) -> Group:
    named = Counter(note.actor for note in notes if note.actor is not None)
    by_frequency = sorted(named.items(), key=lambda item: (-item[1], item[0]))
    return Group(
        id=group_id,
        title=title,
        votes=tally.votes,
        voices=tally.voices,
        on_behalf=tally.on_behalf,
        actors=tuple(ActorCount(code=code, notes=count) for code, count in by_frequency),
        notes=tuple(notes),
    )


def _note(note: StoredNote) -> Note:
    return Note.model_validate(
        {
            "id": str(note.id),
            "text": note.text,
            "language": note.language or _UNKNOWN_LANGUAGE,
            "actor": note.actor or None,
            "on_behalf": note.on_behalf,
        }
    )


def _divergence(dialogue: Dialogue) -> Divergence:
    text = clean(dialogue.divergence)
    return Divergence(stated=bool(text), text=text)


def _quotes(notes: Iterable[StoredNote], printed: Iterable[Note]) -> tuple[Quote, ...]:
    allowed = {str(note.id) for note in notes if note.quote_allowed}
    return tuple(
        Quote(note=note.id, text=note.text, language=note.language)
        for note in printed
        if note.id in allowed
    )


def _account(
    dialogue: Dialogue, notes: list[StoredNote], stages: tuple[Stage, ...], tallies: Tallies
) -> Account:
    states = Counter(note.state for note in notes)
    grouped = sum(len(group.notes) for stage in stages for group in stage.groups)
    ungrouped = sum(len(stage.ungrouped) for stage in stages)
    stored = {str(note.id) for note in notes}
    confirmed = _confirmed_notes(dialogue)
    return Account(
        received=len(confirmed | stored),
        in_summary=grouped + ungrouped,
        grouped=grouped,
        ungrouped=ungrouped,
        hidden=states[State.HIDDEN],
        withdrawn=states[State.WITHDRAWN],
        not_admitted=states[State.LATE] + states[State.HELD],
        groups=sum(len(stage.groups) for stage in stages),
        votes=tallies.votes,
        participants=tallies.participants,
        lost=len(confirmed - stored),
    )


def _confirmed_notes(dialogue: Dialogue) -> set[str]:
    """The ids of all notes that were ever confirmed to their authors, by the feed."""
    added = Event.objects.filter(dialogue=dialogue, kind=NoteAdded.kind)
    return {payload["note"] for payload in added.values_list("payload", flat=True)}
