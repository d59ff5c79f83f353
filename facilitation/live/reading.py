"""What a spot is told next: a frame as text, read and encoded once for all who are there.

Beside it stands what only one of them is to be told. Sockets and polls are brought the same.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from facilitation.board import Audience, frame_since, says_nothing
from facilitation.live.pool import in_pool, snapshot
from facilitation.live.wire import Text
from facilitation.own import News, news_since

Spot = tuple[Audience, UUID | None]
"""What the boards of one circle have in common: the audience, and the breakout or plenary."""


@dataclass(frozen=True)
class Place:
    """A place in a dialogue's feed. None stands for the time before its first event."""

    epoch: str | None = None
    seq: int | None = None


@dataclass(frozen=True)
class Reading:
    """A frame as text, the place to which it leads, and whether it changes anything.

    `news` are for one participant each, whom they are not to be told twice.
    """

    text: Text
    to: Place
    empty: bool
    news: Mapping[UUID, News]

    def news_of(self, who: UUID | int | None, since: Place) -> dict[str, Any] | None:
        """Return what `who` is to be told beside the frame, if they had heard all until `since`."""
        news = self.news.get(who) if isinstance(who, UUID) else None
        if news is None or self.to.seq is None or since.seq is None or news.seq <= since.seq:
            return None
        return news.message(until=self.to.seq)


async def read_frame(
    dialogue_id: UUID, spot: Spot, since: Place, *, even_if_empty: bool = True
) -> Reading:
    """Read what brings the boards of a spot from one place to now; where that is nothing, its text
    is only made `even_if_empty`."""
    return await in_pool(partial(_read, dialogue_id, spot, since, even_if_empty))


def _read(dialogue_id: UUID, spot: Spot, since: Place, even_if_empty: bool) -> Reading:
    """Encoding is done here too, in the pool's thread: a board may be a megabyte."""
    audience, breakout = spot
    with snapshot():
        frame = frame_since(
            dialogue_id=dialogue_id,
            audience=audience,
            breakout=breakout,
            epoch=since.epoch,
            since=since.seq,
        )
        to = Place(frame["epoch"], frame["seq"])
        news = _news(dialogue_id, since, to) if audience is Audience.PARTICIPANT else {}
    empty = says_nothing(frame)
    text = Text("") if empty and not even_if_empty else encode("frame", frame)
    return Reading(text=text, to=to, empty=empty, news=news)


def _news(dialogue_id: UUID, since: Place, to: Place) -> Mapping[UUID, News]:
    """Whoever takes a board of another epoch has nothing of their own from before it."""
    if since.seq is None or to.seq is None or since.epoch != to.epoch:
        return {}
    return news_since(dialogue_id=dialogue_id, since=since.seq, until=to.seq)


def encode(kind: str, body: dict[str, Any]) -> Text:
    """Return a message with its type and the server's time."""
    message = {"type": kind, "now": timezone.now().isoformat(), **body}
    return Text(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
