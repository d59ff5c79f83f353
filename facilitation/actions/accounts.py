"""People with accounts. They have no passwords: they come in by links that work once.

A link carries its token in the URL's fragment, which browsers never send: it reaches no log, and
a mail program that looks ahead cannot use it up.
"""

import datetime
import hashlib
import secrets
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from facilitation.actions.writing import check_facilitator
from facilitation.events import FacilitatorAdded
from facilitation.facilitators import FIRST_ORGANIZER, make_up_username
from facilitation.feed import append_locked
from facilitation.live.ring import ring_on_commit
from facilitation.models import Dialogue, Facilitator, SignInLink
from facilitation.refusals import Refusal
from facilitation.text import clean

SIGN_IN_PATH = "/sign-in/"
SIGN_IN_LIFETIME = datetime.timedelta(hours=24)
SHORTEST_LIFETIME = datetime.timedelta(hours=1)
"""A link that ends sooner is not told again; a new one takes its place."""

INVITATION_LIFETIME = datetime.timedelta(days=14)

_FIRST_SALT = "facilitation.first-organizer"


def first_organizer_link(*, base_url: str) -> str:
    """Return the one-time link of the first organizer, who also keeps the centre.

    Every process of a server prints it when it starts. While it is unused and has an hour left it
    is the same for all of them, so that none makes useless what another has printed.
    """
    with transaction.atomic():
        user = _account(FIRST_ORGANIZER, staff=True)
        User.objects.select_for_update().get(pk=user.pk)
        token = _first_token(user) or _new_first_token(user)
    return base_url.rstrip("/") + sign_in_path(token)


def _first_token(user: User) -> str | None:
    """Return the token of an unused link that can be told again."""
    soon = timezone.now() + SHORTEST_LIFETIME
    for link in SignInLink.objects.filter(user=user, used_at=None, expires_at__gt=soon):
        token = _token_until(link.expires_at)
        if link.token_sha256 == _digest(token):
            return token
    return None


def _new_first_token(user: User) -> str:
    SignInLink.objects.filter(user=user, used_at=None).delete()
    expires_at = timezone.now() + SIGN_IN_LIFETIME
    token = _token_until(expires_at)
    SignInLink.objects.create(token_sha256=_digest(token), user=user, expires_at=expires_at)
    return token


def _token_until(expires_at: datetime.datetime) -> str:
    """Only the signing key tells it; whoever has that needs no link."""
    value = expires_at.astimezone(datetime.UTC).isoformat()
    return salted_hmac(_FIRST_SALT, value, algorithm="sha256").hexdigest()


def sign_in_link(*, username: str, base_url: str, staff: bool) -> str:
    """Return a new one-time link for an account, which is made when missing.

    `staff` opens the centre to a new account; one that exists keeps what it may do. Earlier
    unused links of the account stop working, so that only the newest print-out opens.
    """
    user = _account(username, staff=staff)
    SignInLink.objects.filter(user=user, used_at=None).delete()
    return base_url.rstrip("/") + sign_in_path(make_link(user=user))


def _account(username: str, *, staff: bool) -> User:
    user, _ = User.objects.get_or_create(username=username, defaults={"is_staff": staff})
    return user


def sign_in_path(token: str) -> str:
    """Return the path, with fragment, that signs in whoever holds `token`."""
    return f"{SIGN_IN_PATH}#{token}"


def make_link(*, user: User | None = None, dialogue: Dialogue | None = None) -> str:
    """Store a one-time link that leads to an account, a dialogue or both; return its token."""
    token = secrets.token_urlsafe(32)
    lifetime = SIGN_IN_LIFETIME if dialogue is None else INVITATION_LIFETIME
    SignInLink.objects.create(
        token_sha256=_digest(token),
        user=user,
        dialogue=dialogue,
        expires_at=timezone.now() + lifetime,
    )
    return token


def invite_facilitator(*, dialogue: Dialogue, by_user_id: int | None) -> str:
    """Return the path of a link that makes whoever opens it first a facilitator of `dialogue`."""
    check_facilitator(dialogue, by_user_id)
    return sign_in_path(make_link(dialogue=dialogue))


def use_link(*, token: str, signed_in: User | None, called: str = "") -> tuple[User, UUID | None]:
    """Use a link up; return who is now to be signed in, and the dialogue it leads to, if any.

    `signed_in` keeps their account when they accept an invitation; others get one, known by the
    name they are `called`. Raises `Refusal`: `link_unknown` or `link_expired`.
    """
    with transaction.atomic():
        link = SignInLink.objects.select_for_update().filter(token_sha256=_digest(token)).first()
        if link is None:
            raise Refusal("link_unknown")
        if link.used_at is not None or link.expires_at < timezone.now():
            raise Refusal("link_expired")
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        user = link.user or signed_in or _new_facilitator(called)
        if link.dialogue_id is not None:
            _add_facilitator(link.dialogue_id, user)
    return user, link.dialogue_id


def _new_facilitator(called: str) -> User:
    user = User(username=make_up_username(), first_name=clean(called)[:150])
    user.set_unusable_password()
    user.save()
    return user


def _add_facilitator(dialogue_id: UUID, user: User) -> None:
    dialogue = Dialogue.objects.select_for_update().get(pk=dialogue_id)
    _, added = Facilitator.objects.get_or_create(dialogue=dialogue, user=user)
    if added:
        seq = append_locked(dialogue=dialogue, event=FacilitatorAdded(), user_id=user.pk)
        ring_on_commit(dialogue_id=dialogue_id, seq=seq)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
