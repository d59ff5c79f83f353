"""The client's modules that need no browser, run by Node; and the twins that must not part."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from facilitation.board import apply
from tests.services import missing

HERE = Path(__file__).parent
NODE = HERE.parent.parent / ".venv/bin/node"
CASES = json.loads((HERE / "frames.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", sorted(HERE.glob("*.test.js")), ids=lambda path: path.name)
def test_the_modules_hold_what_they_promise(script: Path) -> None:
    if not NODE.exists():
        missing("Node", "(nothing): ./run setup")
    run = subprocess.run(
        [NODE, "--test", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_python_applies_a_frame_as_the_client_does(case: dict[str, Any]) -> None:
    if case["after"] is None:
        with pytest.raises(ValueError, match="missing"):
            apply(case["board"], case["frame"])
    else:
        assert apply(case["board"], case["frame"]) == case["after"]
