"""The board on a phone: the notes have the screen, and nothing is out of reach."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.board_page import OpenBoard, column, on_card, show_head
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

SCREEN: Any = {"width": 360, "height": 640}
HEIGHT = "bar => bar.getBoundingClientRect().height"
TARGETS = "#board :is(button, summary, select, textarea, a)"
TOO_SMALL = """targets => [...document.querySelectorAll(targets)]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => { const { width, height } = one.getBoundingClientRect();
                     return width < 44 || height < 44; })
  .map((one) => one.outerHTML)"""


def head(page: Page) -> float:
    """How high the head of the board is, in pixels."""
    return float(page.locator(".bar").evaluate(HEIGHT))


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_folded_head_leaves_the_screen_to_the_notes(
    hall: Hall, open_board: OpenBoard, locale: str
) -> None:
    hall.group("Water", hall.write("No water"))
    page = open_board(hall, locale=locale, viewport=SCREEN)
    assert head(page) < SCREEN["height"] / 5
    for shown in (".stage-title", ".clock", ".next"):
        expect(page.locator(shown)).to_be_visible()
    show_head(page)
    for shown in (".code", ".counts", ".switch", ".clock-tools .button", ".menu.more"):
        expect(page.locator(shown).first).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == SCREEN["width"]
    assert page.evaluate(TOO_SMALL, TARGETS) == []


def test_the_head_is_unfolded_and_gone_through_by_keys(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall, viewport=SCREEN)
    page.keyboard.press("Tab")  # to "Skip to the content"
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Code, people and clock")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".code")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Next: ")).to_be_focused()


def test_what_calls_for_somebody_stays_in_the_folded_head(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.act("set_moderation", review_first=True, held_words=[])
    page = open_board(hall, viewport=SCREEN)
    expect(page.locator(".connection")).to_be_hidden()
    hall.write("To be read")
    page.get_by_role("button", name="Waiting for you: 1").click()
    on_card(page, "To be read")
    page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1006, reason="no sockets"))
    page.reload()
    expect(page.get_by_text("Slow connection")).to_be_visible(timeout=20_000)


def test_a_phone_on_its_side_keeps_room_for_the_notes(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("No water")
    page = open_board(hall, viewport={"width": 640, "height": 360})
    page.get_by_role("checkbox", name="No water").check()
    assert (
        page.locator(".foot").evaluate(HEIGHT) <= 101
    )  # pixels: one line for what is said, one for the tools
    expect(column(page, "Ungrouped")).to_be_visible()
