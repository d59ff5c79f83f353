"""How fast one link or one token may be used. Counted in the cache: a restart forgives everybody.

Where the cache is gone nobody is held back: what people hand in matters more than a limit.
"""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.utils import timezone

from reporting.refusals import Refusal

logger = logging.getLogger(__name__)

_WINDOW_SECONDS = 60


def check_rate(what: str, *, most: int, code: str) -> None:
    """Count one use of `what`; over `most` in this minute refuse with `code`, which names the
    `seconds` after which a retry will be heard."""
    window, passed = divmod(timezone.now().timestamp(), _WINDOW_SECONDS)
    key = f"rate:{what}:{int(window)}"
    try:
        cache.add(key, 0, timeout=2 * _WINDOW_SECONDS)
        count = cache.incr(key)
    except Exception as error:  # whatever the cache's client raises, the work goes on
        logger.warning("rate limits suspended, cache unreachable: %s", type(error).__name__)
        return
    if count > most:
        raise Refusal(code, seconds=int(_WINDOW_SECONDS - passed) + 1)
