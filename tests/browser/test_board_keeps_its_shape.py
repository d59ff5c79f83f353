"""The board stays as the facilitator left it: folded groups, cards that were let go nowhere, and a
head in which everything has its place."""

import pytest
from playwright.sync_api import expect

from tests.browser.board_page import (
    OpenBoard,
    cards,
    choose,
    column,
    groups_of,
    middle,
    status,
    take_up,
)
from tests.browser.conftest import LIVE
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

OVERLAPPING = """all => all.flatMap((one, at) => all.slice(at + 1).map((other) => {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  const apart = a.right <= b.left + 1 || b.right <= a.left + 1
    || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  return apart ? "" : `${one.className} on ${other.className}`;
})).filter(Boolean)"""


def test_folded_groups_stay_folded_after_a_reload(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water", hall.write("No water"))
    hall.group("Work", hall.write("No work"))
    page = open_board(hall)
    column(page, "Water").locator(".fold").click()
    page.reload()
    page.wait_for_selector(LIVE)
    assert (cards(page, "Water"), cards(page, "Work")) == ([], ["No work"])
    column(page, "Water").locator(".fold").click()
    page.reload()
    page.wait_for_selector(LIVE)
    assert cards(page, "Water") == ["No water"]


def test_folding_all_groups_of_one_stage_leaves_those_of_another(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.group("Water", hall.write("No water"))
    hall.open_stage("want")
    hall.group("Wells", hall.write("A well", stage="want"), stage="want")
    page = open_board(hall)
    choose(page, "more", "Show only the titles of groups")
    page.get_by_role("button", name="Where we are now").click()
    assert cards(page, "Water") == ["No water"]
    page.get_by_role("button", name="Where we want to be").click()
    assert cards(page, "Wells") == []


def test_a_card_let_go_outside_all_lists_is_back_where_it_was_and_that_is_said(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.group("Water", hall.write("Dry wells"))
    hall.write("No water")
    hall.write("No work")
    page = open_board(hall)
    take_up(page, "No water")
    over = middle(column(page, "Water").locator(".cards"))
    page.mouse.move(*over, steps=10)
    page.mouse.move(*middle(page.locator(".stage-title")), steps=10)
    page.mouse.up()
    expect(status(page)).to_have_text("The note is back where it was.")
    assert cards(page, "Ungrouped") == ["No water", "No work"]
    assert groups_of(hall) == {"Water": 1}


@pytest.mark.parametrize("font_size", ["100%", "200%"])
def test_the_head_of_the_board_fits_whatever_the_size_of_its_letters(
    hall: Hall, open_board: OpenBoard, font_size: str
) -> None:
    hall.group("Water", hall.write("No water"))
    desk = {"width": 1280, "height": 720}
    page = open_board(hall, viewport=desk)
    page.evaluate("size => document.documentElement.style.fontSize = size", font_size)
    assert page.evaluate("document.documentElement.scrollWidth") == desk["width"]
    parts = (
        ".bar :is(h1, .connection, .code, .counts, .switch, .menu, .stage-now, .clock-box, .next)"
    )
    assert page.locator(parts).evaluate_all(OVERLAPPING) == []
    title = page.locator(".stage-title strong").bounding_box()
    assert title is not None
    assert title["width"] > title["height"]
    note = column(page, "Water").locator(".card").first
    note.scroll_into_view_if_needed()
    expect(note).to_be_in_viewport(ratio=0.9)
