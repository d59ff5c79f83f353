"""Earlier versions that hold what a signed one masks: their words go, their hash and account stay.

So a name that an organizer masked cannot be read in the version from before, by nobody; and yet
anybody who holds that version can still be told that it was one.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from reporting.format.v1 import SummaryV1
from reporting.summary.masking import masked
from reporting.summary.models import Summary
from reporting.summary.passages import Words
from reporting.summary.printed import printed_words


def erase_exposing(newer: Summary, *, words: Words) -> list[int]:
    """Erase the versions before `newer` that hold what it masks or no longer names; return their
    numbers. Belongs into the transaction that stores `newer`."""
    content = newer.content()
    earlier = Summary.objects.filter(dialogue_id=newer.dialogue_id, version__lt=newer.version)
    erased = []
    for summary in earlier.exclude(print_state=Summary.Print.ERASED).order_by("version"):
        if exposes(summary.content(), content, words=words):
            _erase(summary)
            erased.append(summary.version)
    return erased


def exposes(earlier: SummaryV1, newer: SummaryV1, *, words: Words) -> bool:
    """Whether `earlier` holds a piece that is masked now, or a name that is no longer printed."""
    if earlier.organizer.name is not None and newer.organizer.name is None:
        return True
    names = {entry.signed_by for entry in earlier.versions} - {None}
    if names - {entry.signed_by for entry in newer.versions}:
        return True
    return any(masked(text, key=key, words=words) != text for key, text in printed_words(earlier))


def _erase(summary: Summary) -> None:
    content, pdf = summary.content(), summary.pdf_path if summary.pdf_name else None
    summary.erased = {
        "at": timezone.now().isoformat(timespec="seconds"),
        "content_sha256": content.content_sha256,
        "account": content.account.model_dump(mode="json"),
    }
    summary.print_state, summary.pdf_name = Summary.Print.ERASED, ""
    summary.data, summary.lease_until = b"", None
    summary.save(update_fields=["erased", "print_state", "pdf_name", "data", "lease_until"])
    if pdf is not None:
        # Only then: a file that is gone while its row stands would be printed again.
        transaction.on_commit(lambda: pdf.unlink(missing_ok=True))
