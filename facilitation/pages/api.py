"""The JSON half: actions to write, the feed to hear, and what a phone may ask about itself."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from facilitation.actions.dialogues import NewDialogue, create_dialogue
from facilitation.actions.lead import keep_or_end_lead
from facilitation.actions.writing import By, Given, Who, parse, perform
from facilitation.board import Audience, frame_since, says_nothing
from facilitation.models import Dialogue, Handover, Participant, Profile
from facilitation.own import own_note
from facilitation.pages.errors import answers_json
from facilitation.pages.limits import check_join_rate, check_writing_rate
from facilitation.pages.passes import (
    asking,
    check_may_hear,
    find_dialogue,
    needed_user_id,
    read_pass,
    settle_pass,
    signed_in_id,
)
from facilitation.refusals import Refusal
from facilitation.tallies import agreed_by, votes_of

BODY_LIMIT = 65_536
"""Bytes. The longest honest body moves a thousand notes at once (40 kB)."""


@require_POST
@answers_json
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Run one action for whoever asks; answered only after the commit."""
    body = read_body(request)
    op_id = read_op_id(body.pop("op_id", None))
    given = parse(action, body)
    dialogue = find_dialogue(code)
    answer = perform_for(request, dialogue, given, op_id)
    response = JsonResponse({"answer": answer})
    settle_pass(response, dialogue.code, given.name, answer)
    return response


def perform_for(
    request: HttpRequest, dialogue: Dialogue, given: Given, op_id: UUID
) -> dict[str, Any]:
    """Perform `given` as whoever asks, within their rate. Raises `Refusal`."""
    if given.who is Who.ANYONE:
        check_join_rate(dialogue.id)
        by = By()
    else:
        by = asking(request, dialogue.code)
    if given.who is Who.PARTICIPANT and by.participant_id is not None:
        check_writing_rate(by.participant_id)
    return perform(given, dialogue_id=dialogue.id, op_id=op_id, by=by)


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object sent, or raise `body_too_large` or `body_invalid`."""
    try:
        content = request.body
    except RequestDataTooBig:
        raise Refusal("body_too_large") from None
    if len(content) > BODY_LIMIT:
        raise Refusal("body_too_large")
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise Refusal("body_invalid", field="body") from None
    if not isinstance(body, dict):
        raise Refusal("body_invalid", field="body")
    return body


def read_op_id(value: object) -> UUID:
    """Return the operation's number or raise `op_id_invalid`."""
    try:
        return UUID(str(value))
    except ValueError:
        raise Refusal("op_id_invalid") from None


@require_GET
@never_cache
@answers_json
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """Answer one frame for `?audience=`, from `?epoch=&since=` on; 204 when nothing changed."""
    dialogue = find_dialogue(code)
    audience, epoch, since = read_position(request.GET.dict())
    participant = read_pass(request.COOKIES, dialogue.code)
    hearing = check_may_hear(
        dialogue=dialogue,
        audience=audience,
        participant_id=participant,
        user_id=signed_in_id(request),
        code=code,
    )
    if audience is Audience.FACILITATOR:
        keep_or_end_lead(dialogue, signed_in_id(request))
    frame = frame_since(
        dialogue_id=dialogue.id,
        audience=audience,
        breakout=hearing.breakout,
        epoch=epoch,
        since=since,
    )
    if says_nothing(frame):
        return HttpResponse(status=204)
    return JsonResponse(
        frame | {"now": timezone.now().isoformat()}, json_dumps_params={"ensure_ascii": False}
    )


def read_position(query: dict[str, str]) -> tuple[Audience, str | None, int | None]:
    """Return (audience, epoch, since) of a feed request or raise `body_invalid`."""
    try:
        audience = Audience(query.get("audience", Audience.PARTICIPANT))
    except ValueError:
        raise Refusal("body_invalid", field="audience") from None
    since = query.get("since", "")
    if since and not (since.isascii() and since.isdigit() and len(since) < 19):
        raise Refusal("body_invalid", field="since")
    return audience, query.get("epoch") or None, int(since) if since else None


@require_GET
@never_cache
@answers_json
def me(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what the asking participant has said so far; nobody else can ask for it."""
    dialogue = find_dialogue(code)
    participant_id = read_pass(request.COOKIES, dialogue.code)
    participant = None
    if participant_id is not None:
        participant = dialogue.participants.filter(pk=participant_id).first()
    if participant is None:
        sealed = dialogue.state == Dialogue.State.SEALED
        raise Refusal("dialogue_sealed" if sealed else "join_first")
    return JsonResponse(about(participant))


def about(participant: Participant) -> dict[str, Any]:
    """Return what one participant has said and done, for nobody's eyes but theirs.

    `{language, has_profile, profile, notes, votes, agreements, handover}`: `votes` are their number
    by group on the board, `agreements` the groups that were read back right, `handover` the
    `{code, expires_at}` that still works on another phone, or null.
    """
    profile = Profile.objects.filter(participant=participant).first()
    fields = ("age", "gender", "occupation", "education", "nationality", "groups")
    return {
        "language": participant.language,
        "has_profile": profile is not None,
        "profile": {field: getattr(profile, field) for field in fields} if profile else {},
        "notes": [own_note(note) for note in participant.notes.select_related("corrects")],
        "votes": {str(group): votes for group, votes in votes_of(participant).items()},
        "agreements": [str(group) for group in agreed_by(participant)],
        "handover": _handover(participant),
    }


def _handover(participant: Participant) -> dict[str, str] | None:
    waiting = Handover.objects.filter(participant=participant, expires_at__gt=timezone.now())
    found = waiting.first()
    return {"code": found.code, "expires_at": found.expires_at.isoformat()} if found else None


@require_POST
@answers_json
def new_dialogue(request: HttpRequest) -> HttpResponse:
    """Create a dialogue from the JSON of `NewDialogue` with its `id`; answer `{id, code}`."""
    user_id = needed_user_id(request)
    body = read_body(request)
    dialogue_id = read_op_id(body.pop("id", None))
    try:
        given = NewDialogue.model_validate(body)
    except ValidationError as error:
        place = error.errors(include_input=False)[0]["loc"]
        raise Refusal("body_invalid", field=".".join(map(str, place))) from None
    dialogue = create_dialogue(given, dialogue_id=dialogue_id, user_id=user_id)
    return JsonResponse({"id": str(dialogue.id), "code": dialogue.code}, status=201)


def base_url(request: HttpRequest) -> str:
    """Return the address under which phones reach this server, without a slash at its end."""
    return (settings.TOOLKIT_PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
