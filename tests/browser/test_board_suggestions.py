"""Suggestions say what became of the last one, and may be asked for close wordings only."""

import pytest
from playwright.sync_api import expect

from tests.accessibility import assert_accessible
from tests.browser.board_page import OpenBoard, column, groups_of
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

DRY = ["The wells are dry", "Our wells are dry again", "Dry wells: the wells are all dry"]
JOBS = ["Young people find no jobs", "No jobs for young people"]
BUSES = ["More buses to the town at night", "At night there are no buses to the town"]


def test_what_became_of_each_suggestion_is_said_in_the_dialog(
    hall: Hall, open_board: OpenBoard
) -> None:
    for text in [*DRY, *JOBS, *BUSES]:
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("button", name="May say the same: 3").click()
    dialog = page.get_by_role("dialog")
    while not dialog.get_by_role("checkbox", name=DRY[0]).is_visible():
        dialog.get_by_role("button", name="Next", exact=True).click()
    dialog.get_by_role("checkbox", name=DRY[1]).uncheck()
    dialog.get_by_label("What do they say?").fill("Water")
    dialog.get_by_role("button", name="Group what is ticked").click()
    expect(dialog.get_by_role("status")).to_contain_text("Notes in it: 2. Left ungrouped: 1.")
    expect(column(page, "Water").locator("label")).to_have_count(2)
    dialog.get_by_role("button", name="They differ").click()
    expect(dialog.get_by_role("status")).to_have_text("They will not be suggested together again.")
    assert_accessible(page)


def test_what_is_typed_and_unticked_stays_while_others_write_and_group(
    hall: Hall, open_board: OpenBoard
) -> None:
    dry = [hall.write(text) for text in DRY]
    jobs = [hall.write(text) for text in JOBS]
    page = open_board(hall)
    page.get_by_role("button", name="May say the same: 2").click()
    dialog = page.get_by_role("dialog")
    unticked = dialog.get_by_role("checkbox", name=DRY[1])
    while not unticked.is_visible():
        dialog.get_by_role("button", name="Next", exact=True).click()
    title = dialog.get_by_label("What do they say?")
    title.fill("Water")
    unticked.uncheck()
    with page.expect_response("**/suggestions?*"):
        hall.write("The dry wells are dry again")
        hall.group("Work", *jobs)
        hall.group("Mine", dry[0])
    expect(dialog.get_by_role("status")).to_have_text("Notes grouped or hidden meanwhile: 1.")
    expect(dialog.get_by_role("checkbox")).to_have_count(2)
    expect(unticked).not_to_be_checked()
    expect(title).to_have_value("Water")
    dialog.get_by_role("button", name="Group what is ticked").click()
    expect(column(page, "Water").locator("label")).to_have_text([DRY[2]])
    assert groups_of(hall) == {"Mine": 1, "Water": 1, "Work": 2}


def test_a_stricter_choice_leaves_close_wordings_and_can_be_taken_back(
    hall: Hall, open_board: OpenBoard
) -> None:
    for text in JOBS:
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("button", name="May say the same: 1").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Nearly the same words").check()
    expect(dialog).to_contain_text("No more suggestions.")
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="May say the same: 0").click()
    dialog.get_by_role("radio", name="The same theme").check()
    expect(dialog.get_by_role("checkbox")).to_have_count(2)
