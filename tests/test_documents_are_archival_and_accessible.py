"""Every printed summary is PDF/A-3a and PDF/UA-1 in one file, whatever its language and size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pikepdf
import pypdf
import pytest
from django.utils import translation

from reporting.documents import fonts
from reporting.format import SummaryV1, to_bytes
from reporting.summary.document import print_summary
from tests.reading_order import places
from tests.reporting.summary.remade import rebuilt
from tests.verapdf import FLAVOURS, verdicts
from toolkit.bench.samples import Language, sample_summary

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
    ),
]
DOCUMENTS: list[tuple[Language, int]] = [
    *((language, 60) for language in get_args(Language)),
    *(("en", notes) for notes in (1, 600)),
    *(("ar", notes) for notes in (1, 600)),
    *(("zh-Hans", notes) for notes in (1, 600)),
]
FILLED = 720
"""As `places` measures, on A4: two thirds of what the margins leave are filled."""

SCRIPTS = (
    "ሰላም ለሁሉም",
    "स्वच्छ पानी",
    "প্রতিটি ঘরে জল",
    "ஒவ்வொரு வீட்டிலும்",
    "น้ำสะอาดทุกบ้าน",
    "ទឹកស្អាត",
    "သန့်ရှင်းသော",
    "ຂອງ",
    "מים נקיים",
    "სუფთა წყალი",
    "Մաքուր ջուր",
    "깨끗한 물",
    "きれいな水",
    "ⴰⵎⴰⵏ",
    "ߖߌ߫",
    "𞤐𞤣𞤭𞤴𞤢𞤥",
    "ᐃᒥᖅ",
    "ཆུ",
    "ފެން",
    "صاف پانی ٹھیک",
    "ټول ښه ځای",
    "Nước sạch Ắ",
    "Omi tó mọ́ ẹ̀kọ́",
    "𠮷野家",
    "👩‍👩‍👧 🇰🇪 👍🏽 1️⃣ ❤️",
    "𝗯𝗼𝗹𝗱 → ✓ ₹ ₽ ℃ ②",
    "no typeface: \U0001b000",
)
"""Names as they come: one note in each script."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("printed")
    files = []
    for language, notes in DOCUMENTS:
        summary = sample_summary(notes, language)
        files.append(folder / f"{language}-{notes}.pdf")
        files[-1].write_bytes(print_summary(summary, to_bytes(summary)))
    summary = _in_every_script()
    files.append(folder / "scripts.pdf")
    files[-1].write_bytes(print_summary(summary, to_bytes(summary)))
    return files


def _in_every_script() -> SummaryV1:
    summary = sample_summary(3 * len(SCRIPTS))
    texts = iter(SCRIPTS)
    alone = tuple(
        note.model_copy(update={"text": text})
        for note, text in zip(summary.notes(), texts, strict=False)
    )
    first = summary.stages[0].model_copy(update={"groups": (), "ungrouped": alone})
    return rebuilt(summary, stages=(first,), quotes=(), overall=())


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


def test_a_name_in_any_script_has_its_glyphs(printed: list[Path]) -> None:
    text = pypdf.PdfReader(next(file for file in printed if file.stem == "scripts")).pages
    words = " ".join(page.extract_text() for page in text)
    # The last of the scripts is one that Unicode knows and no typeface of ours.
    assert words.count("\N{REPLACEMENT CHARACTER}") == words.count("no typeface: ") > 0


@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
def test_what_is_read_aloud_comes_in_the_order_of_the_page(
    language: str, printed: list[Path]
) -> None:
    with pikepdf.open(next(file for file in printed if file.stem == f"{language}-60")) as pdf:
        found = places(pdf, frozenset({"/H1", "/H2", "/H3", "/H4", "/LI"}))
    assert len(found) > 60
    assert found == sorted(found)


@pytest.mark.parametrize("language", get_args(Language))
def test_only_the_last_page_has_much_room_left(language: Language, printed: list[Path]) -> None:
    deepest: dict[int, float] = {}
    with pikepdf.open(next(file for file in printed if file.stem == f"{language}-60")) as pdf:
        last = len(pdf.pages) - 1
        for page, height in places(pdf, frozenset({"/P", "/LI", "/TH", "/TD", "/H4"})):
            deepest[page] = max(height, deepest.get(page, 0))
    assert set(deepest) == set(range(last + 1))
    assert {page: end for page, end in deepest.items() if page < last and end < FILLED} == {}


def test_the_structure_begins_with_the_title_in_reading_order(printed: list[Path]) -> None:
    with pikepdf.open(printed[0]) as pdf:
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
