"""A text as it goes over every socket of an audience: its WebSocket frame is built once.

A server's frames are neither masked nor, here, compressed, so all sockets may share the bytes.
"""

from collections.abc import Callable
from functools import cached_property

WriteNow = Callable[[bytes], bool]
"""Writes a frame to a socket unless that has to wait; tells whether it did."""

WRITE_NOW = "facilitation.write_now"
"""The extension in the ASGI scope by which a server offers a `WriteNow`."""

_FINAL_TEXT = 0x81
_LENGTH_IN_TWO_BYTES, _LENGTH_IN_EIGHT_BYTES = 126, 127


class Text:
    """Something to be sent, and its frame (RFC 6455, section 5.2)."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def frame(self) -> bytes:
        payload = self.text.encode()
        size = len(payload)
        if size < _LENGTH_IN_TWO_BYTES:
            head = bytes((_FINAL_TEXT, size))
        elif size < 65_536:
            head = bytes((_FINAL_TEXT, _LENGTH_IN_TWO_BYTES)) + size.to_bytes(2)
        else:
            head = bytes((_FINAL_TEXT, _LENGTH_IN_EIGHT_BYTES)) + size.to_bytes(8)
        return head + payload
