"""Running a dialogue together: circles, who is here, and who leads."""

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from facilitation.pages.strings import BOARD_STRINGS
from tests.accessibility import assert_accessible
from tests.browser.board_page import OpenBoard, cards, choose, column, status
from tests.browser.hall import Hall
from tests.browser.phone import SIDEWAYS, OpenPhone, join

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    """Press a button of the dialog that is open."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def test_circles_are_opened_filled_and_their_notes_are_labelled_and_found(
    hall: Hall, open_board: OpenBoard
) -> None:
    people = [hall.join() for _ in range(4)]
    hall.write("Said by all", by=people[0])
    page = open_board(hall)
    choose(page, "more", "Breakouts")
    page.get_by_label("Names, one on each line").fill("The well\n\n The school ")
    press(page, "Open the breakouts")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".circles li")).to_have_count(2)
    expect(dialog.get_by_role("status")).to_have_text("People in no breakout: 4")
    expect(dialog.get_by_role("status")).to_be_focused()
    press(page, "Spread people evenly")
    here = dialog.locator(".circles .tag").filter(has_text="People here")
    expect(here).to_have_text(["People here: 2", "People here: 2"])
    expect(dialog.get_by_role("status")).to_have_text("People in no breakout: 0")
    well = hall.board()["dialogue"]["breakouts"][0]
    expect(dialog.locator(".circles li").first).to_contain_text(well["code"])
    press(page, "Done")
    people[0].act(hall.code, "go_to_breakout", breakout=well["id"])
    hall.write("Said at the well", by=people[0])
    label = column(page, "Ungrouped").locator(".card").filter(has_text="Said at the well")
    expect(label.locator(".tag.circle")).to_have_text("The well")
    expect(page.locator(".tag.circle")).to_have_count(1)
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Breakout", exact=True).select_option("The well")
    expect(page.locator(".card label")).to_have_text(["Said at the well"])
    page.get_by_role("button", name="Show everything").click()
    choose(page, "more", "Breakouts")
    press(page, "Bring everybody back")
    expect(status(page)).to_have_text("Everybody is back.")
    assert cards(page, "Ungrouped") == ["Said by all", "Said at the well"]
    expect(label.locator(".tag.circle")).to_have_text("The well")
    assert not any(one["open"] for one in hall.board()["dialogue"]["breakouts"])


def test_a_facilitator_runs_one_circle_and_comes_back(hall: Hall, open_board: OpenBoard) -> None:
    people = [hall.join() for _ in range(2)]
    hall.act("open_breakouts", names=["The well", "The school"])
    well, school = hall.board()["dialogue"]["breakouts"]
    for person, circle in zip(people, (well, school), strict=True):
        person.act(hall.code, "go_to_breakout", breakout=circle["id"])
    hall.write("Said at the well", by=people[0])
    hall.write("Said at the school", by=people[1])
    page = open_board(hall)
    code = page.locator(".code")
    choose(page, "more", "Breakouts")
    page.locator(".circles li").first.get_by_role("button", name="Go to its board").click()
    expect(page.locator(".in-circle")).to_contain_text("The well")
    expect(status(page)).to_have_text("You are on the board of a breakout: The well")
    expect(page.locator(".card label")).to_have_text(["Said at the well"])
    expect(code).to_have_text(well["code"])
    page.reload()
    expect(page.locator(".card label")).to_have_text(["Said at the well"])
    choose(page, "more", "Breakouts")
    expect(page.locator(".circles li").first).to_contain_text("Runs it:")
    press(page, "Done")
    page.get_by_role("button", name="Back to the board of all").click()
    expect(page.locator(".card label")).to_have_count(2)
    expect(status(page)).to_have_text("You are on the board of all.")
    expect(code).to_have_text(hall.code)


def test_whoever_runs_a_circle_hears_that_it_was_closed(hall: Hall, open_board: OpenBoard) -> None:
    hall.act("open_breakouts", names=["The well"])
    well = hall.board()["dialogue"]["breakouts"][0]
    hall.act("run_breakout", breakout=well["id"])
    page = open_board(hall)
    expect(page.locator(".in-circle")).to_be_visible()
    hall.act("close_breakouts")
    expect(status(page)).to_have_text("You are on the board of all.")
    expect(page.locator(".in-circle")).to_have_count(0)


def test_everybody_is_mixed_anew_and_the_notes_of_one_circle_are_seen(
    hall: Hall, open_board: OpenBoard
) -> None:
    people = [hall.join() for _ in range(4)]
    hall.act("open_breakouts", names=["The well", "The school"])
    well = hall.board()["dialogue"]["breakouts"][0]
    for person in people:
        person.act(hall.code, "go_to_breakout", breakout=well["id"])
    hall.write("Said at the well", by=people[0])
    people[1].act(hall.code, "go_to_breakout", breakout=None)
    hall.write("Said by all", by=people[1])
    page = open_board(hall)
    choose(page, "more", "Breakouts")
    here = page.get_by_role("dialog").locator(".circles li .tag").filter(has_text="People here")
    expect(here).to_have_text(["People here: 3", "People here: 0"])
    press(page, "Mix everybody anew…")
    expect(here).to_have_count(0)
    press(page, "Mix everybody anew")
    expect(here).to_have_text(["People here: 2", "People here: 2"])
    told = page.get_by_role("dialog").get_by_role("status")
    expect(told).to_contain_text("People given a breakout: 4.")
    expect(told).to_be_focused()
    page.locator(".circles li").first.get_by_role("button", name="Show its notes").click()
    expect(page.locator(".card label")).to_have_text(["Said at the well"])
    expect(page.get_by_label("Breakout", exact=True)).to_have_value(well["id"])


def test_the_code_of_a_circle_is_shown_with_its_own_qr_code(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.act("open_breakouts", names=["The well"])
    circle = hall.board()["dialogue"]["breakouts"][0]
    page = open_board(hall)
    for code in (hall.code, circle["code"]):
        page.locator(".code").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator(".code-text")).to_have_text(code)
        picture = dialog.locator(".qr-box img")
        expect(picture).to_have_attribute("src", f"/d/{code}/qr.svg")
        page.wait_for_function("one => one.naturalWidth > 0", arg=picture.element_handle())
        page.keyboard.press("Escape")
        hall.act("run_breakout", breakout=circle["id"])
        expect(page.locator(".in-circle")).to_be_visible()


def test_why_circles_cannot_be_opened_is_said_and_the_names_stay(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    choose(page, "more", "Breakouts")
    names = page.get_by_label("Names, one on each line")
    names.fill("x" * 500)
    press(page, "Open the breakouts")
    expect(page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    expect(names).to_have_value("x" * 500)


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("ar", 320)])
def test_the_dialog_of_circles_is_accessible(
    hall: Hall, open_board: OpenBoard, locale: str, width: int
) -> None:
    with translation.override(locale):
        breakouts = str(BOARD_STRINGS["breakouts"])
    page = open_board(hall, locale=locale, viewport={"width": width, "height": 720})
    choose(page, "more", breakouts)
    expect(page.locator("[name=names]")).to_be_focused()
    assert_accessible(page)
    names = ["The well", "A name that is much longer than a phone is wide"]
    hall.act("open_breakouts", names=names)
    expect(page.locator(".circles li")).to_have_count(2)
    assert_accessible(page)
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator(".circles li").nth(1).locator("button").last.click()
    expect(page.locator(".in-circle")).to_contain_text(names[1])
    assert_accessible(page)
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_bar_says_how_many_are_here_and_write_now(
    hall: Hall, open_board: OpenBoard, open_phone: OpenPhone
) -> None:
    page = open_board(hall)
    counts = page.locator(".counts")
    expect(counts).to_contain_text("Here now: 0")
    phone = join(hall, open_phone())
    expect(counts).to_contain_text("Here now: 1")
    expect(counts).to_contain_text("Writing now: 0")
    expect(counts).to_contain_text("Silent: \u20681–2\u2069")
    phone.locator("#note-text").press_sequentially("We need")
    expect(counts).to_contain_text("Writing now: \u20681–2\u2069")
    expect(counts).to_contain_text("Writing now: 0", timeout=20_000)
    phone.close()
    expect(counts).to_contain_text("Here now: 0")
