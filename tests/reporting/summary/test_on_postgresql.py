"""Reviewing, asking and submitting hold on PostgreSQL too: the same tests against a real server."""

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
)


@pytest.mark.services
@pytest.mark.timeout(600)
def test_the_same_tests_pass_on_postgresql(postgres_url: str) -> None:
    services.assert_same_on_postgresql(postgres_url, (HERE / name for name in SAME_TESTS))
