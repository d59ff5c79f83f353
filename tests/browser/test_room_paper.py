"""People without a device: their notes and votes are in, are counted, and are marked as theirs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.room_story import Building, Room

pytestmark = pytest.mark.browser


def sheet_has_the_questions_and_the_code_and_no_place_for_a_name(
    building: Building, room: Room
) -> None:
    room.lead.locator(".menu.more summary").click()
    link = room.lead.get_by_role("link", name=room.words.board("sheet"), exact=True)
    address = room.hall.served.address + (link.get_attribute("href") or "")
    room.lead.keyboard.press("Escape")
    sheet = building.page(room.words.language, address=address, who=room.hall.facilitator)
    sheet.emulate_media(media="print")
    for kind in ("now", "want", "how"):
        expect(sheet.get_by_text(room.words.question(kind))).to_be_visible()
    expect(sheet.get_by_text(room.hall.code, exact=True)).to_be_visible()
    expect(sheet.locator("figure svg")).to_be_visible()
    expect(sheet.get_by_role("textbox")).to_have_count(0)


def type_in(room: Room, board: Page, *lines: str) -> None:
    """Write notes down for others. What is refused stays, to be typed shorter."""
    long = "x" * 501
    room.choose(board, "more", "proxy_notes")
    box = board.get_by_label(room.words.board("proxy_lines"))
    box.fill("\n".join((*lines[:-1], "", long)))
    room.press(board, "write_down")
    kept = board.get_by_role("dialog").get_by_role("alert")
    expect(kept).to_contain_text(room.words.board("lines_kept", n=1))
    expect(box).to_have_value(long)
    box.fill(f"  {lines[-1]}")
    room.press(board, "write_down")
    room.told(board, "written_down", n=1)


def test_what_is_written_on_a_sheet_and_raised_hands_count_and_are_labelled(
    building: Building, room: Room
) -> None:
    said, words = room.said, room.words
    room.hall.act("show_wall", shown=True)
    sheet_has_the_questions_and_the_code_and_no_place_for_a_name(building, room)
    type_in(room, room.lead, said.wells, said.far, said.jobs)
    room.see(words.board("ungrouped"), [said.wells, said.far, said.jobs])
    for board in room.boards:
        expect(board.locator(".card .marks")).to_have_text([words.board("on_behalf")] * 3)
    for phone in room.phones:
        expect(phone.locator("#wall-list .note")).to_have_text([said.jobs, said.far, said.wells])
    room.group(room.second, said.water, said.wells, said.far)
    room.hall.open_stage("prioritise")
    room.phones[0].get_by_role("button", name=said.water, exact=True).click()
    room.choose(room.second, "more", "count_votes")
    room.second.get_by_role("spinbutton", name=said.water).fill("12")
    more = f"{words.board('one_more')}: {said.water}"
    room.second.get_by_role("button", name=more).click()
    room.told(room.second, "votes_counted", group=said.water, n=13)
    room.press(room.second, "done")
    room.see_marked(said.water, "votes", n=14)
    room.see_marked(said.water, "votes_on_behalf", n=13)
    room.tool(room.second, "undo").click()
    room.see_marked(said.water, "votes_on_behalf", n=12)
    room.hall.open_stage("close")
    expect(room.wall.locator(".bar")).to_contain_text([words.wall("votes", n=13)])
    expect(room.wall.locator(".bar")).to_contain_text([words.wall("votes_on_behalf", n=12)])
    for phone in room.phones:
        result = phone.locator("#results-list li")
        expect(result).to_contain_text([words.phone("proxy_votes", count=12)])
