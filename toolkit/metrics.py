"""What Prometheus may ask of this process, at `/metrics`.

No label names a dialogue or a person, and none takes its values from what somebody sent. Where
several processes share one socket, each answer adds up all of them: they share small files in
the folder PROMETHEUS_MULTIPROC_DIR, which `toolkit serve --workers` makes.
"""

import asyncio
import contextlib
import hmac
import ipaddress
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from django.db import Error, connection
from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from facilitation.actions import writing
from facilitation.board import Audience
from facilitation.live import consumer, hub, ring
from facilitation.models import Dialogue, Event
from facilitation.pages import line
from facilitation.pages.door import LINE
from facilitation.refusals import REASONS
from toolkit.health import Application, Receive, Send

PATH = "/metrics"
SAMPLE_SECONDS = 5.0
"""How old what other processes of the same socket say may be."""
LARGEST_REFUSAL_BYTES = 4096
LONGEST_TRIED = 2
"""Digits; a page counts up to 99."""
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"

_OWN = CollectorRegistry()

WRITES = Counter(
    "toolkit_writes",
    "Writes of people, by action and by what came of them: saved, or the code of the refusal.",
    ["action", "outcome"],
    registry=_OWN,
)
REPEATED = Counter(
    "toolkit_repeated_operations",
    "Writes that were known already: a phone had not heard the answer and sent again.",
    registry=_OWN,
)
RETRIES = Histogram(
    "toolkit_outbox_retries",
    "How often a page had tried a write in vain, as it says, before the attempt that was saved.",
    buckets=(0, 1, 2, 4, 8, 16, 32),
    registry=_OWN,
)
RINGS_FAILED = Counter(
    "toolkit_rings_failed", "Rings that no other process can have heard.", registry=_OWN
)
NEWCOMERS = Counter(
    "toolkit_newcomers",
    "People who came to a dialogue without a pass: let in at once, or given a place in line.",
    ["outcome"],
    registry=_OWN,
)
RINGS_MISSED = Counter(
    "toolkit_rings_missed",
    "Times that a process found something new by itself because no ring had come.",
    registry=_OWN,
)
ENCODED = Counter("toolkit_frames_encoded", "Frames turned into text.", registry=_OWN)
HANDED_OUT = Counter("toolkit_frames_handed_out", "Frames given to sockets.", registry=_OWN)
TOO_SLOW = Counter(
    "toolkit_sockets_too_slow", "Sockets let go because they took nothing.", registry=_OWN
)
TOO_MANY = Counter(
    "toolkit_sockets_too_many",
    "Sockets let go because their person opened more than one person may.",
    registry=_OWN,
)
SOCKETS = Gauge(
    "toolkit_sockets",
    "Open sockets, by audience.",
    ["audience"],
    registry=_OWN,
    multiprocess_mode="livesum",
)
HEARD = Gauge(
    "toolkit_dialogues_heard",
    "Dialogues that somebody hears, counted in each process that serves one of their sockets.",
    registry=_OWN,
    multiprocess_mode="livesum",
)
LAG = Gauge(
    "toolkit_feed_lag_seconds",
    "Age of the oldest event that a socket has still to be told of; 0 when there is none.",
    registry=_OWN,
    multiprocess_mode="livemax",
)
IN_LINE = Gauge(
    "toolkit_line_length",
    "Places in line before the door, as far as this process gave them; 0 when there is no line.",
    registry=_OWN,
    multiprocess_mode="livemax",
)
ProcessCollector(registry=_OWN)
disable_created_metrics()  # type: ignore[no-untyped-call]

_COUNTED: dict[Counter, Callable[[], int]] = {
    REPEATED: lambda: writing.COUNTS.repeated,
    RINGS_FAILED: lambda: ring.COUNTS.failed,
    RINGS_MISSED: lambda: hub.COUNTS.unrung,
    ENCODED: lambda: hub.COUNTS.encoded,
    HANDED_OUT: lambda: hub.COUNTS.handed_out,
    TOO_SLOW: lambda: hub.COUNTS.too_slow,
    TOO_MANY: lambda: consumer.COUNTS.too_many,
    NEWCOMERS.labels("let_in"): lambda: line.COUNTS.let_in,
    NEWCOMERS.labels("lined_up"): lambda: line.COUNTS.lined_up,
}


class Metrics:
    """Wraps the ASGI application (HTTP only): counts writes, and answers `/metrics`.

    Without a token only this machine itself is answered, and not through a proxy on it.
    """

    def __init__(self, application: Application, *, token: str | None) -> None:
        self.application = application
        self._token = token
        if MULTIPROCESS in os.environ:
            threading.Thread(target=_keep_sampling, name="metrics", daemon=True).start()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == PATH:
            await self._answer(scope, send)
        elif action := _action(scope):
            await self.application(scope, receive, _Watching(send, action, _tried(scope)))
        else:
            await self.application(scope, receive, send)

    async def _answer(self, scope: MutableMapping[str, Any], send: Send) -> None:
        if not self._may_ask(scope):
            await _send(send, 404, b"")
            return
        await _send(send, 200, await asyncio.to_thread(exposition))

    def _may_ask(self, scope: MutableMapping[str, Any]) -> bool:
        headers = dict(scope["headers"])
        if self._token is not None:
            given = headers.get(b"authorization", b"")
            return hmac.compare_digest(given, b"Bearer " + self._token.encode())
        forwarded = headers.keys() & {b"x-forwarded-for", b"forwarded"}
        return not forwarded and _is_loopback((scope.get("client") or ("",))[0])


