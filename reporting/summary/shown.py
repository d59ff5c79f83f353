"""What whoever has the link of the final say reads: the groups, as they will be published.

Kept for a while, because a room opens the link at once and compiling takes a second per thousand
notes. A sealed dialogue changes by edits of the review alone, so the last edit names what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Max

from facilitation.models import Dialogue
from reporting.format.v1 import Stage
from reporting.refusals import Refusal
from reporting.summary.compile import compile_summary
from reporting.summary.edits import words_of
from reporting.summary.printed import AGENDA, TITLE
from reporting.summary.review import sources_with_findings

KEPT_SECONDS = 300


@dataclass(frozen=True)
class Shown:
    """What the page shows of a dialogue."""

    title: str
    stages: tuple[Stage, ...]
    waits: bool
    """Whether something in it that could lead to a person waits for a decision again."""

    def groups(self) -> set[str]:
        """The ids of the groups that can be answered."""
        return {group.id for stage in self.stages for group in stage.groups}


def shown(dialogue: Dialogue) -> Shown:
    """Return what is shown now. Raises `final_say_waits` while something waits for a decision, as
    after a mask was taken back."""
    last = dialogue.edits.aggregate(last=Max("pk"))["last"]
    key = f"shown:{dialogue.pk}:{dialogue.seq}:{last}"
    found: Shown | None = cache.get(key)
    if found is None:
        found = _shown(dialogue)
        cache.set(key, found, KEPT_SECONDS)
    if found.waits:
        raise Refusal("final_say_waits")
    return found


def _shown(dialogue: Dialogue) -> Shown:
    words = words_of(dialogue)
    content = compile_summary(dialogue, words=words)
    groups = list(content.groups())
    keys = {group.id for group in groups} | {note.id for group in groups for note in group.notes}
    sources = sources_with_findings(dialogue, words)
    waits = any(one.undecided for one in sources if one.key in {TITLE, AGENDA, *keys})
    return Shown(content.title, content.stages, waits)
