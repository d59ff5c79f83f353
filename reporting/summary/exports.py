"""The same summary in other people's formats, each made from the published data alone.

Whatever of it a person wrote is escaped, or is a cell of text: nothing that was typed in a
dialogue is ever run by the program that opens an export.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.documents.press import print_pdf
from reporting.exchange.datapackage import to_zip
from reporting.exchange.workbook import to_xlsx
from reporting.format import SummaryV1, to_bytes
from reporting.summary.document import document_context, print_summary, printable, stylesheet_of
from reporting.summary.figures import bar_rules
from reporting.summary.fitting import POSTER
from reporting.summary.languages import printing_language
from reporting.summary.tables import tables

Make = Callable[[SummaryV1, str], bytes]


@dataclass(frozen=True)
class Export:
    """One format: a file name's ending, a media type, a label, and how it is made.

    `make` takes the summary and the address at which all of it can be read, empty where there is
    none, and works in the language active now.
    """

    suffix: str
    media_type: str
    label: str | Promise
    make: Make


def export(kind: str, summary: SummaryV1, *, link: str = "") -> bytes:
    """Return `summary` as `kind`, a key of `EXPORTS`, in the summary's own language.

    PDF and poster refuse with `press_timeout` or `press_failed`.
    """
    with translation.override(printing_language(summary.language)):
        return EXPORTS[kind].make(summary, link)


def _pdf(summary: SummaryV1, _link: str) -> bytes:
    return print_summary(summary, to_bytes(summary))


def _json(summary: SummaryV1, _link: str) -> bytes:
    return to_bytes(summary)


def _csv(summary: SummaryV1, _link: str) -> bytes:
    name = f"dialogue-{summary.dialogue_id}-v{summary.version}"
    return to_zip(tables(summary), name=name, title=summary.title, created=summary.generated_at)


def _xlsx(summary: SummaryV1, _link: str) -> bytes:
    return to_xlsx(
        tables(summary),
        created=summary.generated_at,
        right_to_left=translation.get_language_bidi(),
    )


def _html(summary: SummaryV1, link: str) -> bytes:
    """One file without scripts that reads on a phone, also without a network."""
    style = render_to_string("summary/document_phone.css") + bar_rules()
    context = {**document_context(summary), "style": mark_safe(style), "link": link}  # noqa: S308 - ours
    return render_to_string("summary/document_phone.html", context).encode()


def _txt(summary: SummaryV1, link: str) -> bytes:
    """A message for a phone: what, who, the findings; no markup that could be lost."""
    context = {**document_context(summary), "link": link}
    text = render_to_string("summary/document_message.txt", context)
    lines = (line.strip() for line in text.splitlines())
    return ("\n".join(_without_gaps(lines)) + "\n").encode()


def _without_gaps(lines: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept


def _poster(summary: SummaryV1, link: str) -> bytes:
    """One page for a wall: the findings, and a QR code that leads to all of it."""
    code = _qr(link) if link else ""
    html = render_to_string(
        "summary/document_poster.html", {**document_context(summary), "link": link, "qr": code}
    )
    css = stylesheet_of("summary/document_poster.css") + POSTER.rules()
    created: dt.datetime = summary.generated_at
    return print_pdf(printable(html), css, created=created)


def _qr(link: str) -> SafeString:
    """The code as inline SVG, with what it says as its text alternative."""
    out = BytesIO()
    title = _("QR code: the whole summary at %(link)s") % {"link": link}
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgclass="qr", lineclass=None, title=title
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - written by segno, which escapes


EXPORTS: dict[str, Export] = {
    "pdf": Export("pdf", "application/pdf", gettext_lazy("Document (PDF)"), _pdf),
    "poster": Export(
        "poster.pdf", "application/pdf", gettext_lazy("Poster of the findings (PDF)"), _poster
    ),
    "html": Export("html", "text/html", gettext_lazy("Page for a phone (HTML)"), _html),
    "txt": Export("txt", "text/plain; charset=utf-8", gettext_lazy("Message (plain text)"), _txt),
    "xlsx": Export(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        gettext_lazy("Tables (XLSX)"),
        _xlsx,
    ),
    "csv": Export("csv.zip", "application/zip", gettext_lazy("Tables (CSV, zipped)"), _csv),
    "json": Export("json", "application/json", gettext_lazy("Data (JSON)"), _json),
}
"""Every format by its name on the command line and in addresses."""
