"""What the centre promises holds on PostgreSQL too, where two transactions really run at once."""

from pathlib import Path

import pytest

from tests import services

HERE = Path(__file__).parent
SAME_TESTS = (
    "test_api.py",
    "test_intake.py",
    "test_questions.py",
)


@pytest.mark.services
@pytest.mark.timeout(300)
def test_the_same_tests_pass_on_postgresql(postgres_url: str) -> None:
    services.assert_same_on_postgresql(postgres_url, (HERE / name for name in SAME_TESTS))
