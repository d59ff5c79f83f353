"""What people do with the participant's page on a phone, and what its page must fit."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.hall import Hall

PHONE: Any = {"width": 360, "height": 640}

OpenPhone = Callable[..., BrowserContext]

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""A PNG of one pixel."""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """() => [...document.querySelectorAll("button, select, summary, .tick, a.button")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML)"""

STORED = """() => new Promise((done) => {
  const opening = indexedDB.open("toolkit-outbox");
  opening.onsuccess = () => {
    const count = opening.result.transaction("entries").objectStore("entries").count();
    count.onsuccess = () => done(count.result);
  };
})"""
"""How many entries wait in the outboxes of this phone."""


def until_all_is_sent(page: Page) -> None:
    """Wait until the outboxes are empty. (`wait_for_function` takes a promise for a yes.)"""
    page.evaluate(
        f"""async () => {{
          while (await ({STORED})() > 0) await new Promise(requestAnimationFrame);
        }}"""
    )


def in_view(page: Page, selector: str) -> bool:
    """Whether all that `selector` finds is on the screen without scrolling."""
    every = """all => all.every((one) => {
      const {top, bottom} = one.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    })"""
    return bool(page.locator(selector).evaluate_all(every))


def address(hall: Hall) -> str:
    return f"{hall.served.address}/d/{hall.code}/"


def join(hall: Hall, phone: BrowserContext) -> Page:
    """Join, skip the questions about oneself, and hear the dialogue."""
    page = join_without_script(hall, phone)
    listening(page)
    return page


def join_without_script(hall: Hall, phone: BrowserContext) -> Page:
    """Join by forms alone, and skip the questions about oneself."""
    page = phone.new_page()
    page.goto(address(hall))
    page.locator("form[action$=join] button").click()
    page.locator("[name=skip]").click()
    return page


def listening(page: Page) -> None:
    page.locator("#connection[data-connection=live]").wait_for()


def send(page: Page, text: str) -> None:
    page.locator("#note-text").fill(text)
    page.locator("#write button.primary").click()


def texts(hall: Hall) -> list[str]:
    """The notes that the facilitator sees, late ones too, in order."""
    notes = sorted(hall.board()["notes"].values(), key=lambda note: note["order"])
    return [note["text"] for note in notes]


def own_notes(page: Page, state: str) -> Any:
    return page.locator(f'#own-list .note[data-state="{state}"]')
