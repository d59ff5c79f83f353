"""`toolkit demo` fills a board while nobody does anything, and stops cleanly."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import replays, services


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    options = ("--port", "0", "--phones", "12", "--speed", "60")
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit.cli", "demo", *options],
        env=services.clean_environ() | {"TOOLKIT_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    services.end_group(process)


def test_a_demo_writes_and_votes_by_itself_and_stops_on_ctrl_c(
    demo: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert demo.stdout is not None
    guide = [demo.stdout.readline() for _ in range(10)]
    assert re.search(r"The board +http://127\.0\.0\.1:\d+/sign-in/#[\w-]{20,}\n", "".join(guide))
    assert re.search(
        r"The screen +http://127\.0\.0\.1:\d+/d/[A-Z0-9]{6}/projector\n", "".join(guide)
    )
    replays.until_database_holds(tmp_path / "demo", votes=12)
    demo.send_signal(signal.SIGINT)
    _, errors = demo.communicate(timeout=60)
    assert (demo.returncode, errors) == (0, "")
