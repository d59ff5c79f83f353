"""A replay that cannot be played says so in one line, and starts nothing."""

import json
from pathlib import Path

import pytest

from tests import replays

SCRIPT = {
    "format": "dialogue-script/1",
    "title": "About the river",
    "participants": [{"id": "p1"}],
    "notes": [{"id": "n1", "by": "p1", "stage": "now", "text": "The water is brown."}],
}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (json.dumps(SCRIPT | {"colour": "red"}).encode(), "colour: there is no such key"),
        (
            json.dumps(SCRIPT | {"participants": []}).encode(),
            "notes[0].by: there is no participant",
        ),
        (json.dumps(SCRIPT)[:-9].encode(), "is not JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"", "is not JSON"),
    ],
)
def test_a_malformed_script_ends_with_one_line(content: bytes, said: str, tmp_path: Path) -> None:
    process = replays.begin(content, tmp_path)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert errors.count("\n") == 1
    assert said in errors
    assert "script.json" in errors
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--speed", "0"), "must be greater than 0"),
        (("--to", "localhost"), "--to takes an address"),
        (("--to", "http://127.0.0.1:9/sign-in/#x", "--speed", "nan"), "must be greater than 0"),
    ],
)
def test_an_option_that_cannot_be_is_refused(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    process = replays.begin(SCRIPT, tmp_path, *options)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert said in errors
