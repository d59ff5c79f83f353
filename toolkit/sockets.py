"""uvicorn's WebSocket with a short cut: a finished frame is written to the connection at once.

Sending to a thousand phones through ASGI's `send` costs a task, an encoding and a header for
each of them, though all get the same bytes. The short cut is an extension in the ASGI scope;
where it is missing or says no, `send` does the work.
"""

from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

from facilitation.live.wire import WRITE_NOW

MOST_UNSENT_BYTES = 32_768
"""In our memory for one phone, besides what the system keeps; then its outbox fills instead."""


class DirectSocket(WebSocketsSansIOProtocol):
    """Offers `write_now` to the application."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.transport.set_write_buffer_limits(high=MOST_UNSENT_BYTES)
            extensions = cast("dict[str, Any]", self.scope["extensions"])
            extensions[WRITE_NOW] = self.write_now

    def write_now(self, frame: bytes) -> bool:
        """Write a whole frame unless the phone is behind or going; tell whether it was written."""
        if not self._may_write():
            return False
        self.transport.write(frame)
        return True

    def _may_write(self) -> bool:
        return (
            self.handshake_complete
            and self.writable.is_set()
            and not self.close_sent
            and self.conn.state is State.OPEN
            and not self.transport.is_closing()
        )
