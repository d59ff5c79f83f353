"""Keeping the board fit for everybody: read first, held words, hidden and found notes."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.board_page import column
from tests.browser.room_story import Room, own

pytestmark = pytest.mark.browser


def own_note_says(room: Room, phone: Page, text: str, key: str) -> None:
    expect(own(phone, text)).to_contain_text(room.words.phone(key))


def test_notes_wait_to_be_read_are_let_in_or_hidden_with_a_reason(room: Room) -> None:
    said, (one, two, three), waiting = room.said, room.phones, room.words.board("waiting")
    room.hall.act("show_wall", shown=True)
    room.choose(room.lead, "more", "moderation")
    room.lead.get_by_label(room.words.board("held_words")).fill(said.held_word)
    room.press(room.lead, "save")
    room.told(room.lead, "moderation_saved")
    room.write(one, said.thief)
    own_note_says(room, one, said.thief, "held")
    room.write(two, said.jobs)
    room.see(waiting, [said.thief])
    room.see_marked(waiting, "held_note")
    room.choose(room.second, "more", "moderation")
    room.second.get_by_label(room.words.board("review_first")).check()
    room.press(room.second, "save")
    room.told(room.second, "moderation_saved")
    room.write(three, said.wells)
    room.see(waiting, [said.thief, said.wells])
    expect(three.locator("#wall-list .note")).to_have_text([said.jobs])
    tray = column(room.second, waiting)
    card = tray.locator(".card").filter(has_text=said.wells)
    card.get_by_role("button", name=room.words.board("admit"), exact=True).click()
    room.see(room.words.board("ungrouped"), [said.jobs, said.wells])
    card = column(room.lead, waiting).locator(".card").filter(has_text=said.thief)
    card.get_by_role("button", name=room.words.board("hide"), exact=True).click()
    room.lead.get_by_label(room.words.board("hide_reason")).fill(said.held_word)
    room.press(room.lead, "hide")
    room.see(room.words.board("hidden"), [said.thief])
    room.see_gone(waiting)
    for phone in (one, two):
        expect(phone.locator("#wall-list")).to_contain_text(said.wells)
        expect(phone.locator("#wall-list")).not_to_contain_text(said.thief)
    expect(room.wall.locator(".wall li")).to_have_text([said.wells, said.jobs])


def as_a_participant(room: Room, board: Page) -> FrameLocator:
    """Open beside a board what somebody who has just come has on their phone."""
    with board.context.expect_page() as opening:
        room.choose(board, "more", "as_participant")
    return opening.value.frame_locator("#phone")


def test_a_hidden_note_is_brought_back_by_the_other_facilitator_as_the_preview_shows(
    room: Room,
) -> None:
    said, hidden, phone = room.said, room.words.board("hidden"), room.phones[0]
    room.hall.act("show_wall", shown=True)
    preview = as_a_participant(room, room.second)
    expect(preview.get_by_role("heading", level=1)).to_have_text(room.words.question("now"))
    preview.locator("#note-text").fill(said.jobs)
    preview.get_by_role("button", name=room.words.text("Send"), exact=True).click()
    room.write(phone, said.thief)
    expect(preview.get_by_text(said.thief, exact=True)).to_be_visible()
    expect(room.wall.locator(".wall li")).to_have_text([said.thief])
    room.tick(room.lead, said.thief)
    room.tool(room.lead, "hide").click()
    room.press(room.lead, "hide")
    room.see(hidden, [said.thief])
    expect(room.wall.locator(".wall li")).to_have_count(0)
    expect(room.phones[1].locator("#wall-list .note")).to_have_count(0)
    expect(preview.get_by_text(said.thief)).to_have_count(0)
    room.hall.open_stage("want")
    expect(preview.get_by_role("heading", level=1)).to_have_text(room.words.question("want"))
    own_note_says(room, phone, said.thief, "hidden")
    room.tick(room.second, said.thief)
    room.tool(room.second, "bring_back").click()
    room.told(room.second, "brought_back", n=1)
    room.see(room.words.board("ungrouped"), [said.thief])
    room.hall.open_stage("now")
    expect(room.wall.locator(".wall li")).to_have_text([said.thief])
    expect(preview.get_by_text(said.thief, exact=True)).to_be_visible()
    own_note_says(room, phone, said.thief, "sent")
    dialogue = room.hall.board()["dialogue"]
    assert (dialogue["participants"], dialogue["notes"]) == (3, 1)


def test_notes_are_found_and_worked_on_all_at_once(room: Room) -> None:
    said, ungrouped = room.said, room.words.board("ungrouped")
    room.hall.open_stage("how")
    for person, text in zip(room.people, (said.wells, said.dry, said.jobs), strict=True):
        language = room.words.language
        room.hall.write(text, stage="how", by=person, language=language, actor="media")
    other = room.hall.write("Une école", stage="how", by=room.people[0], language="fr")
    room.view("how")
    room.see(ungrouped, [said.wells, said.dry, said.jobs, "Une école"])
    room.tool(room.lead, "find").click()
    words = room.lead.get_by_role("searchbox")
    words.fill(said.sought)
    found = room.lead.get_by_role("search").locator(".found")
    expect(found).to_have_text(room.words.board("found", n=2, all=4))
    words.fill("")
    room.lead.get_by_label(room.words.board("find_actor")).select_option("media")
    expect(found).to_have_text(room.words.board("found", n=3, all=4))
    room.tool(room.lead, "select_found").click()
    room.told(room.lead, "now_selected", n=3)
    room.choose(room.lead, "up", "pin")
    room.told(room.lead, "notes_pinned", n=3)
    room.tool(room.lead, "group").click()
    room.lead.get_by_label(room.words.board("group_title")).fill(said.water)
    room.press(room.lead, "group")
    room.see(said.water, [said.wells, said.dry, said.jobs])
    room.tool(room.lead, "end_search").click()
    room.tool(room.second, "find").click()
    room.second.get_by_label(room.words.board("find_language")).select_option("fr")
    expect(room.second.locator(".card label")).to_have_text(["Une école"])
    room.tool(room.second, "select_found").click()
    room.tool(room.second, "hide").click()
    room.press(room.second, "hide")
    room.told(room.second, "hidden_done", n=1)
    assert room.hall.board()["notes"][other]["state"] == "hidden"
    room.tool(room.lead, "undo").click()
    room.tool(room.lead, "undo").click()
    pinned = room.words.board("step_of_notes", what=room.words.board("step_notes_pinned"), n=3)
    room.told(room.lead, "undone", what=pinned)
    expect(room.lead.locator(".tag.pinned")).to_have_count(0)
