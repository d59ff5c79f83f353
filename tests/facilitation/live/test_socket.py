"""What a socket is sent, who may listen, and why a socket is closed."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User
from websockets.exceptions import InvalidStatus

from facilitation.actions.writing import By
from facilitation.board import Audience
from facilitation.live import consumer, hub
from facilitation.models import Facilitator, Participant
from tests.facilitation.live.conftest import Do, Server, pass_of, session_of
from tests.facilitation.live.ear import listen, same_records
from tests.facilitation.room import Room

pytestmark = pytest.mark.django_db(transaction=True)

Cookies = dict[str, dict[str, str]]


@pytest.fixture
def code(room: Room) -> str:
    return room.dialogue.code


@pytest.mark.parametrize("audience", Audience)
async def test_the_first_message_is_the_whole_board_of_the_audience(
    server: Server, room: Room, code: str, cookies: Cookies, do: Do, audience: Audience
) -> None:
    async with listen(server.address, code, audience, cookies=cookies[audience]) as ear:
        first = await ear.frame()
        assert (first["type"], first["reset"], first["since"]) == ("frame", True, None)
        assert first["now"].endswith("+00:00")
        assert await do(same_records, ear.board, room, audience)


@pytest.mark.parametrize("audience", Audience)
async def test_what_is_written_is_heard_by_every_audience(
    server: Server, room: Room, code: str, cookies: Cookies, do: Do, audience: Audience
) -> None:
    async with listen(server.address, code, audience, cookies=cookies[audience]) as ear:
        await ear.frame()
        await do(room.open, "now")
        await do(room.note, await do(room.join))
        await ear.until((await do(lambda: room.dialogue)).seq)
        assert await do(same_records, ear.board, room, audience)


async def test_each_frame_begins_where_the_one_before_ended(
    server: Server, room: Room, code: str, do: Do
) -> None:
    async with listen(server.address, code) as ear:
        await ear.frame()
        for kind in ("now", "want", "how"):
            await do(room.open, kind)
            await ear.frame()
    places = [frame["seq"] for frame in ear.frames]
    assert [frame["since"] for frame in ear.frames] == [None, *places[:-1]]


async def test_who_comes_back_hears_what_they_missed_and_no_more(
    server: Server, room: Room, code: str, do: Do
) -> None:
    before = await do(lambda: room.dialogue)
    await do(room.group, title="Wells")
    async with listen(server.address, code, epoch=before.epoch, since=before.seq) as ear:
        missed = json.loads(await ear.socket.recv())
    assert (missed["reset"], missed["since"]) == (False, before.seq)
    assert missed["seq"] == before.seq + 1
    assert missed["put"].keys() == {"groups"}


async def test_who_comes_back_and_missed_nothing_hears_an_empty_frame(
    server: Server, room: Room, code: str, do: Do
) -> None:
    now = await do(lambda: room.dialogue)
    async with listen(server.address, code, epoch=now.epoch, since=now.seq) as ear:
        first = json.loads(await ear.socket.recv())
    assert (first["type"], first["put"], first["drop"]) == ("frame", {}, {})
    assert (first["since"], first["seq"]) == (now.seq, now.seq)


async def test_who_comes_back_from_another_epoch_hears_a_whole_board(
    server: Server, room: Room, code: str
) -> None:
    async with listen(server.address, code, epoch="00000000", since=1) as ear:
        assert (await ear.frame())["reset"]


async def seq_of_a_newcomer(server: Server, code: str) -> int:
    async with listen(server.address, code) as ear:
        return int((await ear.frame())["seq"])


async def test_what_changes_nothing_for_an_audience_is_not_sent_to_it(
    server: Server, room: Room, person: By, code: str, do: Do
) -> None:
    group = await do(room.group)
    await do(room.open, "prioritise")
    async with listen(server.address, code) as ear:
        first = await ear.frame()
        await do(room.act, "give_vote", person, group=group)
        while await seq_of_a_newcomer(server, code) == first["seq"]:
            pass
        await do(room.open, "how")
        then = await ear.frame()
    assert (then["since"], then["seq"]) == (first["seq"], first["seq"] + 2)
    assert then["put"]["groups"][group]["votes"] == 1


async def test_whoever_joins_in_the_middle_of_writing_misses_nothing(
    server: Server, room: Room, person: By, code: str, do: Do
) -> None:
    """`Ear` raises where a frame does not connect to its board."""
    await do(room.act, "show_wall", shown=True)
    await do(room.open, "now")

    async def join_and_follow(number: int) -> Any:
        await do(room.note, person, f"Before {number}.")
        async with listen(server.address, code) as ear:
            await do(room.note, person, f"After {number}.")
            await ear.frame()
            await written.wait()
            return await ear.until((await do(lambda: room.dialogue)).seq)

    written = asyncio.Event()
    following = [asyncio.create_task(join_and_follow(number)) for number in range(15)]
    for number in range(15):
        await do(room.note, person, f"Meanwhile {number}.")
    written.set()
    for board in await asyncio.gather(*following):
        assert {note["text"] for note in board["put"]["notes"].values()} >= {
            f"Meanwhile {number}." for number in range(15)
        }
        assert board["put"]["dialogue"]["notes"] >= len(board["put"]["notes"]) >= 17


async def closes(server: Server, code: str, audience: str, **kwargs: Any) -> int:
    async with listen(server.address, code, audience, **kwargs) as ear:
        return await ear.closed()


async def test_a_participant_without_a_pass_is_told_to_join(server: Server, code: str) -> None:
    assert await closes(server, code, "participant") == 4401


async def test_an_edited_pass_is_told_to_join(server: Server, code: str, cookies: Cookies) -> None:
    edited = {name: value[:-1] + "_" for name, value in cookies["participant"].items()}
    assert await closes(server, code, "participant", cookies=edited) == 4401


async def test_a_pass_to_another_dialogue_is_told_to_join(
    server: Server, room: Room, code: str, do: Do
) -> None:
    other = await do(Room.opened_by, room.user_id)
    (held,) = (await do(pass_of, other, await do(other.join))).values()
    cookie = {f"dialogue_{code}": held}
    assert await closes(server, code, "participant", cookies=cookie) == 4401


async def test_a_facilitator_who_is_not_signed_in_is_told_so(server: Server, code: str) -> None:
    assert await closes(server, code, "facilitator") == 4401
    assert await closes(server, code, "facilitator", cookies={"sessionid": "guessed"}) == 4401


async def test_somebody_else_with_an_account_is_no_facilitator(
    server: Server, code: str, do: Do
) -> None:
    session = await do(lambda: session_of(User.objects.create(username="bo")))
    assert await closes(server, code, "facilitator", cookies=session) == 4403


async def test_an_unknown_dialogue(server: Server) -> None:
    assert await closes(server, "NOSUCH", "projector") == 4404


@pytest.mark.parametrize(("audience", "since"), [("everybody", "1"), ("projector", "-1")])
async def test_an_address_that_asks_for_nothing_known(
    server: Server, code: str, audience: str, since: str
) -> None:
    assert await closes(server, code, audience, since=since) == 1008


async def test_nothing_is_heard_elsewhere(server: Server) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        await closes(server, "ACDEFG/elsewhere", "projector")


@pytest.fixture
def checked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "RECHECK_SECONDS", 0.05)


@pytest.mark.usefixtures("checked_often")
async def test_a_facilitator_who_was_removed_stops_hearing(
    server: Server, code: str, cookies: Cookies, do: Do
) -> None:
    async with listen(server.address, code, "facilitator", cookies=cookies["facilitator"]) as ear:
        await ear.frame()
        await do(Facilitator.objects.all().delete)
        assert await ear.closed() == 4403


@pytest.mark.usefixtures("checked_often")
async def test_a_participant_who_is_gone_stops_hearing(
    server: Server, code: str, cookies: Cookies, do: Do
) -> None:
    async with listen(server.address, code, "participant", cookies=cookies["participant"]) as ear:
        await ear.frame()
        await do(Participant.objects.all().delete)
        assert await ear.closed() == 4401


@pytest.mark.usefixtures("checked_often")
async def test_a_dialogue_that_is_deleted_is_unknown_from_then_on(
    server: Server, room: Room, code: str, do: Do
) -> None:
    async with listen(server.address, code) as ear:
        await ear.frame()
        await do(lambda: room.dialogue.delete())
        assert await ear.closed() == 4404


@pytest.mark.usefixtures("checked_often")
async def test_a_participant_hears_how_the_dialogue_ended(
    server: Server, room: Room, code: str, cookies: Cookies, do: Do
) -> None:
    async with listen(server.address, code, "participant", cookies=cookies["participant"]) as ear:
        await ear.frame()
        await do(room.seal)
        frame = await ear.frame()
        while frame["put"]["dialogue"]["state"] != "sealed":
            frame = await ear.frame()
        assert frame["reset"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ear.closed(), 3 * consumer.RECHECK_SECONDS)


async def test_a_tick_says_where_the_board_should_be(
    server: Server, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "TICK_SECONDS", 0.05)
    async with listen(server.address, code) as ear:
        frame = await ear.frame()
        tick = await ear.message()
    assert tick.keys() == {"type", "epoch", "seq", "now"}
    assert (tick["type"], tick["epoch"], tick["seq"]) == ("tick", frame["epoch"], frame["seq"])


async def test_what_a_page_says_is_ignored(server: Server, room: Room, code: str, do: Do) -> None:
    async with listen(server.address, code) as ear:
        await ear.frame()
        await ear.socket.send('{"type": "add_note", "text": "Not here."}')
        await ear.socket.send(b"\x00")
        await do(room.open, "now")
        assert "stages" in (await ear.frame())["put"]


async def test_a_page_that_says_too_much_is_closed(server: Server, code: str) -> None:
    async with listen(server.address, code) as ear:
        for _ in range(consumer.MOST_MESSAGES_A_MINUTE + 1):
            await ear.socket.send("?")
        assert await ear.closed() == 1008


async def test_a_page_that_says_something_long_is_closed(server: Server, code: str) -> None:
    async with listen(server.address, code) as ear:
        await ear.socket.send("?" * (consumer.LONGEST_MESSAGE_BYTES + 1))
        assert await ear.closed() == 1009


async def test_a_server_that_goes_down_says_that_it_will_be_back(server: Server, code: str) -> None:
    async with listen(server.address, code) as ear:
        await ear.frame()
        stopping = asyncio.create_task(server.stop())
        assert await ear.closed() == 1012
        await stopping


async def test_a_socket_that_cannot_keep_up_is_closed_and_the_others_are_not(
    server: Server, room: Room, code: str, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow one is driven by hand: a real one hides behind megabytes of buffers."""
    monkeypatch.setattr(hub, "OUTBOX_LIMIT", 3)
    may_send, sent = asyncio.Event(), []
    heard = asyncio.Queue[dict[str, Any]]()
    heard.put_nowait({"type": "websocket.connect"})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "websocket.send":
            await may_send.wait()

    scope = {
        "url_route": {"kwargs": {"code": code}},
        "query_string": b"audience=projector",
        "headers": [],
    }
    too_slow = hub.COUNTS.too_slow
    async with listen(server.address, code) as ear:
        await ear.frame()
        slow = asyncio.create_task(consumer.hear(scope, heard.get, send))
        while not slow.done():
            await do(room.act, "show_wall", shown=not (await do(lambda: room.dialogue)).wall_shown)
            await ear.frame()
        assert sent[-1] == {"type": "websocket.close", "code": 4408}
        assert hub.COUNTS.too_slow == too_slow + 1
        await do(room.open, "now")
        await ear.until((await do(lambda: room.dialogue)).seq)


