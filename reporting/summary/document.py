"""The printed summary: one document from the published data alone, with that data inside it."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reporting.documents import fonts, package
from reporting.documents.press import Attachment, print_pdf
from reporting.format import SummaryV1
from reporting.format.schema import SCHEMA_PATH
from reporting.summary.figures import bar_rules
from reporting.summary.fitting import FIRST_PAGE
from reporting.summary.front import front
from reporting.summary.languages import html_language, printing_language
from reporting.summary.presentation import shown
from reporting.summary.tables import notes_table

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def print_summary(summary: SummaryV1, data: bytes) -> bytes:
    """Return the PDF of `summary` with `data`, its canonical bytes, attached.

    Printed in the dialogue's language, or in English where the toolkit does not speak it.
    Refuses with `press_timeout` or `press_failed`.
    """
    language = printing_language(summary.language)
    with translation.override(language):
        html, css = document_html(summary), stylesheet()
        attachments = _attachments(summary, data)
    return print_pdf(html, css, created=summary.generated_at, attachments=attachments)


def _attachments(summary: SummaryV1, data: bytes) -> tuple[Attachment, ...]:
    """The data, and for whoever opens the PDF: its notes as a table, and what its fields mean."""
    return (
        Attachment(
            name=package.DATA_NAME,
            content=data,
            media_type=package.DATA_MEDIA_TYPE,
            relationship=package.DATA_RELATIONSHIP,
            description=_("This summary as data (format 1.0, JSON)"),
        ),
        Attachment(
            name=package.NOTES_NAME,
            content=notes_table(summary).as_csv(),
            media_type="text/csv",
            relationship=package.SUPPLEMENT_RELATIONSHIP,
            description=_("Every note of this summary as a table (CSV)"),
        ),
        Attachment(
            name=package.SCHEMA_NAME,
            content=SCHEMA_PATH.read_bytes(),
            media_type="application/schema+json",
            relationship=package.SUPPLEMENT_RELATIONSHIP,
            description=_("The JSON Schema of format 1.0"),
        ),
    )


def document_html(summary: SummaryV1) -> str:
    """The document in the language active now."""
    return printable(render_to_string("summary/document.html", document_context(summary)))


def document_context(summary: SummaryV1) -> dict[str, Any]:
    """What the document's templates name, in the language active now."""
    code = translation.get_language() or "en"
    content = shown(summary)
    return {
        "shown": content,
        "front": front(summary, content),
        "summary": summary,
        "language": html_language(code),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def printable(html: str) -> str:
    """`html` with U+FFFD for characters that no font can have: private and unassigned ones.

    A glyph that is missing would break PDF/A (ISO 19005-3, 6.2.11.8). The attached data keeps
    the characters as they were written.
    """
    return "".join(
        _REPLACEMENT if unicodedata.category(character) in ("Co", "Cn") else character
        for character in html
    )


def stylesheet() -> str:
    """All style of the printed document, for the direction of the language active now."""
    return stylesheet_of("summary/document.css") + FIRST_PAGE.rules() + bar_rules()


def stylesheet_of(template: str) -> str:
    """The style of one kind of page, for the direction of the language active now."""
    is_rtl = translation.get_language_bidi()
    context = {
        "direction": "rtl" if is_rtl else "ltr",
        "start": "right" if is_rtl else "left",
        "end": "left" if is_rtl else "right",
        # Arabic letters join: tracking would tear them apart.
        "tracking": "0" if is_rtl else "0.06em",
        "display_family": fonts.DISPLAY_STACK,
    }
    return render_to_string(template, context)
