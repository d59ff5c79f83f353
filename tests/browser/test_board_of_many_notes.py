"""A board with many notes redraws what has changed, and nothing else."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board_page import OpenBoard, column, middle, take_up
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

MANY = 300

COUNT_CHANGES = """() => {
  globalThis.changes = 0;
  const watch = new MutationObserver((records) => { globalThis.changes += records.length; });
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  watch.observe(document.querySelector(".board-area"), all);
}"""
FEW = 60
"""Changes to the page for one note: its own, and the numbers in the heads of columns."""


@pytest.fixture
def page(hall: Hall, open_board: OpenBoard) -> Page:
    """The board of many ungrouped notes, watched."""
    for start in range(0, MANY, 100):
        notes = [{"text": f"Note {number:03}"} for number in range(start, start + 100)]
        hall.act("add_proxy_notes", stage=hall.stages["now"], notes=notes)
    hall.group("Water")
    page = open_board(hall)
    expect(page.locator(".ungrouped .card")).to_have_count(MANY)
    page.evaluate(COUNT_CHANGES)
    return page


def test_one_more_note_draws_one_more_card(hall: Hall, page: Page) -> None:
    hall.write("One more note")
    expect(page.locator(".ungrouped .card")).to_have_count(MANY + 1)
    assert 0 < page.evaluate("changes") < FEW


def test_selecting_a_note_draws_that_card(page: Page) -> None:
    page.get_by_role("checkbox", name="Note 007").check()
    expect(page.locator(".card.chosen")).to_have_count(1)
    assert 0 < page.evaluate("changes") < FEW


def test_a_card_is_dragged_out_of_many(hall: Hall, page: Page) -> None:
    take_up(page, "Note 003")
    page.mouse.move(*middle(column(page, "Water").locator(".cards")), steps=20)
    page.mouse.up()
    expect(column(page, "Water").locator("label")).to_have_text(["Note 003"])
    expect(page.locator(".ungrouped .card")).to_have_count(MANY - 1)
