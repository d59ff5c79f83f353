import asyncio
import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from facilitation.board import Audience
from facilitation.live import hub
from facilitation.live.reading import Place
from facilitation.models import Event
from tests.browser.hall import Hall
from tests.conftest import StartServer
from tests.facilitation.live.ear import listen
from tests.facilitation.room import Room
from toolkit.metrics import exposition

Samples = dict[str, float]


def read(text: str) -> Samples:
    """By name with labels, as Prometheus writes it."""
    samples: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{key}="{value}"' for key, value in sorted(sample.labels.items()))
            samples[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return samples


def asked(address: str) -> Samples:
    answer = httpx.get(f"{address}/metrics")
    assert answer.status_code == 200
    return read(answer.text)


def test_writes_are_counted_by_action_and_outcome_and_name_nobody(
    start_server: StartServer,
) -> None:
    served = start_server()
    hall = Hall.opened(served)
    hall.open_stage("now")
    phone = hall.join()
    body = {"op_id": str(uuid4()), "stage": hall.stages["now"], "text": "Clean wells."}
    address = f"/api/d/{hall.code}/add_note"
    for tried in ("3", "4"):
        assert phone.http.post(address, json=body, headers={"X-Tried": tried}).is_success
    phone.http.post(address, json=body | {"op_id": str(uuid4()), "text": ""})
    phone.http.post(f"/api/d/{hall.code}/made_up_action", json=body)
    phone.http.post(address, content=b"{", headers={"X-Tried": "9"})
    for nonsense in ("100", "-1", "two", ""):
        profile = {"op_id": str(uuid4()), "age": "31-45"}
        address = f"/api/d/{hall.code}/save_profile"
        said = {"X-Tried": nonsense}
        assert phone.http.post(address, json=profile, headers=said).is_success

    text = httpx.get(f"{served.address}/metrics").text
    found = read(text)
    outcomes = {name: value for name, value in found.items() if '"add_note"' in name}
    assert outcomes == {
        'toolkit_writes_total{action="add_note",outcome="saved"}': 2,
        'toolkit_writes_total{action="add_note",outcome="note_empty"}': 1,
        'toolkit_writes_total{action="add_note",outcome="body_invalid"}': 1,
    }
    assert found["toolkit_repeated_operations_total"] == 1
    assert found["toolkit_outbox_retries_count"] == 2
    assert found["toolkit_outbox_retries_sum"] == 7
    assert found['toolkit_outbox_retries_bucket{le="4.0"}'] == 2
    assert found['toolkit_outbox_retries_bucket{le="2.0"}'] == 0
    assert found['toolkit_dialogues{state="open"}'] == 1
    assert not [word for word in (hall.code, hall.id, "wells", "made_up") if word in text]


def test_sockets_are_counted_by_audience(start_server: StartServer) -> None:
    served = start_server()
    hall = Hall.opened(served)

    async def while_somebody_listens() -> Samples:
        async with listen(served.address.replace("http", "ws"), hall.code) as ear:
            await ear.frame()
            return await asyncio.to_thread(asked, served.address)

    found = asyncio.run(while_somebody_listens())
    assert found['toolkit_sockets{audience="projector"}'] == 1
    assert found['toolkit_sockets{audience="participant"}'] == 0
    assert found["toolkit_feed_lag_seconds"] == 0


def test_nobody_outside_is_answered_without_the_token(start_server: StartServer) -> None:
    served = start_server()
    through_a_proxy = {"X-Forwarded-For": "203.0.113.9"}
    assert httpx.get(f"{served.address}/metrics").status_code == 200
    assert httpx.get(f"{served.address}/metrics", headers=through_a_proxy).status_code == 404


def test_whoever_has_the_token_is_answered_and_nobody_else(start_server: StartServer) -> None:
    token = "a-token-that-is-long-enough"
    served = start_server(environ={"TOOLKIT_METRICS_TOKEN": token})
    address = f"{served.address}/metrics"
    for headers, status in (
        ({}, 404),
        ({"Authorization": "Bearer wrong"}, 404),
        ({"Authorization": f"Bearer {token}", "X-Forwarded-For": "203.0.113.9"}, 200),
    ):
        assert httpx.get(address, headers=headers).status_code == status


@pytest.mark.django_db(transaction=True)
def test_a_job_that_nobody_does_grows_old() -> None:
    job = DBTaskResult.objects.create(
        status="READY",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="somewhere.task",
        backend_name="default",
        run_after=timezone.now(),
        worker_ids=["first", "second"],
    )
    long_ago = timezone.now() - datetime.timedelta(seconds=60)
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=long_ago)
    found = read(exposition().decode())
    assert found['toolkit_jobs{status="ready"}'] == 1
    assert found['toolkit_job_oldest_seconds{status="ready"}'] >= 60
    assert found["toolkit_job_attempts_most"] == 2


@pytest.fixture
def waiting_socket(transactional_db: None) -> Iterator[Room]:
    """A dialogue with one socket that was told nothing of its last event."""
    room = Room.opened_by(User.objects.create_user("amina").pk)
    room.open("now")
    last = Event.objects.filter(dialogue=room.dialogue_id).order_by("-seq")[:1]
    Event.objects.filter(pk__in=last.values("pk")).update(
        at=timezone.now() - datetime.timedelta(seconds=30)
    )
    stalled = hub.Hub(room.dialogue_id)
    circle = stalled._circles[(Audience.PROJECTOR, None)]
    circle.looked = Place(room.dialogue.epoch, room.dialogue.seq - 1)
    loop = asyncio.new_event_loop()
    circle.outboxes.add(loop.run_until_complete(new_outbox()))
    hub._hubs[room.dialogue_id] = stalled
    yield room
    del hub._hubs[room.dialogue_id]
    loop.close()


async def new_outbox() -> hub.Outbox:
    return hub.Outbox()


def test_the_lag_is_the_age_of_what_a_socket_was_not_told(waiting_socket: Room) -> None:
    found = read(exposition().decode())
    assert found["toolkit_feed_lag_seconds"] == pytest.approx(30, abs=15)


@pytest.mark.django_db(transaction=True)
def test_every_metric_is_documented_and_no_other() -> None:
    families = text_string_to_metric_families(exposition().decode())
    names = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in families
        if family.name.startswith("toolkit_")
    }
    operator = Path(__file__).resolve().parents[2] / "docs" / "operator.md"
    documented = re.findall(r"`(toolkit_[a-z_]+)(?:\{[a-z, ]+\})?`", operator.read_text())
    assert set(documented) == names
