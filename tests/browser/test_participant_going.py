"""Going elsewhere: to a small circle, to another phone, or away for good."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import services
from tests.accessibility import assert_accessible
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import (
    SIDEWAYS,
    STORED,
    TOO_SMALL,
    OpenPhone,
    address,
    join,
    join_without_script,
    own_notes,
    send,
    texts,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(served: services.Served, organizer: Visitor) -> Hall:
    hall = Hall.opened(served, organizer)
    hall.open_stage("now")
    return hall


@pytest.fixture
def page(hall: Hall, open_phone: OpenPhone) -> Page:
    return join(hall, open_phone())


def open_leaving(page: Page) -> None:
    page.locator("#leaving > summary").click()


def leave(page: Page, *, keep: bool) -> None:
    open_leaving(page)
    page.locator(f"[name=keep_notes][value={'yes' if keep else 'no'}]").check()
    page.locator("#leaving [type=checkbox]").check()
    page.locator("form[action$=leave_and_erase] button").click()


def test_whoever_leaves_may_have_their_words_erased_here_and_there(hall: Hall, page: Page) -> None:
    send(page, "Not mine any more.")
    expect(own_notes(page, "sent")).to_have_count(1)
    page.locator("#note-text").fill("Half a thought")
    leave(page, keep=False)
    expect(page.locator(".message.good")).to_contain_text("You have left.")
    expect(page.locator("#kept-notes")).to_be_hidden()
    assert texts(hall) == []
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate(STORED) == 0
    assert [cookie for cookie in page.context.cookies() if "dialogue_" in cookie["name"]] == []


def test_whoever_leaves_may_let_their_words_stay(hall: Hall, page: Page) -> None:
    send(page, "This may stay.")
    expect(own_notes(page, "sent")).to_have_count(1)
    leave(page, keep=True)
    expect(page.locator(".message.good")).to_contain_text("You have left.")
    assert texts(hall) == ["This may stay."]


def test_nobody_leaves_words_behind_that_were_to_stay_and_were_not_sent(
    hall: Hall, page: Page
) -> None:
    page.locator("#note-text").fill("Not sent yet.")
    leave(page, keep=True)
    expect(page.locator("#problem")).to_contain_text("Send or erase them first")
    expect(page.locator("#note-text")).to_have_value("Not sent yet.")
    assert hall.board()["dialogue"]["participants"] == 1


def test_without_a_network_nobody_is_told_that_they_have_left(hall: Hall, page: Page) -> None:
    page.context.set_offline(True)
    leave(page, keep=False)
    expect(page.locator("#problem")).to_contain_text("There is no connection")
    assert hall.board()["dialogue"]["participants"] == 1


def test_leaving_is_chosen_and_confirmed(hall: Hall, open_phone: OpenPhone) -> None:
    plain = join_without_script(hall, open_phone(java_script_enabled=False))
    open_leaving(plain)
    plain.locator("form[action$=leave_and_erase] button").click()
    assert hall.board()["dialogue"]["participants"] == 1
    plain.locator("[name=keep_notes][value=no]").check()
    plain.locator("#leaving [type=checkbox]").check()
    plain.locator("form[action$=leave_and_erase] button").click()
    expect(plain.locator(".message.good")).to_contain_text("You have left.")
    assert hall.board()["dialogue"]["participants"] == 0


@pytest.mark.parametrize("script", [True, False])
def test_somebody_goes_on_with_another_phone_as_the_same_person(
    hall: Hall, open_phone: OpenPhone, script: bool
) -> None:
    first = join_without_script(hall, open_phone(java_script_enabled=script))
    send(first, "Written on the first.")
    own_notes(first, "sent" if script else "shown").wait_for()
    open_leaving(first)
    first.locator("form[action$=make_handover] button").click()
    shown = first.locator("#handover-shown")
    code = shown.inner_text()
    expect(first.locator("#handover-left")).to_contain_text("09:")
    first.reload()
    expect(shown).to_have_text(code)
    second = open_phone(java_script_enabled=script).new_page()
    second.goto(address(hall))
    second.locator("details:has(#handover-code) summary").click()
    second.locator("#handover-code").fill(f" {code[:4].lower()} {code[4:]}")
    second.locator("form[action$=use_handover] button").click()
    expect(second.locator("#own-list .note-text")).to_have_text("Written on the first.")
    assert hall.board()["dialogue"]["participants"] == 1
    if not script:
        first.reload()
    expect(first.locator("#handover")).to_be_hidden()


def test_a_code_for_another_phone_goes_when_its_time_is_up(hall: Hall, page: Page) -> None:
    page.clock.install()
    open_leaving(page)
    page.locator("form[action$=make_handover] button").click()
    expect(page.locator("#handover")).to_be_in_viewport()
    # The server would set the page's clock right again.
    page.context.set_offline(True)
    page.clock.fast_forward("09:30")
    expect(page.locator("#handover-left")).to_contain_text("00:")
    page.clock.fast_forward("00:40")
    expect(page.locator("#handover")).to_be_hidden()
    expect(page.locator("#announcement")).not_to_contain_text("used")


def circles(hall: Hall) -> list[str]:
    answer = hall.act("open_breakouts", names=["The well", "The school"])
    return [breakout["id"] for breakout in answer["breakouts"]]


def test_a_circle_opens_on_a_phone_by_itself_and_leads_there_and_back(
    hall: Hall, page: Page
) -> None:
    well, school = circles(hall)
    go = page.locator(f'#breakouts-list [data-key="{well}"] button')
    expect(go).to_have_text("Go to \u2068The well\u2069")
    go.click()
    expect(page.locator("#breakout-here")).to_have_text("You are in \u2068The well\u2069.")
    expect(page.locator(f'#breakouts-list [data-key="{school}"]')).to_be_visible()
    send(page, "Said at the well.")
    expect(own_notes(page, "sent")).to_have_count(1)
    (note,) = hall.board()["notes"].values()
    assert note["breakout"] == well
    page.locator('#breakouts-list [data-key="everybody"] button').click()
    expect(page.locator("#breakout-here")).to_be_hidden()
    expect(own_notes(page, "sent")).to_have_count(1)


def test_half_a_note_is_still_there_when_somebody_is_sent_to_a_circle(
    hall: Hall, page: Page
) -> None:
    page.locator("#note-text").press_sequentially("Half a tho")
    circles(hall)
    hall.act("spread_participants")
    expect(page.locator("#breakout-here")).to_be_visible()
    expect(page.locator("#note-text")).to_be_focused()
    expect(page.locator("#note-text")).to_have_value("Half a tho")


def test_circles_without_a_script(hall: Hall, open_phone: OpenPhone) -> None:
    well, _school = circles(hall)
    plain = join_without_script(hall, open_phone(java_script_enabled=False))
    plain.locator(f'#breakouts-list [data-key="{well}"] button').click()
    expect(plain.locator("#breakout-here")).to_have_text("You are in The well.")
    plain.locator('#breakouts-list [data-key="everybody"] button').click()
    expect(plain.locator("#breakout-here")).to_be_hidden()


def fits(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("language", ["en", "ar", "zh-CN"])
def test_everybody_can_go_anywhere(hall: Hall, open_phone: OpenPhone, language: str) -> None:
    well, _school = circles(hall)
    phone: BrowserContext = open_phone(locale=language, viewport={"width": 320, "height": 480})
    page = phone.new_page()
    page.goto(address(hall))
    page.locator("details:has(#handover-code) summary").click()
    fits(page)
    page.locator("form[action$=join] button").click()
    page.locator("[name=skip]").click()
    page.locator(f'#breakouts-list [data-key="{well}"] button').click()
    expect(page.locator("#breakout-here")).to_be_visible()
    open_leaving(page)
    fits(page)
    page.locator("form[action$=make_handover] button").click()
    expect(page.locator("#handover-shown")).to_be_visible()
    fits(page)
