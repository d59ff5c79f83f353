"""From a draft to a signed version: what still hinders it, and the signing itself.

Whoever signs sees what changes first; a signed version is never changed, only followed by another
one with a reason. Counts have no way in here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation

from facilitation.models import Dialogue
from facilitation.text import clean
from reporting.format.text import length
from reporting.format.v1 import LONGEST_STATEMENT, SummaryV1, VersionEntry
from reporting.refusals import Refusal
from reporting.summary.compile import Version, compile_summary
from reporting.summary.correspondence import answer_by_version
from reporting.summary.digest import draft_digest
from reporting.summary.edited import may_name_signer
from reporting.summary.edits import words_of
from reporting.summary.erasing import erase_exposing
from reporting.summary.languages import printing_language
from reporting.summary.masking import Finding, findings, masked, standing
from reporting.summary.models import SignOff, Summary
from reporting.summary.passages import Masks, Sentences, Words
from reporting.summary.personal import find
from reporting.summary.printed import OVERALL, printed_words
from reporting.summary.store import store_summary


@dataclass(frozen=True)
class Source:
    """Words in which something was found: a note, a group's title, a passage of the organizer's or
    an answer. Several texts of one passage stand on lines of their own."""

    key: str
    text: str
    findings: tuple[Finding, ...]

    @property
    def undecided(self) -> int:
        return sum(not finding.decision for finding in self.findings)


def sources_with_findings(dialogue: Dialogue, words: Words) -> list[Source]:
    """Everything that will be printed and in which something could lead to a person."""
    texts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, text in printed_words(compile_summary(dialogue, words=words.unmasked())):
        texts[key][text] = None
    sources = (
        Source(key, "\n".join(several), tuple(_found(several, key=key, words=words)))
        for key, several in texts.items()
    )
    return [source for source in sources if source.findings]


def _found(texts: Iterable[str], *, key: str, words: Words) -> Iterable[Finding]:
    """What was found, each piece once: it is decided on once, wherever it stands in a passage."""
    found = (finding for text in texts for finding in findings(text, key=key, words=words))
    return {finding.found.text: finding for finding in found}.values()


def undecided(dialogue: Dialogue, words: Words) -> int:
    """Number of findings on which nobody has decided."""
    return sum(source.undecided for source in sources_with_findings(dialogue, words))


def unfinished(dialogue: Dialogue, words: Words) -> list[str]:
    """The passages with sentences that are too long, as they are printed, or rest on nothing."""
    # A mark can be longer than what it masks, and is printed in the dialogue's language.
    with translation.override(printing_language(dialogue.language)):
        return [
            passage
            for passage, value in words.values.items()
            if isinstance(value, Sentences) and not _fits(passage, value, words)
        ]


def _fits(passage: str, value: Sentences, words: Words) -> bool:
    written = [sentence for sentence in value.sentences if sentence.text]
    texts = [masked(sentence.text, key=passage, words=words) for sentence in written]
    together = [" ".join(texts)] if passage == OVERALL else texts
    is_short = all(length(text) <= LONGEST_STATEMENT for text in together)
    return is_short and all(sentence.rests_on for sentence in written)


def newest(dialogue: Dialogue) -> Summary | None:
    """The last stored version; None before the seal."""
    return Summary.objects.filter(dialogue=dialogue).order_by("-version").first()


def is_signed(summary: Summary | None) -> bool:
    """Whether somebody signed this version."""
    return summary is not None and SignOff.objects.filter(summary=summary).exists()


@transaction.atomic
def sign(
    *,
    dialogue: Dialogue,
    name: str,
    reason: str,
    seen: str,
    user_id: int | None,
    answers: str = "",
) -> Summary:
    """Sign the draft by name, which makes it the next version.

    `seen` is the `draft_digest` of what the signer saw; `answers` the id of a question of the
    centre to which the new version and its reason are the answer. Raises `review_not_sealed`,
    `sign_name_missing`, `correction_reason_missing`, `personal_data_undecided`,
    `review_unfinished`, `review_overtaken`, `correction_reason_exposes`, `mask_contradicted`, or
    `question_unknown`.
    """
    # The row's lock: two people who sign at once make two versions, not one conflict.
    dialogue = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    name, reason = clean(name)[:200], clean(reason)
    last = newest(dialogue)
    if last is None:
        raise Refusal("review_not_sealed")
    check_signing(dialogue, last, name=name, reason=reason, seen=seen)
    now = timezone.now()
    words = words_of(dialogue)
    version = Version(
        number=last.version + 1,
        at=now,
        signed_by=name if may_name_signer(dialogue, words) else "",
        reason=reason,
        earlier=_earlier(last, dialogue, words),
    )
    summary = store_summary(dialogue=dialogue, version=version)
    SignOff.objects.create(summary=summary, name=name, reason=reason, user_id=user_id, at=now)
    erase_exposing(summary, words=words)
    if answers:
        answer_by_version(summary, question=answers, reason=reason, user_id=user_id)
    return summary


def check_signing(dialogue: Dialogue, last: Summary, *, name: str, reason: str, seen: str) -> None:
    """Raise the first reason for which the draft cannot be signed."""
    words = words_of(dialogue)
    if not name:
        raise Refusal("sign_name_missing")
    if is_signed(last) and not reason:
        raise Refusal("correction_reason_missing")
    if count := undecided(dialogue, words):
        raise Refusal("personal_data_undecided", count=count)
    if passages := unfinished(dialogue, words):
        raise Refusal("review_unfinished", count=len(passages))
    draft = compile_summary(dialogue)
    if draft_digest(draft) != seen:
        raise Refusal("review_overtaken", passage="", number=0)
    if exposed := _exposed(reason, words):
        raise Refusal("correction_reason_exposes", words=", ".join(exposed))
    signers = [name, *(entry.signed_by or "" for entry in last.content().versions)]
    if printed := _still_printed(draft, signers if may_name_signer(dialogue, words) else [], words):
        raise Refusal("mask_contradicted", words=", ".join(printed))


def _exposed(reason: str, words: Words) -> list[str]:
    """What a reason says of a person: what is masked in the summary, and what nobody kept there."""
    kept = "\n".join(piece.text for value in words.every(Masks) for piece in value.kept)
    found = [one.text for one in find(reason) if one.text not in kept]
    return list(dict.fromkeys([*found, *standing(reason, words)]))


def _still_printed(draft: SummaryV1, signers: Iterable[str], words: Words) -> list[str]:
    """What would be printed as it is, although a name in it is to be masked wherever it stands."""
    named = [("", name) for name in (draft.organizer.name or "", *signers)]
    texts = [*named, *printed_words(draft)]
    return [text for key, text in texts if masked(text, key=key, words=words) != text]


def _earlier(last: Summary, dialogue: Dialogue, words: Words) -> tuple[VersionEntry, ...]:
    """The history so far; without its names where the organizer is no longer to be named."""
    history = last.content().versions
    if may_name_signer(dialogue, words):
        return history
    return tuple(entry.model_copy(update={"signed_by": None}) for entry in history)
