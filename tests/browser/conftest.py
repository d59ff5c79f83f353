"""A server for all tests in a browser, halls on it, and screens for the people in them."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests import services
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import PHONE, OpenPhone
from tests.browser.room_story import LOCALES, Building, Room

LIVE = ".connection.live"


class Screen(Protocol):
    """Open a page in a browser profile of its own; `facilitator` signs it in."""

    def __call__(
        self, address: str, *, facilitator: Visitor | None = None, **options: Any
    ) -> Page: ...


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Served]:
    served = services.serve(tmp_path_factory.mktemp("data"))
    yield served
    services.end_group(served.process)


@pytest.fixture(scope="package")
def organizer(served: services.Served) -> Visitor:
    return Visitor.signed_in(served)


@pytest.fixture
def hall(served: services.Served, organizer: Visitor) -> Hall:
    """A dialogue in which people are writing on where we are now."""
    hall = Hall.opened(served, organizer)
    hall.open_stage("now")
    return hall


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    """Any number of screens. A script error or a breach of the CSP on one fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_screen(address: str, *, facilitator: Visitor | None = None, **options: Any) -> Page:
        context = chromium.new_context(**{"locale": "en-GB"} | options)
        contexts.append(context)
        if facilitator:
            context.add_cookies(facilitator.cookies())
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note_breach(message, complaints))
        page.goto(address)
        return page

    yield open_screen
    for context in contexts:
        context.close()
    assert complaints == []


def _note_breach(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)


@pytest.fixture
def open_phone(chromium: Browser) -> Iterator[OpenPhone]:
    """Make phones: browser profiles of their own. A script error on one fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**({"locale": "en-GB", "viewport": PHONE} | options))
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def open_board(screen: Screen) -> Callable[..., Page]:
    """Open the board of a hall and wait until it is live."""

    def open_it(hall: Hall, **options: Any) -> Page:
        page = screen(hall.board_address, facilitator=hall.facilitator, **options)
        page.wait_for_selector(LIVE, state="attached")  # a folded head says only what is wrong
        return page

    return open_it


@pytest.fixture
def building(chromium: Browser, served: services.Served, organizer: Visitor) -> Iterator[Building]:
    """Where rooms are opened. A script error or a breach of the CSP on a page fails the test."""
    building = Building(chromium, served, organizer)
    yield building
    building.close()
    assert building.complaints == []


@pytest.fixture(params=LOCALES)
def language(request: pytest.FixtureRequest) -> str:
    """Each story happens in a language from left to right, from right to left, and in signs."""
    return str(request.param)


@pytest.fixture
def room(building: Building, language: str) -> Room:
    """A facilitator, a co-facilitator, three phones and the wall, where people are writing."""
    return building.open(language)
