"""Participants' final say: a link that is open for a time after the seal, for whoever has it.

They read the groups as they will be published and say of each that it is what was said, or that it
is not, in their words. No identity is stored, so answers are counted and never people; how fast
answers come is limited for the whole link.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from facilitation.models import Dialogue
from facilitation.text import clean, is_blank, length
from reporting.format.v1 import FinalSay, GroupSay, Objection, Stage
from reporting.rates import check_rate
from reporting.refusals import Refusal
from reporting.summary.masking import masked
from reporting.summary.models import FinalSay as StoredFinalSay
from reporting.summary.models import Say
from reporting.summary.passages import Words

DAYS_OPEN = (1, 3, 7, 14, 30)
"""For how many days an organizer may open the link."""

ANSWERS_PER_MINUTE = 300
"""Through one link: a hall of a hundred that answers three groups a minute each."""


def open_final_say(*, dialogue: Dialogue, days: int) -> StoredFinalSay:
    """Open the link for `days` from now, or set anew until when it stays open.

    Raises `final_say_not_sealed` while the dialogue can still change, and `field_invalid`.
    """
    if dialogue.state != Dialogue.State.SEALED:
        raise Refusal("final_say_not_sealed")
    if days not in DAYS_OPEN:
        raise Refusal("review_invalid", field="days")
    now = timezone.now()
    closes_at = now + dt.timedelta(days=days)
    say, made = StoredFinalSay.objects.get_or_create(
        dialogue=dialogue, defaults={"opened_at": now, "closes_at": closes_at}
    )
    if not made:
        say.closes_at = closes_at
        say.save(update_fields=["closes_at"])
    return say


def close_final_say(*, dialogue: Dialogue) -> None:
    """Close the link now."""
    now = timezone.now()
    StoredFinalSay.objects.filter(dialogue=dialogue, closes_at__gt=now).update(closes_at=now)


def is_open_now(say: StoredFinalSay) -> bool:
    """Whether the link takes answers at this moment."""
    return say.is_open(timezone.now())


def address(say: StoredFinalSay) -> str:
    """The path of the link."""
    return reverse("summary:say", args=[say.token])


def check_answer(
    say: StoredFinalSay, *, group: UUID, groups: Iterable[str], agrees: bool, text: str
) -> str:
    """Return the words, cleaned. Raises `final_say_closed`, `final_say_unknown_group`,
    `final_say_words_missing` or `final_say_too_long`."""
    if not say.is_open(timezone.now()):
        raise Refusal("final_say_closed")
    if str(group) not in groups:
        raise Refusal("final_say_unknown_group")
    words = "" if agrees else clean(text)
    limit = say.dialogue.note_limit
    if length(words) > limit:
        raise Refusal("final_say_too_long", limit=limit, length=length(words))
    if not agrees and is_blank(words):
        raise Refusal("final_say_words_missing")
    return words


def do_answer(
    say: StoredFinalSay, *, answer_id: UUID, group: UUID, agrees: bool, text: str, language: str
) -> None:
    """Store one answer; the same `answer_id` again changes nothing."""
    check_rate(f"say:{say.pk}", most=ANSWERS_PER_MINUTE, code="too_many_answers")
    try:
        with transaction.atomic():
            Say.objects.create(
                id=answer_id,
                final_say=say,
                group=group,
                agrees=agrees,
                text=text,
                language=language,
            )
    except IntegrityError:
        if not Say.objects.filter(pk=answer_id).exists():
            raise


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
