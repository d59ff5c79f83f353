"""While processes are replaced one by one, an older one reads what a newer one has written."""

from typing import Any

import pytest

from facilitation.board import Audience, apply, frame_since
from facilitation.models import Event
from facilitation.refusals import Refusal
from tests.facilitation.room import Room


def rewrite_last_event(room: Room, **as_newer: Any) -> None:
    Event.objects.filter(dialogue_id=room.dialogue_id, seq=room.dialogue.seq).update(**as_newer)


NEWER: list[dict[str, Any]] = [
    {"kind": "groups_painted", "payload": {"colour": "blue"}},
    {"payload": {"group": "g", "before": "a", "after": "b", "tone": "warm"}},
    {"payload": {"group": "g"}},
]


@pytest.mark.parametrize("as_newer", NEWER, ids=["kind", "more fields", "fewer fields"])
def test_a_board_takes_what_it_does_not_know_as_a_reason_to_look_anew(
    room: Room, as_newer: dict[str, Any]
) -> None:
    group = room.group(title="Wells")
    for audience in Audience:
        board = room.board(audience)
        room.act("rename_group", group=group, title=f"Springs of the {audience}")
        rewrite_last_event(room, **as_newer)
        frame = frame_since(
            dialogue_id=room.dialogue_id,
            audience=audience,
            epoch=board["epoch"],
            since=board["seq"],
        )
        assert frame["reset"]
        assert apply(board, frame) == room.board(audience)


@pytest.mark.parametrize("as_newer", NEWER, ids=["kind", "more fields", "fewer fields"])
def test_what_is_not_known_is_not_undone(room: Room, as_newer: dict[str, Any]) -> None:
    group = room.group(title="Wells")
    room.act("rename_group", group=group, title="Springs")
    rewrite_last_event(room, **as_newer)
    with pytest.raises(Refusal, match="undo_overtaken"):
        room.act("undo")
    assert room.board(Audience.FACILITATOR)["put"]["groups"][group]["title"] == "Springs"
