"""Small circles: people go, write and come back, and leave nothing where they no longer are."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.board_page import column
from tests.browser.room_story import Room

pytestmark = pytest.mark.browser


def circles(room: Room, board: Page) -> Locator:
    """The rows of the dialog of circles, which is open."""
    return board.get_by_role("dialog").locator(".circles > li")


def open_circles(room: Room, *names: str) -> None:
    room.choose(room.lead, "more", "breakouts")
    room.lead.get_by_label(room.words.board("breakout_names")).fill("\n".join(names))
    room.press(room.lead, "open_breakouts")
    expect(circles(room, room.lead)).to_have_count(len(names))


def go(room: Room, phone: Page, name: str) -> None:
    words = room.words.phone("go_to_breakout", name=name)
    phone.get_by_role("button", name=words, exact=True).click()
    is_in(room, phone, name)


def is_in(room: Room, phone: Page, name: str) -> None:
    expect(phone.locator("#breakout-here")).to_have_text(room.words.phone("in_breakout", name=name))


def people(room: Room, *numbers: int) -> None:
    """See how many are in each circle, in the dialog that the lead has open."""
    for row, n in zip(circles(room, room.lead).all(), numbers, strict=True):
        expect(row).to_contain_text(room.words.board("people_here", n=n))


def test_people_go_into_circles_and_come_back_without_leaving_ghosts(room: Room) -> None:
    said, (one, two, three) = room.said, room.phones
    open_circles(room, said.water, said.school)
    dialog = room.lead.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text(room.words.board("not_in_breakout", n=3))
    go(room, one, said.water)
    go(room, two, said.water)
    people(room, 2, 0)
    room.press(room.lead, "spread_people")
    is_in(room, three, said.school)
    people(room, 2, 1)
    go(room, two, said.school)
    people(room, 1, 2)
    expect(dialog.get_by_role("status")).to_have_text(room.words.board("not_in_breakout", n=0))
    two.get_by_role("button", name=room.words.phone("back_to_everybody"), exact=True).click()
    people(room, 1, 1)
    room.press(room.lead, "close_breakouts")
    room.told(room.lead, "breakouts_closed")
    for phone in room.phones:
        expect(phone.locator("#breakout-here")).to_be_hidden()
        expect(phone.locator("#breakouts")).to_be_hidden()
    for board in room.boards:
        expect(board.locator(".counts")).to_contain_text(room.words.board("here_now", n=3))


def test_a_circle_has_its_own_board_and_the_board_of_all_keeps_where_a_note_is_from(
    room: Room,
) -> None:
    said, (one, two, three), ungrouped = room.said, room.phones, room.words.board("ungrouped")
    room.hall.act("show_wall", shown=True)
    open_circles(room, said.water, said.school)
    room.press(room.lead, "done")
    for phone, name in ((one, said.water), (two, said.school), (three, said.school)):
        go(room, phone, name)
    room.choose(room.second, "more", "breakouts")
    row = circles(room, room.second).filter(has_text=said.school)
    row.get_by_role("button", name=room.words.board("run_breakout"), exact=True).click()
    here = room.second.get_by_role("region", name=room.words.board("breakouts"))
    expect(here).to_contain_text(said.school)
    room.write(one, said.wells)
    room.write(two, said.jobs)
    expect(column(room.second, ungrouped).locator("label")).to_have_text([said.jobs])
    expect(column(room.lead, ungrouped).locator("label")).to_have_text([said.wells, said.jobs])
    expect(room.lead.locator(".tag.circle")).to_have_text([said.water, said.school])
    expect(three.locator("#wall-list .note")).to_have_text([said.jobs])
    expect(one.locator("#wall-list .note")).to_have_count(0)
    room.group(room.second, said.work, said.jobs)
    expect(column(room.lead, said.work).locator("label")).to_have_text([said.jobs])
    room.hall.act("close_breakouts")
    expect(here).to_have_count(0)
    room.see(ungrouped, [said.wells])
    room.see(said.work, [said.jobs])
    for board in room.boards:
        expect(board.locator(".tag.circle")).to_have_text([said.water, said.school])
    room.tool(room.second, "find").click()
    room.second.get_by_label(room.words.board("find_breakout")).select_option(said.water)
    expect(room.second.locator(".card label")).to_have_text([said.wells])
