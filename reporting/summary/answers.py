"""What participants answered in their final say, as the summary tells it: counts and words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from facilitation.models import Dialogue
from reporting.format.v1 import FinalSay, GroupSay, Objection, Stage
from reporting.summary.masking import masked
from reporting.summary.models import FinalSay as StoredFinalSay
from reporting.summary.models import Say
from reporting.summary.passages import Words


def compiled_final_say(
    dialogue: Dialogue, words: Words, stages: Iterable[Stage]
) -> FinalSay | None:
    """What was answered so far, for the summary; None where participants were not asked."""
    say = StoredFinalSay.objects.filter(dialogue=dialogue).first()
    if say is None:
        return None
    groups = [group.id for stage in stages for group in stage.groups]
    # By their random ids, so that the order tells nothing about when each was given.
    answers = [a for a in say.answers.order_by("id") if str(a.group) in groups]
    counts = Counter((str(answer.group), answer.agrees) for answer in answers)
    return FinalSay(
        opened_at=say.opened_at.astimezone(dt.UTC),
        closes_at=say.closes_at.astimezone(dt.UTC),
        groups=tuple(
            GroupSay(group=key, agree=counts[key, True], not_said=counts[key, False])
            for key in groups
            if counts[key, True] or counts[key, False]
        ),
        objections=tuple(_objection(answer, words) for answer in answers if answer.text),
    )


def _objection(answer: Say, words: Words) -> Objection:
    text = masked(answer.text, key=str(answer.id), words=words)
    return Objection(
        id=str(answer.id),
        group=str(answer.group),
        text=text,
        language=answer.language,
        masked=text != answer.text,
    )
