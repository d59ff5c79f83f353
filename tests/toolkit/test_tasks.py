"""A task whose worker was killed comes back, whichever database keeps it."""

import datetime

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from reporting.leases import LEASE
from toolkit.tasks import MAX_ATTEMPTS, give_back_abandoned_tasks, hold_task

pytestmark = pytest.mark.django_db

Task = DBTaskResult[..., object]
LONG_AGO = -2 * LEASE
NEVER_HELD = get_date_max()


def task(
    status: str = "RUNNING",
    *,
    attempts: int = 1,
    begun: datetime.timedelta = LONG_AGO,
    held_until: datetime.timedelta | None = LONG_AGO,
) -> Task:
    """A task of the queue; times from now. Without a lease if it was killed before the first."""
    now = timezone.now()
    return DBTaskResult.objects.create(
        status=status,
        started_at=now + begun,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="somewhere.task",
        backend_name="default",
        run_after=NEVER_HELD if held_until is None else now + held_until,
        worker_ids=[str(number) for number in range(attempts)],
    )


@pytest.mark.parametrize("held_until", [LONG_AGO, None], ids=["lease over", "no lease"])
def test_a_task_whose_worker_says_nothing_more_is_queued_again(
    held_until: datetime.timedelta | None,
) -> None:
    orphan = task(held_until=held_until)
    assert give_back_abandoned_tasks() == 1
    orphan.refresh_from_db()
    assert (orphan.status, orphan.started_at) == ("READY", None)
    assert list(DBTaskResult.objects.ready()) == [orphan]


def test_a_task_that_is_held_is_left_alone() -> None:
    held = task()
    hold_task(held.pk)
    assert give_back_abandoned_tasks() == 0


def test_a_task_that_was_just_taken_is_left_alone() -> None:
    task(begun=datetime.timedelta(0), held_until=None)
    assert give_back_abandoned_tasks() == 0


def test_the_only_worker_waits_for_no_lease() -> None:
    held = task(begun=datetime.timedelta(0))
    hold_task(held.pk)
    assert give_back_abandoned_tasks(sole=True) == 1


def test_a_task_that_kills_its_worker_each_time_fails_in_the_end() -> None:
    poison = task(attempts=MAX_ATTEMPTS)
    assert give_back_abandoned_tasks() == 0
    poison.refresh_from_db()
    assert poison.status == "FAILED"


def test_finished_tasks_are_left_alone() -> None:
    done = task("SUCCESSFUL")
    assert give_back_abandoned_tasks(sole=True) == 0
    done.refresh_from_db()
    assert done.status == "SUCCESSFUL"


def test_a_lease_is_not_taken_on_what_is_finished() -> None:
    done = task("SUCCESSFUL")
    hold_task(done.pk)
    before = done.run_after
    done.refresh_from_db()
    assert done.run_after == before
