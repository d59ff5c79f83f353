"""Fixtures that many tests share: real servers and a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests import services


class StartServer(Protocol):
    """Start a server; without `data`, on a fresh data folder."""

    def __call__(
        self,
        data: Path | None = None,
        *,
        environ: dict[str, str] | None = None,
        arguments: tuple[str, ...] = (),
    ) -> services.Served: ...


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a real Redis."""
    with services.redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a real PostgreSQL database, shared by the session: use what is your own."""
    with services.postgres() as server:
        yield server.url


@pytest.fixture
def postgresql(postgres_url: str) -> dict[str, str]:
    """Settings for an empty, migrated PostgreSQL database of the test's own."""
    return services.fresh_database(postgres_url)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Start real `toolkit serve` processes; all are ended with the test."""
    started: list[services.Served] = []

    def start(
        data: Path | None = None,
        *,
        environ: dict[str, str] | None = None,
        arguments: tuple[str, ...] = (),
    ) -> services.Served:
        folder = data or tmp_path / f"data-{len(started)}"
        started.append(services.serve(folder, environ=environ, arguments=arguments))
        return started[-1]

    yield start
    for served in started:
        services.end_group(served.process)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, once a module.

    While it runs, its loop counts as running in this thread: a module that uses it talks to the
    toolkit over HTTP only, never through the ORM, and has no async tests.
    """
    if not services.CHROMIUM.exists():
        services.missing("Chromium", "chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.CHROMIUM, args=services.CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own; script errors and CSP violations fail the test."""
    context = chromium.new_context(locale="en-GB")
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note_refusals(message, complaints))
    yield page
    context.close()
    assert complaints == []


def _note_refusals(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)
