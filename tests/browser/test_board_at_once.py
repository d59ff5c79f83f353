"""Two facilitators change the same at once: nobody's typing is taken from under their hands."""

import pytest
from playwright.sync_api import expect

from tests.browser.board_page import OpenBoard, choose, column, status
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser


def test_what_is_typed_stays_while_a_colleague_saves_the_same(
    hall: Hall, open_board: OpenBoard
) -> None:
    group = hall.group("Water", hall.write("No water"))
    page = open_board(hall)
    dialog = page.get_by_role("dialog")

    choose(page, "dots", "Rename")
    title = page.get_by_label("Title")
    title.fill("Springs")
    hall.act("rename_group", group=group, title="Wells")
    expect(column(page, "Wells")).to_be_visible()
    expect(title).to_have_value("Springs")
    title.press("Enter")
    expect(column(page, "Wells").get_by_role("alert")).to_contain_text("Wells")
    title.press("Enter")
    expect(column(page, "Springs")).to_be_visible()

    page.get_by_role("button", name="All stages").click()
    page.get_by_role("button", name="Edit: \u2068Where we are now\u2069").click()
    page.get_by_label("Question").fill("Where do we stand?")
    hall.act("edit_stage", stage=hall.stages["now"], prompt="Where are we?", minutes=20)
    expect(page.locator(".prompt")).to_have_text("Where are we?")
    expect(page.get_by_label("Question")).to_have_value("Where do we stand?")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("meanwhile")
    expect(dialog.locator(".theirs")).to_have_text(["Where are we?"])
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".prompt")).to_have_text("Where do we stand?")
    assert hall.board()["stages"][hall.stages["now"]]["minutes"] == 20

    choose(page, "more", "Read notes before they show")
    page.get_by_label("Words that hold").fill("crook")
    hall.act("set_moderation", review_first=True, held_words=["thief"])
    hall.act("count_proxy_votes", group=group, votes=5)
    expect(column(page, "Springs")).to_contain_text("Raised hands: 5")
    expect(page.get_by_label("Words that hold")).to_have_value("crook")
    dialog.get_by_role("button", name="Save").click()
    expect(status(page)).to_contain_text("from now on")
    settings = hall.board()["dialogue"]
    assert (settings["review_first"], settings["held_words"]) == (True, ["crook", "thief"])

    choose(page, "more", "Count votes of people without a device")
    hands = dialog.get_by_label("Springs", exact=True)
    hands.fill("12")
    hall.act("count_proxy_votes", group=group, votes=7)
    expect(column(page, "Springs")).to_contain_text("Raised hands: 7")
    expect(hands).to_have_value("12")
    hands.press("Tab")
    expect(column(page, "Springs")).to_contain_text("Raised hands: 12")
    expect(hands).to_have_value("12")
