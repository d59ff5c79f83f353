"""`toolkit intake`: a receipt for every file; a bad one is named and does not stop the others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reporting.centre.models import Record, Submission
from tests import services
from tests.reporting.centre.parcels import WELL, as_pdf, write
from toolkit import cli

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.pdf"
    path.write_bytes(as_pdf(write()))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"%PDF-1.7 torn")
    return path


def test_a_good_file_gets_a_line(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["intake", str(good)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split() == ["new", "good.pdf", str(WELL), "v1"]


def test_a_centre_may_begin_with_a_file(good: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit.cli", "intake", str(good)],
        env=services.clean_environ() | {"TOOLKIT_DATA": str(tmp_path / "new")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()[:1]) == (0, ["new"]), done.stderr


def test_the_same_file_again_is_no_failure(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["intake", str(good), str(good)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["new", "same"]


def test_a_refused_file_fails_with_one_line_and_the_others_are_taken(
    good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["intake", str(bad), str(good)]) == 2
    output = capsys.readouterr()
    assert output.err == "toolkit: 1 of 2 files refused: bad.pdf (package_broken).\n"
    assert Record.objects.count() == 1
    assert Submission.objects.count() == 2


def test_receipts_can_be_read_by_programs(
    good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["intake", "--json", str(good), str(bad)]) == 2
    first, second = json.loads(capsys.readouterr().out)
    assert (first["outcome"], first["dialogue_id"], first["version"]) == ("new", str(WELL), 1)
    assert (second["outcome"], second["code"]) == ("refused", "package_broken")
    assert first.keys() == second.keys()


def test_a_file_that_is_not_there_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["intake", str(tmp_path / "gone.pdf")]) == 2
    assert "gone.pdf (file_unreadable)" in capsys.readouterr().err


def test_a_file_of_200_megabytes_is_refused_and_not_read_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert cli.main(["intake", str(path)]) == 2
    assert "huge.pdf (upload_too_large)" in capsys.readouterr().err
    assert not Submission.objects.exists()
