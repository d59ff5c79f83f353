"""Which notes may say the same: found when a facilitator asks, beside everything that is live.

Nothing is stored, and nothing that was grouped is touched: accepting a suggestion is `add_group`
or `move_notes`, dismissing it is `keep_apart`.
"""

import hashlib
from functools import lru_cache
from threading import Lock
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from facilitation.actions.writing import check_facilitator
from facilitation.breakouts import breakout_of_facilitator
from facilitation.grouping.similarity import NoteText, Suggestion, suggest
from facilitation.models import Dialogue, KeptApart, Note, Stage
from facilitation.pages.errors import answers_json
from facilitation.pages.passes import find_dialogue, needed_user_id
from facilitation.refusals import Refusal

_ONE_AT_A_TIME = Lock()
"""Comparing takes a processor; who asks while another is served waits, and then mostly finds the
answer there already."""

_ANSWERS_KEPT = 32

STRICTNESS = {"wide": 1.0, "close": 2.0}
"""By what is asked for in `?wording=`: whole themes, or nearly the same words."""


@require_GET
@never_cache
@answers_json
def suggestions(request: HttpRequest, code: str) -> HttpResponse:
    """Answer `{suggestions: [{key, notes, title, language, strength}]}` for `?stage=`, and for
    `?wording=`, a key of `STRICTNESS`.

    Of shown notes that are in no group yet; a facilitator in a breakout is told of its notes only.
    """
    dialogue = find_dialogue(code)
    user_id = needed_user_id(request)
    check_facilitator(dialogue, user_id)
    if dialogue.state == Dialogue.State.SEALED:
        raise Refusal("dialogue_sealed")
    stage = _stage(dialogue, request.GET.get("stage", ""))
    breakout = breakout_of_facilitator(dialogue, user_id)
    strictness = STRICTNESS.get(request.GET.get("wording", "wide"))
    if strictness is None:
        raise Refusal("body_invalid", field="wording")
    with _ONE_AT_A_TIME:
        found = _found(stage.id, breakout, strictness, dialogue.seq)
    return JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})


def _stage(dialogue: Dialogue, asked: str) -> Stage:
    try:
        return dialogue.stages.get(pk=UUID(asked))
    except (ValueError, Stage.DoesNotExist):
        raise Refusal("unknown_stage") from None


@lru_cache(_ANSWERS_KEPT)
def _found(
    stage_id: UUID, breakout: UUID | None, strictness: float, _seq: int
) -> list[dict[str, Any]]:
    """What is kept of an answer is ids and titles, until the dialogue has moved on (`_seq`)."""
    notes = Note.objects.filter(stage=stage_id, state=Note.State.SHOWN, group=None)
    if breakout is not None:
        notes = notes.filter(breakout=breakout)
    texts = [NoteText(str(note.id), note.text, note.language) for note in notes]
    pairs = KeptApart.objects.filter(first__stage=stage_id).values_list("first", "second")
    apart = {frozenset((str(first), str(second))) for first, second in pairs}
    found = suggest(texts, strictness=strictness, apart=apart)
    return [_record(suggestion) for suggestion in found]


def _record(suggestion: Suggestion) -> dict[str, Any]:
    """`key` is the same for the same notes, so that a page knows what it has shown already."""
    members = ",".join(sorted(suggestion.notes))
    return {
        "key": hashlib.sha256(members.encode()).hexdigest()[:16],
        "notes": list(suggestion.notes),
        "title": suggestion.title,
        "language": suggestion.language,
        "strength": suggestion.strength,
    }