def exposition() -> bytes:
    """Return everything that is measured, in Prometheus' text format."""
    registry = _OWN
    if MULTIPROCESS in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    stored = CollectorRegistry()
    stored.register(_Stored())
    try:
        _sample()
        return generate_latest(registry) + generate_latest(stored)
    finally:
        connection.close()


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


async def _send(send: Send, status: int, content: bytes) -> None:
    headers = [
        (b"content-type", CONTENT_TYPE_LATEST.encode()),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


_ACTIONS = frozenset().union(*(writing.action_names(who) for who in writing.Who))


def _action(scope: MutableMapping[str, Any]) -> str:
    """Return the action that a request asks for, or nothing."""
    if scope["method"] != "POST":
        return ""
    match scope["path"].split("/"):
        case ["", "api", "d", _, str(name)] | ["", "d", _, str(name)] if name in _ACTIONS:
            return name
    return ""


def _tried(scope: MutableMapping[str, Any]) -> int | None:
    """Return how often a page says that it has tried before; None where it does not, or not so."""
    said: bytes = dict(scope["headers"]).get(b"x-tried", b"")
    return int(said) if said.isdigit() and len(said) <= LONGEST_TRIED else None


class _Watching:
    """Passes an answer on, and counts what it says."""

    def __init__(self, send: Send, action: str, tried: int | None) -> None:
        self._send = send
        self._action = action
        self._tried = tried
        self._status = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif self._status:
            outcome = _outcome(self._status, message.get("body", b""))
            WRITES.labels(self._action, outcome).inc()
            if outcome == "saved" and self._tried is not None:
                RETRIES.observe(self._tried)
            self._status = 0
        await self._send(message)


def _outcome(status: int, body: bytes) -> str:
    if status < 400:
        return "saved"
    if len(body) <= LARGEST_REFUSAL_BYTES and body.startswith(b"{"):
        try:
            code = json.loads(body)["error"]["code"]
        except (ValueError, KeyError, TypeError):
            code = ""
        if code in REASONS:
            return str(code)
    return f"http_{status}"


_sampling = threading.Lock()
_seen: dict[Counter, int] = dict.fromkeys(_COUNTED, 0)


def _sample() -> None:
    """Bring what is measured up to what this process has counted."""
    with _sampling:
        for counter, read in _COUNTED.items():
            now = read()
            counter.inc(now - _seen[counter])
            _seen[counter] = now
        sockets = hub.listening()
        for audience in Audience:
            SOCKETS.labels(str(audience)).set(sockets[audience])
        HEARD.set(hub.hubs_open())
        IN_LINE.set(LINE.people())
        with contextlib.suppress(Error):  # `toolkit_database_up` tells
            LAG.set(_lag())


def _lag() -> float:
    oldest = [
        at
        for dialogue_id, seq in hub.delivered().items()
        if (at := _first_after(dialogue_id, seq)) is not None
    ]
    return max(0.0, (timezone.now() - min(oldest)).total_seconds()) if oldest else 0.0


def _first_after(dialogue_id: Any, seq: int) -> Any:
    events = Event.objects.filter(dialogue=dialogue_id, seq__gt=seq).order_by("seq")
    return events.values_list("at", flat=True).first()


def _keep_sampling() -> None:
    while True:
        _sample()
        connection.close()
        time.sleep(SAMPLE_SECONDS)


class _Stored(Collector):
    """What the database says; every process says the same."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("toolkit_database_up", "Whether the database answers.")
        try:
            families = [_dialogues(), *_jobs()]
        except Error:
            families = []
        up.add_metric([], 1 if families else 0)
        yield up
        yield from families


def _dialogues() -> GaugeMetricFamily:
    family = GaugeMetricFamily("toolkit_dialogues", "Dialogues, by state.", labels=["state"])
    counted = Dialogue.objects.values_list("state").annotate(Count("pk"))
    found = dict(counted.order_by())
    for state in Dialogue.State.values:
        family.add_metric([state], found.get(state, 0))
    return family


def _jobs() -> Iterator[GaugeMetricFamily]:
    count = GaugeMetricFamily("toolkit_jobs", "Jobs of the worker, by status.", labels=["status"])
    age = GaugeMetricFamily(
        "toolkit_job_oldest_seconds",
        "Since when the oldest job waits, or is being done.",
        labels=["status"],
    )
    attempts = GaugeMetricFamily(
        "toolkit_job_attempts_most", "How often one job that is not done was begun, at most."
    )
    now = timezone.now()
    jobs = DBTaskResult.objects.order_by()
    found = dict(jobs.values_list("status").annotate(Count("pk")))
    for status in ("READY", "RUNNING", "FAILED", "SUCCESSFUL"):
        count.add_metric([status.lower()], found.get(status, 0))
    for status, since in (("READY", "enqueued_at"), ("RUNNING", "started_at")):
        oldest = jobs.filter(status=status).aggregate(oldest=Min(since))["oldest"]
        age.add_metric([status.lower()], (now - oldest).total_seconds() if oldest else 0)
    begun = jobs.filter(status__in=("READY", "RUNNING")).values_list("worker_ids", flat=True)
    attempts.add_metric([], max((len(workers) for workers in begun), default=0))
    yield from (count, age, attempts)
