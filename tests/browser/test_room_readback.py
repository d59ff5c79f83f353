"""Reading back: the room says what was understood, what was missed, what may be quoted."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.board_page import column
from tests.browser.room_story import Room, hear, own

pytestmark = pytest.mark.browser


@pytest.fixture
def grouped(room: Room) -> Room:
    """Two groups of what the three have written, where reading back begins."""
    said = room.said
    for phone, text in zip(room.phones, (said.wells, said.far, said.jobs), strict=True):
        room.write(phone, text)
    room.group(room.lead, said.water, said.wells, said.far)
    room.group(room.second, said.work, said.jobs)
    room.hall.open_stage("readback")
    return room


def strip(room: Room, board: Page) -> Locator:
    return board.get_by_role("region", name=room.words.board("read_back"))


def is_read(room: Room, title: str) -> None:
    """See on every screen which group is read back."""
    for board in room.boards:
        expect(strip(room, board)).to_contain_text(title)
    expect(room.wall.get_by_role("heading", name=title)).to_be_visible()
    for phone in room.phones:
        expect(phone.locator("#readback-title")).to_have_text(title)


def in_strip(room: Room, key: str, n: int) -> None:
    for board in room.boards:
        expect(strip(room, board)).to_contain_text(room.words.board(key, n=n))


def step(room: Room, board: Page, key: str) -> None:
    strip(room, board).get_by_role("button", name=room.words.board(key), exact=True).click()


def test_the_room_agrees_or_says_what_was_missed(grouped: Room) -> None:
    room, words, said, (one, two, three) = grouped, grouped.words, grouped.said, grouped.phones
    step(room, room.lead, "begin_reading")
    room.told(room.lead, "reading_now", group=said.water)
    is_read(room, said.water)
    expect(room.wall.get_by_text(said.wells)).to_have_count(0)
    for phone in (one, three):
        phone.get_by_role("button", name=words.text("Yes, that is what we said")).click()
        hear(phone, words.phone("agreed"))
    in_strip(room, "agreed", 2)
    expect(room.wall.locator(".answers")).to_contain_text(words.wall("agreed", n=2))
    two.get_by_text(words.text("You missed something")).click()
    two.get_by_label(words.text("What is missing, or wrong?")).fill(said.dry)
    two.get_by_role("button", name=words.text("Send"), exact=True).click()
    hear(two, words.phone("missed_sent"))
    in_strip(room, "corrections", 1)
    for board in room.boards:
        card = board.locator(".card").filter(has_text=said.dry)
        expect(card).to_contain_text(words.board("correction", group=said.water))
    step(room, room.second, "next_group")
    is_read(room, said.work)
    in_strip(room, "agreed", 0)
    room.lead.get_by_role("switch", name=words.board("wall")).click()
    expect(room.wall.locator(".reading li")).to_have_text([said.jobs])
    step(room, room.lead, "end_reading")
    room.told(room.lead, "reading_ended")
    for phone in room.phones:
        expect(phone.locator("#readback")).to_be_hidden()
    expect(room.wall.locator(".reading")).to_have_count(0)


def test_an_author_alone_is_asked_for_a_quote_and_answers(grouped: Room) -> None:
    room, words, said, (one, two, three) = grouped, grouped.words, grouped.said, grouped.phones
    room.tick(room.second, said.wells)
    room.choose(room.second, "up", "ask_quote")
    room.told(room.second, "quotes_asked", n=1)
    room.see_marked(said.water, "quote_asked")
    expect(one.locator("#quote-asked")).to_be_visible()
    for phone in (two, three):
        expect(phone.locator("#quote-asked")).to_be_hidden()
    mine = own(one, said.wells)
    mine.get_by_role("button", name=words.text("Yes"), exact=True).click()
    expect(one.locator("#quote-asked")).to_be_hidden()
    expect(mine).to_contain_text(words.phone("quote_yes"))
    room.see_marked(said.water, "quotable")
    mine.get_by_role("button", name=words.text("No"), exact=True).click()
    for board in room.boards:
        expect(column(board, said.water)).not_to_contain_text(words.board("quotable"))


def test_where_views_differed_is_written_by_two_hands(grouped: Room) -> None:
    room, words = grouped, grouped.words
    box, theirs = (board.get_by_label(words.board("divergence")) for board in room.boards)
    box.fill(room.said.far)
    expect(theirs).to_have_value(room.said.far)
    theirs.fill(room.said.dry)
    expect(box).to_have_value(room.said.dry)
    box.press_sequentially("!")
    room.colleague.act(room.hall.code, "record_divergence", text=room.said.school)
    expect(room.lead.get_by_role("alert").locator("blockquote")).to_have_text(room.said.school)
    room.tool(room.lead, "take_theirs").click()
    expect(box).to_have_value(room.said.school)
    room.hall.open_stage("close")
    expect(room.wall.locator(".stage")).to_have_text(words.stage("close"))
    for phone in room.phones:
        expect(phone.locator("#question")).to_have_text(words.question("close"))
    for screen in (room.wall, *room.phones):
        assert room.said.school not in screen.content()
