"""Participants' final say: a link that is open for a time after the seal, for whoever has it.

They read the groups as they will be published and say of each that it is what was said, or that it
is not, in their words. No identity is stored, so answers are counted and never people; how fast
answers come is limited for the whole link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from facilitation.models import Dialogue
from facilitation.text import clean, is_blank, length
from reporting.rates import check_rate
from reporting.refusals import Refusal
from reporting.summary.edits import words_of
from reporting.summary.models import FinalSay, Say
from reporting.summary.review import undecided

DAYS_OPEN = (1, 3, 7, 14, 30)
"""For how many days an organizer may open the link."""

ANSWERS_PER_MINUTE = 300
"""Through one link: a hall of a hundred that answers three groups a minute each."""


def open_final_say(*, dialogue: Dialogue, days: int) -> FinalSay:
    """Open the link for `days` from now, or set anew until when it stays open.

    Raises `final_say_not_sealed` while the dialogue can still change, `personal_data_undecided`
    while something that could lead to a person waits for a decision, and `review_invalid`.
    """
    if dialogue.state != Dialogue.State.SEALED:
        raise Refusal("final_say_not_sealed")
    # Whoever has the link reads the notes.
    if count := undecided(dialogue, words_of(dialogue)):
        raise Refusal("personal_data_undecided", count=count)
    if days not in DAYS_OPEN:
        raise Refusal("review_invalid", field="days")
    now = timezone.now()
    closes_at = now + dt.timedelta(days=days)
    say, made = FinalSay.objects.get_or_create(
        dialogue=dialogue, defaults={"opened_at": now, "closes_at": closes_at}
    )
    if not made:
        say.closes_at = closes_at
        say.save(update_fields=["closes_at"])
    return say


def close_final_say(*, dialogue: Dialogue) -> None:
    """Close the link now."""
    now = timezone.now()
    FinalSay.objects.filter(dialogue=dialogue, closes_at__gt=now).update(closes_at=now)


def is_open_now(say: FinalSay) -> bool:
    """Whether the link takes answers at this moment."""
    return say.is_open(timezone.now())


def address(say: FinalSay) -> str:
    """The path of the link."""
    return reverse("summary:say", args=[say.token])


def check_answer(
    say: FinalSay, *, group: UUID, groups: Iterable[str], agrees: bool, text: str
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
    say: FinalSay, *, answer_id: UUID, group: UUID, agrees: bool, text: str, language: str
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
