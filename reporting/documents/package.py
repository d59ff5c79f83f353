"""The package: a PDF for people with its data for machines, taken out again byte for byte.

This is the side that reads, and it trusts nothing: no script, link or form is followed, and what
opens small but unfolds large is refused before it fills the memory. It knows nothing of what the
attachments say.
"""

import zlib
from io import BytesIO

import pikepdf

from reporting.refusals import Refusal

DATA_NAME = "summary.json"
"""Name of the attachment that counts."""

DATA_RELATIONSHIP = "Data"
"""Its /AFRelationship (ISO 32000-2, 7.11.3): the data that the page was made from."""

DATA_MEDIA_TYPE = "application/json"

NOTES_NAME = "notes.csv"
SCHEMA_NAME = "summary-v1.schema.json"
SUPPLEMENT_RELATIONSHIP = "Supplement"

KNOWN_ATTACHMENTS = {
    DATA_NAME: DATA_RELATIONSHIP,
    NOTES_NAME: SUPPLEMENT_RELATIONSHIP,
    SCHEMA_NAME: SUPPLEMENT_RELATIONSHIP,
}
"""Every attachment that a package may have, with its relationship. Only the data is ever read;
the others repeat it or describe it, for people."""

MAX_PACKAGE_BYTES = 20_000_000
MAX_DATA_BYTES = 16_000_000
"""Size of the attachment after decompression: a thousand notes need less than one of them."""

_MAX_STREAM_BYTES = 64_000_000

# qpdf inflates object and cross-reference streams while it opens a file, and by default without
# a bound: half a megabyte was seen to take half a gigabyte.
pikepdf.settings.set_qpdf_limits(
    doc_max_warnings=100,
    flate_max_memory=_MAX_STREAM_BYTES,
    png_max_memory=_MAX_STREAM_BYTES,
    run_length_max_memory=_MAX_STREAM_BYTES,
    tiff_max_memory=_MAX_STREAM_BYTES,
    parser_max_container_size=1_000_000,
)


def is_pdf(content: bytes) -> bool:
    """Whether bytes begin as a PDF does."""
    return content.startswith(b"%PDF-")


def extract(pdf: bytes, *, max_bytes: int = MAX_PACKAGE_BYTES) -> bytes:
    """Return the attached data of a package, byte for byte as it was embedded.

    `max_bytes` bounds the PDF itself; `MAX_DATA_BYTES` bounds what it unfolds to.

    Refuses with `upload_too_large`, `package_not_pdf`, `package_encrypted`, `package_broken` (a
    truncated or damaged file is not repaired: a repair might guess), `package_without_data`, or
    `package_ambiguous` where it holds other attachments than `KNOWN_ATTACHMENTS`.
    """
    if len(pdf) > max_bytes:
        raise Refusal("upload_too_large", limit=max_bytes // 1_000_000)
    if not is_pdf(pdf):
        raise Refusal("package_not_pdf")
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise Refusal("package_encrypted")
            return _content(_data_stream(document))
    except pikepdf.PasswordError as error:
        raise Refusal("package_encrypted") from error
    except (pikepdf.PdfError, pikepdf.PikepdfError, zlib.error) as error:
        raise Refusal("package_broken") from error
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError) as error:
        # pikepdf raises these where a file's objects are not of the kinds that the standard asks.
        raise Refusal("package_broken") from error


def _data_stream(document: pikepdf.Pdf) -> pikepdf.Stream:
    specifications = [document.attachments[key] for key in document.attachments]
    if not specifications:
        raise Refusal("package_without_data")
    names = [specification.filename for specification in specifications]
    if len(set(names)) < len(names) or not all(map(_is_known, specifications)):
        raise Refusal("package_ambiguous")
    if DATA_NAME not in names:
        raise Refusal("package_without_data")
    streams = _distinct_streams(specifications[names.index(DATA_NAME)].obj.EF)
    if len(streams) != 1:
        raise Refusal("package_ambiguous")
    return streams[0]


def _is_known(specification: pikepdf.AttachedFileSpec) -> bool:
    relationship = specification.obj.get("/AFRelationship")
    known = KNOWN_ATTACHMENTS.get(specification.filename)
    return known is not None and relationship == f"/{known}"


def _distinct_streams(embedded: pikepdf.Object) -> list[pikepdf.Stream]:
    """The files behind one name: /F and /UF may point to different ones, and readers differ."""
    found = {entry.objgen: entry for entry in embedded.as_dict().values()}
    return [entry for entry in found.values() if isinstance(entry, pikepdf.Stream)]


def _content(stream: pikepdf.Stream) -> bytes:
    names = _filters(stream)
    raw = stream.read_raw_bytes()
    if not names:
        return _bounded(raw)
    if names != ["/FlateDecode"] or "/DecodeParms" in stream:
        raise Refusal("package_broken")
    inflater = zlib.decompressobj()
    content = _bounded(inflater.decompress(raw, MAX_DATA_BYTES + 1))
    if not inflater.eof:
        raise Refusal("package_broken")
    return content


def _filters(stream: pikepdf.Stream) -> list[str]:
    entry = stream.get("/Filter")
    if entry is None:
        return []
    return [str(name) for name in entry] if isinstance(entry, pikepdf.Array) else [str(entry)]


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_DATA_BYTES:
        raise Refusal("upload_too_large", limit=MAX_DATA_BYTES // 1_000_000)
    return content
