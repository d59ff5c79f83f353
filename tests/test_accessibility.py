"""The check for accessibility finds what it should, so that its silence means something."""

import pytest
from playwright.sync_api import Page

from tests.accessibility import assert_accessible

pytestmark = pytest.mark.browser

GOOD = '<!doctype html><html lang="en"><title>A page</title><main><h1>Words</h1></main></html>'


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD)
    assert_accessible(page)


def test_an_image_without_words_is_named(page: Page) -> None:
    page.set_content(GOOD.replace("Words", '<img src="data:,">'))
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
