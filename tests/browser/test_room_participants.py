"""Taking part with a phone: coming in, being heard, weighing, and leaving nothing behind."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import PHONE, listening
from tests.browser.room_story import LOCALES, Building, Room, hear, own

pytestmark = pytest.mark.browser


def press(room: Room, phone: Page, words: str) -> None:
    phone.get_by_role("button", name=room.words.text(words), exact=True).click()


def speaks_another_language_and_keeps_the_half_typed_note(room: Room, phone: Page) -> None:
    """There and back, by the buttons at the foot of the page."""
    other = next(one for one in LOCALES if one != room.words.language)
    phone.get_by_role("textbox", name=room.words.question("now")).fill(room.said.jobs)
    for language in (other, room.words.language):
        phone.locator(f"form.languages button[value={language}]").click()
        expect(phone.locator("html")).to_have_attribute("lang", re.compile(language, re.IGNORECASE))
        listening(phone)
        expect(phone.locator("#note-text")).to_have_value(room.said.jobs)


def test_a_code_however_it_is_typed_leads_in_and_another_phone_goes_on(
    building: Building, room: Room
) -> None:
    words, code = room.words, room.hall.code
    late = building.page(words.language, address=room.hall.served.address, viewport=PHONE)
    late.get_by_label(words.text("Join a dialogue")).fill(f"{code[:3]} {code[3:]}".lower())
    press(room, late, "Join")
    expect(late.get_by_role("heading", level=1)).to_have_text(words.text("Join the dialogue"))
    press(room, late, "I understand – join")
    expect(late.get_by_role("combobox").first).to_be_visible()
    press(room, late, "Skip all of this")
    listening(late)
    speaks_another_language_and_keeps_the_half_typed_note(room, late)
    room.write(late, room.said.wells)
    for board in room.boards:
        expect(board.locator(".counts")).to_contain_text(words.board("people_joined", n=4))
    late.get_by_text(words.text("Change phones, or leave"), exact=True).click()
    press(room, late, "Show a code for another phone")
    shown = late.locator("#handover-shown")
    expect(shown).not_to_be_empty()
    address = f"{room.hall.served.address}/d/{code}/"
    other = building.page(words.language, address=address, viewport=PHONE)
    other.get_by_text(words.text("I have taken part already, with another phone")).click()
    other.get_by_label(words.text("The code that the other phone shows")).fill(shown.inner_text())
    press(room, other, "Go on with this phone")
    expect(own(other, room.said.wells)).to_be_visible()
    room.see(words.board("ungrouped"), [room.said.wells])
    for board in room.boards:
        expect(board.locator(".counts")).to_contain_text(words.board("people_joined", n=4))


def test_a_note_is_kept_sent_changed_and_taken_back_as_everybody_sees(room: Room) -> None:
    said, words, (one, two, three) = room.said, room.words, room.phones
    room.hall.act("show_wall", shown=True)
    one.context.set_offline(True)
    one.get_by_role("textbox", name=words.question("now")).fill(said.wells)
    press(room, one, "Send")
    expect(own(one, said.wells)).to_contain_text(words.phone("kept"))
    for board in room.boards:
        expect(board.get_by_role("checkbox", name=said.wells, exact=True)).to_have_count(0)
    one.context.set_offline(False)
    expect(own(one, said.wells)).to_contain_text(words.phone("sent"))
    hear(one, words.phone("note_sent"))
    room.see(words.board("ungrouped"), [said.wells])
    note = one.locator("#own-list .note")
    note.get_by_text(words.phone("change"), exact=True).click()
    note.get_by_label(words.text("Your note")).fill(said.dry)
    press(room, one, "Send the change")
    hear(one, words.phone("changed"))
    room.see(words.board("ungrouped"), [said.dry])
    for phone in (two, three):
        expect(phone.locator("#wall-list .note")).to_have_text([said.dry])
    expect(room.wall.locator(".wall li")).to_have_text([said.dry])
    press(room, one, "Take back")
    hear(one, words.phone("taken_back"))
    room.see(words.board("ungrouped"), [])
    for phone in (two, three):
        expect(phone.locator("#wall-list .note")).to_have_count(0)


def test_votes_stay_within_budget_and_cap_and_the_result_is_seen_at_once(
    building: Building, language: str
) -> None:
    room = building.open(language, vote_budget=3, vote_cap=2)
    said, words, (one, two, three) = room.said, room.words, room.phones
    for title in (said.water, said.work):
        room.hall.group(title)
    room.hall.open_stage("prioritise")

    def more(phone: Page, title: str) -> None:
        name = words.phone("vote_more", group=title)
        phone.get_by_role("button", name=name, exact=True).click(force=True)

    left = one.locator("#votes-left")
    for n in (2, 1):
        more(one, said.water)
        expect(left).to_have_text(words.phone("votes_left_each", count=n, cap=2))
    more(one, said.water)
    expect(one.locator("#problem")).to_have_text(words.phone("most_each", cap=2))
    more(one, said.work)
    more(one, said.work)
    expect(one.locator("#problem")).to_have_text(words.phone("no_votes_left"))
    more(two, said.water)
    room.see_marked(said.water, "votes", n=3)
    room.see_marked(said.work, "votes", n=1)
    room.hall.open_stage("close")
    bars = [words.wall("votes", n=n) for n in (3, 1)]
    expect(room.wall.locator(".bar")).to_have_text(bars)
    for phone, own_votes in ((one, 2), (two, 1), (three, None)):
        first = phone.locator("#results-list li").first
        expect(first).to_contain_text(said.water)
        shown = words.phone("own_votes", count=own_votes) if own_votes else ""
        expect(first.locator("[data-of=own]")).to_have_text(shown)


def test_whoever_leaves_takes_their_words_along_from_every_screen(room: Room) -> None:
    said, words, (one, two, _three) = room.said, room.words, room.phones
    room.hall.act("show_wall", shown=True)
    room.write(one, said.wells)
    room.write(two, said.jobs)
    room.group(room.lead, said.water, said.wells, said.jobs)
    one.get_by_text(words.text("Change phones, or leave"), exact=True).click()
    one.get_by_label(words.text("Erase my words, too")).check()
    one.get_by_label(words.text("I know that this cannot be undone")).check()
    press(room, one, "Leave and erase")
    expect(one.get_by_role("heading", level=1)).to_have_text(words.text("Join the dialogue"))
    room.see(said.water, [said.jobs])
    expect(room.wall.locator(".wall li")).to_have_text([said.jobs])
    for board in room.boards:
        expect(board.locator(".counts")).to_contain_text(words.board("people_joined", n=2))
    assert said.wells not in one.content()
