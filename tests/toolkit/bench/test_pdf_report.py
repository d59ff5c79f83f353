"""The report of printing says beside each figure whether its target was met."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from toolkit.bench import typesetters
from toolkit.bench.pdf import NO_TYPST, PdfResult, as_markdown
from toolkit.bench.samples import Language, sample_summary

ROOT = Path(__file__).parents[3]
RESULT = PdfResult(
    pages_5_s=0.5,
    notes_600_s=6.0,
    notes_2000_s=20.0,
    ratio_to_bare=1.1,
    typst_s=None,
    typst_missing=NO_TYPST,
    peak_rss_mb=300,
    pages_5_cpu_s=0.4,
    notes_600_cpu_s=5.5,
    pages_of_five=5,
    pages_of_600=31,
    bare_600_s=5.4,
    load=1.0,
)


def test_a_target_that_was_missed_is_said_to_be_missed() -> None:
    lines = as_markdown(RESULT).splitlines()
    assert "| 600 notes on 31 pages, s | 6 | 5 | **missed** |" in lines
    assert "| a summary of 5 pages, s | 0.5 | 0.7 | met |" in lines


def test_what_could_not_be_measured_is_not_a_number_and_says_why() -> None:
    assert f"| {NO_TYPST} |" in as_markdown(RESULT)
    assert (RESULT.as_json()["typst_s"], RESULT.as_json()["typst_missing"]) == (None, NO_TYPST)


def test_the_way_to_measure_typst_is_there_and_pinned() -> None:
    locked = (ROOT / NO_TYPST.rpartition(" ")[2]).read_text(encoding="utf-8")
    assert re.search(r"^typst==[\d.]+ \\$", locked, re.MULTILINE)
    assert "--hash=sha256:" in locked
    assert typesetters.TEMPLATE.suffix in {
        Path(pattern).suffix
        for pattern in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
            "setuptools"
        ]["package-data"]["*"]
    }


@pytest.mark.parametrize("language", get_args(Language))
def test_the_samples_speak_every_language(language: Language) -> None:
    words = {note.text for note in sample_summary(60, language).notes()}
    assert len(words) == 60


def test_the_samples_have_as_many_different_notes_as_asked_for() -> None:
    notes = [note.text for note in sample_summary(600).notes()]
    assert (len(notes), len(set(notes))) == (600, 600)
