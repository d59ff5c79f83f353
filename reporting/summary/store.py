"""Storing summaries: at the seal, in its transaction, so that neither exists without the other."""

from __future__ import annotations

import hashlib
from typing import Any

from django.dispatch import receiver

from facilitation.models import Dialogue
from facilitation.signals import dialogue_sealed
from reporting.format import to_bytes
from reporting.summary.compile import Version, compile_summary
from reporting.summary.jobs import enqueue_on_commit
from reporting.summary.models import Summary
from reporting.summary.printouts import throw_all_away


@receiver(dialogue_sealed, dispatch_uid="summary_of_sealed_dialogue")
def store_at_seal(*, dialogue: Dialogue, **_: Any) -> None:
    """Compile and store the first final summary; an error here undoes the seal."""
    store_summary(dialogue=dialogue, version=1)


def store_summary(*, dialogue: Dialogue, version: int | Version) -> Summary:
    """Store one version of a sealed dialogue's summary and have it printed after the commit."""
    content = compile_summary(dialogue, version=version)
    assert content.status == "final", "only a sealed dialogue has a summary to keep"
    data = to_bytes(content)
    summary = Summary.objects.create(
        dialogue=dialogue,
        version=content.version,
        status=content.status,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    throw_all_away(summary)
    enqueue_on_commit(summary)
    return summary
