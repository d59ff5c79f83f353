"""Intake: one file in, one receipt out.

What came is kept before anything is said about it, refused or not; the same bytes or the same
content again change nothing; a newer version of a dialogue moves the dossier on, an older one is
kept beside it. Which of two calls at once comes first is left to the database.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from facilitation.text import clean
from facilitation.vocabulary import places
from reporting.centre.models import Dossier, Record, Submission
from reporting.documents import package
from reporting.format import FormatError, Reading, SummaryV1, from_bytes
from reporting.refusals import Refusal

Channel = Submission.Channel
Outcome = Submission.Outcome

JSON = package.DATA_MEDIA_TYPE
PDF = "application/pdf"
UNKNOWN = "application/octet-stream"

WARNINGS = {
    "country_unknown": _("The country is not in ISO 3166-1; the dialogue counts for no region."),
    "format_newer_minor": _(
        "The data is in a newer version of the format. It was accepted; what this toolkit does not "
        "know yet was kept, but is not counted."
    ),
    "not_signed": _("No organizer has signed this version yet: nobody has reviewed its words."),
    "region_differs": _("The region given is not the country's; the country's region counts."),
}
"""Code to sentence of what was accepted although something is odd."""


@dataclass(frozen=True)
class Receipt:
    """What became of one file.

    `submission` is the number under which the bytes are kept; None only for a file over the size
    limit or an empty one. `sha256` is of the bytes as received, `content_sha256` of the summary in
    them. `code` and `params` say why a file was refused.
    """

    outcome: str
    name: str
    sha256: str
    submission: int | None = None
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    dialogue_id: UUID | None = None
    version: int | None = None
    content_sha256: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return self.outcome == Outcome.REFUSED

    @property
    def message(self) -> str:
        """One sentence on the outcome, in the language active now."""
        if self.refused:
            return Refusal(self.code, **self.params).message
        return str(Outcome(self.outcome).label)

    @property
    def warning_messages(self) -> list[str]:
        return [str(WARNINGS[code]) for code in self.warnings]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON data; every key is always there."""
        return {
            "name": self.name,
            "outcome": str(self.outcome),
            "code": self.code,
            "message": self.message,
            "dialogue_id": str(self.dialogue_id) if self.dialogue_id else None,
            "version": self.version,
            "submission": self.submission,
            "sha256": self.sha256,
            "content_sha256": self.content_sha256,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class _Parcel:
    """A file with all that is known of it before it is opened."""

    data: bytes
    name: str
    media_type: str
    channel: str
    sender: AbstractBaseUser | None
    expected_hash: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def max_upload_bytes() -> int:
    """The size limit of one file, in bytes."""
    return int(settings.TOOLKIT_MAX_UPLOAD_MB) * 1_000_000


def take_in(
    *,
    data: bytes,
    channel: str,
    name: str = "",
    media_hint: str = "",
    sender: AbstractBaseUser | None = None,
    expected_hash: str = "",
) -> Receipt:
    """Take one file into the centre and say what became of it.

    `expected_hash`, where the sender named it, must be the content hash of the summary within.

    `media_hint` is the media type the sender claims; it only decides how a file that is neither
    PDF nor JSON is called. Never raises for a bad file: the receipt has its code.
    """
    name = _printable(name)
    if len(data) > max_upload_bytes():
        return refused_unread(name=name, code="upload_too_large")
    if not data:
        return refused_unread(name=name, code="upload_empty")
    parcel = _Parcel(data, name, _media_type(data, media_hint), channel, sender, expected_hash)
    known = Submission.objects.without_raw().accepted().filter(raw_sha256=parcel.sha256).first()
    if known is not None:
        receipt = _receipt(known, name=name, outcome=Outcome.SAME)
        if expected_hash in ("", receipt.content_sha256):
            return receipt
    try:
        return _place(parcel, _read(parcel))
    except Refusal as refusal:
        return _keep_refused(parcel, refusal)


def receipt_of(content_sha256: str) -> Receipt | None:
    """The receipt of an accepted summary by its content hash; None where it never came in."""
    known = (
        Submission.objects.without_raw()
        .accepted()
        .filter(record__content_sha256=content_sha256)
        .order_by("pk")
        .first()
    )
    if known is None:
        return None
    return _receipt(known, name=known.name, outcome=Outcome(known.outcome))


def refused_unread(*, name: str, code: str, detail: str = "") -> Receipt:
    """The receipt of a file that was not read, and so could not be kept."""
    params = {"limit": max_upload_bytes() // 1_000_000, "detail": detail}
    return Receipt(Outcome.REFUSED, _printable(name), sha256="", code=code, params=params)


def _printable(name: str) -> str:
    return clean(name).replace("\n", " ")[:200]


def _media_type(data: bytes, hint: str) -> str:
    if package.is_pdf(data):
        return PDF
    if data.lstrip()[:1] in {b"{", b"["} or hint == JSON:
        return JSON
    return UNKNOWN


def _read(parcel: _Parcel) -> Reading:
    try:
        reading = from_bytes(content_of(data=parcel.data, media_type=parcel.media_type))
    except FormatError as error:
        raise Refusal.of_format(error) from error
    if reading.summary.status != "final":
        # A draft still changes.
        raise Refusal("summary_not_final")
    if parcel.expected_hash not in ("", reading.summary.content_sha256):
        raise Refusal("submission_key_differs")
    return reading


def content_of(*, data: bytes, media_type: str) -> bytes:
    """The summary's bytes in a submission: the attachment of a PDF, or the JSON itself."""
    if media_type == JSON:
        return data
    return package.extract(data, max_bytes=max_upload_bytes())


def _warnings(reading: Reading) -> tuple[str, ...]:
    place = reading.summary.place
    region = places.region_of(place.country or "")
    found = {
        "country_unknown": place.country is not None and region is None,
        "format_newer_minor": reading.is_newer,
        "not_signed": not is_signed(reading.summary),
        "region_differs": region is not None and place.region not in {None, region},
    }
    return tuple(code for code, is_so in found.items() if is_so)


@transaction.atomic
def _place(parcel: _Parcel, reading: Reading) -> Receipt:
    """Find or make the record these bytes hold, and note under which outcome they came."""
    summary = reading.summary
    # The row's lock makes two submissions of one dialogue follow each other.
    dossier, _made = Dossier.objects.select_for_update().get_or_create(
        dialogue_id=summary.dialogue_id
    )
    record = dossier.records.filter(version=summary.version).first()
    if record is not None and record.content_sha256 != summary.content_sha256:
        raise Refusal("version_conflict", version=summary.version)
    outcome = Outcome.SAME
    if record is None:
        record = _write_record(dossier, summary)
        outcome = _move_on(dossier, record)
    warnings = list(_warnings(reading))
    submission = _keep(parcel, outcome=outcome, record=record, warnings=warnings)
    return _receipt(submission, name=parcel.name, outcome=outcome)


def _write_record(dossier: Dossier, summary: SummaryV1) -> Record:
    return Record.objects.create(
        dossier=dossier,
        version=summary.version,
        content_sha256=summary.content_sha256,
        schema_version=summary.schema_version,
        title=summary.title,
        language=summary.language,
        held_on=summary.date,
        country=summary.place.country or "",
        commitments=list(summary.commitments),
        participants=summary.participation.participants,
        notes=summary.account.in_summary,
        signed=is_signed(summary),
    )


def is_signed(summary: SummaryV1) -> bool:
    """Whether an organizer signed this version, as its history says."""
    return bool(summary.versions) and summary.versions[-1].signed


def _move_on(dossier: Dossier, record: Record) -> Outcome:
    """Make a record current unless a newer one is, and say which it was."""
    former = dossier.current
    if former is not None and former.version > record.version:
        return Outcome.OLDER
    dossier.current = record
    dossier.save(update_fields=["current"])
    return Outcome.NEW if former is None else Outcome.REVISION


def _keep(parcel: _Parcel, **verdict: Any) -> Submission:
    """Keep the bytes with their verdict; of bytes that are here already, only the verdict."""
    facts = {
        "size": len(parcel.data),
        "media_type": parcel.media_type,
        "name": parcel.name,
        "channel": parcel.channel,
        "received_from": parcel.sender,
        "raw": parcel.data,
    }
    record = verdict.get("record")
    if record is not None and record.submissions.filter(erased_at__isnull=False).exists():
        # What the centre erased does not come back in another file.
        facts |= {"raw": b"", "erased_at": timezone.now()}
    submission, made = Submission.objects.without_raw().get_or_create(
        raw_sha256=parcel.sha256, defaults=facts | verdict
    )
    if not made and submission.record_id is None:
        # A later toolkit may read what an earlier one refused.
        for name, value in ({"code": "", "params": {}} | verdict).items():
            setattr(submission, name, value)
        submission.save(update_fields=["code", "params", *verdict])
    return submission


def _keep_refused(parcel: _Parcel, refusal: Refusal) -> Receipt:
    # The parameters quote the file, and PostgreSQL takes no NUL.
    params = {
        key: clean(value) if isinstance(value, str) else value
        for key, value in refusal.params.items()
    }
    with transaction.atomic():
        submission = _keep(parcel, outcome=Outcome.REFUSED, code=refusal.code, params=params)
    receipt = _receipt(submission, name=parcel.name, outcome=Outcome.REFUSED)
    # Bytes that were accepted before stay accepted, though this time they are refused.
    return replace(receipt, code=refusal.code, params=params)


def _receipt(submission: Submission, *, name: str, outcome: Outcome) -> Receipt:
    record = submission.record
    return Receipt(
        outcome=outcome,
        name=name,
        sha256=submission.raw_sha256,
        submission=submission.pk,
        code=submission.code,
        params=submission.params,
        dialogue_id=record.dossier_id if record else None,
        version=record.version if record else None,
        content_sha256=record.content_sha256 if record else "",
        warnings=tuple(submission.warnings),
    )
