"""The centre's API for programs: hand in a summary, and ask for its receipt.

Handing in is idempotent by content: the `Idempotency-Key` is the summary's own content hash, so
that a sender who missed the answer sends again, or asks for the receipt, without harm.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from facilitation.pages.errors import answers_json
from reporting.centre import intake
from reporting.centre.models import Submission
from reporting.centre.tokens import require_token
from reporting.refusals import REASONS, Refusal

SUBMIT = "submit"


# Exempt because a program has no cookie: the token is the proof of who asks.
@csrf_exempt
@require_POST
@never_cache
@answers_json
def submissions(request: HttpRequest) -> HttpResponse:
    """Take in one PDF or JSON as the body. 201 where it is new here, 200 where it was known;
    both with the receipt. Refused: the status of its code, also with the receipt."""
    token = require_token(request, scope=SUBMIT)
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Refusal("submission_key_missing")
    # Read by hand: Django's own limit on bodies is for forms.
    data = request.read(intake.max_upload_bytes() + 1)
    receipt = intake.take_in(
        data=data,
        channel=Submission.Channel.API,
        name=f"{token.name}-{key[:12]}",
        media_hint=request.content_type or "",
        expected_hash=key,
    )
    return JsonResponse(receipt.as_json(), status=_status(receipt))


def _status(receipt: intake.Receipt) -> int:
    if receipt.refused:
        return REASONS[receipt.code].status
    return 200 if receipt.outcome == Submission.Outcome.SAME else 201


@require_safe
@never_cache
@answers_json
def receipt(request: HttpRequest, content_sha256: str) -> HttpResponse:
    """The receipt of a summary by its content hash. Refuses with `receipt_unknown`."""
    require_token(request, scope=SUBMIT)
    found = intake.receipt_of(content_sha256)
    if found is None:
        raise Refusal("receipt_unknown")
    return JsonResponse(found.as_json())
