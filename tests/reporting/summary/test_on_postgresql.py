"""Reviewing, asking and submitting hold on PostgreSQL too: the same tests against a real server."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import services

HERE = Path(__file__).parent
SAME_TESTS = (
    "test_jobs.py",
    "test_printouts.py",
    "test_questions.py",
    "test_review.py",
    "test_say.py",
    "test_submit.py",
    "test_unreviewed.py",
    "../centre/test_api.py",
    "../centre/test_questions.py",
)


@pytest.mark.services
@pytest.mark.serial
@pytest.mark.timeout(600)
def test_the_same_tests_pass_on_postgresql(postgres_url: str) -> None:
    settings = {"DATABASE_URL": postgres_url, "TOOLKIT_SECRET_KEY": "k" * 60}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        + [str(HERE / name) for name in SAME_TESTS],
        env=services.clean_environ() | settings,
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
