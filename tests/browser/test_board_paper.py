"""Paper: the sheet is one page, and a pile of them is typed in without leaving the keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accessibility import assert_accessible
from tests.browser.board_page import OpenBoard, choose, column, status
from tests.browser.conftest import Screen
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import PHONE, SIDEWAYS, in_view
from tests.services import Served

pytestmark = pytest.mark.browser

PAGE_OF_PDF = re.compile(rb"/Type\s*/Page\b")
PRINTED: Any = {"width": 687, "height": 1017}
"""What the margins leave of A4, in pixels."""


@pytest.mark.parametrize("locale", ["en", "ar", "ru"])
def test_three_questions_and_the_way_in_are_one_page(
    hall: Hall, screen: Screen, locale: str
) -> None:
    page = screen(f"{hall.board_address}sheet", facilitator=hall.facilitator, locale=locale)
    assert_accessible(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PAGE_OF_PDF.findall(printed)) == 1


def test_a_title_of_one_long_word_leaves_room_for_the_way_in(
    served: Served, organizer: Visitor, screen: Screen
) -> None:
    hall = Hall.opened(served, organizer, title="Wasserversorgungsinfrastruktur" * 2)
    page = screen(f"{hall.board_address}sheet", facilitator=organizer, viewport=PHONE)
    assert page.evaluate(SIDEWAYS) == 0
    page.emulate_media(media="print")
    page.set_viewport_size(PRINTED)
    assert page.evaluate(SIDEWAYS) == 0
    assert in_view(page, ".way-in")


def test_a_pile_of_sheets_is_typed_in_by_keys_alone(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)
    choose(page, "more", "Write notes for others")
    dialog = page.get_by_role("dialog")
    page.keyboard.type("No water\nDry wells")
    expect(dialog.get_by_text("Notes: 2")).to_be_visible()
    dialog.get_by_role("checkbox", name="may be quoted").check()
    page.get_by_label("Notes, one on each line").press("Control+Enter")
    expect(dialog.get_by_role("status")).to_have_text("Notes put on the board: 2.")
    expect(page.get_by_label("Notes, one on each line")).to_be_focused()
    expect(page.get_by_label("Notes, one on each line")).to_have_value("")
    dialog.get_by_role("checkbox", name="may be quoted").uncheck()
    page.get_by_label("Notes, one on each line").fill("No work")
    dialog.get_by_role("button", name="Put on the board", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(status(page)).to_have_text("Notes put on the board: 1.")
    notes = column(page, "Ungrouped").locator(".card")
    expect(notes.locator("label")).to_have_text(["No water", "Dry wells", "No work"])
    expect(notes.filter(has_text="For somebody else")).to_have_count(3)
    expect(notes.filter(has_text="May be quoted")).to_have_count(2)
