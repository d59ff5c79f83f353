"""The review in a browser: saved while typing, never over each other, readable on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.conftest import Screen
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

SECTIONS = ("words", "quotes", "topics", "personal", "method")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture
def reviewed(hall: Hall) -> Hall:
    """A hall with a group, and a note in which a number and a name stand."""
    ada = hall.join()
    notes = [hall.write("The well is dry.", by=ada, quote=True), hall.write("الماء بعيد", by=ada)]
    hall.group("Water is far away", *notes)
    hall.write("My name is Ada, ring +254 712 345678", by=ada)
    return hall


def seal(hall: Hall) -> None:
    hall.act("close_dialogue")
    hall.act("seal_dialogue", late="leave")


def address(hall: Hall, section: str = "words") -> str:
    return f"{hall.served.address}/dialogues/{hall.id}/review/{section}"


def open_words(hall: Hall, screen: Screen) -> Page:
    return screen(address(hall), facilitator=hall.facilitator)


def test_words_are_saved_while_they_are_typed(reviewed: Hall, screen: Screen) -> None:
    page = open_words(reviewed, screen)
    page.get_by_label("Sentence 1", exact=True).fill("Water comes first.")
    expect(page.locator("#save-state")).to_have_text("Saved.")
    page.reload()
    expect(page.get_by_label("Sentence 1", exact=True)).to_have_value("Water comes first.")


def test_two_reviewers_see_each_others_words_and_lose_none(reviewed: Hall, screen: Screen) -> None:
    first, second = open_words(reviewed, screen), open_words(reviewed, screen)
    box = re.compile("Where views differed")
    first.get_by_role("textbox", name=box).fill("Some wanted wells.")
    expect(first.locator("#save-state")).to_have_text("Saved.")
    second.get_by_role("textbox", name=box).fill("Some wanted pumps.")
    expect(second.get_by_text("Some wanted wells.", exact=True)).to_be_visible()
    expect(second.get_by_role("textbox", name=box)).to_have_value("Some wanted pumps.")
    second.get_by_role("button", name="Save mine instead").click()
    expect(second.locator("#save-state")).to_have_text("Saved.")
    first.reload()
    expect(first.get_by_role("textbox", name=box)).to_have_value("Some wanted pumps.")


def test_words_wait_for_the_network(reviewed: Hall, screen: Screen) -> None:
    page = open_words(reviewed, screen)
    page.context.set_offline(True)
    page.get_by_label("Sentence 1", exact=True).fill("Written in a tunnel.")
    expect(page.locator("#save-state")).to_contain_text("Not saved yet.")
    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_have_text("Saved.", timeout=15_000)


def test_words_that_never_reached_the_server_are_there_after_a_reload(
    reviewed: Hall, screen: Screen
) -> None:
    page = open_words(reviewed, screen)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/review/save", lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_label("Sentence 1", exact=True).fill("Written as the server fell.")
    page.get_by_label("Water is far away").first.check()
    expect(page.locator("#save-state")).to_contain_text("Not saved yet.")
    page.reload()
    expect(page.get_by_label("Sentence 1", exact=True)).to_have_value("Written as the server fell.")
    expect(page.locator("#save-state")).to_contain_text("Not saved yet.")
    page.unroute("**/review/save")
    expect(page.locator("#save-state")).to_have_text("Saved.", timeout=15_000)
    page.reload()
    expect(page.get_by_label("Sentence 1", exact=True)).to_have_value("Written as the server fell.")
    page.locator("details.sources summary").first.click()
    expect(page.get_by_label("Water is far away").first).to_be_checked()
    assert page.evaluate("localStorage.length") == 0


def test_words_brought_back_do_not_overwrite_what_was_saved_meanwhile(
    reviewed: Hall, screen: Screen
) -> None:
    mine, theirs = open_words(reviewed, screen), open_words(reviewed, screen)
    box = re.compile("Where views differed")
    mine.on("dialog", lambda dialog: dialog.accept())
    mine.route("**/review/save", lambda route: route.abort())
    mine.get_by_role("textbox", name=box).fill("Some wanted pumps.")
    expect(mine.locator("#save-state")).to_contain_text("Not saved yet.")
    theirs.get_by_role("textbox", name=box).fill("Some wanted wells.")
    expect(theirs.locator("#save-state")).to_have_text("Saved.")
    mine.unroute("**/review/save")
    mine.reload()
    expect(mine.locator("[data-theirs] .words:visible")).to_have_text("Some wanted wells.")
    expect(mine.get_by_role("textbox", name=box)).to_have_value("Some wanted pumps.")
    theirs.reload()
    expect(theirs.get_by_role("textbox", name=box)).to_have_value("Some wanted wells.")


def test_whoever_was_signed_out_is_told_and_loses_no_word(reviewed: Hall, screen: Screen) -> None:
    page = open_words(reviewed, screen)
    page.on("dialog", lambda dialog: dialog.accept())
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Sentence 1", exact=True).fill("Written too late.")
    expect(page.locator("#save-state")).to_contain_text("you are signed out")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what it gave, it takes
    page.reload()
    expect(page.get_by_label("Sentence 1", exact=True)).to_have_value("Written too late.")
    expect(page.locator("#save-state")).to_have_text("Saved.")


def test_the_whole_review_works_without_scripts(reviewed: Hall, screen: Screen) -> None:
    seal(reviewed)
    facilitator = reviewed.facilitator
    page = screen(address(reviewed), facilitator=facilitator, java_script_enabled=False)
    page.get_by_label("Sentence 1", exact=True).fill("Water comes first.")
    page.locator("details.sources summary").first.click()
    page.get_by_label("Water is far away").first.check()
    page.get_by_role("button", name="Save").click()
    page.goto(address(reviewed, "personal"))
    for choice in page.get_by_label("Mask").all():
        choice.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every finding is decided.")).to_be_visible()
    page.goto(address(reviewed, "sign"))
    page.get_by_label("Your name").fill("Akinyi")
    page.get_by_role("button", name="Sign version 2").click()
    page.get_by_role("link", name="Submit").click()
    page.get_by_role("button", name="Submit version 2").click()
    expect(page.get_by_role("definition").filter(has_text="New dialogue")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_can_be_read_by_everybody(
    reviewed: Hall, screen: Screen, viewport: dict[str, int], language: str
) -> None:
    seal(reviewed)
    pages = [address(reviewed, section) for section in (*SECTIONS, "sign", "ask", "submit")]
    pages.append(f"{reviewed.served.address}/dialogues/{reviewed.id}/summary/compare")
    page = screen(
        pages[0],
        facilitator=reviewed.facilitator,
        viewport=viewport,
        locale=language,
    )
    for one in pages:
        page.goto(one)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        # The bar with the button floats over whatever lies there until the end is reached.
        page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], one


def test_a_question_of_the_centre_is_answered_from_a_phone(hall: Hall, screen: Screen) -> None:
    hall.group("Water is far away", hall.write("The well is dry."))
    seal(hall)
    page = screen(address(hall, "sign"), facilitator=hall.facilitator, viewport=PHONE)
    page.get_by_label("Your name").fill("Akinyi")
    page.get_by_role("button", name="Sign version 2").click()
    page.get_by_role("link", name="Submit").click()
    page.get_by_role("button", name="Submit version 2").click()
    expect(page.locator(".receipt")).to_be_visible()
    page.goto(f"{hall.served.address}/centre/dialogues/{hall.id}/")
    page.get_by_label("Your question").fill("Which well?")
    page.get_by_role("radio", name="The well is dry.").check()
    page.get_by_role("button", name="Ask the organizer").last.click()
    expect(page.locator("blockquote")).to_have_text("The well is dry.")
    look_at(page)
    page.get_by_role("link", name="/centre/receipts/").click()
    expect(page.get_by_text("Which well?")).to_be_visible()
    assert "#" not in page.url
    look_at(page)
    page.goto(address(hall, "submit"))
    page.get_by_role("button", name="Ask the centre now").click()
    look_at(page)
    page.get_by_label("Your answer").fill("The one of the school.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The answer was sent.")).to_be_visible()
    page.goto(f"{hall.served.address}/centre/dialogues/{hall.id}/")
    expect(page.get_by_text("The one of the school.")).to_be_visible()
    page.goto(f"{hall.served.address}/centre/tokens/")
    look_at(page)


def look_at(page: Page) -> None:
    """Everybody can read it, also on a phone."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_draft_is_printed_while_the_page_waits(hall: Hall, screen: Screen) -> None:
    hall.write("The well is dry.")
    page = screen(address(hall), facilitator=hall.facilitator)
    page.get_by_role("button", name="Draft as PDF").click()
    # The page shows itself anew when the print is done; nobody presses anything.
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename.endswith("-draft.pdf")


def test_whoever_has_the_link_has_the_final_say(reviewed: Hall, screen: Screen) -> None:
    seal(reviewed)
    desk = screen(address(reviewed, "personal"), facilitator=reviewed.facilitator)
    for choice in desk.get_by_label("Mask").all():
        choice.check()
    expect(desk.locator("#save-state")).to_have_text("Saved.")
    desk.goto(address(reviewed, "ask"))
    desk.get_by_role("button", name="Open the link").click()
    phone = screen(f"{reviewed.served.address}/d/{reviewed.code}/", viewport=PHONE)
    phone.get_by_role("link", name="Have your final say").click()
    assert_accessible(phone)
    phone.get_by_text("This is not what we said").click()
    phone.get_by_label("What was meant?").fill("Water is too dear, not too far.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Your answer was counted.")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("Water is too dear, not too far.")).to_be_visible()
