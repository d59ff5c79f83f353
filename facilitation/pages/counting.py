"""Counts that all processes share, in the cache; where that is gone, nobody is counted.

A restart forgives everybody, and so does a cache that is gone: a note matters more than a limit.
"""

from django.core.cache import cache

from facilitation.live.outage import Outage

_cache = Outage("cache", meanwhile="nobody is held back by a limit or a line")


def count(what: str, *, kept_seconds: int) -> int | None:
    """Count one more of `what`; return how many there are, None where that cannot be known.

    `what` is forgotten `kept_seconds` after its first count. May wait half a second for the cache,
    and then for two seconds does not ask it again.
    """
    if _cache.rests:
        return None
    try:
        cache.add(what, 0, timeout=kept_seconds)
        number = int(cache.incr(what))
    except Exception as error:  # the cache's client may raise anything
        _cache.failed(error)
        return None
    _cache.worked()
    return number
