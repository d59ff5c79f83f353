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

from facilitation.actions.writing import check_facilitator
from facilitation.events import FacilitatorAdded
from facilitation.feed import append_locked
from facilitation.live.ring import ring_on_commit
from facilitation.models import Dialogue, Facilitator, SignInLink
from facilitation.refusals import Refusal
from facilitation.text import clean

FIRST_ORGANIZER = "organizer"
SIGN_IN_PATH = "/sign-in/"
SIGN_IN_LIFETIME = datetime.timedelta(hours=24)
INVITATION_LIFETIME = datetime.timedelta(days=14)


def first_organizer_link(*, base_url: str) -> str:
    """Return a new one-time link for the first organizer, who also keeps the centre."""
    return sign_in_link(username=FIRST_ORGANIZER, base_url=base_url, staff=True)


def sign_in_link(*, username: str, base_url: str, staff: bool) -> str:
    """Return a new one-time link for an account, which is made when missing.

    `staff` opens the centre to a new account; one that exists keeps what it may do. Earlier
    unused links of the account stop working, so that only the newest print-out opens.
    """
    user, _ = User.objects.get_or_create(username=username, defaults={"is_staff": staff})
    SignInLink.objects.filter(user=user, used_at=None).delete()
    return base_url.rstrip("/") + sign_in_path(make_link(user=user))


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
    user = User(username=f"facilitator-{secrets.token_hex(6)}", first_name=clean(called)[:150])
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
