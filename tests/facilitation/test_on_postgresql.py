"""What holds on SQLite holds on PostgreSQL: the same tests against a real server."""

from pathlib import Path

import pytest

from tests import services

HERE = Path(__file__).parent
SAME_TESTS = (
    "test_an_operation_happens_once.py",
    "test_any_sequence_of_actions.py",
    "test_boards_follow_the_feed.py",
    "test_breakouts.py",
    "test_concurrent_writers.py",
    "test_leaving.py",
    "test_many_notes_are_one_step.py",
    "test_nobody_is_exposed.py",
    "test_reading_back.py",
    "test_refusals_of_actions.py",
    "test_refusals_of_groups.py",
    "test_refusals_of_notes.py",
    "test_refusals_of_people.py",
    "live/test_hub.py",
    "live/test_socket.py",
)


@pytest.mark.services
@pytest.mark.timeout(900)
def test_the_same_tests_pass_on_postgresql(postgres_url: str) -> None:
    services.assert_same_on_postgresql(postgres_url, (HERE / name for name in SAME_TESTS))
