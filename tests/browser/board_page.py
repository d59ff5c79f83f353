"""What hands and eyes find on the facilitator's board."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.hall import Hall

OpenBoard = Callable[..., Page]
Point = tuple[float, float]

CARRIED = ".sortable-ghost"
"""The card that is dragged, where it would lie if it were let go."""


def column(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title)


def cards(page: Page, title: str) -> list[str]:
    """The texts in a column, from top to bottom."""
    return column(page, title).locator("label").all_text_contents()


def on_card(page: Page, text: str) -> None:
    """Wait until the keyboard is on the card with this text."""
    expect(page.get_by_role("checkbox", name=text)).to_be_focused()


def show_head(page: Page) -> None:
    """Show all of the head of the board, which a narrow page folds."""
    folded = page.locator(".bar-toggle[aria-expanded=false]")
    if folded.is_visible():
        folded.click()


def choose(page: Page, menu: str, choice: str) -> None:
    """Open a menu, found by its look (more, up, dots), and choose."""
    if menu == "more":
        show_head(page)
    page.locator(f".menu.{menu} summary").click()
    page.locator(".menu[open]").get_by_text(choice, exact=True).click()


def status(page: Page) -> Locator:
    return page.locator(".status")


def groups_of(hall: Hall) -> dict[str, int]:
    """How many notes the server has in each group, by title."""
    return {group["title"]: group["notes"] for group in hall.board()["groups"].values()}


def grip(page: Page, text: str) -> Locator:
    return page.locator(".card").filter(has_text=text).locator(".grip")


def middle(place: Locator) -> Point:
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def take_up(page: Page, text: str) -> None:
    """Press on the handle of a card and begin to drag it."""
    x, y = middle(grip(page, text))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 12, steps=4)
    expect(page.locator("body.dragging")).to_be_attached()


def drag(page: Page, text: str, place: Locator) -> None:
    take_up(page, text)
    x, y = middle(place)
    page.mouse.move(x, y, steps=12)
    page.mouse.move(x, y + 2, steps=2)
    expect(place.locator(CARRIED)).to_be_attached()
    page.mouse.up()


def drag_by_touch(page: Page, text: str, place: Locator) -> None:
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: Point) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    start, end = middle(grip(page, text)), middle(place)
    touch("touchStart", start)
    for step in range(1, 13):
        share = step / 12
        x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        touch("touchMove", (x, y))
    expect(page.locator("body.dragging")).to_be_attached()
    touch("touchMove", (end[0], end[1] + 2))
    expect(place.locator(CARRIED)).to_be_attached()
    touch("touchEnd")
