"""The short cut writes what a WebSocket library would have written."""

import pytest
from websockets.frames import Frame, Opcode

from facilitation.live.wire import Text


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_a_shared_frame_is_the_frame_of_the_library(length: int) -> None:
    text = "x" * length
    expected = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    assert Text(text).frame == expected


def test_a_frame_counts_bytes_and_not_characters() -> None:
    text = "مياه" * 40
    assert Text(text).frame == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
