"""A whole session with the keyboard alone, by one facilitator and one person with a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.board_page import column, on_card, status
from tests.browser.conftest import LIVE, Screen
from tests.browser.hall import Visitor
from tests.browser.hands import Hands
from tests.browser.phone import PHONE, OpenPhone, own_notes, until_all_is_sent
from tests.services import Served

pytestmark = [pytest.mark.browser, pytest.mark.serial]


@pytest.fixture
def desk(served: Served, organizer: Visitor, screen: Screen) -> Hands:
    return Hands(screen(f"{served.address}/dialogues/new", facilitator=organizer))


def test_a_session_is_run_and_taken_part_in_by_keys_alone(
    served: Served, desk: Hands, open_phone: OpenPhone
) -> None:
    code = begin(desk)
    phone = Hands(open_phone(viewport=PHONE).new_page())
    phone.page.goto(f"{served.address}/d/{code}/")
    take_part(phone, desk)
    arrange(desk)
    vote(phone, desk)
    read_back(phone, desk)
    end(desk, code)


def begin(desk: Hands) -> str:
    """Make a dialogue, and open its stages until people write; return its code."""
    desk.go_to("id_title")
    desk.type("Water in our district")
    desk.go_to("id_organizer_name")
    desk.type("The water office")
    desk.use("Create the dialogue")
    desk.page.wait_for_selector(LIVE)
    desk.next_stage("Welcome")
    desk.next_stage("Who is here")
    return desk.page.locator(".code").inner_text()


def take_part(phone: Hands, desk: Hands) -> None:
    """Join, skip the questions about oneself, write three notes and mend one."""
    phone.use("I understand – join")
    expect(phone.page.locator("#first-profile")).to_be_visible()
    phone.use("Skip all of this")
    phone.page.locator("#connection[data-connection=live]").wait_for()
    desk.next_stage("Where we are now")
    expect(phone.page.locator("#write")).to_be_visible()
    for text in ("No watr", "Dry wells", "No work"):
        phone.go_to("note-text")
        phone.type(text)
        phone.use("Send")
        expect(phone.page.locator("#note-text")).to_have_value("")
    until_all_is_sent(phone.page)
    expect(own_notes(phone.page, "sent")).to_have_count(3)
    wrong = phone.page.locator("#own-list .note").filter(has_text="No watr")
    phone.enter(wrong)
    phone.use("Change")
    phone.go_to("Your note")
    phone.press("Control+a")
    phone.type("No water")
    phone.use("Send the change")
    expect(column(desk.page, "Ungrouped")).to_contain_text("No water")


def arrange(desk: Hands) -> None:
    """Group notes, rename and pin a group, and move a note."""
    page = desk.page
    desk.go_to("No water")
    desk.press("g")
    desk.type("Wter")
    desk.press("Enter")
    expect(column(page, "Wter").locator("label")).to_have_count(1)
    on_card(page, "Dry wells")
    desk.press("g")
    desk.type("Work")
    desk.press("Enter")
    on_card(page, "No work")
    expect(column(page, "Work").locator("label")).to_have_count(1)
    desk.press("m", "2")
    expect(column(page, "Work").locator("label")).to_have_count(2)
    desk.go_to("Wter")
    desk.press("r", "Control+a")
    desk.type("Water")
    desk.press("Enter")
    expect(column(page, "Water").locator(".fold")).to_be_focused()
    desk.press("p")
    expect(column(page, "Water")).to_contain_text("Pinned")
    desk.go_to("Dry wells")
    desk.press("m", "1")
    expect(column(page, "Water").locator("label")).to_have_count(2)


def vote(phone: Hands, desk: Hands) -> None:
    desk.next_stage("Where we want to be")
    desk.next_stage("How we can get there")
    desk.next_stage("What matters most")
    phone.use("Water")
    desk.use("Where we are now")
    expect(column(desk.page, "Water")).to_contain_text("Votes: 1")


def read_back(phone: Hands, desk: Hands) -> None:
    desk.enter(column(desk.page, "Water").locator(".column-head"))
    desk.press("b")
    reading = desk.page.get_by_role("region", name="Reading back")
    expect(reading).to_contain_text("Water")
    phone.use("Yes, that is what we said")
    expect(reading).to_contain_text("Agree: 1")
    desk.use("Next group")
    expect(reading).to_contain_text("Work")
    desk.use("End")
    expect(reading).to_have_count(0)


def end(desk: Hands, code: str) -> None:
    """Write where views differed, close, and seal."""
    page = desk.page
    desk.go_to("divergence-text")
    desk.type("Some want wells, others pipes.")
    desk.press("Tab")
    expect(page.locator(".divergence .saved")).to_have_text("Saved")
    desk.choose("Close the dialogue")
    desk.press("Enter")
    expect(status(page)).to_have_text("Closed: writing has ended")
    desk.use("Seal the dialogue")
    desk.go_to("dialog-field")
    desk.type(code)
    desk.press("Enter")
    expect(page.get_by_role("link", name="Go to the summary")).to_be_focused()
