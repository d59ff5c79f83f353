"""Notes that may say the same: suggested in their own language, taken, dismissed, and undone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.room_story import Room

pytestmark = pytest.mark.browser

ALIKE = {
    "en": ("The wells are dry", "Our wells are dry again", "Dry wells: the wells are all dry"),
    "ar": ("لا يجد الشباب عملا", "لا عمل للشباب", "الشباب لا يجدون عملا"),
    "zh-hans": ("年轻人找不到工作", "年轻人没有工作", "这里的年轻人找不到工作"),
}
"""What is suggested first, as most alike."""

OTHERS = {
    "en": ("Young people find no jobs", "No jobs for young people"),
    "ar": ("الآبار جافة", "آبارنا جافة مرة أخرى"),
    "zh-hans": ("水井干了", "水井又干了"),
}


@pytest.fixture
def alike(room: Room) -> Room:
    """The three have written notes of which some say the same."""
    notes = (*ALIKE[room.words.language], *OTHERS[room.words.language])
    for number, text in enumerate(notes):
        room.write(room.phones[number % 3], text)
    return room


def suggested(room: Room, board: Page, n: int) -> Locator:
    button = room.tool(board, "suggestions_n", n=n)
    expect(button).to_be_visible(timeout=10_000)
    return button


def test_suggestions_are_taken_in_part_dismissed_and_undone(alike: Room) -> None:
    room, texts, others = alike, ALIKE[alike.words.language], OTHERS[alike.words.language]
    ungrouped = room.words.board("ungrouped")
    for board in room.boards:
        suggested(room, board, 2)
    suggested(room, room.lead, 2).click()
    dialog = room.lead.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    title = dialog.get_by_label(room.words.board("group_title"))
    expect(title).not_to_have_value("")
    proposed = title.input_value()
    dialog.get_by_role("checkbox", name=texts[1], exact=True).uncheck()
    room.press(room.lead, "group_ticked")
    room.see(proposed, [texts[0], texts[2]])
    room.see_on_wall({proposed: 2})
    expect(dialog.get_by_role("checkbox")).to_have_count(2)
    room.press(room.lead, "keep_apart")
    room.told(room.lead, "kept_apart")
    expect(dialog).to_be_hidden()
    room.second.reload()
    room.see(ungrouped, [texts[1], *others])
    room.tool(room.lead, "undo").click()
    room.tool(room.lead, "undo").click()
    room.see(ungrouped, [*texts, *others])
    for board in room.boards:
        suggested(room, board, 2)
