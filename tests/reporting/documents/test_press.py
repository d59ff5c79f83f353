"""The press prints what it is given, always the same, and no document can hold it up."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import os
import socket
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from reporting.documents import fonts, package, press
from reporting.documents.press import Attachment, print_pdf
from reporting.refusals import Refusal

MOMENT = dt.datetime(2026, 5, 4, 18, 0, tzinfo=dt.UTC)
DATA = Attachment(
    name="summary.json",
    content='{"title": "مرحبا"}'.encode(),
    media_type="application/json",
    relationship="Data",
    description="The summary as data",
)
HTML = """<!doctype html><html lang="ar" dir="rtl"><head><title>Water</title></head>
<body><h1>ماء</h1><p lang="en">Water 👩‍👩‍👧</p><p lang="zh-Hans">水</p></body></html>"""

pytestmark = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)


def _printed(html: str = HTML, css: str = "", *, time_limit: float = 60) -> bytes:
    return print_pdf(html, css, created=MOMENT, attachments=(DATA,), time_limit=time_limit)


def test_the_data_comes_out_as_it_went_in() -> None:
    assert package.extract(_printed()) == DATA.content


def test_the_attachment_says_what_it_is() -> None:
    with pikepdf.open(BytesIO(_printed())) as pdf:
        specification = pdf.attachments["summary.json"]
        assert specification.obj.AFRelationship == "/Data"
        assert specification.obj.Desc == "The summary as data"
        assert specification.get_file().mime_type == "application/json"


def test_the_file_says_that_it_follows_pdf_a_and_pdf_ua() -> None:
    with pikepdf.open(BytesIO(_printed())) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "ar"
        assert metadata["xmp:CreateDate"] == "2026-05-04T18:00:00Z"


def test_the_same_job_gives_the_same_bytes_in_another_process() -> None:
    first = _printed()
    press._press.stop()
    assert _printed() == first


def test_another_text_gives_another_identifier() -> None:
    with (
        pikepdf.open(BytesIO(_printed())) as one,
        pikepdf.open(BytesIO(_printed(HTML.replace("水", "木")))) as two,
    ):
        assert one.trailer.ID[0] != two.trailer.ID[0]


def test_a_character_that_no_typeface_has_is_printed_as_replaced() -> None:
    unknown = "\U0001b000"
    pdf = _printed(HTML.replace("Water 👩", f"Wat{unknown}er 👩"))
    words = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    assert "Wat\ufffder" in words
    assert _printed(HTML.replace("Water 👩", f"Wat{unknown}er 👩")) == pdf


def test_every_script_has_glyphs() -> None:
    with pikepdf.open(BytesIO(_printed())) as pdf:
        names = {str(font.get("/BaseFont", "")) for font in pdf.objects if _is_font(font)}
    found = {name.split("+")[-1] for name in names}
    assert {"Noto-Sans", "Noto-Sans-Arabic", "Noto-Sans-CJK-SC", "Noto-Color-Emoji"} <= {
        name.removesuffix("-Bold") for name in found
    }


def _is_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="http://localhost:1/x.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<style>@import "file:///etc/passwd";</style>',
        '<p style="background: url(http://localhost:1/x)">x</p>',
        "<style>@font-face{font-family:x;src:url(file:///x)}p{font-family:x}</style><p>x</p>",
        '<link rel="stylesheet" href="http://localhost:1/x.css">',
        '<object data="file:///etc/passwd">x</object>',
    ],
)
def test_a_document_that_would_fetch_something_is_not_printed(html: str) -> None:
    with pytest.raises(Refusal) as caught:
        _printed(html)
    assert caught.value.code == "press_failed"


def test_a_document_cannot_attach_a_file_of_the_server() -> None:
    pdf = _printed(
        HTML.replace("<title>", '<link rel="attachment" href="file:///etc/passwd"><title>')
    )
    assert package.extract(pdf) == DATA.content


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
TRICKS = (
    '<style>p::before { content: url("ADDRESS") }</style><p>x</p>',
    '<style>p { content: url("ADDRESS") }</style><p>x</p>',
    '<style>@import "ADDRESS";</style><p>x</p>',
    '<style>@media print { @import url("ADDRESS"); }</style><p>x</p>',
    '<style>li { list-style-image: url("ADDRESS") }</style><ul><li>x</li></ul>',
    '<style>p { border-image: url("ADDRESS") 30 round }</style><p>x</p>',
    '<style>@page { background: url("ADDRESS") }</style><p>x</p>',
    '<style>p::footnote-call { content: url("ADDRESS") }p { float: footnote }</style><p>x</p>',
    '<img src="ADDRESS" alt="x">',
    '<picture><source srcset="ADDRESS"><img srcset="ADDRESS 2x" alt="x"></picture>',
    '<iframe src="ADDRESS"></iframe><embed src="ADDRESS"><base href="ADDRESS">',
    '<base href="ADDRESS"><img src="y" alt="x"><link rel="stylesheet" href="z.css">',
    '<object data="ADDRESS" type="image/svg+xml">x</object>',
    '<link rel="attachment" href="ADDRESS">',
    '<a rel="attachment" href="ADDRESS">x</a>',
    '<link rel="icon" href="ADDRESS"><meta http-equiv="refresh" content="0;url=ADDRESS">',
    '<body background="ADDRESS"><p>x</p>',
    '<table background="ADDRESS"><tr><td background="ADDRESS">x</td></tr></table>',
    f'{_SVG}<title>x</title><image href="ADDRESS"/></svg>',
    f'{_SVG}<title>x</title><image xlink:href="ADDRESS" width="9" height="9"/></svg>',
    f'{_SVG}<title>x</title><use href="ADDRESS#a"/></svg>',
    f'{_SVG}<title>x</title><use xlink:href="ADDRESS#a"/></svg>',
    f'{_SVG}<style>@import "ADDRESS";</style><title>x</title><rect width="9" height="9"/></svg>',
    f'{_SVG}<title>x</title><rect width="9" height="9" style="fill: url(ADDRESS#a)"/></svg>',
    f'{_SVG}<title>x</title><rect width="9" height="9" fill="url(ADDRESS#a)"/></svg>',
    f'{_SVG}<title>x</title><a xlink:href="ADDRESS"><text>x</text></a></svg>',
    f'{_SVG}<title>x</title><pattern id="p" xlink:href="ADDRESS#a"/></svg>',
)
"""Ways for a text that became markup to ask for something at ADDRESS."""


@pytest.mark.parametrize("html", TRICKS)
def test_nothing_is_ever_asked_of_the_network(html: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        with contextlib.suppress(Refusal):
            _printed(html.replace("ADDRESS", address))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("html", TRICKS)
def test_no_file_of_the_server_gets_into_a_document(html: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(f"{_SVG}<text id='a' x='1' y='9'>a secret of the server</text></svg>")
    try:
        pdf = _printed(html.replace("ADDRESS", secret.as_uri()))
    except Refusal:
        return  # nothing is printed, so nothing got into it
    assert package.extract(pdf) == DATA.content
    with pikepdf.open(BytesIO(pdf)) as document:
        assert list(document.attachments) == [DATA.name]
        texts = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    assert "secret of" not in " ".join(texts)


def test_a_server_that_would_redirect_is_not_even_asked(tmp_path: Path) -> None:
    asked = []

    class Redirecting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", (tmp_path / "secret.svg").as_uri())
            self.end_headers()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirecting) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        with pytest.raises(Refusal) as caught:
            _printed(f'<img src="http://127.0.0.1:{server.server_port}/x" alt="x">')
        server.shutdown()
        serving.join()
    assert (caught.value.code, asked) == ("press_failed", [])


def test_a_link_that_asks_to_attach_a_file_attaches_nothing() -> None:
    link = '<body><a rel="attachment" href="file:///etc/hostname">x</a>'
    with pytest.raises(Refusal) as caught:
        _printed(HTML.replace("<body>", link))
    assert caught.value.code == "press_failed"


def test_a_table_of_many_rows_is_printed() -> None:
    rows = "<tr><th scope='row'>water</th><td>1</td></tr>" * 1000
    css = "table { table-layout: fixed; inline-size: 100% }"
    with pikepdf.open(BytesIO(_printed(f"<table>{rows}</table>", css))) as pdf:
        assert len(pdf.pages) > 10


def test_a_worker_killed_in_the_middle_of_a_job_fails_that_job_and_no_other() -> None:
    _printed()
    worker = press._press._worker
    assert worker is not None
    killer = threading.Timer(0.3, worker.process.kill)
    killer.start()
    with pytest.raises(Refusal) as caught:
        _printed("<p>water</p>" * 20_000)
    killer.join()
    assert caught.value.code == "press_failed"
    assert _printed().startswith(b"%PDF-")


def test_a_document_that_takes_too_long_is_stopped_and_the_next_is_printed() -> None:
    endless = "<div style='display:grid'>" + "<p>water</p>" * 20_000 + "</div>"
    with pytest.raises(Refusal) as caught:
        _printed(endless, time_limit=1.5)
    assert (caught.value.code, caught.value.params) == ("press_timeout", {"seconds": 2})
    assert _printed().startswith(b"%PDF-")


def test_a_worker_that_died_is_replaced() -> None:
    _printed()
    worker = press._press._worker
    assert worker is not None
    worker.process.kill()
    worker.process.wait()
    assert _printed().startswith(b"%PDF-")


def test_a_document_that_needs_too_much_memory_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    press._press.stop()
    monkeypatch.setattr(press, "MEMORY_LIMIT_BYTES", 200 * 1024**2)
    with pytest.raises(Refusal) as caught:
        _printed("<p>water</p>" * 20_000)
    assert caught.value.code == "press_failed"
    monkeypatch.undo()
    assert _printed().startswith(b"%PDF-")


def test_a_worker_is_replaced_after_some_jobs() -> None:
    press._press.stop()
    _printed()
    worker = press._press._worker
    assert worker is not None
    worker.jobs = press.JOBS_PER_WORKER - 1
    _printed()
    assert press._press._worker is None


def test_the_worker_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    press._press.stop()
    monkeypatch.setenv("TOOLKIT_SECRET_KEY", "a secret of the server")
    _printed()
    worker = press._press._worker
    assert worker is not None
    environment = Path(f"/proc/{worker.process.pid}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"secret" not in environment


def test_the_server_never_loads_weasyprint() -> None:
    code = "import sys, reporting.documents.press; print('weasyprint' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
