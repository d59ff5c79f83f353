"""The participant's page in a real browser, against a real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import services
from tests.accessibility import assert_accessible
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import (
    SIDEWAYS,
    STORED,
    TOO_SMALL,
    OpenPhone,
    address,
    in_view,
    join,
    listening,
    own_notes,
    send,
    texts,
)

pytestmark = pytest.mark.browser

FAMILY = "👩‍👩‍👧‍👦"
WIRE_BUDGET = 60_000
"""Bytes for the whole page: three seconds at 160 kbit/s."""


@pytest.fixture
def hall(served: services.Served, organizer: Visitor) -> Hall:
    """A dialogue for this test alone, with little room for words and one vote for each."""
    return Hall.opened(served, organizer, note_limit=60, vote_budget=1)


@pytest.fixture
def page(hall: Hall, open_phone: OpenPhone) -> Page:
    """Has joined a dialogue in which people write about where we are now."""
    hall.open_stage("now")
    page = join(hall, open_phone())
    page.locator("#note-text").wait_for()
    return page


def test_a_note_is_sent_once_and_shown_as_sent(hall: Hall, page: Page) -> None:
    page.locator("#note-text").fill("The pump is broken.")
    page.locator("#write button.primary").dblclick()
    expect(own_notes(page, "sent")).to_have_count(1)
    expect(page.locator("#note-told")).to_have_text("Your note has been sent.")
    expect(page.locator("#note-problem")).to_be_empty()
    assert texts(hall) == ["The pump is broken."]


def test_without_javascript_everything_is_there(hall: Hall, open_phone: OpenPhone) -> None:
    hall.open_stage("now")
    page = open_phone(java_script_enabled=False).new_page()
    page.goto(address(hall))
    page.locator("form[action$=join] button").click()
    page.locator("[name=skip]").click()
    send(page, "x" * 61)
    expect(page.locator("#refusal")).to_contain_text("note_too_long")
    expect(page.locator("#note-text")).to_have_value("x" * 61)
    send(page, "No script needed.")
    expect(own_notes(page, "shown")).to_have_count(1)
    water = hall.group("Water")
    hall.open_stage("prioritise")
    page.reload()
    page.locator(f'[data-key="{water}"] .choice').click()
    expect(page.locator(".choice")).to_have_attribute("aria-pressed", "true")
    assert texts(hall) == ["No script needed."]


def test_the_page_speaks_the_language_of_the_browser_until_another_is_chosen(
    hall: Hall, open_phone: OpenPhone
) -> None:
    page = open_phone(locale="ru-RU").new_page()
    page.goto(address(hall))
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.locator(".language[value=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("form[action$=join] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.locator(".language[value=fr]").click()
    expect(page.locator("#first-profile-title")).to_have_text("Qui est là ?")


def test_what_is_to_be_done_is_on_the_screen_of_a_small_phone(
    hall: Hall, open_phone: OpenPhone
) -> None:
    hall.open_stage("now")
    page = open_phone().new_page()
    page.goto(address(hall))
    assert in_view(page, "form[action$=join] button")
    page.locator("form[action$=join] button").click()
    assert in_view(page, ".profile select, .profile summary, .profile button")
    page.locator("[name=skip]").click()
    expect(page.locator("#note-text")).to_be_visible()
    assert in_view(page, "#note-text, #write .primary")


def test_half_a_note_survives_a_reload(page: Page) -> None:
    page.locator("#note-text").fill("Half a tho")
    page.locator("[name=quote] >> visible=true").check()
    page.reload()
    expect(page.locator("#note-text")).to_have_value("Half a tho")
    expect(page.locator("#write [name=quote]")).to_be_checked()


def test_characters_are_counted_as_people_see_them(page: Page) -> None:
    page.locator("#note-text").fill(FAMILY * 60)
    expect(page.locator("#note-count")).to_contain_text("60")
    page.locator("#write button.primary").click()
    expect(own_notes(page, "sent")).to_have_count(1)


def test_a_note_over_the_limit_stays_in_the_box_beside_the_reason(hall: Hall, page: Page) -> None:
    send(page, "x" * 61)
    expect(page.locator("#note-text")).to_have_value("x" * 61)
    expect(page.locator("#note-text")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#note-problem")).to_contain_text("61")
    assert texts(hall) == []


def test_a_note_that_the_server_refuses_can_be_mended_and_sent_again(
    hall: Hall, open_phone: OpenPhone
) -> None:
    hall.open_stage("now")
    phone = open_phone()
    phone.add_init_script("delete Intl.Segmenter")
    page = join(hall, phone)
    send(page, "y" * 61)
    refused = own_notes(page, "refused")
    expect(refused.locator("[data-of=state]")).to_contain_text("60")
    refused.locator("[data-of=change]").click()
    refused.locator("textarea").fill("Shorter.")
    refused.locator("form[data-action=edit_note] button").click()
    expect(own_notes(page, "sent")).to_have_count(1)
    expect(refused).to_have_count(0)
    assert texts(hall) == ["Shorter."]


def test_a_note_written_without_a_network_is_kept_and_sent_later(hall: Hall, page: Page) -> None:
    page.context.set_offline(True)
    send(page, "Written in a tunnel.")
    expect(own_notes(page, "kept")).to_contain_text("Kept on this phone.")
    expect(page.locator("#connection")).to_have_text("No connection")
    page.context.set_offline(False)
    expect(own_notes(page, "sent")).to_contain_text("Sent. It is on the board.")
    assert texts(hall) == ["Written in a tunnel."]


def test_two_tabs_without_a_network_send_each_note_once(hall: Hall, page: Page) -> None:
    other = page.context.new_page()
    other.goto(address(hall))
    listening(other)
    page.context.set_offline(True)
    send(page, "From one tab.")
    send(other, "From the other.")
    expect(own_notes(other, "kept")).to_have_count(2)
    page.context.set_offline(False)
    expect(own_notes(page, "sent")).to_have_count(2)
    expect(own_notes(other, "sent")).to_have_count(2)
    assert sorted(texts(hall)) == ["From one tab.", "From the other."]


def test_a_note_kept_while_the_pass_was_lost_is_sent_after_joining_again(
    hall: Hall, page: Page
) -> None:
    page.context.clear_cookies(name=f"dialogue_{hall.code}")
    send(page, "Do not lose me.")
    page.locator("#rejoin a").click()
    expect(page.locator("#kept-notes")).to_be_visible()
    page.locator("form[action$=join] button").click()
    page.locator("[name=skip]").click()
    expect(own_notes(page, "sent")).to_have_count(1)
    assert texts(hall) == ["Do not lose me."]


def test_where_the_browser_stores_nothing_notes_are_sent_and_people_are_warned(
    hall: Hall, open_phone: OpenPhone
) -> None:
    hall.open_stage("now")
    phone = open_phone()
    phone.add_init_script(
        "for (const name of ['indexedDB', 'localStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no') } })"
    )
    page = join(hall, phone)
    phone.set_offline(True)
    send(page, "Kept in memory.")
    expect(page.locator("#storage-warning")).to_contain_text("Keep the page open")
    phone.set_offline(False)
    expect(own_notes(page, "sent")).to_have_count(1)
    assert texts(hall) == ["Kept in memory."]


def test_the_page_follows_the_stage_and_leaves_the_focus_alone(hall: Hall, page: Page) -> None:
    page.locator("summary", has_text="What happens with my words").focus()
    hall.open_stage("how")
    expect(page.locator("#question")).to_contain_text("Who should do what")
    expect(page.locator("#announcement")).to_have_text("Now: \u2068How we can get there\u2069")
    expect(page.locator("summary", has_text="What happens with my words")).to_be_focused()
    expect(page.locator("#actor")).to_be_visible()


def test_a_stage_that_ends_while_somebody_types_does_not_take_their_words(
    hall: Hall, page: Page
) -> None:
    page.locator("#note-text").press_sequentially("Not don")
    hall.open_stage("want")
    expect(page.locator("#moved-on")).to_contain_text("the facilitator decides")
    page.locator("#note-text").press_sequentially("e yet")
    expect(page.locator("#note-text")).to_be_focused()
    page.locator("#moved-on button").click()
    expect(page.locator("#note-text")).to_have_value("")
    expect(page.locator("#unfinished-list .note-text")).to_have_text("Not done yet")


def test_an_unfinished_note_can_be_sent_late(hall: Hall, page: Page) -> None:
    page.locator("#note-text").fill("Begun in time.")
    page.locator("#question").focus()
    hall.open_stage("prioritise")
    expect(page.locator("#unfinished-list")).to_contain_text("This stage has ended.")
    page.locator("#unfinished-list [data-do=send]").click()
    expect(own_notes(page, "late")).to_have_count(1)
    expect(own_notes(page, "late")).to_contain_text("The facilitator decides")
    assert texts(hall) == ["Begun in time."]


def test_a_late_note_that_is_let_in_says_so(hall: Hall, page: Page) -> None:
    page.locator("#note-text").fill("Late.")
    hall.open_stage("want")
    page.locator("#write button.primary").click()
    expect(own_notes(page, "late")).to_have_count(1)
    (note,) = hall.board()["notes"]
    hall.act("admit_notes", notes=[note])
    hall.open_stage("how")
    expect(own_notes(page, "sent")).to_have_count(1)


def test_own_notes_are_changed_and_taken_back(hall: Hall, page: Page) -> None:
    send(page, "Frist.")
    note = own_notes(page, "sent")
    note.locator("[data-of=change]").click()
    note.locator("textarea").fill("First.")
    note.locator("form[data-action=edit_note] button").click()
    expect(page.locator("#announcement")).to_have_text("Your change has been sent.")
    assert texts(hall) == ["First."]
    note.locator("form[data-action=withdraw_note] button").click()
    expect(page.locator("#own")).to_be_hidden()
    assert texts(hall) == []


def test_notes_of_others_appear_and_vanish_with_the_wall(hall: Hall, page: Page) -> None:
    hall.write("Said by somebody else.")
    hall.act("show_wall", shown=True)
    expect(page.locator("#wall-list .note")).to_have_text("Said by somebody else.")
    hall.act("show_wall", shown=False)
    expect(page.locator("#wall")).to_be_hidden()


def test_votes_are_given_and_taken_back_within_the_budget(hall: Hall, page: Page) -> None:
    water, schools = hall.group("Water"), hall.group("Schools")
    hall.open_stage("prioritise")
    expect(page.locator("#ballot")).to_be_visible()
    hall.open_stage("close")
    expect(page.locator("#ballot")).to_be_hidden()
    expect(page.locator("#results")).to_be_hidden()
    hall.open_stage("prioritise")
    first, second = (page.locator(f'[data-key="{key}"] .choice') for key in (water, schools))
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#votes-left")).to_contain_text("0")
    second.click(force=True)  # the driver takes a button that explains itself for a dead one
    expect(page.locator("#problem")).to_be_visible()
    expect(second).to_have_attribute("aria-pressed", "false")
    first.click()
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(second).to_have_attribute("aria-pressed", "true")
    hall.open_stage("close")
    expect(page.locator("#results-list li").first).to_contain_text("Schools")


def test_questions_about_oneself_wait_while_the_dialogue_goes_on(
    hall: Hall, open_phone: OpenPhone
) -> None:
    page = open_phone().new_page()
    page.goto(address(hall))
    page.locator("form[action$=join] button").click()
    page.locator("[name=age]").select_option("31-45")
    hall.open_stage("now")
    expect(page.locator("#meanwhile")).to_contain_text("Where we are now")
    expect(page.locator("[name=age]")).to_have_value("31-45")
    page.locator("form.profile .primary").click()
    expect(page.locator("#note-text")).to_be_visible()
    expect(page.locator("#announcement")).to_contain_text("saved")
    assert hall.board()["dialogue"]["profiles"] == 1


def test_after_the_seal_nothing_of_the_person_is_left_on_the_phone(hall: Hall, page: Page) -> None:
    send(page, "To be kept, without me.")
    expect(own_notes(page, "sent")).to_have_count(1)
    hall.act("close_dialogue")
    expect(page.locator("#question")).to_have_text("Thank you for taking part.")
    hall.act("seal_dialogue")
    expect(page.locator("#question")).to_contain_text("complete")
    expect(page.locator("#own")).to_be_hidden()
    expect(page.locator("#leaving")).to_be_hidden()
    expect(page.locator("#wall-title")).to_have_text("What we say")
    page.reload()
    expect(page.locator("#wall-title")).to_have_text("What we say")
    # A place in line is a moment of time and belongs to any visitor, not to who one was.
    left = {cookie["name"] for cookie in page.context.cookies()} - {"place"}
    assert left == {"csrftoken"}
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate(STORED) == 0


def test_words_that_missed_the_seal_are_still_there_until_their_author_erases_them(
    hall: Hall, page: Page
) -> None:
    page.context.set_offline(True)
    send(page, "Too late.")
    expect(own_notes(page, "kept")).to_have_count(1)
    hall.act("close_dialogue")
    hall.act("seal_dialogue")
    page.context.set_offline(False)
    refused = own_notes(page, "refused")
    expect(refused.locator("[data-of=text]")).to_have_text("Too late.")
    refused.locator("[data-do=erase]").click()
    expect(page.locator("#own")).to_be_hidden()
    assert page.evaluate(STORED) == 0


def scenes(hall: Hall, page: Page) -> Iterator[str]:
    """Lead a phone through everything it can look like."""
    page.goto(address(hall))
    yield "join"
    page.locator("form[action$=join] button").click()
    listening(page)
    yield "profile"
    page.locator("[name=skip]").click()
    hall.open_stage("how")
    send(page, "مضخة الماء معطلة")
    expect(own_notes(page, "sent")).to_have_count(1)
    page.locator("#write summary").click()
    own_notes(page, "sent").locator("[data-of=change]").click()
    page.locator("#note-text").fill("x" * 61)
    page.locator("#write button.primary").click()
    yield "write"
    hall.group("Water", stage="how")
    hall.open_stage("prioritise")
    page.locator("#moved-on button").click()
    page.locator(".choice").click()
    yield "vote"
    hall.act("close_dialogue")
    page.locator("#results").wait_for()
    yield "closed"


@pytest.mark.parametrize("language", ["en", "ar", "zh-CN"])
def test_everybody_can_use_every_scene(hall: Hall, open_phone: OpenPhone, language: str) -> None:
    page = open_phone(locale=language).new_page()
    for _scene in scenes(hall, page):
        assert_accessible(page)


@pytest.mark.parametrize("font_size", ["100%", "200%"])
def test_the_page_fits_the_narrowest_phone(
    hall: Hall, open_phone: OpenPhone, font_size: str
) -> None:
    page = open_phone(viewport={"width": 320, "height": 480}).new_page()
    for scene in scenes(hall, page):
        page.evaluate("size => document.documentElement.style.fontSize = size", font_size)
        assert page.evaluate(SIDEWAYS) == 0, scene
        assert page.evaluate(TOO_SMALL) == [], scene


def test_the_whole_page_is_light_enough_for_a_slow_network(
    hall: Hall, open_phone: OpenPhone
) -> None:
    phone = open_phone(locale="ar")
    join(hall, phone).close()
    hall.open_stage("now")
    phone.clear_cookies(name="csrftoken")
    page = phone.new_page()
    protocol = phone.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    protocol.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address(hall), wait_until="networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) <= WIRE_BUDGET, sizes
