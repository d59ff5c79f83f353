"""The organizer's words, as far as they fit the format. What does not fit yet is left out here
and named before signing off (`reporting.summary.review`); nothing is cut or corrected in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable

from facilitation.models import Dialogue
from facilitation.models import Note as StoredNote
from facilitation.text import clean
from facilitation.vocabulary.stages import STAGE_KINDS
from reporting.format.text import length
from reporting.format.v1 import (
    LONGEST_STATEMENT,
    Divergence,
    Method,
    Note,
    Organizer,
    Quote,
    Statement,
    Step,
)
from reporting.summary.masking import masked
from reporting.summary.minors import minors_took_part
from reporting.summary.passages import (
    MethodWords,
    OrganizerWords,
    QuoteWords,
    Sentence,
    Sentences,
    Words,
)
from reporting.summary.printed import AGENDA, DIVERGENCE, METHOD, OVERALL


def statements(
    written: Iterable[Sentence], ids: Container[str], *, key: str, words: Words
) -> tuple[Statement, ...]:
    """The sentences that have words, are short enough and rest on something that is there."""
    made = []
    for sentence in written:
        sources = tuple(dict.fromkeys(key for key in sentence.rests_on if key in ids))
        text = masked(sentence.text, key=key, words=words)
        if text and sources and length(text) <= LONGEST_STATEMENT:
            made.append(Statement(text=text, rests_on=sources))
    return tuple(made)


def overall(words: Words, ids: Container[str]) -> tuple[Statement, ...]:
    """The sentences on the whole dialogue; none while they are together too long."""
    written = words.get("overall", Sentences) or Sentences()
    made = statements(written.sentences, ids, key=OVERALL, words=words)
    together = length(" ".join(statement.text for statement in made))
    return made if together <= LONGEST_STATEMENT else ()


def divergence(dialogue: Dialogue, words: Words, ids: Container[str]) -> Divergence:
    """The organizer's wording of where views differed; before that, the facilitators'."""
    written = words.get("divergence", Sentence)
    text = clean(dialogue.divergence) if written is None else written.text
    text = masked(text, key=DIVERGENCE, words=words)
    sources = [key for key in written.rests_on if key in ids] if written and text else []
    return Divergence(stated=bool(text), text=text, rests_on=tuple(dict.fromkeys(sources)))


def quotes(notes: Iterable[StoredNote], printed: Iterable[Note], words: Words) -> tuple[Quote, ...]:
    """The notes that their authors allowed to be quoted, with what the organizer chose of them."""
    allowed = {str(note.id) for note in notes if note.quote_allowed}
    return tuple(_quote(note, words) for note in printed if note.id in allowed)


def _quote(note: Note, words: Words) -> Quote:
    said = words.get(f"quote:{note.id}", QuoteWords) or QuoteWords()
    return Quote(
        note=note.id,
        text=note.text,
        language=note.language,
        chosen=said.chosen,
        translation=masked(said.translation, key=note.id, words=words) or None,
    )


def organizer(dialogue: Dialogue, words: Words) -> Organizer:
    """Who called the dialogue, named as they choose."""
    said = words.get("organizer", OrganizerWords)
    publish = said.publish if said else dialogue.organizer_publish
    # A name beside a group of children can lead to the children.
    unnamed = publish == "anonymous" or (publish == "person" and minors_took_part(dialogue))
    name = "" if unnamed else clean(said.name if said else dialogue.organizer_name)
    return Organizer.model_validate(
        {"name": name or None, "type": dialogue.organizer_type, "publish": publish}
    )


def may_name_signer(dialogue: Dialogue, words: Words) -> bool:
    """Whether the name of who signs off is printed."""
    return not minors_took_part(dialogue) and organizer(dialogue, words).publish != "anonymous"


def occupation(words: Words) -> str:
    """What most participants do, in the organizer's words; empty where they said nothing."""
    return masked(method_words(words).occupation_words, key=METHOD, words=words)


def method_words(words: Words) -> MethodWords:
    """What the organizer said of the method."""
    return words.get("method", MethodWords) or MethodWords()


def method(dialogue: Dialogue, words: Words) -> Method:
    """How the dialogue was held: what the clocks say, and what only the organizer knows."""
    said = method_words(words)
    stages = list(dialogue.stages.order_by("position"))
    opened = [stage.opened_at for stage in stages if stage.opened_at]
    ended = [moment for stage in stages if (moment := stage.ended_at)]
    if dialogue.closed_at:
        ended.append(dialogue.closed_at)
    agenda = tuple(
        Step.model_validate(
            {
                "kind": stage.kind,
                "title": masked(
                    clean(stage.title or str(STAGE_KINDS[stage.kind])), key=AGENDA, words=words
                ),
                "planned_minutes": stage.minutes,
                "minutes": _minutes(stage.opened_at, stage.ended_at or dialogue.closed_at),
            }
        )
        for stage in stages
    )
    return Method(
        facilitators=dialogue.facilitators.count(),
        note_takers=said.note_takers,
        breakouts=said.breakouts if said.breakouts is not None else _circles(dialogue),
        minutes=_minutes(min(opened, default=None), max(ended, default=None)),
        agenda=agenda,
        recorded=said.recorded,
        safeguarding=said.safeguarding,
        consent=said.consent,
        about=masked(said.about, key=METHOD, words=words),
    )


def _circles(dialogue: Dialogue) -> int | None:
    """Small circles that the toolkit knows of; it cannot know those that met without it."""
    return dialogue.breakouts.count() or None


def _minutes(start: dt.datetime | None, end: dt.datetime | None) -> int | None:
    if start is None or end is None or end < start:
        return None
    return round((end - start).total_seconds() / 60)
