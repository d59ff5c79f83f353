"""Every printed summary is PDF/A-3a and PDF/UA-1 in one file, whatever its language and size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pikepdf
import pytest
from django.utils import translation

from reporting.documents import fonts
from reporting.format import to_bytes
from reporting.summary.document import print_summary
from tests.verapdf import FLAVOURS, verdicts
from toolkit.bench.samples import Language, sample_summary

pytestmark = [
    pytest.mark.serial,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
    ),
]
DOCUMENTS = [(language, notes) for language in get_args(Language) for notes in (1, 60)]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("printed")
    files = []
    for language, notes in [*DOCUMENTS, ("en", 600)]:
        summary = sample_summary(notes, language)
        files.append(folder / f"{language}-{notes}.pdf")
        files[-1].write_bytes(print_summary(summary, to_bytes(summary)))
    return files


def test_verapdf_finds_no_broken_rule(printed: list[Path]) -> None:
    found = verdicts(*printed)
    assert len(found) == len(printed) * len(FLAVOURS)
    assert {where: broken for where, broken in found.items() if broken != "ok"} == {}


def test_verapdf_does_find_a_broken_rule(printed: list[Path], tmp_path: Path) -> None:
    with pikepdf.open(printed[0]) as pdf:
        del pdf.Root.Lang
        del pdf.Root.MarkInfo
        pdf.save(tmp_path / "broken.pdf")
    found = verdicts(tmp_path / "broken.pdf")
    assert "ok" not in found.values()
    assert set(found) == {("broken.pdf", flavour) for flavour in FLAVOURS}


def test_no_glyph_is_missing(printed: list[Path]) -> None:
    for file in printed:
        with pikepdf.open(file) as pdf:
            assert [page.index for page in pdf.pages if _draws_notdef(page)] == [], file.name


def _draws_notdef(page: pikepdf.Page) -> bool:
    """Whether a text operator draws glyph 0; our fonts are all addressed by two-byte glyph ids."""
    wide = False
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "Tf":
            font = page.resources.Font[str(operands[0])]
            wide = font.Subtype == "/Type0"
        elif str(operator) in ("Tj", "TJ") and wide:
            parts = operands[0] if str(operator) == "TJ" else operands
            texts = [bytes(part) for part in parts if isinstance(part, pikepdf.String)]
            if any(text[at : at + 2] == b"\0\0" for text in texts for at in range(0, len(text), 2)):
                return True
    return False


def test_the_structure_begins_with_the_title_in_reading_order(printed: list[Path]) -> None:
    with pikepdf.open(printed[1]) as pdf:
        kinds = [kind for kind in _kinds(pdf.Root.StructTreeRoot) if kind.startswith("/H")]
    assert kinds[0] == "/H1"
    assert kinds.count("/H1") == 1
    steps = [int(kind[2:]) for kind in kinds]
    assert all(after - before <= 1 for before, after in pairwise(steps))


def _kinds(element: pikepdf.Object) -> list[str]:
    if not isinstance(element, pikepdf.Dictionary):
        return []
    kid: Any = element.get("/K", [])
    kids = kid if isinstance(kid, (pikepdf.Array, list)) else [kid]
    own = [str(element.S)] if "/S" in element else []
    return own + [kind for kid in kids for kind in _kinds(kid)]


@pytest.mark.parametrize("language", get_args(Language))
def test_the_document_names_its_language_and_title(language: Language, printed: list[Path]) -> None:
    summary = sample_summary(60, language)
    file = next(file for file in printed if file.name == f"{language}-60.pdf")
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]) == summary.title
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.Root.Outlines.First.Title.__str__()) > 0


def test_no_language_is_left_active_by_printing(printed: list[Path]) -> None:
    assert translation.get_language() == "en"
