"""How facilitators are called among themselves. No participant ever reads of them.

Whoever comes by an invitation may give a name. Others have an account whose name the toolkit made
up, which is a key and nothing to read: they are known by the order in which they joined.
"""

import re
import secrets

from django.contrib.auth.models import User
from django.utils.translation import gettext

from facilitation.models import Dialogue

FIRST_ORGANIZER = "organizer"
_INVITED = "facilitator-"
_MADE_UP = re.compile(rf"{FIRST_ORGANIZER}|{_INVITED}[0-9a-f]{{12}}")


def make_up_username() -> str:
    """Return a name for the account of somebody who was invited."""
    return _INVITED + secrets.token_hex(6)


def given_name(user: User) -> str:
    """Return the name that somebody chose, or the operator for them; empty where nobody did."""
    return user.first_name or ("" if _MADE_UP.fullmatch(user.username) else user.username)


def name_of(dialogue: Dialogue, user: User) -> str:
    """Return how a facilitator of `dialogue` is called, in the language of whoever asks."""
    if given := given_name(user):
        return given
    joined = list(dialogue.facilitators.order_by("pk").values_list("user_id", flat=True))
    return gettext("Facilitator {n}").format(n=joined.index(user.pk) + 1)
