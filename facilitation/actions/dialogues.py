"""The life of a dialogue: created, closed, perhaps reopened, and sealed for good."""

import datetime
from typing import Annotated, ClassVar, Literal, NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from facilitation.actions.breakouts import do_close_breakouts
from facilitation.actions.lead import check_leading
from facilitation.actions.meanwhile import who_changed
from facilitation.actions.participants import check_language
from facilitation.actions.stages import do_open_last_stage_again, end_open_stage
from facilitation.actions.writing import (
    Answer,
    Given,
    Who,
    Writing,
    check_not_sealed,
    check_open,
    use_case,
)
from facilitation.events import (
    DialogueClosed,
    DialogueCreated,
    DialogueReopened,
    DialogueSealed,
    DivergenceRecorded,
    WallShown,
)
from facilitation.feed import append_locked
from facilitation.models import (
    Dialogue,
    Facilitator,
    Note,
    Operation,
    Seal,
    Stage,
    new_epoch,
)
from facilitation.refusals import Refusal
from facilitation.signals import dialogue_sealed
from facilitation.tallies import take_tallies
from facilitation.text import clean, is_blank, length
from facilitation.vocabulary.commitments import COMMITMENTS
from facilitation.vocabulary.organizers import ORGANIZER_TYPES, PUBLISH
from facilitation.vocabulary.places import is_country
from facilitation.vocabulary.sdgs import SDGS
from facilitation.vocabulary.stages import MODES, STAGE_KINDS

Line = Annotated[str, AfterValidator(clean), Field(max_length=200)]
"""A line of an organizer's own words. The limit counts code points, as the columns do."""

DIVERGENCE_LIMIT = 5000
"""Characters as seen; about two printed pages."""


class PlannedStage(BaseModel):
    """One step of a new dialogue's agenda. An empty title or prompt stands for the usual one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    minutes: Annotated[int, Field(ge=1, le=600)]
    title: Line = ""
    prompt: Annotated[str, AfterValidator(clean), Field(max_length=2000)] = ""


class NewDialogue(BaseModel):
    """What an organizer says of a dialogue before it begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line
    language: str = "en"
    date: datetime.date
    mode: str = "in-person"
    country: str = ""
    city: Annotated[str, AfterValidator(clean), Field(max_length=100)] = ""
    commitments: tuple[int, ...] = ()
    sdgs: tuple[int, ...] = ()
    under_18: bool = False
    organizer_name: Line = ""
    organizer_type: str = "other"
    organizer_publish: str = "organization"
    note_limit: Annotated[int, Field(ge=1, le=5000)] = 500
    vote_budget: Annotated[int, Field(ge=1, le=1000)] | None = None
    vote_cap: Annotated[int, Field(ge=1, le=100)] = 1
    review_first: bool = False
    wall_shown: bool = False
    stages: Annotated[tuple[PlannedStage, ...], Field(min_length=1, max_length=50)]


def create_dialogue(given: NewDialogue, *, dialogue_id: UUID, user_id: int) -> Dialogue:
    """Create a dialogue with its agenda and its first facilitator.

    `dialogue_id` is also the operation's number: the same id again returns the first dialogue.
    Raises `Refusal`: `field_invalid` naming the first wrong field, or `op_id_taken`.
    """
    check_new_dialogue(given)
    known = _created_before(dialogue_id, user_id)
    if known is not None:
        return known
    try:
        return do_create_dialogue(given, dialogue_id=dialogue_id, user_id=user_id)
    except IntegrityError:
        meanwhile = _created_before(dialogue_id, user_id)
        if meanwhile is None:
            raise
        return meanwhile


def _created_before(dialogue_id: UUID, user_id: int) -> Dialogue | None:
    dialogue = Dialogue.objects.filter(pk=dialogue_id).first()
    if dialogue and not dialogue.facilitators.filter(user_id=user_id).exists():
        raise Refusal("op_id_taken")
    return dialogue


