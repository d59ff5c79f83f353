"""The promise: whatever somebody wrote arrives, once, whatever befalls phone, network or server."""

import asyncio
import random
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests import services
from tests.browser.hall import Hall, Visitor
from tests.conftest import StartServer
from toolkit.bench.proxy import FaultProxy
from toolkit.bench.wire import Address

pytestmark = pytest.mark.browser

PATIENCE = 20_000
"""Milliseconds; a server that starts again takes its time on a busy machine."""
KEPT = '#own-list .note[data-state="kept"]'
SENT = '#own-list .note[data-state="sent"]'


def join(hall: Hall, page: Page, address: str = "") -> None:
    hall.open_stage("now")
    page.set_default_timeout(30_000)
    page.goto(f"{address or hall.served.address}/d/{hall.code}/")
    page.locator("form[action$=join] button").click()
    page.locator("[name=skip]").click()
    page.locator("#connection[data-connection=live]").wait_for()


def send(page: Page, text: str) -> None:
    page.locator("#note-text").fill(text)
    page.locator("#write button.primary").click()


def on_the_board(hall: Hall) -> list[str]:
    notes = hall.board()["notes"].values()
    return [note["text"] for note in sorted(notes, key=lambda note: note["order"])]


def steady_port() -> int:
    """Return a free port that is still free when a server wants it back.

    Linux takes the ports of outgoing connections from 32768 up.
    """
    for port in random.sample(range(10_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("no port is free")


@pytest.fixture
def hall(start_server: StartServer, tmp_path: Path) -> Hall:
    port = str(steady_port())
    return Hall.opened(start_server(tmp_path / "data", arguments=("--port", port)))


def start_again(start_server: StartServer, hall: Hall) -> None:
    """Serve the same data at the same address."""
    port = hall.served.address.rpartition(":")[2]
    hall.served = start_server(hall.served.data, arguments=("--port", port))


def test_a_note_survives_no_network_a_reload_and_the_death_of_the_server(
    start_server: StartServer, hall: Hall, page: Page
) -> None:
    join(hall, page)
    page.context.set_offline(True)
    send(page, "Written in a tunnel.")
    page.locator("#note-text").fill("Half a thought")
    expect(page.locator(KEPT)).to_have_count(1)

    hall.served.kill()
    page.context.set_offline(False)
    start_again(start_server, hall)
    page.reload()

    expect(page.locator(f"{SENT} .note-text")).to_have_text(
        ["Written in a tunnel."], timeout=PATIENCE
    )
    expect(page.locator("#note-text")).to_have_value("Half a thought")
    assert on_the_board(hall) == ["Written in a tunnel."]


@pytest.fixture
def line(hall: Hall) -> Iterator[FaultProxy]:
    """The line between a phone and the server, in a thread of its own beside the browser's."""
    proxy = FaultProxy(Address("127.0.0.1", int(hall.served.address.rpartition(":")[2])))
    opened: Future[Callable[[], object]] = Future()

    async def keep_open() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        async with proxy:
            opened.set_result(lambda: loop.call_soon_threadsafe(over.set))
            await over.wait()
        links = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*links, return_exceptions=True)

    thread = Thread(target=asyncio.run, args=[keep_open()])
    thread.start()
    close = opened.result()
    yield proxy
    close()
    thread.join()


def test_a_note_typed_in_a_tunnel_on_a_phone_reloaded_in_it_appears_once(
    start_server: StartServer, hall: Hall, page: Page, line: FaultProxy
) -> None:
    """The line goes dead and tells nobody: the phone believes that it is connected."""
    address = f"http://{line.address.authority}"
    join(hall, page, address)
    line.faults.silent = True
    send(page, "Into the void.")
    expect(page.locator(KEPT)).to_have_count(1)
    with pytest.raises(TookTooLong):
        page.reload(timeout=2000)

    hall.served.kill()
    start_again(start_server, hall)
    line.faults.silent = False
    page.close()
    again = page.context.new_page()
    again.goto(f"{address}/d/{hall.code}/")

    expect(again.locator(SENT)).to_have_count(1, timeout=PATIENCE)
    assert on_the_board(hall) == ["Into the void."]


def test_a_note_whose_answer_was_lost_with_the_server_is_stored_once(
    start_server: StartServer, hall: Hall, page: Page
) -> None:
    """The server has committed, and dies before the phone has heard of it."""
    join(hall, page)

    def commit_and_die(route: Route) -> None:
        route.fetch()
        hall.served.kill()
        route.abort()

    page.route("**/add_note", commit_and_die, times=1)
    with page.expect_event("requestfailed"):
        send(page, "Stored before the crash.")
    expect(page.locator(KEPT)).to_have_count(1)

    start_again(start_server, hall)
    expect(page.locator(SENT)).to_have_count(1, timeout=PATIENCE)
    assert on_the_board(hall) == ["Stored before the crash."]


def test_notes_written_while_the_server_was_away_arrive_in_their_order(
    start_server: StartServer, hall: Hall, page: Page
) -> None:
    join(hall, page)
    hall.served.kill()
    written = ["First.", "Second.", "Third."]
    for text in written:
        send(page, text)
    expect(page.locator(KEPT)).to_have_count(3)

    start_again(start_server, hall)
    expect(page.locator(SENT)).to_have_count(3, timeout=PATIENCE)
    assert on_the_board(hall) == written


def answer_to(hall: Hall, person: Visitor, text: str) -> tuple[int, str]:
    """Status and code of what is answered to a note, within the time that a phone waits."""
    body = {"op_id": str(uuid4()), "stage": hall.stages["now"], "text": text}
    answer = person.http.post(f"/api/d/{hall.code}/add_note", json=body, timeout=15)
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.services
def test_while_the_database_is_gone_every_phone_is_told_and_sends_when_it_is_back(
    start_server: StartServer, page: Page
) -> None:
    with services.postgres() as database:
        served = start_server(environ=services.fresh_database(database.url))
        hall = Hall.opened(served)
        join(hall, page)
        people = [hall.join() for _ in range(6)]

        database.stop()
        send(page, "Typed while nothing could be saved.")
        expect(page.locator(KEPT)).to_contain_text("Not saved yet", timeout=PATIENCE)
        with ThreadPoolExecutor(len(people)) as at_once:
            answers = at_once.map(lambda one: answer_to(hall, one, "Words"), people)
        assert set(answers) == {(503, "not_saved_yet")}

        database.start()
        expect(page.locator(SENT)).to_have_count(1, timeout=PATIENCE)
        assert on_the_board(hall) == ["Typed while nothing could be saved."]


def test_a_note_sent_while_the_next_page_was_being_written_is_shown_on_it(
    hall: Hall, page: Page
) -> None:
    """Reloading does not stop what the old page has on its way."""
    join(hall, page)
    old_page = Visitor(hall.served.address)
    for cookie in page.context.cookies():
        if cookie["name"].startswith("dialogue_"):
            old_page.http.cookies.set(cookie["name"], cookie["value"])

    def write_meanwhile(route: Route) -> None:
        written_before = route.fetch()
        hall.write("On its way.", by=old_page)
        route.fulfill(response=written_before)

    page.route(f"**/d/{hall.code}/", write_meanwhile, times=1)
    page.reload()
    expect(page.locator(SENT)).to_have_count(1, timeout=PATIENCE)


def test_a_page_closed_at_once_after_sending_loses_nothing(hall: Hall, page: Page) -> None:
    join(hall, page)
    page.context.set_offline(True)
    page.locator("#note-text").fill("Sent, and put into a pocket.")
    page.evaluate("document.querySelector('#write button.primary').click()")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{hall.served.address}/d/{hall.code}/")
    expect(page.locator(SENT)).to_have_count(1, timeout=PATIENCE)
    assert on_the_board(hall) == ["Sent, and put into a pocket."]
