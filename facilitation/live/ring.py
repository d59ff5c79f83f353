"""The ring: after a commit, tell every process that a dialogue has moved on, and nothing more.

Delivery is at most once. A ring that is lost, doubled or late does no harm, because each hub
looks at the database by itself as well; so a ring that fails is logged and never raised.
"""

import asyncio
import logging
import time
from functools import partial
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)

LONGEST_RING_SECONDS = 0.5
SILENCE_AFTER_FAILURE_SECONDS = 2.0
"""While the layer is gone, rings are not even tried for this long, so that no write waits."""

_silent_until = 0.0
_layer_gone = False


def ring_group(dialogue_id: UUID) -> str:
    """Return the name of the channel-layer group that hears the rings of a dialogue."""
    return f"dialogue.{dialogue_id.hex}"


def ring_on_commit(*, dialogue_id: UUID, seq: int) -> None:
    """Ring once the caller's transaction has committed."""
    transaction.on_commit(partial(_ring, dialogue_id, seq), robust=True)


def _ring(dialogue_id: UUID, seq: int) -> None:
    global _silent_until, _layer_gone  # one channel layer in a process, one state of it
    if time.monotonic() < _silent_until:
        return
    try:
        async_to_sync(_send)(dialogue_id, seq)
    except Exception as error:  # the layer's client may raise anything; the note is committed
        _silent_until = time.monotonic() + SILENCE_AFTER_FAILURE_SECONDS
        if not _layer_gone:
            logger.warning(
                "channel layer unreachable, hubs poll meanwhile: %s", type(error).__name__
            )
        _layer_gone = True
    else:
        if _layer_gone:
            logger.info("channel layer reachable again")
        _layer_gone = False


async def _send(dialogue_id: UUID, seq: int) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    message = {"type": "ring", "dialogue": str(dialogue_id), "seq": seq}
    await asyncio.wait_for(layer.group_send(ring_group(dialogue_id), message), LONGEST_RING_SECONDS)