def check_new_dialogue(given: NewDialogue) -> None:
    """Raise `Refusal("field_invalid")` for the first answer outside its closed list."""
    check_language(given.language)
    right = {
        "title": not is_blank(given.title),
        "mode": given.mode in MODES,
        "country": not given.country or is_country(given.country),
        "commitments": set(given.commitments) <= COMMITMENTS.keys(),
        "sdgs": set(given.sdgs) <= SDGS.keys(),
        "organizer_type": given.organizer_type in ORGANIZER_TYPES,
        "organizer_publish": given.organizer_publish in PUBLISH,
        "stages": all(stage.kind in STAGE_KINDS for stage in given.stages),
    }
    for field, is_right in right.items():
        if not is_right:
            raise Refusal("field_invalid", field=field)


def do_create_dialogue(given: NewDialogue, *, dialogue_id: UUID, user_id: int) -> Dialogue:
    row = given.model_dump(exclude={"stages"})
    row |= {"commitments": sorted(set(given.commitments)), "sdgs": sorted(set(given.sdgs))}
    with transaction.atomic():
        dialogue = _create_with_free_code(row, dialogue_id)
        Facilitator.objects.create(dialogue=dialogue, user_id=user_id)
        Stage.objects.bulk_create(
            Stage(dialogue=dialogue, position=position, **stage.model_dump())
            for position, stage in enumerate(given.stages)
        )
        append_locked(dialogue=dialogue, event=DialogueCreated(), user_id=user_id)
    return dialogue


_CODE_TRIES = 8


def _create_with_free_code(row: dict[str, object], dialogue_id: UUID) -> Dialogue:
    """Codes are drawn at random; with a million dialogues one draw in 300 is taken."""
    for attempt in range(_CODE_TRIES):
        try:
            with transaction.atomic():
                return Dialogue.objects.create(id=dialogue_id, **row)
        except IntegrityError:
            if attempt == _CODE_TRIES - 1 or Dialogue.objects.filter(pk=dialogue_id).exists():
                raise
    raise AssertionError("unreachable")


class ShowWall(Given):
    """Show the notes to everybody in the room, or stop showing them."""

    name: ClassVar[str] = "show_wall"
    who: ClassVar[Who] = Who.FACILITATOR

    shown: bool


@use_case(ShowWall)
def show_wall(writing: Writing, given: ShowWall) -> Answer:
    """Answer `{shown}`."""
    check_not_sealed(writing)
    return do_show_wall(writing, shown=given.shown)


def do_show_wall(writing: Writing, *, shown: bool) -> Answer:
    if writing.dialogue.wall_shown != shown:
        writing.dialogue.wall_shown = shown
        writing.dialogue.save(update_fields=["wall_shown"])
        writing.append(WallShown(shown=shown))
    return {"shown": shown}


class RecordDivergence(Given):
    """Write down where views differed, in the facilitator's words.

    `before` is the text that the writer began from; without it, whatever stands there is replaced.
    """

    name: ClassVar[str] = "record_divergence"
    who: ClassVar[Who] = Who.FACILITATOR

    text: str
    before: str | None = None


@use_case(RecordDivergence)
def record_divergence(writing: Writing, given: RecordDivergence) -> Answer:
    """Answer `{text}`, as it is stored. An empty text takes the record back."""
    check_not_sealed(writing)
    text = clean(given.text)
    if length(text) > DIVERGENCE_LIMIT:
        raise Refusal("note_too_long", limit=DIVERGENCE_LIMIT, length=length(text))
    if given.before is not None and writing.dialogue.divergence not in (given.before, text):
        _refuse_to_overwrite(writing)
    return do_record_divergence(writing, text=text)


def _refuse_to_overwrite(writing: Writing) -> NoReturn:
    """Raise `divergence_overtaken` with `who` wrote meanwhile, and `theirs`, which they wrote."""
    who = who_changed(writing, DivergenceRecorded, {})
    raise Refusal("divergence_overtaken", who=who, theirs=writing.dialogue.divergence)


def do_record_divergence(writing: Writing, *, text: str) -> Answer:
    if writing.dialogue.divergence != text:
        writing.dialogue.divergence = text
        writing.dialogue.save(update_fields=["divergence"])
        writing.append(DivergenceRecorded())
    return {"text": text}


class CloseDialogue(Given):
    """End the writing. Notes that come later wait for a facilitator."""

    name: ClassVar[str] = "close_dialogue"
    who: ClassVar[Who] = Who.FACILITATOR


