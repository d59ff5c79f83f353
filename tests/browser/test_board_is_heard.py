"""What the board says aloud, and where the keyboard goes on, when there is no seeing it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.board_page import OpenBoard, choose, column, status
from tests.browser.hall import Hall, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.serial]


def more(page: Page) -> Locator:
    return page.locator(".menu.more summary")


def escape(page: Page) -> None:
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_dialog_gives_the_focus_back_to_what_opened_it(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("No water")
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").focus()
    choose(page, "more", "Read notes before they show")
    escape(page)
    expect(more(page)).to_be_focused()
    page.get_by_role("button", name="All stages").click()
    escape(page)
    expect(page.get_by_role("button", name="All stages")).to_be_focused()
    page.get_by_role("checkbox", name="No water").focus()
    page.keyboard.press("h")
    escape(page)
    expect(page.get_by_role("checkbox", name="No water")).to_be_focused()


def test_a_card_that_goes_while_its_dialog_is_open_leaves_the_focus_near(
    hall: Hall, open_board: OpenBoard
) -> None:
    person = hall.join()
    note = hall.write("No water", by=person)
    hall.write("No work")
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").focus()
    page.keyboard.press("h")
    page.get_by_role("dialog").wait_for()
    person.act(hall.code, "withdraw_note", note=note)
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["No work"])
    escape(page)
    expect(page.get_by_role("checkbox", name="No work")).to_be_focused()


def test_who_closes_reopens_and_seals_hears_it_and_is_at_the_next_step(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    choose(page, "more", "Close the dialogue…")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Closed: writing has ended")
    expect(page.locator(".next")).to_be_focused()
    choose(page, "more", "Reopen the dialogue")
    expect(status(page)).to_have_text("The dialogue is open again.")
    expect(page.locator(".next")).to_be_focused()
    hall.act("close_dialogue")
    expect(page.locator(".next")).to_have_text("Seal the dialogue")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("textbox").fill(hall.code)
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Sealed")
    expect(page.get_by_role("link", name="Go to the summary")).to_be_focused()


def test_what_a_colleague_does_to_the_room_is_heard(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)
    hall.open_stage("want")
    expect(status(page)).to_have_text("Now: \u2068Where we want to be\u2069")
    hall.act("set_clock", change="pause")
    hall.act("show_wall", shown=True)
    expect(status(page)).to_have_text(
        "Notes are now shown to the room. The clock stands still.", timeout=10_000
    )


def test_the_lead_is_taken_without_losing_the_place(hall: Hall, open_board: OpenBoard) -> None:
    link = hall.facilitator.post(f"/dialogues/{hall.id}/invite")["link"]
    Visitor(hall.served.address).sign_in(link.rpartition("#")[2])
    page = open_board(hall)
    choose(page, "more", "Take the lead")
    expect(more(page)).to_be_focused()
    expect(status(page)).to_contain_text("leads")


def test_hands_that_are_counted_are_heard_in_the_dialog(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water", hall.write("No water"))
    page = open_board(hall)
    choose(page, "more", "Count votes of people without a device")
    page.get_by_role("button", name="One more: Water").click()
    told = page.get_by_role("dialog").get_by_role("status")
    expect(told).to_have_text("Votes without a device for \u2068Water\u2069: 1.")


def test_how_many_notes_are_found_is_heard(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("No water")
    page = open_board(hall)
    page.get_by_role("button", name="Find").click()
    found = page.get_by_role("search").get_by_role("status")
    expect(found).to_have_text("Found: 1 of 1")
    page.keyboard.type("work")
    expect(found).to_have_text("Found: 0 of 1")