@pytest.mark.parametrize("audience", [Audience.PARTICIPANT, Audience.FACILITATOR])
async def test_of_one_person_the_oldest_socket_is_let_go_when_they_are_too_many(
    server: Server, code: str, cookies: Cookies, audience: Audience
) -> None:
    async with AsyncExitStack() as stack:
        ears = []
        for _ in range(consumer.MOST_SOCKETS + 2):
            opened = listen(server.address, code, audience, cookies=cookies[audience])
            ears.append(await stack.enter_async_context(opened))
            await ears[-1].frame()
        assert [await ear.closed() for ear in ears[:2]] == [consumer.TOO_MANY] * 2
        assert hub.listening()[audience] == consumer.MOST_SOCKETS


async def test_sockets_of_others_and_of_screens_are_not_counted_together(
    server: Server, room: Room, code: str, do: Do
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(consumer.MOST_SOCKETS + 2):
            somebody = await do(pass_of, room, await do(room.join))
            for audience in (Audience.PARTICIPANT, Audience.PROJECTOR):
                opened = listen(server.address, code, audience, cookies=somebody)
                await (await stack.enter_async_context(opened)).frame()
        for audience in (Audience.PARTICIPANT, Audience.PROJECTOR):
            assert hub.listening()[audience] == consumer.MOST_SOCKETS + 2
