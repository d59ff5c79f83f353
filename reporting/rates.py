"""How fast one link or one token may be used, counted as the writes of participants are."""

from __future__ import annotations

from facilitation.pages.limits import seconds_to_wait
from reporting.refusals import Refusal


def check_rate(what: str, *, most: int, code: str) -> None:
    """Count one use of `what`; over `most` in this minute refuse with `code`, which names the
    `seconds` after which a retry will be heard."""
    seconds = seconds_to_wait(what, most)
    if seconds:
        raise Refusal(code, seconds=seconds)
