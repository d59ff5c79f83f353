"""What hands and eyes find on the facilitator's board."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.hall import Hall

OpenBoard = Callable[..., Page]


def column(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title)


def cards(page: Page, title: str) -> list[str]:
    """The texts in a column, from top to bottom."""
    return column(page, title).locator("label").all_text_contents()


def on_card(page: Page, text: str) -> None:
    """Wait until the keyboard is on the card with this text."""
    expect(page.get_by_role("checkbox", name=text)).to_be_focused()


def choose(page: Page, menu: str, choice: str) -> None:
    """Open a menu, found by its look (more, up, dots), and choose."""
    page.locator(f".menu.{menu} summary").click()
    page.locator(".menu[open]").get_by_text(choice, exact=True).click()


def status(page: Page) -> Locator:
    return page.locator(".status")


def groups_of(hall: Hall) -> dict[str, int]:
    """How many notes the server has in each group, by title."""
    return {group["title"]: group["notes"] for group in hall.board()["groups"].values()}
