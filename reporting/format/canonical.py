"""A summary as bytes: one document, one sequence of bytes, one hash.

Canonical JSON here is UTF-8 in NFC, keys sorted, no insignificant whitespace, no fractions.
Reading is strict with our own version, tolerant with newer minors (what they added is kept
aside and reported, never dropped unseen) and closed to newer majors.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError

from reporting.format.errors import FormatError
from reporting.format.model import Model
from reporting.format.record import Account, VersionEntry
from reporting.format.support import SupportRule, support_of
from reporting.format.v1 import (
    FORMAT,
    MAJOR,
    MINOR,
    SCHEMA_VERSION,
    Participation,
    Stage,
    SummaryV1,
    counted,
)

HASH_FIELD = "content_sha256"
_VERSION = re.compile(r"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$")
_NO_HASH_YET = "0" * 64
DEEPEST = 64
"""Most levels of nesting that are read; a summary has eight."""


@dataclass(frozen=True)
class Reading:
    """A summary that was read, with what a newer minor version had besides.

    `unknown` maps JSON pointers to the values that this version cannot name.
    """

    summary: SummaryV1
    unknown: dict[str, Any]

    @property
    def is_newer(self) -> bool:
        """Whether the document is of a newer minor version than this reader's."""
        return self.summary.schema_version != SCHEMA_VERSION


