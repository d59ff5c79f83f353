"""Running a room together: who is here, who leads, and how a colleague comes in."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board_page import status
from tests.browser.room_story import DESK, LIVE, Building, Room

pytestmark = pytest.mark.browser


def counts(room: Room, key: str, n: object) -> None:
    """See a count of the room, on both boards."""
    for board in room.boards:
        expect(board.locator(".counts")).to_contain_text(room.words.board(key, n=n))


def test_who_is_here_who_writes_and_who_is_silent_is_counted_and_never_named(room: Room) -> None:
    _one, two, three = room.phones
    counts(room, "here_now", 3)
    counts(room, "silent_now", 3)
    for phone in room.phones:
        phone.get_by_role("textbox", name=room.words.question("now")).press_sequentially("…")
    counts(room, "writing_now", 3)
    for phone, text in zip(
        room.phones, (room.said.wells, room.said.far, room.said.jobs), strict=True
    ):
        room.write(phone, text)
    counts(room, "silent_now", 0)
    two.close()
    three.close()
    counts(room, "here_now", 1)
    counts(room, "people_joined", 3)


def test_a_colleague_comes_in_by_a_link_and_sees_the_same(building: Building, room: Room) -> None:
    words = room.words
    room.write(room.phones[0], room.said.wells)
    room.choose(room.lead, "more", "invite")
    link = room.lead.get_by_role("dialog").get_by_label(words.board("invite_link"), exact=True)
    third = building.page(words.language, address=link.input_value(), viewport=DESK)
    third.get_by_label(words.text("Your name")).fill("Akinyi")
    third.get_by_role("button", name=words.text("Come in")).click()
    third.wait_for_selector(LIVE)
    expect(third).to_have_url(room.hall.board_address)
    expect(third.get_by_role("checkbox", name=room.said.wells, exact=True)).to_be_visible()
    third.get_by_role("checkbox", name=room.said.wells, exact=True).check()
    room.group(third, room.said.water, room.said.wells)
    room.see(room.said.water, [room.said.wells])


def leads(room: Room, board: Page, name: str) -> None:
    """Hear who leads, and see it in the menu."""
    room.told(board, "leads", name=name)
    menu_says(board, room.words.board("leads", name=name))


def menu_says(board: Page, words: str) -> None:
    menu = board.locator(".menu.more")
    menu.locator("summary").click()
    expect(menu.locator(".heading").last).to_have_text(words)
    board.keyboard.press("Escape")


def test_the_lead_outlives_a_reload_is_handed_over_and_lapses_with_whoever_is_gone(
    room: Room,
) -> None:
    me, them = (room.words.board("facilitator_n", n=n) for n in (1, 2))
    room.choose(room.lead, "more", "take_lead")
    for board in room.boards:
        leads(room, board, me)
    room.tool(room.second, "next", stage=room.words.stage("want")).click()
    refusal = room.words.refusal("not_leading") % {"who": me}
    expect(status(room.second)).to_have_text(refusal)
    room.lead.reload()
    room.lead.wait_for_selector(LIVE)
    menu_says(room.second, room.words.board("leads", name=me))
    room.choose(room.lead, "more", "hand_over_lead", name=them)
    for board in room.boards:
        leads(room, board, them)
    room.tool(room.second, "next", stage=room.words.stage("want")).click()
    for board in room.boards:
        expect(board.locator(".stage-title")).to_contain_text(room.words.stage("want"))
    room.second.goto("about:blank")
    room.hall.let_the_lead_lapse()
    room.told(room.lead, "nobody_leads")
    menu_says(room.lead, room.words.board("nobody_leads"))
    room.choose(room.lead, "more", "take_lead")
    leads(room, room.lead, me)
    room.second.goto(room.hall.board_address)
    room.second.wait_for_selector(LIVE)
    menu_says(room.second, room.words.board("leads", name=me))
