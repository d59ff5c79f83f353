"""The centre's questions to the organizer and the answers, whether the centre is here or far away.

An answer is stored before it is sent, and sent under its own id until the centre has confirmed it;
what the centre said last is kept, so that it can be read without a network.
"""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from facilitation.models import Dialogue
from facilitation.text import clean, is_blank, length
from reporting.centre import questions
from reporting.centre.models import Question, Record
from reporting.refusals import Refusal
from reporting.summary import submit
from reporting.summary.models import Handover, Reply, Summary
from reporting.summary.standing import Asked, Standing, checked

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0
"""For the centre, while somebody waits for a page."""

FRESH = dt.timedelta(seconds=30)
"""An answer of the centre that is younger is not asked for again by opening the page."""


def current_handovers(dialogue: Dialogue) -> list[Handover]:
    """The last handover of each version to each centre, the newest version first."""
    rows = Handover.objects.filter(summary__dialogue=dialogue).select_related("summary")
    last: dict[tuple[int, str], Handover] = {}
    for row in rows.order_by("at", "pk"):
        last[row.summary.version, row.centre] = row
    return sorted(last.values(), key=lambda row: (row.summary.version, row.at), reverse=True)


def refresh(handover: Handover) -> bool:
    """Ask the centre where a handover stands, and keep the answer; False where it gave none."""
    content_sha256 = handover.receipt["content_sha256"]
    try:
        if handover.centre:
            centre = _centre(handover)
            told = checked(submit.standing(content_sha256, centre=centre, timeout=PATIENCE_SECONDS))
        else:
            told = _standing_here(content_sha256)
    except Refusal as refusal:
        logger.warning("the centre was asked and did not say: %s", refusal.params.get("detail"))
        return False
    handover.standing, handover.asked_at = told.model_dump(mode="json"), timezone.now()
    handover.save(update_fields=["standing", "asked_at"])
    return True


def refresh_due(dialogue: Dialogue, *, at_once: bool = False) -> bool:
    """Ask again about every version whose standing is not fresh; False where the centre was not
    reached. `at_once` asks about all."""
    before = timezone.now() - FRESH
    for handover in current_handovers(dialogue):
        is_due = at_once or handover.asked_at is None or handover.asked_at < before
        # One silent centre is enough to wait for.
        if is_due and not refresh(handover):
            return False
    return True


def standing_of(handover: Handover) -> Standing:
    """What the centre said when it was last asked; nothing before."""
    return Standing.model_validate(handover.standing)


def _standing_here(content_sha256: str) -> Standing:
    records = Record.objects.select_related("dossier__current")
    record = records.filter(content_sha256=content_sha256).first()
    if record is None:
        raise Refusal("receipt_unknown")
    return checked({"page": questions.receipt_path(record), **questions.standing(record)})


def _centre(handover: Handover) -> submit.Centre:
    # The token is for the centre that is set now, and is shown to no other.
    if handover.centre != settings.TOOLKIT_CENTRE_URL:
        raise Refusal("submission_failed", detail=handover.centre)
    return submit.Centre(url=handover.centre, token=settings.TOOLKIT_CENTRE_TOKEN)


def open_questions(dialogue: Dialogue) -> list[Asked]:
    """The questions that wait for an answer, without those to which one was written here."""
    replies = Reply.objects.filter(handover__summary__dialogue=dialogue)
    answered = set(replies.values_list("question", flat=True))
    return [
        asked
        for handover in current_handovers(dialogue)
        for asked in standing_of(handover).questions
        if not (asked.withdrawn or asked.answers or asked.id in answered)
    ]


def check_reply(dialogue: Dialogue, *, question: UUID, text: str) -> tuple[Handover, str]:
    """The handover a question belongs to, and the words, cleaned. Raises `question_unknown`,
    `question_words_missing` or `question_too_long`."""
    words = clean(text)
    if is_blank(words):
        raise Refusal("question_words_missing")
    if length(words) > questions.LONGEST:
        raise Refusal("question_too_long", limit=questions.LONGEST, length=length(words))
    for handover in current_handovers(dialogue):
        if question in {asked.id for asked in standing_of(handover).questions}:
            return handover, words
    raise Refusal("question_unknown")


def do_reply(
    handover: Handover,
    *,
    reply_id: UUID,
    question: UUID,
    text: str,
    version: int | None,
    user_id: int | None,
) -> Reply:
    """Keep an answer to be sent; the same `reply_id` again changes nothing."""
    reply, _made = Reply.objects.get_or_create(
        pk=reply_id,
        defaults={
            "handover": handover,
            "question": question,
            "text": text,
            "version": version,
            "user_id": user_id,
        },
    )
    return reply


def answer_by_version(
    summary: Summary, *, question: str, reason: str, user_id: int | None
) -> Reply:
    """Keep a correction as the answer to a question; it is sent once the version is submitted.

    Raises as `check_reply`.
    """
    try:
        asked = UUID(question)
    except ValueError:
        raise Refusal("question_unknown") from None
    handover, words = check_reply(summary.dialogue, question=asked, text=reason)
    return do_reply(
        handover,
        reply_id=uuid4(),
        question=asked,
        text=words,
        version=summary.version,
        user_id=user_id,
    )


def send_waiting(*, dialogue: Dialogue) -> bool:
    """Send what has not arrived, but for corrections not submitted yet; False where one failed."""
    submitted = max((row.summary.version for row in current_handovers(dialogue)), default=0)
    waiting = Reply.objects.filter(handover__summary__dialogue=dialogue, sent_at=None)
    arrived = True
    for reply in waiting.select_related("handover"):
        if reply.version is None or reply.version <= submitted:
            arrived = _send(reply) and arrived
    return arrived


def _send(reply: Reply) -> bool:
    try:
        if reply.handover.centre:
            submit.send_answer(
                question=str(reply.question),
                key=str(reply.pk),
                text=reply.text,
                version=reply.version,
                centre=_centre(reply.handover),
                timeout=PATIENCE_SECONDS,
            )
        else:
            _answer_here(reply)
    except Refusal as refusal:
        logger.warning("an answer waits: %s", refusal.params.get("detail", refusal.code))
        return False
    reply.sent_at = timezone.now()
    reply.save(update_fields=["sent_at"])
    return True


def _answer_here(reply: Reply) -> None:
    asked = Question.objects.select_related("record__dossier").filter(pk=reply.question).first()
    if asked is None:
        raise Refusal("question_unknown")
    questions.answer(question=asked, answer_id=reply.pk, text=reply.text, version=reply.version)
