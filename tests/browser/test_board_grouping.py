"""Grouping without pain: dragging, merging, splitting, marking, and taking all of it back."""

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.board_page import (
    OpenBoard,
    cards,
    choose,
    column,
    groups_of,
    on_card,
    status,
)
from tests.browser.conftest import LIVE
from tests.browser.hall import Hall, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.serial]

NEWS_EVERY = 4_000
"""Milliseconds for which the board gathers what others did."""

Point = tuple[float, float]


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
    touch("touchEnd")


def test_a_card_is_dragged_into_a_group_and_on_to_another(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.group("Water", hall.write("Dry wells"))
    hall.group("Work", hall.write("No work"))
    hall.write("No water")
    page = open_board(hall)
    drag(page, "No water", column(page, "Work").locator(".cards"))
    expect(column(page, "Work").locator("label")).to_have_text(["No work", "No water"])
    expect(status(page)).to_contain_text("Work")
    drag(page, "No water", column(page, "Water").locator(".cards"))
    expect(column(page, "Water").locator("label")).to_have_text(["Dry wells", "No water"])
    assert groups_of(hall) == {"Water": 2, "Work": 1}


def test_a_finger_drags_as_a_mouse_does(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water")
    hall.write("No water")
    page = open_board(hall, has_touch=True)
    drag_by_touch(page, "No water", column(page, "Water").locator(".cards"))
    expect(column(page, "Water").locator("label")).to_have_text(["No water"])
    assert groups_of(hall) == {"Water": 1}


def test_the_selected_notes_go_along_and_begin_a_group_where_there_is_none(
    hall: Hall, open_board: OpenBoard
) -> None:
    for text in ("No water", "Dry wells", "No work"):
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").check()
    page.get_by_role("checkbox", name="Dry wells").check()
    drag(page, "Dry wells", page.locator("[data-place=new]"))
    page.get_by_label("What do they say?").fill("Water")
    page.keyboard.press("Enter")
    expect(column(page, "Water").locator("label")).to_have_text(["No water", "Dry wells"])
    assert groups_of(hall) == {"Water": 2}


def test_what_arrives_meanwhile_does_not_take_the_card_out_of_the_hand(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.group("Water")
    hall.write("No water")
    page = open_board(hall)
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: heard.append(str(data)))

    page.on("websocket", listen)
    page.reload()
    page.wait_for_selector(LIVE)
    take_up(page, "No water")
    hall.write("Another note")
    while not any("Another note" in data for data in heard):
        page.wait_for_timeout(50)
    expect(page.get_by_role("checkbox", name="Another note")).to_have_count(0)
    x, y = middle(column(page, "Water").locator(".cards"))
    page.mouse.move(x, y, steps=10)
    page.mouse.up()
    expect(column(page, "Water").locator("label")).to_have_text(["No water"])
    expect(page.get_by_role("checkbox", name="Another note")).to_be_visible()


def test_groups_are_merged_by_the_menu_with_their_votes_counted_once(
    hall: Hall, open_board: OpenBoard
) -> None:
    water = hall.group("Water", hall.write("No water"))
    wells = hall.group("Wells", hall.write("Dry wells"))
    hall.open_stage("prioritise")
    person = hall.join()
    for group in (water, wells):
        person.act(hall.code, "give_vote", group=group)
    page = open_board(hall)
    page.get_by_role("button", name="Where we are now").click()
    column(page, "Wells").locator("summary").click()
    column(page, "Wells").get_by_text("Merge into another group").click()
    page.get_by_role("dialog").get_by_role("button", name="Water").click()
    expect(column(page, "Water").locator("label")).to_have_text(["No water", "Dry wells"])
    expect(column(page, "Water")).to_contain_text("Votes: 1")
    expect(status(page)).to_have_text("Merged into \u2068Water\u2069.")
    assert groups_of(hall) == {"Water": 2}


def test_groups_are_merged_by_keys(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water", hall.write("No water"))
    hall.group("Wells", hall.write("Dry wells"))
    page = open_board(hall)
    page.get_by_role("checkbox", name="Dry wells").focus()
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(column(page, "Water").locator("label")).to_have_count(2)
    on_card(page, "Dry wells")
    assert groups_of(hall) == {"Water": 2}


def test_a_group_is_split(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water", hall.write("No water"), hall.write("No work"))
    page = open_board(hall)
    page.get_by_role("checkbox", name="No work").check()
    page.keyboard.press("g")
    expect(page.get_by_role("dialog")).to_contain_text("Split off into a new group: 1")
    page.keyboard.type("Work")
    page.keyboard.press("Enter")
    expect(column(page, "Work").locator("label")).to_have_text(["No work"])
    assert groups_of(hall) == {"Water": 1, "Work": 1}


def test_a_group_is_folded_and_looked_into_by_hand_and_by_keys(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.group("Water", hall.write("No water"), hall.write("Dry wells"))
    page = open_board(hall)
    head = page.get_by_role("button", name="Water 2")
    page.get_by_role("checkbox", name="Dry wells").focus()
    page.keyboard.press("c")
    expect(head).to_be_focused()
    expect(head).to_have_attribute("aria-expanded", "false")
    assert cards(page, "Water") == []
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    on_card(page, "No water")
    page.keyboard.press("ArrowUp")
    expect(head).to_be_focused()
    choose(page, "more", "Show only the titles of groups")
    expect(head).to_have_attribute("aria-expanded", "false")
    head.click()
    assert cards(page, "Water") == ["No water", "Dry wells"]


def test_what_is_pinned_comes_first(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water", hall.write("No water"), hall.write("Dry wells"))
    hall.group("Work")
    page = open_board(hall)
    page.get_by_role("checkbox", name="Dry wells").check()
    choose(page, "up", "Pin")
    expect(column(page, "Water").locator("label")).to_have_text(["Dry wells", "No water"])
    page.get_by_role("button", name="Work 0").focus()
    page.keyboard.press("p")
    expect(page.locator(".group h3")).to_contain_text(["Work", "Water"])
    expect(column(page, "Work")).to_contain_text("Pinned")


def test_a_repeat_is_marked_stands_under_its_original_and_is_not_lost(
    hall: Hall, open_board: OpenBoard
) -> None:
    for text in ("Dry wells", "No work", "The wells are dry"):
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("checkbox", name="Dry wells").check()
    page.get_by_role("checkbox", name="The wells are dry").check()
    page.get_by_role("checkbox", name="The wells are dry").focus()
    page.keyboard.press("d")
    page.keyboard.press("1")
    expect(column(page, "Ungrouped").locator("label")).to_have_text(
        ["Dry wells", "The wells are dry", "No work"]
    )
    expect(page.locator(".card.repeat")).to_contain_text("Repeats another note")
    expect(page.locator(".card").first).to_contain_text("Said again: 1")
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="The wells are dry").focus()
    page.keyboard.press("d")
    expect(page.locator(".card.repeat")).to_have_count(0)


def test_steps_are_undone_and_done_again_and_said(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("No water")
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").focus()
    page.keyboard.press("g")
    page.keyboard.type("Water")
    page.keyboard.press("Enter")
    expect(column(page, "Water").locator("label")).to_have_count(1)
    page.get_by_role("checkbox", name="No water").focus()
    page.keyboard.press("z")
    expect(status(page)).to_have_text("Undone: \u2068group begun\u2069.")
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["No water"])
    assert groups_of(hall) == {}
    on_card(page, "No water")
    page.keyboard.press("Shift+Z")
    expect(status(page)).to_have_text("Done again: \u2068group begun\u2069.")
    expect(column(page, "Water").locator("label")).to_have_text(["No water"])


def test_undo_outlives_a_reload_and_says_when_nothing_is_left(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.write("No water")
    hall.group("Water")
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").check()
    page.get_by_role("button", name="Move here: Water").click()
    expect(column(page, "Water").locator("label")).to_have_count(1)
    page.reload()
    page.get_by_role("button", name="Undo").click()
    expect(status(page)).to_have_text("Undone: \u2068notes moved\u2069.")
    assert groups_of(hall) == {"Water": 0}
    page.keyboard.press("Control+z")
    expect(status(page)).to_have_text("Undone: \u2068group begun\u2069.")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    expect(status(page)).to_contain_text("nothing of yours to undo or do again")
    expect(page.locator(".status-line.refused")).to_have_count(0)
    assert groups_of(hall) == {"Water": 1}


def test_what_one_does_oneself_is_not_told_as_news(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water")
    hall.write("No water")
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").check()
    page.get_by_role("button", name="Move here: Water").click()
    expect(column(page, "Water").locator("label")).to_have_count(1)
    page.wait_for_timeout(NEWS_EVERY + 500)
    expect(status(page)).to_have_text("Notes moved to \u2068Water\u2069: 1.")


def test_undo_never_overwrites_what_somebody_else_changed_since(
    hall: Hall, open_board: OpenBoard, colleague: Visitor
) -> None:
    group = hall.group("Water")
    page = open_board(hall)
    choose(page, "dots", "Rename")
    page.get_by_label("Title of the group").fill("Wells")
    page.keyboard.press("Enter")
    expect(column(page, "Wells")).to_be_visible()
    colleague.act(hall.code, "rename_group", group=group, title="Clean water")
    page.get_by_role("button", name="Undo").click()
    expect(status(page)).to_contain_text("Somebody has changed the same thing since")
    assert groups_of(hall) == {"Clean water": 0}


@pytest.fixture
def colleague(hall: Hall) -> Visitor:
    """A co-facilitator, come in by an invitation."""
    link = hall.facilitator.post(f"/dialogues/{hall.id}/invite")["link"]
    visitor = Visitor(hall.served.address)
    visitor.sign_in(link.rpartition("#")[2])
    return visitor
