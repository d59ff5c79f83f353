"""How fast one participant may write. Never by address: a whole room shares one."""

import time
from uuid import UUID

from django.conf import settings

from facilitation.pages.counting import count
from facilitation.refusals import Refusal

_WINDOW_SECONDS = 60
JOINS_PER_MINUTE = 6000
"""Per dialogue: no hall fills faster; a script would."""


def check_writing_rate(participant_id: UUID) -> None:
    """Count one write; raise `too_fast` with the `seconds` after which a retry will be heard."""
    _check(f"writes:{participant_id}", settings.TOOLKIT_NOTES_PER_MINUTE)


def check_join_rate(dialogue_id: UUID) -> None:
    """Count one join; raise `too_fast` with `seconds`."""
    _check(f"joins:{dialogue_id}", JOINS_PER_MINUTE)


def _check(what: str, limit: int) -> None:
    seconds = seconds_to_wait(what, limit)
    if seconds:
        raise Refusal("too_fast", seconds=seconds)


def seconds_to_wait(what: str, limit: int) -> int:
    """Count one use of `what`; return 0, or once `limit` a minute is exceeded the seconds after
    which it may be used again."""
    window, passed = divmod(time.time(), _WINDOW_SECONDS)
    used = count(f"rate:{what}:{int(window)}", kept_seconds=2 * _WINDOW_SECONDS)
    return int(_WINDOW_SECONDS - passed) + 1 if used is not None and used > limit else 0
