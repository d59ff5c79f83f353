"""Intake keeps its promises on PostgreSQL too, where two transactions really run at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import services

HERE = Path(__file__).parent


@pytest.mark.services
@pytest.mark.serial
def test_intake_passes_the_same_tests_on_postgresql(postgres_url: str) -> None:
    settings = {"DATABASE_URL": postgres_url, "TOOLKIT_SECRET_KEY": "k" * 60}
    tests = str(HERE / "test_intake.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests],
        env=services.clean_environ() | settings,
        cwd=HERE.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
