"""The wall of the hall: the way in is always there, and nothing that is not for everybody."""

import pytest
from playwright.sync_api import expect

from tests.accessibility import assert_accessible
from tests.browser.room_story import STAGES, Room

pytestmark = pytest.mark.browser


def test_the_wall_shows_the_way_in_the_question_and_the_counts_at_every_stage(room: Room) -> None:
    wall, words, said = room.wall, room.words, room.said
    for phone, text in zip(room.phones, (said.wells, said.far, said.thief), strict=True):
        room.write(phone, text)
    room.group(room.lead, said.water, said.wells, said.far)
    room.tick(room.second, said.thief)
    room.tool(room.second, "hide").click()
    room.press(room.second, "hide")
    for kind in STAGES:
        room.hall.open_stage(kind)
        expect(wall.locator(".stage")).to_have_text(words.stage(kind))
        expect(wall.locator(".join-code")).to_have_text(room.hall.code)
        expect(wall.locator(".join svg")).to_be_in_viewport()
        expect(wall.locator(".room")).to_contain_text(words.wall("people_joined", n=3))
        assert said.thief not in wall.content()
    room.hall.open_stage("now")
    expect(wall.get_by_role("heading", level=1)).to_have_text(words.question("now"))
    room.see_on_wall({said.water: 2})
    for scheme in ("light", "dark"):
        wall.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert_accessible(wall)


def test_the_wall_ends_with_thanks_and_the_boards_with_the_summary(room: Room) -> None:
    room.write(room.phones[0], room.said.wells)
    room.hall.act("close_dialogue")
    expect(room.wall.get_by_role("heading", level=1)).to_have_text(room.words.wall("closed"))
    for board in room.boards:
        expect(board.locator(".stage-title")).to_contain_text(room.words.board("closed"))
    for phone in room.phones:
        expect(phone.locator("#question")).to_have_text(room.words.question("closed"))
    room.hall.act("seal_dialogue")
    expect(room.wall.get_by_role("heading", level=1)).to_have_text(room.words.wall("sealed"))
    for board in room.boards:
        summary = board.get_by_role("link", name=room.words.board("to_summary"))
        expect(summary).to_be_visible()
    for phone in room.phones:
        expect(phone.locator("#question")).to_have_text(room.words.question("sealed"))
        expect(phone.locator("#own")).to_be_hidden()
