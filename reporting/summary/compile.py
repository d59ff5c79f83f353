"""From a dialogue to its summary: one selector, the same for a draft and at the seal.

Reads only. Numbers come from where they arise (received notes from the feed, notes from their
table, people from the tallies), so that the account can find a loss instead of hiding it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone, translation

from facilitation.events import NoteAdded
from facilitation.models import Dialogue, Event
from facilitation.models import Note as StoredNote
from facilitation.tallies import Tallies, tallies_of
from facilitation.text import clean
from facilitation.vocabulary.places import region_of
from reporting.format import SummaryV1, build
from reporting.format.v1 import Account, Place, Stage, VersionEntry
from reporting.summary.answers import compiled_final_say
from reporting.summary.content import Content
from reporting.summary.edited import (
    divergence,
    method,
    method_words,
    occupation,
    organizer,
    overall,
    quotes,
)
from reporting.summary.edits import words_of
from reporting.summary.languages import printing_language
from reporting.summary.masking import masked
from reporting.summary.minors import minors_took_part
from reporting.summary.participation import participation
from reporting.summary.passages import MethodWords, Words
from reporting.summary.printed import REASON, TITLE

State = StoredNote.State


@dataclass(frozen=True)
class Version:
    """Which version is compiled: its number, when and by whom it was signed, and why."""

    number: int = 1
    at: dt.datetime | None = None
    """Null for the version of the seal, which has the time of the seal."""
    signed_by: str = ""
    reason: str = ""
    earlier: tuple[VersionEntry, ...] = ()


def compile_summary(
    dialogue: Dialogue, *, version: int | Version = 1, words: Words | None = None
) -> SummaryV1:
    """Return the summary of `dialogue`: final once it is sealed, a draft before. `words` are the
    edited ones; without them the last edits are read.

    A final summary depends on nothing but the sealed dialogue, the edited words and the version,
    so that compiling it again gives the same bytes.
    """
    version = Version(version) if isinstance(version, int) else version
    tallies = tallies_of(dialogue)
    words = words_of(dialogue) if words is None else words
    is_final = dialogue.state == Dialogue.State.SEALED
    # Notes moved together share their place; they then stand in the order of their writing.
    notes = list(dialogue.notes.select_related("corrects").order_by("place", "id"))
    with translation.override(printing_language(dialogue.language)):
        stages = Content(dialogue, notes, tallies.groups, words).stages()
        printed = [note for stage in stages for note in stage.notes()]
        ids = {group.id for stage in stages for group in stage.groups} | {n.id for n in printed}
        return build(
            **_heading(dialogue, version),
            title=masked(clean(dialogue.title), key=TITLE, words=words),
            last_date=_last_day(dialogue, method_words(words)),
            organizer=organizer(dialogue, words),
            languages=tuple(sorted({note.language for note in printed})),
            participation=participation(
                tallies,
                under_18=dialogue.under_18,
                is_final=is_final,
                occupation_words=occupation(words),
            ),
            stages=stages,
            overall=overall(words, ids),
            divergence=divergence(dialogue, words, ids),
            quotes=quotes(notes, printed, words),
            method=method(dialogue, words),
            final_say=compiled_final_say(dialogue, words, stages),
            versions=_history(dialogue, version, words) if is_final else (),
            account=_account(dialogue, notes, stages, tallies),
        )


def _heading(dialogue: Dialogue, version: Version) -> dict[str, object]:
    made = version.at or dialogue.sealed_at or timezone.now()
    return {
        "dialogue_id": dialogue.id,
        "version": version.number,
        "status": "final" if dialogue.sealed_at else "draft",
        "sealed_at": _in_utc(dialogue.sealed_at) if dialogue.sealed_at else None,
        "generated_at": _in_utc(made),
        "language": dialogue.language,
        "date": dialogue.date,
        "mode": dialogue.mode,
        "place": _place(dialogue),
        "commitments": tuple(sorted(dialogue.commitments)),
        "sdgs": tuple(sorted(dialogue.sdgs)),
        "under_18": minors_took_part(dialogue),
    }


def _last_day(dialogue: Dialogue, said: MethodWords) -> dt.date | None:
    """The organizer's, where it comes after the first; what does not fit is kept in the review."""
    return said.last_day if said.last_day and said.last_day > dialogue.date else None


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _history(dialogue: Dialogue, version: Version, words: Words) -> tuple[VersionEntry, ...]:
    at = version.at or dialogue.sealed_at
    assert at is not None
    entry = VersionEntry(
        version=version.number,
        at=_in_utc(at),
        signed_by=version.signed_by or None,
        signed=version.at is not None,
        reason=version.reason,
    )
    return tuple(
        entry.model_copy(update={"reason": masked(entry.reason, key=REASON, words=words)})
        for entry in (*version.earlier, entry)
    )


def _place(dialogue: Dialogue) -> Place:
    return Place.model_validate(
        {
            "country": dialogue.country or None,
            "region": region_of(dialogue.country),
            "city": clean(dialogue.city) or None,
        }
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