def canonical_json(document: object) -> bytes:
    """The canonical bytes of plain JSON data."""
    text = json.dumps(
        _in_nfc(document),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    return text.encode("utf-8")


def content_sha256(document: dict[str, Any]) -> str:
    """SHA-256 over the canonical document without its `content_sha256` field."""
    content = {key: value for key, value in document.items() if key != HASH_FIELD}
    return hashlib.sha256(canonical_json(content)).hexdigest()


def build(**fields: Any) -> SummaryV1:
    """A summary of this version from its fields, with its content hash.

    Left out, what follows from the rest is derived: each group's support, the numbers of the
    account that stand in the document, and the entry of a first version.

    Raises pydantic's `ValidationError` where the fields do not make a true summary.
    """
    named = {"format": FORMAT, "schema_version": SCHEMA_VERSION, **_derived(fields)}
    unsigned = SummaryV1(**named, content_sha256=_NO_HASH_YET)
    digest = content_sha256(unsigned.model_dump(mode="json"))
    return unsigned.model_copy(update={HASH_FIELD: digest})


def _derived(fields: dict[str, Any]) -> dict[str, Any]:
    people: Participation = fields["participation"]
    rule: SupportRule = fields.get("support_rule", SupportRule())
    stages = tuple(_with_support(stage, people.participants, rule) for stage in fields["stages"])
    account: Account = fields["account"]
    numbers = counted(stages, people)
    missing = numbers.keys() - account.model_fields_set
    whole = Account(**{**dict(account), **{name: numbers[name] for name in missing}})
    derived = {**fields, "stages": stages, "account": whole}
    if fields["status"] == "final" and not fields.get("versions"):
        at, version = fields["generated_at"], fields["version"]
        entry = VersionEntry(version=version, at=at, signed_by=None, signed=False, reason="")
        derived["versions"] = (entry,)
    return derived


def _with_support(stage: Stage, participants: int, rule: SupportRule) -> Stage:
    groups = tuple(
        group
        if "support" in group.model_fields_set
        else group.model_copy(
            update={"support": support_of(group, participants=participants, rule=rule)}
        )
        for group in stage.groups
    )
    return stage.model_copy(update={"groups": groups})


def to_bytes(summary: SummaryV1) -> bytes:
    """The canonical bytes of a summary: what is stored, hashed and put into the PDF."""
    return canonical_json(summary.model_dump(mode="json"))


def from_bytes(data: bytes) -> Reading:
    """Read a summary. The caller keeps the raw bytes.

    Raises `FormatError`: `format_not_json`, `format_unknown`, `format_too_new`,
    `format_unknown_key`, `format_invalid`, `format_hash_mismatch`.
    """
    document = _parse(data)
    minor = _minor_version(document)
    summary, unknown = _validate(document, keep_unknown=minor > MINOR)
    missing = _first_missing(summary)
    if missing is not None:
        raise FormatError("format_invalid", where=_pointer(missing), detail="Field required")
    if content_sha256(document) != summary.content_sha256:
        raise FormatError("format_hash_mismatch")
    return Reading(summary=summary, unknown=unknown)


def _in_nfc(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_in_nfc(key): _in_nfc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_in_nfc(item) for item in value]
    return value


def _parse(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object_without_repeats,
            parse_constant=_refuse_constant,
        )
        _require_shallow(document)
        # Half a surrogate pair or 1e999 parses as JSON, but has no canonical bytes: find out here.
        canonical_json(document)
    except (ValueError, RecursionError) as error:
        raise FormatError("format_not_json", detail=str(error)[:200]) from error
    if not isinstance(document, dict):
        raise FormatError("format_unknown", found=type(document).__name__)
    return document


def _require_shallow(document: object) -> None:
    level = [document]
    for _ in range(DEEPEST):
        inner = (
            value.values() if isinstance(value, dict) else value
            for value in level
            if isinstance(value, dict | list)
        )
        level = [item for values in inner for item in values]
        if not level:
            return
    raise ValueError(f"nested more than {DEEPEST} levels deep")


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("an object has the same key twice")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _minor_version(document: dict[str, Any]) -> int:
    if document.get("format") != FORMAT:
        raise FormatError("format_unknown", found=str(document.get("format"))[:80])
    version = document.get("schema_version")
    match = _VERSION.match(version) if isinstance(version, str) else None
    if match is None or int(match[1]) < MAJOR:
        raise FormatError("format_unknown", found=f"{FORMAT} {version}"[:80])
    if int(match[1]) > MAJOR:
        raise FormatError("format_too_new", found=match[0], known=SCHEMA_VERSION)
    return int(match[2])


def _validate(document: dict[str, Any], *, keep_unknown: bool) -> tuple[SummaryV1, dict[str, Any]]:
    try:
        return _validated(document), {}
    except ValidationError as error:
        extra = [
            item["loc"]
            for item in error.errors(include_url=False, include_input=False)
            if item["type"] == "extra_forbidden"
        ]
        if not extra or not keep_unknown:
            raise _first_fault(error) from error
    known, unknown = _set_aside(document, extra)
    try:
        return _validated(known), unknown
    except ValidationError as error:
        raise _first_fault(error) from error


def _validated(document: dict[str, Any]) -> SummaryV1:
    # JSON mode: strict about kinds, yet times and ids may be the strings that JSON has for them.
    return SummaryV1.model_validate_json(json.dumps(document, ensure_ascii=False))


def _first_missing(model: Model) -> tuple[int | str, ...] | None:
    """The place of the first field that a document left to its default; it must say all."""
    for name in type(model).model_fields:
        if name not in model.model_fields_set:
            return (name,)
        value = getattr(model, name)
        items = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for index, item in items:
            inner = _first_missing(item) if isinstance(item, Model) else None
            if inner is not None:
                return (name, *inner) if index is None else (name, index, *inner)
    return None


def _set_aside(
    document: dict[str, Any], places: list[tuple[int | str, ...]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    known = copy.deepcopy(document)
    unknown: dict[str, Any] = {}
    for *parents, key in places:
        holder: Any = known
        for parent in parents:
            holder = holder[parent]
        unknown[_pointer((*parents, key))] = holder.pop(key)
    return known, unknown


def _first_fault(error: ValidationError) -> FormatError:
    faults = error.errors(include_url=False, include_input=False)
    # An unknown key often causes the other faults, so it is named first.
    fault = min(faults, key=lambda item: item["type"] != "extra_forbidden")
    where = _pointer(fault["loc"]) or "/"
    if fault["type"] == "extra_forbidden":
        return FormatError("format_unknown_key", key=where)
    return FormatError("format_invalid", where=where, detail=fault["msg"][:300])


def _pointer(location: tuple[int | str, ...]) -> str:
    """The JSON pointer (RFC 6901) of a place in the document."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in location)
    return "".join(f"/{step}" for step in steps)
