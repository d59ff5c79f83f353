"""The ring: after a commit, tell every process that a dialogue has moved on, and nothing more.

Delivery is at most once. A ring that is lost, doubled or late does no harm, because each hub
looks at the database by itself as well; so a ring that fails is logged and never raised.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from facilitation.live.outage import Outage

LONGEST_RING_SECONDS = 0.5

FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 15.0


@dataclass
class Counts:
    """What became of the rings of this process since it began."""

    failed: int = 0
    """Rings that nobody can have heard, those not even tried included."""


COUNTS = Counts()

_layer = Outage("channel layer", meanwhile="hubs look at the database meanwhile")


class _ReceivingFailed(logging.Filter):
    """Turns the traceback that channels_redis logs every second without Redis into one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            _layer.failed(error)
        return error is None


logging.getLogger("channels_redis.pubsub").addFilter(_ReceivingFailed())


def ring_group(dialogue_id: UUID) -> str:
    """Return the name of the channel-layer group that hears the rings of a dialogue."""
    return f"dialogue.{dialogue_id.hex}"


def ring_on_commit(*, dialogue_id: UUID, seq: int) -> None:
    """Ring once the caller's transaction has committed."""
    transaction.on_commit(partial(_ring, dialogue_id, seq), robust=True)


def _ring(dialogue_id: UUID, seq: int) -> None:
    async_to_sync(ring)(dialogue_id, seq)


async def ring(dialogue_id: UUID, seq: int) -> None:
    """Ring for what has been committed. Never raises."""
    if _layer.rests:
        COUNTS.failed += 1
        return
    try:
        await _send(dialogue_id, seq)
    except Exception as error:  # the layer's client may raise anything; the note is committed
        COUNTS.failed += 1
        _layer.failed(error)
    else:
        _layer.worked()


async def _send(dialogue_id: UUID, seq: int) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    message = {"type": "ring", "dialogue": str(dialogue_id), "seq": seq}
    await asyncio.wait_for(layer.group_send(ring_group(dialogue_id), message), LONGEST_RING_SECONDS)


async def listen(dialogue_id: UUID, heard: Callable[[], None]) -> None:
    """Call `heard` at every ring of a dialogue, until cancelled.

    While the layer cannot be reached, subscribing is tried again, ever more slowly. `heard` is
    also called after each subscription, for what was committed before it took hold.
    """
    pause = FIRST_RETRY_SECONDS
    while True:
        try:
            async with _subscription(dialogue_id) as (layer, channel):
                _layer.worked()
                pause = FIRST_RETRY_SECONDS
                heard()
                while True:
                    await layer.receive(channel)
                    _layer.worked()
                    heard()
        except Exception as error:  # the layer's client may raise anything
            _layer.failed(error)
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - spreads retries
        pause = min(2 * pause, LONGEST_RETRY_SECONDS)


@contextlib.asynccontextmanager
async def _subscription(dialogue_id: UUID) -> AsyncIterator[tuple[Any, str]]:
    layer = get_channel_layer()
    if layer is None:
        raise RuntimeError("no channel layer is configured")
    channel = await layer.new_channel("hub")
    try:
        await layer.group_add(ring_group(dialogue_id), channel)
        yield layer, channel
    finally:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LONGEST_RING_SECONDS):
                await layer.group_discard(ring_group(dialogue_id), channel)
