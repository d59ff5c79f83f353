"""Grouping without pain, by two facilitators in a full room, in three languages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board_page import column, drag, drag_by_touch, on_card
from tests.browser.room_story import LIVE, Room, hear, own

pytestmark = pytest.mark.browser


@pytest.fixture
def written(room: Room) -> Room:
    """Each of the three has written a note."""
    notes = room.said.wells, room.said.far, room.said.jobs
    for phone, text in zip(room.phones, notes, strict=True):
        room.write(phone, text)
    room.see(room.words.board("ungrouped"), notes)
    return room


def test_notes_are_grouped_by_mouse_by_finger_and_by_button(written: Room) -> None:
    room, said = written, written.said
    room.group(room.lead, said.water, said.wells)
    drag(room.lead, said.jobs, room.lead.locator("[data-place=new]"))
    room.lead.get_by_label(room.words.board("group_title")).fill(said.work)
    room.lead.keyboard.press("Enter")
    room.told(room.lead, "grouped", n=1, group=said.work)
    drag_by_touch(room.second, said.far, column(room.second, said.work).locator(".cards"))
    room.told(room.second, "moved_to", n=1, group=said.work)
    room.see(said.work, [said.jobs, said.far])
    drag(room.lead, said.jobs, column(room.lead, said.water).locator(".cards"))
    room.told(room.lead, "moved_to", n=1, group=said.water)
    room.tick(room.second, said.jobs)
    room.tool(room.second, "move_to").click()
    room.choose_place(room.second, said.work)
    room.told(room.second, "moved_to", n=1, group=said.work)
    room.see(said.water, [said.wells])
    room.see(said.work, [said.far, said.jobs])
    room.see_on_wall({said.water: 1, said.work: 2})
    for phone, text in zip(room.phones, (said.wells, said.far, said.jobs), strict=True):
        expect(own(phone, text)).to_contain_text(room.words.phone("sent"))


def test_notes_are_grouped_by_keys_alone_and_it_is_said(written: Room) -> None:
    """Beside each other lie the columns, so the way between them turns with the writing."""
    room, said, keys = written, written.said, written.lead.keyboard
    room.lead.get_by_role("checkbox", name=said.wells, exact=True).focus()
    for key in ("Shift+ArrowDown", "g"):
        keys.press(key)
    keys.type(said.water)
    keys.press("Enter")
    room.told(room.lead, "grouped", n=2, group=said.water)
    room.see(said.water, [said.wells, said.far])
    on_card(room.lead, said.jobs)
    for key in ("m", "1"):
        keys.press(key)
    room.told(room.lead, "moved_to", n=1, group=said.water)
    room.see(said.water, [said.wells, said.far, said.jobs])
    room.lead.get_by_role("checkbox", name=said.jobs, exact=True).focus()
    keys.press("z")
    room.told(room.lead, "undone", what=room.words.board("step_notes_moved"))
    room.see(room.words.board("ungrouped"), [said.jobs])
    on_card(room.lead, said.jobs)
    keys.press("ArrowLeft" if room.words.language == "ar" else "ArrowRight")
    on_card(room.lead, said.wells)
    keys.press("Shift+Z")
    room.told(room.lead, "redone", what=room.words.board("step_notes_moved"))
    keys.press("n")
    keys.type(said.work)
    keys.press("Enter")
    room.see(said.work, [])
    room.see_on_wall({said.water: 3, said.work: 0})
    hear(room.second, room.words.board("moved_by_others").partition("{")[0])


def ballot(phone: Page, title: str, *, given: bool) -> None:
    choice = phone.get_by_role("button", name=title, exact=True)
    expect(choice).to_have_attribute("aria-pressed", "true" if given else "false")


def test_groups_are_merged_with_the_votes_of_each_person_counted_once(written: Room) -> None:
    room, said = written, written.said
    room.group(room.lead, said.water, said.wells)
    room.group(room.second, said.school, said.far)
    room.hall.open_stage("prioritise")
    for phone, titles in zip(
        room.phones, ((said.water, said.school), (said.water,), (said.school,)), strict=True
    ):
        for title in titles:
            phone.get_by_role("button", name=title, exact=True).click()
            ballot(phone, title, given=True)
    for title in (said.water, said.school):
        room.see_marked(title, "votes", n=2)
    room.tools_of(room.second, said.school, "merge")
    room.choose_place(room.second, said.water)
    room.told(room.second, "merged", group=said.water)
    room.see(said.water, [said.wells, said.far])
    room.see_marked(said.water, "votes", n=3)
    room.see_gone(said.school)
    for phone in room.phones:
        expect(phone.get_by_role("button", name=said.school, exact=True)).to_have_count(0)
        ballot(phone, said.water, given=True)
    room.hall.open_stage("close")
    expect(room.wall.locator(".bar")).to_have_text([room.words.wall("votes", n=3)])
    for phone in room.phones:
        expect(phone.locator("#results-list li")).to_contain_text(
            [room.words.phone("own_votes", count=1)]
        )


def test_a_group_is_split_renamed_and_taken_apart(written: Room) -> None:
    room, said = written, written.said
    room.group(room.lead, said.water, said.wells, said.far, said.jobs)
    room.tick(room.second, said.jobs)
    room.tool(room.second, "group").click()
    dialog = room.second.get_by_role("dialog")
    expect(dialog).to_contain_text(room.words.board("split_off", n=1))
    room.second.get_by_label(room.words.board("group_title")).fill(said.school)
    room.press(room.second, "group")
    room.see(said.water, [said.wells, said.far])
    room.tools_of(room.lead, said.school, "rename")
    room.lead.get_by_label(room.words.board("title")).fill(said.work)
    room.lead.keyboard.press("Enter")
    room.told(room.lead, "renamed", group=said.work)
    room.see(said.work, [said.jobs])
    room.see_on_wall({said.water: 2, said.work: 1})
    room.tools_of(room.second, said.water, "take_apart")
    room.press(room.second, "take_apart")
    room.told(room.second, "removed", group=said.water)
    room.see(room.words.board("ungrouped"), [said.wells, said.far])
    room.see_on_wall({said.work: 1})


def test_what_is_pinned_or_repeated_is_so_for_both_and_what_is_folded_for_one(
    written: Room,
) -> None:
    room, said = written, written.said
    room.group(room.lead, said.work, said.jobs)
    room.group(room.lead, said.water, said.wells, said.far)
    room.tools_of(room.second, said.water, "pin")
    room.see_marked(said.water, "pinned")
    for board in room.boards:
        expect(board.locator(".group h3")).to_contain_text([said.water, said.work])
    room.tick(room.lead, said.far)
    room.choose(room.lead, "up", "pin")
    room.see(said.water, [said.far, said.wells])
    room.choose(room.lead, "up", "mark_repeat")
    room.lead.get_by_role("dialog").get_by_role("button", name=said.wells).click()
    room.see(said.water, [said.wells, said.far])
    room.see_marked(said.water, "repeats")
    room.see_marked(said.water, "said_again", n=1)
    room.choose(room.second, "more", "fold_all")
    room.told(room.second, "all_folded")
    expect(column(room.second, said.water).locator("label")).to_have_count(0)
    expect(column(room.lead, said.water).locator("label")).to_have_count(2)
    room.second.locator("button.fold").first.click()
    room.see(said.water, [said.wells, said.far])
    room.see_on_wall({said.water: 2, said.work: 1})


def test_undo_outlives_a_reload_and_never_overwrites_a_colleague(written: Room) -> None:
    room, said = written, written.said
    room.group(room.lead, said.school, said.wells)
    room.group(room.lead, said.work, said.jobs)
    room.lead.reload()
    room.lead.wait_for_selector(LIVE)
    room.tool(room.lead, "undo").click()
    room.told(room.lead, "undone", what=room.words.board("step_group_added"))
    room.see_gone(said.work)
    room.lead.keyboard.press("Control+Shift+z")
    room.told(room.lead, "redone", what=room.words.board("step_group_added"))
    room.see(said.work, [said.jobs])
    room.lead.keyboard.press("Control+z")
    room.see_gone(said.work)
    room.tools_of(room.second, said.school, "rename")
    room.second.get_by_label(room.words.board("title")).fill(said.water)
    room.second.keyboard.press("Enter")
    room.see(said.water, [said.wells])
    room.tool(room.lead, "undo").click()
    hear(room.lead, room.words.refusal("undo_overtaken"))
    room.see(said.water, [said.wells])
    room.tool(room.second, "undo").click()
    room.told(room.second, "undone", what=room.words.board("step_group_renamed"))
    room.see(said.school, [said.wells])
