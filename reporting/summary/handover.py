"""Submitting the newest signed version, and keeping the receipt the centre gave.

The centre is chosen by the operator, never by who presses the button: a server that sends where a
form says could be made to send anywhere. Without an address it is the centre in this server.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings

from facilitation.models import Dialogue
from reporting.centre import intake
from reporting.centre.models import Submission
from reporting.refusals import Refusal
from reporting.summary.correspondence import refresh, send_waiting
from reporting.summary.models import Handover, Summary
from reporting.summary.review import is_signed, newest
from reporting.summary.submit import Centre, submit


def hand_over(*, dialogue: Dialogue, user_id: int | None) -> Handover:
    """Submit the newest version, send the answers that waited for it, and return the receipt.

    Raises `summary_unknown`, `summary_not_signed`, or the centre's reason.
    """
    summary = newest(dialogue)
    if summary is None:
        raise Refusal("summary_unknown")
    if not is_signed(summary):
        raise Refusal("summary_not_signed")
    handover = do_hand_over(summary, user_id=user_id)
    send_waiting(dialogue=dialogue)
    refresh(handover)
    return handover


def do_hand_over(summary: Summary, *, user_id: int | None) -> Handover:
    """Send the package, or the data while its PDF is not printed; both hold the same summary."""
    data = summary.pdf_path.read_bytes() if summary.has_pdf() else bytes(summary.data)
    url = settings.TOOLKIT_CENTRE_URL
    if url:
        centre = Centre(url=url, token=settings.TOOLKIT_CENTRE_TOKEN)
        # Somebody waits for the page; the button may be pressed again.
        receipt = submit(data, centre=centre, tries=2, timeout=20, pause=_short_pause)
    else:
        receipt = _take_in_here(data)
    return Handover.objects.create(summary=summary, centre=url, receipt=receipt, user_id=user_id)


def _short_pause(seconds: float) -> None:
    time.sleep(min(seconds, 2.0))


def _take_in_here(data: bytes) -> dict[str, Any]:
    receipt = intake.take_in(data=data, channel=Submission.Channel.PAGE)
    if receipt.refused:
        raise Refusal(receipt.code, **receipt.params)
    return receipt.as_json()
