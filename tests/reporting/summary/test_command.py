"""`toolkit summary` writes the PDF of one dialogue, sealed or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.documents import fonts, package
from reporting.format import from_bytes
from reporting.summary.models import Summary
from tests.reporting.summary.playing import Played
from toolkit.cli import main

needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_families()), reason=f"fonts missing: {fonts.missing_families()}"
)


@needs_fonts
def test_a_sealed_dialogue_gives_the_data_that_was_sealed(
    played: Played, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played.close()
    played.seal()
    out = tmp_path / "s.pdf"
    assert main(["summary", str(played.dialogue_id), "--out", str(out)]) == 0
    assert package.extract(out.read_bytes()) == bytes(Summary.objects.get().data)
    assert "final, 0 notes, 0 groups, 0 ungrouped, 0 lost" in capsys.readouterr().out


@needs_fonts
def test_an_open_dialogue_gives_a_draft_by_its_code(played: Played, tmp_path: Path) -> None:
    out = tmp_path / "s.pdf"
    assert main(["summary", played.dialogue.code.lower(), "--out", str(out)]) == 0
    assert from_bytes(package.extract(out.read_bytes())).summary.status == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["NOSUCH", "6f0d8a52-3f0b-4e6e-9a4c-0d6a0f3a7b11"])
def test_an_unknown_dialogue_ends_with_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summary", name, "--out", str(tmp_path / "s.pdf")]) == 2
    said = capsys.readouterr().err
    assert (said.count("\n"), "[unknown_dialogue]" in said) == (1, True)


def test_a_folder_that_is_not_there_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summary", "CODE", "--out", str(tmp_path / "none" / "s.pdf")]) == 2
    assert "there is no folder" in capsys.readouterr().err
