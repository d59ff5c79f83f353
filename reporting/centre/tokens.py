"""Tokens with which programs hand in summaries: scoped, with an end, shown once.

Only the SHA-256 of a token is stored, so the database opens no door; its prefix is kept to name it
to people. A token has 256 random bits, which no slow hash could make harder to guess.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilitation.text import clean
from reporting.centre.models import Token
from reporting.rates import check_rate
from reporting.refusals import Refusal

SCOPES = {
    "submit": _("Hand in summaries, read receipts and questions, answer them"),
    "receipts": _("Read receipts and questions only"),
}
"""What a token may allow, for people."""

DAYS = 365
LONGEST_DAYS = 3650
REQUESTS_PER_MINUTE = 120
"""With one token: a summary each second is more than any organizer has, and a script in a loop is
stopped."""
PREFIX_LENGTH = 8
_MARK = "un75"


def make_token(*, name: str, scope: str, days: int) -> tuple[Token, str]:
    """Make a token good for `days`; return its row and the words that are shown once.

    Raises `token_unfit`.
    """
    name = clean(name).replace("\n", " ")
    if scope not in SCOPES or not 1 <= days <= LONGEST_DAYS or not 1 <= len(name) <= 100:
        raise Refusal("token_unfit", days=LONGEST_DAYS)
    prefix = secrets.token_hex(PREFIX_LENGTH // 2)
    words = f"{_MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        name=name,
        prefix=prefix,
        sha256=_sha256(words),
        scope=scope,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    return token, words


def revoke(prefix: str) -> bool:
    """Take a token back; False where there is none of that prefix, or it is taken back already."""
    rows = Token.objects.filter(prefix=prefix, revoked_at__isnull=True)
    return rows.update(revoked_at=timezone.now()) > 0


def require_token(request: HttpRequest, *scopes: str) -> Token:
    """The token that a request carries, which has one of `scopes`.

    Refuses with `token_missing`, `token_invalid`, `token_scope` or `too_many_requests`; unknown,
    expired and revoked are not told apart.
    """
    kind, _, words = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not words.strip():
        raise Refusal("token_missing")
    now = timezone.now()
    token = Token.objects.filter(
        sha256=_sha256(words.strip()), revoked_at__isnull=True, expires_at__gt=now
    ).first()
    if token is None:
        raise Refusal("token_invalid")
    check_rate(f"token:{token.prefix}", most=REQUESTS_PER_MINUTE, code="too_many_requests")
    if token.scope not in scopes:
        raise Refusal("token_scope", scope=", ".join(scopes))
    return token


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
