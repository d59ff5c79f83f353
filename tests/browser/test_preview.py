"""The page on which a facilitator looks at the participant's: everybody can use it.

That it follows the dialogue and sends nothing is told in `test_room_moderation.py`.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.conftest import Screen
from tests.browser.hall import Hall
from tests.browser.phone import SIDEWAYS

pytestmark = pytest.mark.browser


def preview(hall: Hall, screen: Screen, **options: object) -> Page:
    address = f"{hall.board_address}preview"
    return screen(address, facilitator=hall.facilitator, **options)


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("ar", 320)])
def test_the_preview_is_accessible_and_fits(
    hall: Hall, screen: Screen, locale: str, width: int
) -> None:
    hall.act("open_breakouts", names=["The well"])
    page = preview(hall, screen, locale=locale, viewport={"width": width, "height": 640})
    expect(page.frame_locator("#phone").locator("#note-text")).to_be_attached()
    assert_accessible(page)
    assert page.evaluate(SIDEWAYS) <= 0
