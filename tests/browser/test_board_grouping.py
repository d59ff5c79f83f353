"""Grouping without pain: dragging, merging, splitting, marking, and taking all of it back."""

import pytest
from playwright.sync_api import WebSocket, expect

from tests.browser.board_page import (
    OpenBoard,
    cards,
    choose,
    column,
    drag,
    groups_of,
    middle,
    on_card,
    status,
    take_up,
)
from tests.browser.conftest import LIVE
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

NEWS_EVERY = 4_000
"""Milliseconds for which the board gathers what others did."""


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


def test_the_keyboard_stays_near_what_others_took_away(hall: Hall, open_board: OpenBoard) -> None:
    water = hall.group("Water", hall.write("No water"))
    work = hall.group("Work", hall.write("No work"))
    buses = hall.write("More buses")
    page = open_board(hall)
    page.get_by_role("button", name="Water 1").click()
    page.get_by_role("checkbox", name="More buses").focus()
    hall.act("move_notes", notes=[buses], group=water)
    expect(page.get_by_role("button", name="Water 2")).to_be_focused()
    page.get_by_role("button", name="Work 1").focus()
    hall.act("merge_groups", group=work, into=water)
    expect(page.get_by_role("button", name="Water 3")).to_be_focused()


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
    hall.group("Jobs", hall.write("Jobs are few"))
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
    page.get_by_role("checkbox", name="Jobs are few").focus()
    page.keyboard.press("d")
    page.keyboard.press("2")
    expect(column(page, "Jobs").locator(".card.repeat")).to_have_count(1)


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