@use_case(CloseDialogue)
def close_dialogue(writing: Writing, _given: CloseDialogue) -> Answer:
    """Answer `{state}`."""
    check_open(writing)
    check_leading(writing)
    return do_close_dialogue(writing)


def do_close_dialogue(writing: Writing) -> Answer:
    do_close_breakouts(writing)
    stage = end_open_stage(writing)
    writing.dialogue.state = Dialogue.State.CLOSED
    writing.dialogue.closed_at = timezone.now()
    writing.dialogue.save(update_fields=["state", "closed_at"])
    writing.append(DialogueClosed(stage=stage))
    return {"state": writing.dialogue.state}


class ReopenDialogue(Given):
    """Take the closing back."""

    name: ClassVar[str] = "reopen_dialogue"
    who: ClassVar[Who] = Who.FACILITATOR


@use_case(ReopenDialogue)
def reopen_dialogue(writing: Writing, _given: ReopenDialogue) -> Answer:
    """Answer `{state}`. The stage that the closing ended is open again, with the time it had."""
    check_not_sealed(writing)
    check_leading(writing)
    if writing.dialogue.state == Dialogue.State.CLOSED:
        do_reopen_dialogue(writing)
    return {"state": writing.dialogue.state}


def do_reopen_dialogue(writing: Writing) -> None:
    writing.dialogue.state, writing.dialogue.closed_at = Dialogue.State.OPEN, None
    writing.dialogue.save(update_fields=["state", "closed_at"])
    writing.append(DialogueReopened())
    do_open_last_stage_again(writing)


class SealDialogue(Given):
    """End a closed dialogue for good. `late` says what becomes of notes still waiting."""

    name: ClassVar[str] = "seal_dialogue"
    who: ClassVar[Who] = Who.FACILITATOR

    late: Literal["decide", "admit", "leave"] = "decide"


@use_case(SealDialogue)
def seal_dialogue(writing: Writing, given: SealDialogue) -> Answer:
    """Answer `{state}`. Late notes that are left out are counted, never silently dropped."""
    check_sealable(writing, late=given.late)
    check_leading(writing)
    return do_seal_dialogue(writing, late=given.late)


def check_sealable(writing: Writing, *, late: str) -> None:
    """Raise `Refusal` unless the dialogue is closed and every late note has been decided on."""
    check_not_sealed(writing)
    if writing.dialogue.state != Dialogue.State.CLOSED:
        raise Refusal("dialogue_not_closed")
    if late == "decide" and writing.dialogue.notes.filter(state__in=Note.WAITING).exists():
        raise Refusal("late_notes_waiting")


def do_seal_dialogue(writing: Writing, *, late: str) -> Answer:
    """Take the counts, destroy the links to people, and let the floors above draft the summary."""
    dialogue = writing.dialogue
    if late == "admit":
        dialogue.notes.filter(state__in=Note.WAITING).update(state=Note.State.SHOWN)
    Seal.objects.create(dialogue=dialogue, tallies=take_tallies(dialogue).as_json())
    dialogue.state, dialogue.sealed_at = Dialogue.State.SEALED, timezone.now()
    dialogue.epoch = new_epoch()
    dialogue.save(update_fields=["state", "sealed_at", "epoch"])
    _forget_people(dialogue)
    writing.append(DialogueSealed())
    dialogue_sealed.send(sender=Dialogue, dialogue=dialogue)
    return {"state": dialogue.state}


def _forget_people(dialogue: Dialogue) -> None:
    """Remove every link from words to people. Operations stay, so that a phone which missed its
    answer still learns that its note is safe, but no longer say whose they were."""
    dialogue.notes.filter(state=Note.State.WITHDRAWN).update(text="", hidden_reason="")
    dialogue.notes.update(author=None)
    Operation.objects.filter(dialogue=dialogue, action__in=("join", "use_handover")).delete()
    Operation.objects.filter(dialogue=dialogue, by__startswith="participant:").update(by="")
    dialogue.votes.all().delete()
    dialogue.steps.all().delete()
    dialogue.participants.all().delete()
