"""The board where nothing on it can be pressed: without scripts, and after the seal."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accessibility import assert_accessible
from tests.browser.board_page import OpenBoard, column
from tests.browser.conftest import Screen
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

DESK: Any = {"width": 1280, "height": 720}


def test_without_scripts_what_is_said_is_all_in_sight(hall: Hall, screen: Screen) -> None:
    page = screen(
        hall.board_address, facilitator=hall.facilitator, java_script_enabled=False, viewport=DESK
    )
    main = page.locator("main").bounding_box()
    said = page.locator("noscript .message").bounding_box(timeout=5_000)
    assert main is not None
    assert said is not None
    assert main["y"] + main["height"] >= said["y"] + said["height"]


def test_a_sealed_board_is_scrolled_by_keys(hall: Hall, open_board: OpenBoard) -> None:
    for number in range(12):
        hall.write(f"Note {number}", by=hall.join())
    hall.act("close_dialogue")
    hall.act("seal_dialogue", late="leave")
    page = open_board(hall, viewport=DESK)
    last = column(page, "Ungrouped").locator(".card").last
    expect(last).not_to_be_in_viewport()
    assert_accessible(page)
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()
