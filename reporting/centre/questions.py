"""Questions of the centre to an organizer and their answers, each about one version of a summary.

A question is asked, answered or withdrawn, and never changed: what both sides wrote stands as they
wrote it. The same words serve the pages and the API.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilitation.text import clean, is_blank, length
from reporting.centre.intake import content_of
from reporting.centre.models import Answer, Dossier, Question, Record, Submission
from reporting.format import SummaryV1, from_bytes
from reporting.refusals import Refusal

LONGEST = 2000
"""Characters, as a person sees them, of one question or answer."""

FIGURES = {
    "figure-age": _("Age"),
    "figure-gender": _("Gender"),
    "figure-occupation": _("Occupation"),
    "figure-education": _("Education"),
    "figure-nationality": _("Nationality"),
    "figure-groups": _("Groups that people belong to"),
}
"""The counts of people, in the order in which a summary is shown."""

PARTS = {
    "organizer": _("Organizer"),
    "overall": _("Overall summary"),
    "divergence": _("Where views differed"),
    "participation": _("Who took part"),
    **FIGURES,
    "method": _("Method"),
    "final-say": _("Participants' final say"),
    "account": _("What became of every note"),
}
"""What can be asked about beside sentences, stages, groups and notes. No id of those is one of
these: theirs are UUIDs wherever this toolkit wrote them."""

_RECEIPT = signing.Signer(salt="centre.receipt")


def summary_of(record: Record) -> SummaryV1:
    """The summary that a record stands for, from the file that was handed in. Refuses with
    `submission_erased`."""
    submission = Submission.objects.filter(record=record).order_by("pk")[0]
    if submission.erased_at:
        raise Refusal("submission_erased")
    content = content_of(data=bytes(submission.raw), media_type=submission.media_type)
    return from_bytes(content).summary


def askable(summary: SummaryV1) -> dict[str, str]:
    """The words of all that can be asked about, by id, or by place where it has none: the second
    sentence of the whole is `sentence-2`, the first idea of the third stage `idea-3-1`. Parts have
    no words: their names are translated where they are shown."""
    words = {f"sentence-{n}": said.text for n, said in enumerate(summary.overall, start=1)}
    for number, stage in enumerate(summary.stages, start=1):
        words[stage.id] = stage.title
        words |= {f"idea-{number}-{n}": idea.text for n, idea in enumerate(stage.ideas, start=1)}
    untitled = str(_("Group without a title"))
    words |= {group.id: group.title or untitled for group in summary.groups()}
    words |= {note.id: note.text for note in summary.notes()}
    return words | dict.fromkeys(PARTS, "")


def ask(*, record: Record, about: str, text: str, user_id: int | None) -> Question:
    """Ask about the whole of a record (`about` empty) or a key of what is `askable` in it.

    Refuses with `question_words_missing`, `question_too_long` or `question_about_unknown`.
    """
    words = _checked(text)
    known = askable(summary_of(record))
    if about and about not in known:
        raise Refusal("question_about_unknown")
    return Question.objects.create(
        record=record,
        about=about,
        about_words=known.get(about, ""),
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


def receipt_path(record: Record) -> str:
    """The path that leads to a record's receipt page, with its key where no server sees it."""
    return f"{reverse('centre:receipt-key')}#{receipt_key(record)}"


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
