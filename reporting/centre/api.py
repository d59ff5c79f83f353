"""The centre's API for programs: hand in a summary, ask for its receipt, read and answer questions.

Everything is idempotent: a summary is handed in under its own content hash, an answer under an id
its sender made, so that whoever missed an answer sends again without harm.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from facilitation import refusals as live
from facilitation.pages.errors import answers_json
from reporting.centre import intake, questions
from reporting.centre.models import Dossier, Question, Record, Submission, Token
from reporting.centre.tokens import require_token
from reporting.refusals import REASONS, Refusal

SUBMIT, RECEIPTS = "submit", "receipts"


# Exempt because a program has no cookie: the token is the proof of who asks.
@csrf_exempt
@require_POST
@never_cache
@answers_json
def submissions(request: HttpRequest) -> HttpResponse:
    """Take in one PDF or JSON as the body. 201 where it is new here, 200 where it was known;
    both with the receipt. Refused: the status of its code, also with the receipt."""
    token = require_token(request, SUBMIT)
    key = _key(request, "submission_key_missing")
    # Read by hand: Django's own limit on bodies is for forms.
    data = request.read(intake.max_upload_bytes() + 1)
    receipt = intake.take_in(
        data=data,
        channel=Submission.Channel.API,
        name=f"{token.name}-{key[:12]}",
        media_hint=request.content_type or "",
        expected_hash=key,
    )
    if receipt.dialogue_id and not receipt.refused:
        # The first to hand a dialogue in by a program is who gets its questions.
        Dossier.objects.filter(pk=receipt.dialogue_id, sender="").update(sender=token.name)
    return JsonResponse(receipt.as_json(), status=_status(receipt))


def _key(request: HttpRequest, missing: str) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Refusal(missing)
    return key


def _status(receipt: intake.Receipt) -> int:
    if receipt.refused:
        return REASONS[receipt.code].status
    return 200 if receipt.outcome == Submission.Outcome.SAME else 201


@require_safe
@never_cache
@answers_json
def receipt(request: HttpRequest, content_sha256: str) -> HttpResponse:
    """The receipt of a summary by its content hash. Refuses with `receipt_unknown`."""
    require_token(request, SUBMIT, RECEIPTS)
    found = intake.receipt_of(content_sha256)
    if found is None:
        raise Refusal("receipt_unknown")
    return JsonResponse(found.as_json())


@require_safe
@never_cache
@answers_json
def standing(request: HttpRequest, content_sha256: str) -> HttpResponse:
    """Where a summary stands and what was asked and answered about it.

    For whoever handed it in. Refuses with `receipt_unknown` or `dialogue_of_another`.
    """
    token = require_token(request, SUBMIT, RECEIPTS)
    record = _record(content_sha256)
    _check_sender(record, token)
    page = request.build_absolute_uri(questions.receipt_path(record))
    body = {"page": page, **questions.standing(record)}
    return JsonResponse(body)


def _record(content_sha256: str) -> Record:
    records = Record.objects.select_related("dossier__current")
    record = records.filter(content_sha256=content_sha256).first()
    if record is None:
        raise Refusal("receipt_unknown")
    return record


def _check_sender(record: Record, token: Token) -> None:
    if record.dossier.sender != token.name:
        raise Refusal("dialogue_of_another")


@csrf_exempt
@require_POST
@never_cache
@answers_json
def answers(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Take one answer, `{text, version}` as JSON, under a UUID as `Idempotency-Key`.

    201 where it is new, 200 where it was here. Refuses with `question_unknown`,
    `dialogue_of_another`, `answer_key_missing`, `body_invalid` or as `questions.answer`.
    """
    token = require_token(request, SUBMIT)
    key = _key(request, "answer_key_missing")
    asked = Question.objects.select_related("record__dossier").filter(pk=question_id).first()
    if asked is None:
        raise Refusal("question_unknown")
    _check_sender(asked.record, token)
    text, version = _answer(request)
    made, is_new = questions.answer(
        question=asked, answer_id=_uuid(key), text=text, version=version
    )
    return JsonResponse(questions.answer_as_json(made), status=201 if is_new else 200)


def _answer(request: HttpRequest) -> tuple[str, int | None]:
    try:
        body: Any = json.loads(request.body)
    except ValueError:
        raise live.Refusal("body_invalid", field="body") from None
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise live.Refusal("body_invalid", field="text")
    version = body.get("version")
    if version is not None and (type(version) is not int or not 0 < version < 2**31):
        raise live.Refusal("body_invalid", field="version")
    return body["text"], version


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise live.Refusal("body_invalid", field="Idempotency-Key") from None
