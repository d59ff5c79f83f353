"""The finer work at the board with the keyboard alone: paper, merging, suggestions, moderation."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.board_page import OpenBoard, column, groups_of, on_card, status
from tests.browser.hall import Hall
from tests.browser.hands import Hands

pytestmark = pytest.mark.browser

JOBS = ("Young people find no jobs", "No jobs for young people")


@pytest.fixture
def hands(hall: Hall, open_board: OpenBoard) -> Hands:
    return Hands(open_board(hall))


def test_notes_of_others_are_written_grouped_moved_split_merged_and_taken_back(
    hall: Hall, hands: Hands
) -> None:
    page = hands.page
    hands.choose("Write notes for others")
    expect(page.get_by_label("Notes, one on each line")).to_be_focused()
    hands.type("No water\nDry wells\nNo work")
    hands.press("Control+Enter")
    expect(hands.dialog.get_by_role("status")).to_contain_text("3")
    hands.press("Escape")
    expect(page.locator(".ungrouped .card")).to_have_count(3)
    page.get_by_role("checkbox", name="No water").focus()
    hands.press("g")
    hands.type("Water")
    hands.press("Enter")
    expect(column(page, "Water").locator("label")).to_have_text(["No water"])
    on_card(page, "Dry wells")
    hands.press("m", "1")
    expect(column(page, "Water").locator("label")).to_have_text(["No water", "Dry wells"])
    on_card(page, "No work")
    hands.press("ArrowRight", "ArrowDown", "Space", "g")
    hands.type("Wells")
    hands.press("Enter")
    expect(column(page, "Wells").locator("label")).to_have_count(1)
    page.wait_for_function("!document.querySelector('dialog[open]')")
    page.get_by_role("checkbox", name="Dry wells").focus()
    hands.press("j", "1")
    expect(column(page, "Water").locator("label")).to_have_count(2)
    hands.press("Control+z")
    expect(column(page, "Wells").locator("label")).to_have_count(1)
    hands.press("Control+Shift+z")
    expect(column(page, "Wells")).to_have_count(0)
    hands.press("Control+z")
    expect(status(page)).to_contain_text("Undone")
    expect(column(page, "Wells").locator("label")).to_have_text(["Dry wells"])


def test_keys_need_not_wait_for_the_group_that_was_just_made(hall: Hall, hands: Hands) -> None:
    page = hands.page
    for text in ("No water", "Dry wells", "No work"):
        hall.write(text)
    expect(page.locator(".ungrouped .card")).to_have_count(3)
    held: list[Route] = []
    page.route("**/api/d/*/add_group", lambda route: held.append(route))
    page.get_by_role("checkbox", name="No water").focus()
    with page.expect_request("**/api/d/*/add_group"):
        hands.press("g")
        hands.type("Water")
        hands.press("Enter", "m", "1")
    on_card(page, "No work")
    assert groups_of(hall) == {}
    held[0].continue_()
    expect(column(page, "Water").locator("label")).to_have_text(["No water", "Dry wells"])
    expect(status(page)).to_have_text("Notes moved to \u2068Water\u2069: 1.")
    assert groups_of(hall) == {"Water": 2}


def test_suggestions_and_notes_to_read_first_need_no_mouse(hall: Hall, hands: Hands) -> None:
    page = hands.page
    for text in JOBS:
        hall.write(text)
    expect(page.get_by_role("button", name="May say the same: 1")).to_be_visible(timeout=30_000)
    hands.go_to("May say the same: 1")
    hands.press("Enter")
    hands.go_to("They differ")
    hands.press("Enter")
    expect(status(page)).to_have_text("They will not be suggested together again.")
    hands.choose("Read notes before they show")
    hands.press("Space")
    hands.go_to("Save")
    hands.press("Enter")
    expect(hands.dialog).to_be_hidden()
    hall.write("To be read")
    expect(column(page, "Waiting for you").locator("label")).to_have_text(["To be read"])
    hands.go_to("Waiting for you: 1")
    hands.press("Enter")
    on_card(page, "To be read")
    hands.press("l")
    expect(column(page, "Ungrouped").locator("label")).to_have_count(3)
