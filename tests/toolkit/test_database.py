import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from toolkit.database import MAX_ATTEMPTS, give_back_orphaned_tasks, pending_migrations

pytestmark = pytest.mark.django_db


def task(status: str, *, attempts: int) -> DBTaskResult[..., object]:
    return DBTaskResult.objects.create(
        status=status,
        started_at=timezone.now(),
        args_kwargs={"args": [], "kwargs": {}},
        task_path="somewhere.task",
        backend_name="default",
        run_after=timezone.now(),
        worker_ids=[str(number) for number in range(attempts)],
    )


def test_a_task_whose_worker_was_killed_is_queued_again() -> None:
    orphan = task("RUNNING", attempts=1)
    assert give_back_orphaned_tasks() == 1
    orphan.refresh_from_db()
    assert (orphan.status, orphan.started_at) == ("READY", None)


def test_a_task_that_kills_its_worker_each_time_fails_in_the_end() -> None:
    poison = task("RUNNING", attempts=MAX_ATTEMPTS)
    assert give_back_orphaned_tasks() == 0
    poison.refresh_from_db()
    assert poison.status == "FAILED"


def test_finished_tasks_are_left_alone() -> None:
    done = task("SUCCESSFUL", attempts=1)
    assert give_back_orphaned_tasks() == 0
    done.refresh_from_db()
    assert done.status == "SUCCESSFUL"


def test_a_migrated_database_lacks_nothing() -> None:
    assert pending_migrations() == 0
