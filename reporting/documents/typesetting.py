"""Setting one document with WeasyPrint.

Done in the press's worker only; the server takes the job's shape from here and never WeasyPrint.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, NoReturn
from xml.etree import ElementTree

from reporting.documents import fonts

if TYPE_CHECKING:
    import weasyprint


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. `relationship` is its /AFRelationship (ISO 32000-2, 7.11.3)."""

    name: str
    content: bytes
    media_type: str
    relationship: str
    description: str


@dataclass(frozen=True)
class Job:
    """Everything that a document is made of."""

    html: str
    css: str
    created: dt.datetime
    attachments: tuple[Attachment, ...]

    def identifier(self) -> bytes:
        """A PDF file identifier that depends on the content alone."""
        digest = hashlib.sha256()
        for part in (self.html.encode(), self.css.encode(), self.created.isoformat().encode()):
            digest.update(hashlib.sha256(part).digest())
        for attachment in self.attachments:
            digest.update(hashlib.sha256(attachment.content).digest())
        return digest.hexdigest()[:32].encode()


_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def typeset(job: Job) -> bytes:
    """Set one document as PDF/A-3a and PDF/UA-1. The same job gives the same bytes.

    A character that none of this machine's typefaces has is set as U+FFFD: a missing glyph would
    break both standards (ISO 19005-3, 6.2.11.8). Attachments keep every character.
    """
    # Font subsets carry a time of change, taken from here.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(job.created.timestamp()))
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _missing_glyphs() as missing:
            pdf = _pdf(job)
        if not missing:
            return pdf
        html = job.html.translate(dict.fromkeys(missing, _REPLACEMENT))
        return _pdf(replace(job, html=html))
    except FatalURLFetchingError as error:  # no Exception, so that it passes through WeasyPrint
        raise ValueError(str(error)) from error


def _pdf(job: Job) -> bytes:
    import weasyprint

    fetcher = _refusing_fetcher()
    sheets = [
        weasyprint.CSS(string=text, url_fetcher=fetcher) for text in (fonts.stylesheet(), job.css)
    ]
    source = weasyprint.HTML(string=job.html, url_fetcher=fetcher)
    document = source.render(stylesheets=sheets)
    metadata = document.metadata
    metadata.created = metadata.modified = job.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.attachments = [_embedded(item, job.created) for item in job.attachments]
    _identify_as_pdf_ua(metadata)
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=job.identifier())
    assert isinstance(pdf, bytes)
    return pdf


@contextmanager
def _missing_glyphs() -> Iterator[set[int]]:
    """Collect the code points without a glyph; WeasyPrint tells of them in its log alone."""
    missing: set[int] = set()

    def heard(record: logging.LogRecord) -> bool:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            missing.update(point for point in record.args if isinstance(point, int))
        return True

    log = logging.getLogger("weasyprint")
    log.addFilter(heard)
    try:
        yield missing
    finally:
        log.removeFilter(heard)


def _refusing_fetcher() -> weasyprint.urls.URLFetcher:
    from weasyprint.urls import URLFetcher

    class RefusingFetcher(URLFetcher):  # type: ignore[misc]
        """Fetches nothing, from nowhere, and stops the job that asks."""

        def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002
            raise ValueError(f"a document may not fetch anything: {url[:80]}")

    return RefusingFetcher(fail_on_errors=True, allowed_protocols=())


def _embedded(attachment: Attachment, created: dt.datetime) -> weasyprint.Attachment:
    import weasyprint

    embedded = weasyprint.Attachment(
        file_obj=BytesIO(),
        name=attachment.name,
        description=attachment.description,
        relationship=attachment.relationship,
        created=created,
        modified=created,
    )
    # WeasyPrint would guess the media type from the name.
    embedded.source = _in_memory(attachment)
    return embedded


@contextmanager
def _in_memory(attachment: Attachment) -> Iterator[tuple[BytesIO, None, None, str]]:
    yield BytesIO(attachment.content), None, None, attachment.media_type


# PDF/A allows properties outside its own schemas only with a description of them (ISO 19005-3,
# 6.6.2.3), and pdfuaid is one of those.
_PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_PDF_UA = f"""
<rdf:RDF {" ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())}>
 <rdf:Description rdf:about="">
  <pdfuaid:part>1</pdfuaid:part>
 </rdf:Description>
 <rdf:Description rdf:about="">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
   <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
   <pdfaSchema:namespaceURI>{_PREFIXES["pdfuaid"]}</pdfaSchema:namespaceURI>
   <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
   <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
    <pdfaProperty:name>part</pdfaProperty:name>
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
    <pdfaProperty:category>internal</pdfaProperty:category>
    <pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
   </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
 </rdf:Description>
</rdf:RDF>
"""


def _identify_as_pdf_ua(metadata: Any) -> None:
    """Add to the XMP metadata that the file follows PDF/UA-1 besides PDF/A-3a."""
    for prefix, uri in _PREFIXES.items():
        ElementTree.register_namespace(prefix, uri)
    original = metadata.generate_rdf_metadata

    def with_pdf_ua(variant: str, version: int, conformance: str) -> bytes:
        rdf = ElementTree.fromstring(original(variant, version, conformance))  # noqa: S314 - ours
        rdf.extend(ElementTree.fromstring(_PDF_UA))  # noqa: S314 - ours
        data: bytes = ElementTree.tostring(rdf, encoding="utf-8")
        return data

    metadata.generate_rdf_metadata = with_pdf_ua
