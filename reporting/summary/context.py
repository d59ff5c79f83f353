"""What the room's own page learns of the summary: where to have the final say, while it is open.

The page belongs to the floor below, which knows nothing of summaries; the roof puts this in.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from reporting.summary.models import FinalSay
from reporting.summary.say import address

_ROOM_PAGE = "participant"


def final_say(request: HttpRequest) -> dict[str, str]:
    """`final_say_address` on the page of a dialogue whose link is open; nothing elsewhere."""
    match = request.resolver_match
    if match is None or match.view_name != _ROOM_PAGE:
        return {}
    now = timezone.now()
    say = FinalSay.objects.filter(
        dialogue__code=match.kwargs["code"], opened_at__lte=now, closes_at__gt=now
    ).first()
    return {"final_say_address": address(say)} if say else {}
