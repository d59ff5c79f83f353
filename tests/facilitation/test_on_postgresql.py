"""What holds on SQLite holds on PostgreSQL: the same tests against a real server."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import services

HERE = Path(__file__).parent
SAME_TESTS = (
    "test_an_operation_happens_once.py",
    "test_boards_follow_the_feed.py",
    "test_breakouts.py",
    "test_concurrent_writers.py",
    "test_leaving.py",
    "test_many_notes_are_one_step.py",
    "test_nobody_is_exposed.py",
    "test_reading_back.py",
    "test_refusals_of_actions.py",
    "live/test_hub.py",
    "live/test_socket.py",
)


@pytest.mark.services
@pytest.mark.serial
@pytest.mark.timeout(900)
def test_the_same_tests_pass_on_postgresql(postgres_url: str) -> None:
    settings = {"DATABASE_URL": postgres_url, "TOOLKIT_SECRET_KEY": "k" * 50}
    files = [str(HERE / name) for name in SAME_TESTS]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        env=services.clean_environ() | settings,
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
