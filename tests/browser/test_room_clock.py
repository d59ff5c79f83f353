"""The clock and the agenda: the same time for everybody, and nothing before its time."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.board_page import column
from tests.browser.phone import PIXEL
from tests.browser.room_story import Building, Room, hear, own

pytestmark = pytest.mark.browser

WRONG = (timedelta(0), timedelta(hours=-5), timedelta(days=400))
CREDIT = "Amina, Kisumu"
FILM = "https://example.org/film"
PICTURE: FilePayload = {"name": "well.png", "mimeType": "image/png", "buffer": PIXEL}


def shows(page: Page, minutes: int) -> None:
    expect(page.get_by_role("timer")).to_contain_text(re.compile(rf"\b{minutes:02}:\d\d"))


def clock_says(room: Room, *, boards: str, phones: str) -> None:
    for board in room.boards:
        expect(board.locator("[data-clock-state]")).to_have_text(room.words.board(boards))
    for phone in room.phones:
        expect(phone.locator("#clock-says")).to_have_text(room.words.phone(phones))


def test_the_clock_is_one_for_all_whatever_their_own_says(
    building: Building, language: str
) -> None:
    room = building.open(language, clocks=WRONG)
    for screen in room.screens:
        shows(screen, 9)
    room.tool(room.lead, "plus_one").click()
    room.told(room.lead, "minute_added")
    for screen in room.screens:
        shows(screen, 10)
    room.tool(room.second, "pause").click()
    room.told(room.second, "paused")
    clock_says(room, boards="clock_paused", phones="clock_paused")
    expect(room.wall.locator("[data-clock-state]")).to_have_text(room.words.wall("clock_paused"))
    room.tool(room.lead, "resume").click()
    room.told(room.lead, "resumed")
    for screen in room.screens:
        shows(screen, 10)
    for phone in room.phones:
        expect(phone.locator("#clock-says")).to_be_empty()


def test_a_soft_end_lets_people_finish_and_a_hard_one_lets_notes_wait(room: Room) -> None:
    said = room.said
    room.hall.act("set_clock", change="add", seconds=-601)
    clock_says(room, boards="clock_over", phones="clock_over")
    for board in room.boards:
        room.told(board, "time_is_up")
    for phone in room.phones:
        hear(phone, room.words.phone("clock_over"))
    room.write(room.phones[0], said.wells)
    room.see(room.words.board("ungrouped"), [said.wells])
    room.tool(room.lead, "all_stages").click()
    room.lead.get_by_role("switch", name=room.words.board("hard_end")).click()
    room.press(room.lead, "done")
    clock_says(room, boards="clock_ended", phones="clock_late")
    room.write(room.phones[1], said.far)
    expect(own(room.phones[1], said.far)).to_have_attribute("data-state", "late")
    room.see(room.words.board("waiting"), [said.far])
    tray = column(room.second, room.words.board("waiting"))
    tray.get_by_role("button", name=room.words.board("admit_all")).click()
    room.see(room.words.board("ungrouped"), [said.wells, said.far])


def begin_to_show(room: Room, board: Page, stage: str, kind: str) -> None:
    """Choose what people see before they write in a stage, and say what it is and whose."""
    words = room.words
    room.tool(board, "all_stages").click()
    name = words.board("edit_this", stage=words.stage(stage))
    board.get_by_role("button", name=name, exact=True).click()
    board.get_by_label(words.board(f"stimulus_{kind}"), exact=True).check()
    board.get_by_label(words.board("stimulus_caption"), exact=True).fill(room.said.school)
    board.get_by_label(words.board("stimulus_credit"), exact=True).fill(CREDIT)


def show(room: Room, board: Page, stage: str) -> None:
    room.press(board, "save")
    room.told(board, "stage_saved", stage=room.words.stage(stage))


def tell_a_story(room: Room, board: Page) -> None:
    """Prepare the next stage: another question, and a story before it."""
    begin_to_show(room, board, "want", "story")
    board.get_by_label(room.words.board("stage_prompt")).fill(room.said.water)
    box = board.get_by_role("textbox", name=room.words.board("stimulus_text"), exact=True)
    box.fill(room.said.far)
    show(room, board, "want")


def sees_whose_it_is(room: Room, page: Page) -> None:
    for words in (room.said.school, CREDIT):
        expect(page.locator(".stimulus figcaption")).to_contain_text(words)


def stage_is(room: Room, kind: str) -> None:
    for board in room.boards:
        expect(board.locator(".stage-title")).to_contain_text(room.words.stage(kind))
    for phone in room.phones:
        hear(phone, room.words.phone("now", stage=room.words.stage(kind)))
    hear(room.wall, room.words.wall("stage_is_now", stage=room.words.stage(kind)))


def everybody_sees_a_picture_then_a_link(room: Room) -> None:
    """In the stage that is open, each given by another facilitator."""
    begin_to_show(room, room.lead, "now", "picture")
    room.lead.get_by_label(room.words.board("picture_file")).set_input_files(PICTURE)
    room.lead.get_by_label(room.words.board("picture_alternative")).fill(room.said.wells)
    show(room, room.lead, "now")
    for page in (room.wall, *room.phones):
        picture = page.get_by_role("img", name=room.said.wells)
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("naturalWidth", 1)
        sees_whose_it_is(room, page)
    begin_to_show(room, room.second, "now", "link")
    room.second.get_by_label(room.words.board("stimulus_address")).fill(FILM)
    show(room, room.second, "now")
    for page in (room.wall, *room.phones):
        expect(page.get_by_role("link", name=FILM)).to_have_attribute("href", FILM)
        expect(page.get_by_role("img", name=room.said.wells)).to_have_count(0)
        sees_whose_it_is(room, page)


def test_the_next_stage_comes_with_its_story_when_it_is_called_and_can_be_sent_back(
    room: Room,
) -> None:
    words, (one, two, three) = room.words, room.phones
    story, question = room.said.far, room.said.water
    tell_a_story(room, room.second)
    feed = room.people[0].http.get(f"/api/d/{room.hall.code}/feed").json()
    for shown in (feed["put"], room.hall.board("projector")):
        assert shown["stages"][room.hall.stages["want"]]["stimulus"] is None
        assert story not in str(shown)
        assert question not in str(shown)
    box = one.get_by_role("textbox", name=words.question("now"))
    box.press_sequentially(room.said.jobs)
    room.tool(room.lead, "next", stage=words.stage("want")).click()
    room.told(room.lead, "stage_is_now", stage=words.stage("want"))
    stage_is(room, "want")
    for page in (two, three, room.wall):
        expect(page.get_by_role("heading", level=1)).to_have_text(question)
        expect(page.locator(".stimulus")).to_contain_text(story)
        sees_whose_it_is(room, page)
    expect(one.locator("#note-text")).to_have_value(room.said.jobs)
    room.tool(room.lead, "undo").click()
    room.told(room.lead, "undone", what=words.board("step_stage_opened"))
    stage_is(room, "now")
    for page in (two, three, room.wall):
        expect(page.get_by_text(story)).not_to_be_visible()
    one.get_by_role("button", name=words.text("Send"), exact=True).click()
    room.view("now")
    room.see(words.board("ungrouped"), [room.said.jobs])
    everybody_sees_a_picture_then_a_link(room)
