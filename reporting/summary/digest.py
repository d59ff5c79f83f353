"""By what a draft is known to be the same as the one somebody saw, or had printed."""

from __future__ import annotations

from reporting.format import SummaryV1, content_sha256

_OF_THE_MOMENT = {"version", "versions", "generated_at", "content_sha256"}


def draft_digest(content: SummaryV1) -> str:
    """A hash of all that can change between two looks at a draft."""
    return content_sha256(content.model_dump(mode="json", exclude=_OF_THE_MOMENT))
