"""The package gives back its data byte for byte, and every other file a reason."""

import zlib
from io import BytesIO

import pikepdf
import pytest
from pikepdf import AttachedFileSpec, Name

from reporting.documents import package
from reporting.refusals import Refusal

DATA = '{"title": "Vers l’égalité — 平等 — مساواة"}\n'.encode()


def build_pdf(
    attachments: dict[str, bytes], *, encryption: pikepdf.Encryption | None = None
) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, content in attachments.items():
        document.attachments[name] = attachment(document, content, name)
    out = BytesIO()
    document.save(out, encryption=encryption or False)
    return out.getvalue()


def attachment(document: pikepdf.Pdf, content: bytes, name: str) -> AttachedFileSpec:
    return AttachedFileSpec(  # type: ignore[call-arg]  # pikepdf's stub lags
        document,
        content,
        filename=name,
        description="",
        mime_type=package.DATA_MEDIA_TYPE,
        creation_date="",
        mod_date="",
        relationship=Name("/" + package.KNOWN_ATTACHMENTS.get(name, "Data")),
    )


def refusal_of(pdf: bytes, **options: int) -> str:
    with pytest.raises(Refusal) as caught:
        package.extract(pdf, **options)
    return caught.value.code


def test_the_data_comes_out_byte_for_byte() -> None:
    assert package.extract(build_pdf({"summary.json": DATA})) == DATA


def test_data_that_was_never_compressed_comes_out_too() -> None:
    document = pikepdf.open(BytesIO(build_pdf({"summary.json": DATA})))
    out = BytesIO()
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    assert package.extract(out.getvalue()) == DATA


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", b"<html>%PDF-1.7", b"%PD"])
def test_what_is_no_pdf_is_called_so(content: bytes) -> None:
    assert refusal_of(content) == "package_not_pdf"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
def test_a_truncated_pdf_is_broken_and_not_repaired(share: float) -> None:
    whole = build_pdf({"summary.json": DATA})
    assert refusal_of(whole[: int(len(whole) * share)]) == "package_broken"


def test_a_pdf_of_nonsense_is_broken() -> None:
    assert refusal_of(b"%PDF-1.7\n" + bytes(range(256)) * 40) == "package_broken"


def test_a_pdf_without_attachment_is_without_data() -> None:
    assert refusal_of(build_pdf({})) == "package_without_data"


def test_what_repeats_or_describes_the_data_may_stand_beside_it() -> None:
    whole = build_pdf({"notes.csv": b"a", "summary.json": DATA, "summary-v1.schema.json": b"{}"})
    assert package.extract(whole) == DATA


def test_an_unknown_attachment_beside_the_data_is_ambiguous() -> None:
    assert refusal_of(build_pdf({"summary.json": DATA, "b.json": b"{}"})) == "package_ambiguous"


def test_supplements_without_the_data_are_without_data() -> None:
    assert refusal_of(build_pdf({"notes.csv": b"a"})) == "package_without_data"


@pytest.mark.parametrize("name", ["summary.json", "notes.csv"])
def test_a_known_name_in_another_relationship_is_ambiguous(name: str) -> None:
    document = pikepdf.open(BytesIO(build_pdf({"summary.json": DATA, "notes.csv": b"a"})))
    document.attachments[name].obj.AFRelationship = Name.Alternative
    out = BytesIO()
    document.save(out)
    assert refusal_of(out.getvalue()) == "package_ambiguous"


def test_two_files_of_one_name_are_ambiguous() -> None:
    document = pikepdf.open(BytesIO(build_pdf({"summary.json": DATA})))
    document.attachments["another key"] = attachment(document, b"{}", "summary.json")
    out = BytesIO()
    document.save(out)
    assert refusal_of(out.getvalue()) == "package_ambiguous"


def test_an_attachment_of_another_name_is_ambiguous() -> None:
    assert refusal_of(build_pdf({"invoice.json": DATA})) == "package_ambiguous"


def test_one_name_with_two_contents_is_ambiguous() -> None:
    document = pikepdf.open(BytesIO(build_pdf({"summary.json": DATA})))
    embedded = document.attachments["summary.json"].obj.EF
    embedded["/F"] = document.make_stream(b"another")
    out = BytesIO()
    document.save(out)
    assert refusal_of(out.getvalue()) == "package_ambiguous"


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_pdf_is_refused_even_where_it_opens(password: str) -> None:
    locked = build_pdf(
        {"summary.json": DATA}, encryption=pikepdf.Encryption(owner="owner", user=password)
    )
    assert refusal_of(locked) == "package_encrypted"


def test_a_pdf_over_the_limit_is_not_opened() -> None:
    assert refusal_of(b"%PDF-1.7" + b" " * 100, max_bytes=99) == "upload_too_large"


def test_an_attachment_that_unfolds_beyond_the_limit_is_refused() -> None:
    small = build_pdf({"summary.json": b"0" * (package.MAX_DATA_BYTES + 1)})
    assert len(small) < 100_000
    assert refusal_of(small) == "upload_too_large"


def test_a_bomb_in_the_structure_of_the_file_is_broken() -> None:
    assert refusal_of(pdf_with_bomb(size=256 * 1024 * 1024)) == "package_broken"


def test_an_unknown_filter_is_broken_and_not_tried() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["summary.json"] = attachment(document, b"", "summary.json")
    stream = document.attachments["summary.json"].obj.EF.F
    stream.write(b"\x00", filter=Name.JBIG2Decode)
    out = BytesIO()
    document.save(out)
    assert refusal_of(out.getvalue()) == "package_broken"


def pdf_with_bomb(*, size: int) -> bytes:
    """A PDF whose catalog lies in an object stream that inflates to `size` bytes of blanks."""
    squeezer = zlib.compressobj(9)
    squeezed = squeezer.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >>")
    blanks = b" " * 2**20
    squeezed += b"".join(squeezer.compress(blanks) for _ in range(size // len(blanks)))
    squeezed += squeezer.flush()
    pdf = b"%PDF-1.7\n"
    objects = len(pdf)
    pdf += b"3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    pdf += b" /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(squeezed), squeezed)
    pages = len(pdf)
    pdf += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    table = len(pdf)
    rows = [(0, 0, 65535), (2, 3, 0), (1, pages, 0), (1, objects, 0), (1, table, 0)]
    index = b"".join(
        kind.to_bytes(1, "big") + first.to_bytes(4, "big") + second.to_bytes(2, "big")
        for kind, first, second in rows
    )
    pdf += b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 4 2] /Root 1 0 R"
    pdf += b" /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(index), index)
    return pdf + b"startxref\n%d\n%%%%EOF" % table
