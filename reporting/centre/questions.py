"""Questions of the centre to an organizer and their answers, each about one version of a summary.

A question is asked, answered or withdrawn, and never changed: what both sides wrote stands as they
wrote it. The same words serve the pages and the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilitation.text import clean, is_blank, length
from reporting.centre.intake import content_of
from reporting.centre.models import Answer, Dossier, Question, Record, Submission
from reporting.format import SummaryV1, from_bytes
from reporting.format.v1 import Note
from reporting.refusals import Refusal

LONGEST = 2000
"""Characters, as a person sees them, of one question or answer."""

PARTS = {
    "organizer": _("Organizer"),
    "overall": _("Overall summary"),
    "divergence": _("Where views differed"),
    "participation": _("Who took part"),
    "method": _("Method"),
    "final-say": _("Participants' final say"),
}
"""What can be asked about beside stages, groups and notes. No id of those is one of these: theirs
are UUIDs wherever this toolkit wrote them."""

_RECEIPT = signing.Signer(salt="centre.receipt")

Choices = list[tuple[str, list[tuple[str, str]]]]


def summary_of(record: Record) -> SummaryV1:
    """The summary that a record stands for, from the file that was handed in. Refuses with
    `submission_erased`."""
    submission = Submission.objects.filter(record=record).order_by("pk")[0]
    if submission.erased_at:
        raise Refusal("submission_erased")
    content = content_of(data=bytes(submission.raw), media_type=submission.media_type)
    return from_bytes(content).summary


def choices(summary: SummaryV1) -> Choices:
    """All that can be asked about: headings with pairs of id and words."""
    made: Choices = [(str(_("The summary")), [(key, str(name)) for key, name in PARTS.items()])]
    for stage in summary.stages:
        rows = [(stage.id, stage.title)]
        for group in stage.groups:
            rows.append((group.id, group.title or str(_("Group without a title"))))
            rows += _rows(group.notes)
        made.append((stage.title, [*rows, *_rows(stage.ungrouped)]))
    return made


def _rows(notes: tuple[Note, ...]) -> Iterator[tuple[str, str]]:
    for note in notes:
        yield note.id, note.text


def ask(*, record: Record, about: str, text: str, user_id: int | None) -> Question:
    """Ask about the whole of a record (`about` empty), a key of `PARTS`, a stage, group or note.

    Refuses with `question_words_missing`, `question_too_long` or `question_about_unknown`.
    """
    words = _checked(text)
    known = {key: label for _heading, rows in choices(summary_of(record)) for key, label in rows}
    if about and about not in known:
        raise Refusal("question_about_unknown")
    return Question.objects.create(
        record=record,
        about=about,
        # The names of parts are translated where they are shown.
        about_words="" if about in PARTS else known.get(about, ""),
        text=words,
        asked_by_id=user_id,
    )


def subject(question: Question) -> str:
    """The words of what a question is about; empty where it is about the whole summary."""
    return str(PARTS.get(question.about, question.about_words))


def withdraw(question: Question) -> None:
    """Wait for no answer any more. What was answered stays."""
    Question.objects.filter(pk=question.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())


def erase(record: Record) -> None:
    """Erase the bytes of a version that a newer one replaced, and keep what is known of them.

    Refuses with `version_counts` where it is the one that counts.
    """
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=record.dossier_id)
        if Record.objects.select_related("dossier").get(pk=record.pk).is_current:
            raise Refusal("version_counts")
        Submission.objects.filter(record=record, erased_at=None).update(
            raw=b"", erased_at=timezone.now()
        )


def accept(record: Record, *, user_id: int | None) -> None:
    """Note that the centre has looked at a record and found it in order."""
    Record.objects.filter(pk=record.pk, accepted_at=None).update(
        accepted_at=timezone.now(), accepted_by_id=user_id
    )


def answer(
    *, question: Question, answer_id: UUID, text: str, version: int | None = None
) -> tuple[Answer, bool]:
    """Keep an answer; return it, and whether it is new. The same id again changes nothing.

    `version` is a newer one that the centre has. Refuses with `question_words_missing`,
    `question_too_long`, `answer_key_reused` or `answer_version_unknown`.
    """
    words = _checked(text)
    newer = question.record.dossier.records.filter(version__gt=question.record.version)
    if version is not None and not newer.filter(version=version).exists():
        raise Refusal("answer_version_unknown", version=version)
    try:
        with transaction.atomic():
            made = Answer.objects.create(
                id=answer_id, question=question, text=words, version=version
            )
    except IntegrityError:
        kept = Answer.objects.filter(pk=answer_id).first()
        if kept is None:
            raise
        if (kept.question_id, kept.text, kept.version) != (question.pk, words, version):
            raise Refusal("answer_key_reused") from None
        return kept, False
    return made, True


def _checked(text: str) -> str:
    words = clean(text)
    if is_blank(words):
        raise Refusal("question_words_missing")
    if length(words) > LONGEST:
        raise Refusal("question_too_long", limit=LONGEST, length=length(words))
    return words


def standing(record: Record) -> dict[str, Any]:
    """Where a record stands, with its questions and answers, as plain JSON data."""
    asked = record.questions.prefetch_related("answers")
    return {"status": str(record.status), "questions": [_as_json(question) for question in asked]}


def _as_json(question: Question) -> dict[str, Any]:
    return {
        "id": str(question.pk),
        "about": question.about,
        "about_words": question.about_words,
        "text": question.text,
        "asked_at": question.asked_at.isoformat(timespec="seconds"),
        "withdrawn": question.withdrawn_at is not None,
        "answers": [answer_as_json(answer) for answer in question.answers.all()],
    }


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """One answer as plain JSON data."""
    return {
        "id": str(answer.pk),
        "text": answer.text,
        "version": answer.version,
        "received_at": answer.received_at.isoformat(timespec="seconds"),
    }


def receipt_key(record: Record) -> str:
    """What opens a record's receipt page to whoever has it, without an account."""
    return _RECEIPT.sign(str(record.pk))


def record_of_key(key: str) -> Record:
    """The record of such a key. Refuses with `receipt_unknown`."""
    try:
        pk = int(_RECEIPT.unsign(key))
    except (signing.BadSignature, ValueError):
        raise Refusal("receipt_unknown") from None
    record = Record.objects.select_related("dossier__current").filter(pk=pk).first()
    if record is None:
        raise Refusal("receipt_unknown")
    return record
