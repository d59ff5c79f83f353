"""Small summaries of our own writing, as the bytes that reach the centre."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf

from reporting.documents import package
from reporting.format import build, content_sha256, to_bytes
from reporting.format.v1 import (
    Account,
    Divergence,
    Note,
    Organizer,
    Participation,
    Place,
    Stage,
    SuppressionRule,
    VersionEntry,
)

WELL = UUID("6f0d8a52-3f0b-4e6e-9a4c-0d6a0f3a7b11")
BUS = UUID("0b9f5a34-7a33-4b1c-8c53-1f6c5f6d9a22")
MOMENT = datetime(2026, 5, 4, 18, 0, tzinfo=UTC)


def write(**changes: Any) -> bytes:
    """The JSON of one final, signed summary with one note; keywords replace what differs."""
    signed = changes.pop("signed", True)
    history = _history(changes.get("version", 1), signed=signed)
    if changes.get("status") == "draft":
        history = ()
    changes = {"versions": history} | changes
    people = changes.pop("participants", 12)
    country = changes.pop("country", "KEN")
    region = changes.pop("region", "sub-saharan-africa" if country == "KEN" else None)
    note = Note(id="n1", text="The well is dry.", language="en", actor=None, on_behalf=False)
    return to_bytes(build(**(_fields(note, people) | _place(country, region) | changes)))


def _history(version: int, *, signed: bool) -> tuple[VersionEntry, ...]:
    entry = VersionEntry(version=version, at=MOMENT, signed_by=None, signed=signed, reason="")
    return (entry,)


def _place(country: str | None, region: Any) -> dict[str, Any]:
    return {"place": Place(country=country, region=region, city=None)}


def _fields(note: Note, people: int) -> dict[str, Any]:
    rule = SuppressionRule(threshold=5, groups_threshold=10, complementary=True, withheld=True)
    breakdowns = ("age", "gender", "occupation", "education", "nationality", "groups")
    none: dict[str, Any] = dict.fromkeys(breakdowns, ())
    counts = dict.fromkeys(Account.model_fields, 0)
    counts |= {"received": 1, "in_summary": 1, "ungrouped": 1, "participants": people}
    stage = Stage(id="s1", kind="now", title="Now", prompt="", groups=(), ungrouped=(note,))
    return {
        "dialogue_id": WELL,
        "version": 1,
        "status": "final",
        "sealed_at": MOMENT,
        "generated_at": MOMENT,
        "title": "Water for our valley",
        "language": "en",
        "languages": ("en",),
        "date": date(2026, 5, 4),
        "mode": "in-person",
        "organizer": Organizer(name="Lake School", type="academic", publish="organization"),
        "commitments": (1, 2),
        "sdgs": (6,),
        "under_18": False,
        "participation": Participation(participants=people, rule=rule, **none),
        "stages": (stage,),
        "divergence": Divergence(stated=False, text=""),
        "quotes": (),
        "account": Account(**counts),
    }


def resigned(data: bytes, **changes: Any) -> bytes:
    """The same JSON with some fields changed and a true hash, as another tool might write it."""
    document = json.loads(data) | changes
    return json.dumps(document | {"content_sha256": content_sha256(document)}).encode()


def as_pdf(data: bytes | None = None, **more: bytes) -> bytes:
    """A PDF of one blank page with the data attached, and `more` attachments by name; of the same
    data always the same bytes."""
    document = pikepdf.new()
    document.add_blank_page()
    attachments = more if data is None else {package.DATA_NAME: data} | more
    for name, content in attachments.items():
        document.attachments[name] = pikepdf.AttachedFileSpec(  # type: ignore[call-arg]  # its stub lags
            document,
            content,
            filename=name,
            description="",
            mime_type=package.DATA_MEDIA_TYPE,
            creation_date="",
            mod_date="",
            relationship=pikepdf.Name("/" + package.KNOWN_ATTACHMENTS.get(name, "Data")),
        )
    out = BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
