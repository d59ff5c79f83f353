"""A facilitator looks at the participant's page, which follows the dialogue and sends nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.conftest import Screen
from tests.browser.hall import Hall
from tests.browser.phone import SIDEWAYS

pytestmark = [pytest.mark.browser, pytest.mark.serial]


def preview(hall: Hall, screen: Screen, **options: object) -> Page:
    address = f"{hall.board_address}preview"
    return screen(address, facilitator=hall.facilitator, **options)


def test_the_preview_follows_the_dialogue_and_sends_nothing(hall: Hall, screen: Screen) -> None:
    page = preview(hall, screen)
    phone = page.frame_locator("#phone")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Where are we now?")
    phone.locator("#note-text").fill("From nobody")
    phone.locator("#write button.primary").click()
    hall.open_stage("want")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Where do we want to be?")
    hall.act("show_wall", shown=True)
    hall.write("A clean well", stage="want")
    expect(phone.get_by_text("A clean well")).to_be_visible()
    dialogue = hall.board()["dialogue"]
    assert (dialogue["participants"], dialogue["notes"]) == (1, 1)


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("ar", 320)])
def test_the_preview_is_accessible_and_fits(
    hall: Hall, screen: Screen, locale: str, width: int
) -> None:
    hall.act("open_breakouts", names=["The well"])
    page = preview(hall, screen, locale=locale, viewport={"width": width, "height": 640})
    expect(page.frame_locator("#phone").locator("#note-text")).to_be_attached()
    assert_accessible(page)
    assert page.evaluate(SIDEWAYS) <= 0
