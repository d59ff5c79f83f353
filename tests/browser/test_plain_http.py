"""Plain HTTP under a name of the local network, as phones in a village hall reach a laptop.

A browser gives such a page less than one from `localhost` or by HTTPS: no `crypto.randomUUID`, no
clipboard, no service worker. All other tests in a browser run where these are there.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import services
from tests.browser.conftest import LIVE, Screen
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import PIXEL, OpenPhone, join, join_without_script, own_notes, send, texts

pytestmark = pytest.mark.browser

LAPTOP = "laptop.test"
"""A name that is not the browser's own machine to it; reserved by RFC 6761."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that finds the laptop by its name."""
    if not services.CHROMIUM.exists():
        services.missing("Chromium", "chromium-headless-shell")
    with sync_playwright() as playwright:
        flags = [*services.CHROMIUM_FLAGS, f"--host-resolver-rules=MAP {LAPTOP} 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=services.CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Served]:
    port = services.free_port()
    names = {"TOOLKIT_ALLOWED_HOSTS": f"{LAPTOP},127.0.0.1"}
    served = services.serve(
        tmp_path_factory.mktemp("data"), environ=names, arguments=("--port", str(port))
    )
    yield served
    services.end_group(served.process)


@pytest.fixture(scope="module")
def organizer(served: services.Served) -> Visitor:
    return Visitor.signed_in(served)


@pytest.fixture
def there(hall: Hall) -> Hall:
    """The same hall at the address by which phones know it."""
    address = hall.served.address.replace("127.0.0.1", LAPTOP)
    return replace(hall, served=replace(hall.served, address=address))


@pytest.fixture
def asked() -> set[str]:
    """The hosts that pages of this test have asked for anything."""
    return set()


def watch(page: Page, asked: set[str]) -> Page:
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
    assert page.evaluate("isSecureContext") is False
    return page


def test_a_phone_keeps_and_sends_what_is_written(
    hall: Hall, there: Hall, asked: set[str], open_phone: OpenPhone
) -> None:
    page = watch(join(there, open_phone()), asked)
    send(page, "Sent at once.")
    expect(own_notes(page, "sent")).to_have_count(1)
    page.context.set_offline(True)
    send(page, "Kept in a tunnel.")
    expect(own_notes(page, "kept")).to_have_count(1)
    page.context.set_offline(False)
    expect(own_notes(page, "sent")).to_have_count(2)
    page.reload()
    expect(own_notes(page, "sent")).to_have_count(2)
    assert texts(hall) == ["Sent at once.", "Kept in a tunnel."]
    assert asked == {LAPTOP}


def test_board_and_wall_are_live(hall: Hall, there: Hall, asked: set[str], screen: Screen) -> None:
    board = screen("about:blank")
    signed_in = hall.facilitator.cookies()
    board.context.add_cookies([one | {"url": there.served.address} for one in signed_in])
    board.goto(there.board_address)
    board.wait_for_selector(LIVE)
    wall = screen(there.projector_address)
    watch(board, asked)
    watch(wall, asked)
    note = hall.write("The pump is broken.")
    expect(board.get_by_text("The pump is broken.")).to_be_visible()
    hall.group("Water", note)
    expect(wall.locator(".groups li")).to_contain_text("Water")
    for page in (board, wall):
        page.reload()
    expect(wall.locator(".groups li")).to_contain_text("Water")
    assert asked == {LAPTOP}


@pytest.mark.parametrize("script", [True, False])
def test_a_picture_to_look_at_first_comes_from_the_laptop_to_phone_and_wall(
    hall: Hall, there: Hall, open_phone: OpenPhone, screen: Screen, script: bool
) -> None:
    file = {"picture": ("well.png", PIXEL, "image/png")}
    stored = hall.facilitator.http.post(f"/dialogues/{hall.id}/pictures", files=file).json()
    well = {"kind": "picture", "alternative": "A dry well", "credit": "Amina", **stored}
    hall.act("edit_stage", stage=hall.stages["now"], stimulus=well)
    phone = join_without_script(there, open_phone(java_script_enabled=script))
    wall = screen(there.projector_address)
    for page in (phone, wall):
        picture = page.get_by_role("img", name="A dry well")
        expect(picture).to_have_js_property("naturalWidth", 1)
        expect(page.locator(".stimulus")).to_contain_text("Amina")
