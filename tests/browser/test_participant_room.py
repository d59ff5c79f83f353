"""What happens in the room around a note, on phones: clock, stimulus, weighing, reading back."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import services
from tests.accessibility import assert_accessible
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import (
    PIXEL,
    SIDEWAYS,
    TOO_SMALL,
    OpenPhone,
    address,
    in_view,
    join,
    join_without_script,
    listening,
    own_notes,
    send,
    until_all_is_sent,
)

pytestmark = pytest.mark.browser

STAGES = ("now", "want", "how", "prioritise", "readback", "close")
STORY = "In the dry season the women of our street walk to the river before dawn. " * 12


@pytest.fixture
def hall(served: services.Served, organizer: Visitor) -> Hall:
    """People write on where we are now; later each has five votes, three at most on a group."""
    stages = [{"kind": kind, "minutes": 10} for kind in STAGES]
    hall = Hall.opened(served, organizer, vote_budget=5, vote_cap=3, stages=stages)
    hall.open_stage("now")
    return hall


@pytest.fixture
def phone(open_phone: OpenPhone) -> BrowserContext:
    return open_phone()


@pytest.fixture
def plain_phone(open_phone: OpenPhone) -> BrowserContext:
    """A phone that runs no script."""
    return open_phone(java_script_enabled=False)


@pytest.fixture
def page(hall: Hall, phone: BrowserContext) -> Page:
    return join(hall, phone)


@pytest.fixture
def plain(hall: Hall, plain_phone: BrowserContext) -> Page:
    return join_without_script(hall, plain_phone)


def test_a_note_typed_in_a_circle_without_network_is_from_there_when_it_has_closed(
    hall: Hall, page: Page
) -> None:
    hall.act("open_breakouts", names=["The well"])
    circle = hall.board()["dialogue"]["breakouts"][0]["id"]
    hall.act("spread_participants")
    expect(page.locator("#breakout-here")).to_contain_text("The well")
    page.context.set_offline(True)
    send(page, "Sent in the tunnel.")
    page.locator("#note-text").fill("Typed in the tunnel.")
    hall.act("close_breakouts")
    page.context.set_offline(False)
    expect(page.locator("#breakout-here")).to_be_hidden()
    page.locator("#write button.primary").click()
    expect(own_notes(page, "sent")).to_have_count(2)
    assert [note["breakout"] for note in hall.board()["notes"].values()] == [circle, circle]


def end_hard(hall: Hall) -> None:
    hall.act("set_clock", change="hard")
    hall.act("set_clock", change="add", seconds=-3600)


def test_a_soft_end_asks_to_finish_and_a_hard_one_says_what_is_late(hall: Hall, page: Page) -> None:
    hall.act("set_clock", change="add", seconds=-3600)
    expect(page.locator("#clock-says")).to_have_text("Time is up. Please finish.")
    end_hard(hall)
    expect(page.locator("#clock-says")).to_contain_text("the facilitator decides")
    send(page, "Late by a second.")
    expect(own_notes(page, "late")).to_have_count(1)


def test_the_clock_without_a_script(hall: Hall, plain: Page) -> None:
    expect(plain.locator("#clock")).to_contain_text("09:")
    end_hard(hall)
    plain.reload()
    expect(plain.locator("#clock-says")).to_contain_text("the facilitator decides")


def show(hall: Hall, **stimulus: Any) -> None:
    hall.act("edit_stage", stage=hall.stages["now"], stimulus=stimulus)


@pytest.mark.parametrize("script", [True, False])
def test_a_long_story_leaves_the_way_to_the_box_under_the_thumb(
    hall: Hall, open_phone: OpenPhone, script: bool
) -> None:
    show(hall, kind="story", text=STORY, credit="Amina, Kisumu", language="sw")
    page = join_without_script(hall, open_phone(java_script_enabled=script))
    expect(page.locator("#stimulus figure")).to_have_attribute("lang", "sw")
    expect(page.locator("#stimulus figure")).to_contain_text("Amina, Kisumu")
    way = page.locator("#stimulus [data-of=to-box] a")
    assert in_view(page, "#stimulus [data-of=to-box] a")
    way.click()
    assert in_view(page, "#note-text")
    send(page, "I have read it.")
    expect(page.locator("#own-list .note")).to_have_count(1)
    page.reload()
    assert page.locator("#stimulus").get_attribute("open") is None


def test_a_picture_is_shown_with_its_words_when_a_facilitator_adds_it(
    hall: Hall, page: Page
) -> None:
    answer = hall.facilitator.http.post(
        f"/dialogues/{hall.id}/pictures", files={"picture": ("well.png", PIXEL, "image/png")}
    )
    show(hall, kind="picture", picture=answer.json()["picture"], alternative="A dry well")
    picture = page.get_by_role("img", name="A dry well")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_link_is_a_plain_link(hall: Hall, open_phone: OpenPhone, script: bool) -> None:
    film = "https://example.org/film"
    show(hall, kind="link", link=film, caption="Three minutes", credit="A studio")
    page = join_without_script(hall, open_phone(java_script_enabled=script))
    expect(page.locator("#stimulus a[data-of=link]")).to_have_attribute("href", film)
    expect(page.locator("#stimulus figcaption")).to_have_text("Three minutes A studio")


def test_whoever_writes_has_the_button_above_the_keyboard(hall: Hall, page: Page) -> None:
    show(hall, kind="story", text=STORY)
    expect(page.locator("#stimulus")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 360})  # what a keyboard leaves of 640
    page.locator("#note-text").focus()
    page.locator("#note-text").press_sequentially("One word")
    assert in_view(page, "#write button.primary")
    page.locator("#question").focus()
    assert not in_view(page, "#write button.primary")


def test_without_a_script_people_ask_what_is_new(hall: Hall, plain: Page) -> None:
    expect(plain.get_by_role("link", name="See what is new")).to_have_count(0)
    hall.open_stage("prioritise")
    plain.reload()
    hall.open_stage("close")
    plain.get_by_role("link", name="See what is new").click()
    expect(plain.locator("#question")).to_have_text("We are coming to the end.")


@pytest.fixture
def groups(hall: Hall) -> tuple[str, str]:
    groups = hall.group("Water"), hall.group("Schools")
    hall.open_stage("prioritise")
    return groups


def step(page: Page, group: str, name: str) -> Any:
    return page.locator(f'#ballot-groups [data-key="{group}"] [data-of={name}]')


def test_several_votes_are_given_to_one_group_up_to_the_cap_and_the_budget(
    hall: Hall, groups: tuple[str, str], page: Page
) -> None:
    water, schools = groups
    for _vote in range(3):
        step(page, water, "more").click()
    expect(step(page, water, "given")).to_have_text("3")
    step(page, water, "more").click(force=True)
    expect(page.locator("#problem")).to_contain_text("At most for one group: 3")
    for _vote in range(2):
        step(page, schools, "more").click()
    expect(page.locator("#votes-left")).to_contain_text("Votes left: 0")
    step(page, schools, "more").click(force=True)
    expect(page.locator("#problem")).to_contain_text("Take one back")
    step(page, water, "less").click()
    expect(page.locator("#votes-left")).to_contain_text("Votes left: 1")
    page.reload()
    listening(page)
    expect(step(page, water, "given")).to_have_text("2")
    assert hall.board()["groups"][water]["votes"] == 2


def test_votes_given_without_a_network_are_counted_once_it_is_back(
    hall: Hall, groups: tuple[str, str], page: Page
) -> None:
    water, _schools = groups
    page.context.set_offline(True)
    for _vote in range(3):
        step(page, water, "more").click()
    step(page, water, "less").click()
    expect(step(page, water, "given")).to_have_text("2")
    page.context.set_offline(False)
    expect(page.locator("#votes-left")).to_contain_text("Votes left: 3")
    until_all_is_sent(page)
    hall.open_stage("close")
    expect(page.locator("#results-list li").first).to_contain_text("Yours: 2")
    assert hall.board()["groups"][water]["votes"] == 2


def test_the_result_is_seen_at_once_with_ones_own_share_and_that_of_people_without_a_phone(
    hall: Hall, groups: tuple[str, str], page: Page
) -> None:
    water, schools = groups
    step(page, schools, "more").click()
    hall.act("count_proxy_votes", group=water, votes=4)
    expect(page.locator("#results")).to_be_hidden()
    hall.open_stage("close")
    first, second = (page.locator("#results-list li").nth(place) for place in (0, 1))
    expect(first).to_contain_text("From people without a phone: 4")
    expect(first.locator("progress")).to_have_js_property("value", 4)
    expect(second).to_contain_text("Yours: 1")


def test_steps_without_a_script(hall: Hall, groups: tuple[str, str], plain: Page) -> None:
    water, _schools = groups
    step(plain, water, "more").click()
    step(plain, water, "more").click()
    expect(step(plain, water, "given")).to_have_text("2")
    step(plain, water, "less").click()
    expect(plain.locator("#votes-left")).to_contain_text("Votes left: 4")
    hall.open_stage("close")
    plain.reload()
    expect(plain.locator("#results-list li").first).to_contain_text("Yours: 1")


@pytest.fixture
def read(hall: Hall) -> str:
    """A group that is being read back."""
    group = hall.group("Clean water for everybody")
    hall.open_stage("readback")
    hall.act("read_back", group=group)
    return group


def test_a_group_read_back_is_found_right_and_that_can_be_taken_back(
    hall: Hall, read: str, page: Page
) -> None:
    expect(page.locator("#readback-title")).to_have_text("Clean water for everybody")
    yes = page.locator("#readback [name=agrees]")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#readback-told")).to_have_text("You said that this is right.")
    page.reload()
    listening(page)
    expect(yes).to_have_attribute("aria-pressed", "true")
    assert hall.board()["groups"][read]["agreed"] == 1
    yes.click()
    expect(page.locator("#readback-told")).to_have_text("You have taken your yes back.")
    until_all_is_sent(page)
    hall.act("read_back", group=None)
    expect(page.locator("#readback")).to_be_hidden()
    assert hall.board()["groups"][read]["agreed"] == 0


def miss(page: Page, text: str) -> None:
    page.locator("#readback summary").click()
    page.locator("#missed-text").fill(text)
    page.locator("#readback form[data-action=correct] button").click()


def test_what_was_missed_is_sent_as_a_note_about_its_group(
    hall: Hall, read: str, page: Page
) -> None:
    miss(page, "And the wells of the school.")
    expect(page.locator("#readback-told")).to_have_text("What you wrote has been sent.")
    expect(own_notes(page, "sent")).to_contain_text("What was missed in")
    (note,) = hall.board()["notes"].values()
    assert (note["text"], note["corrects"]) == ("And the wells of the school.", read)


def test_what_was_missed_and_is_half_typed_survives_a_reload(
    hall: Hall, read: str, page: Page
) -> None:
    page.locator("#readback summary").click()
    page.locator("#missed-text").fill("And the we")
    page.reload()
    expect(page.locator("#missed-text")).to_have_value("And the we")


def test_what_was_missed_is_not_lost_when_the_reading_moves_on_under_ones_fingers(
    hall: Hall, read: str, page: Page
) -> None:
    page.locator("#readback summary").click()
    page.locator("#missed-text").press_sequentially("Not do")
    hall.act("read_back", group=None)
    expect(page.locator("#reading-moved-on")).to_be_visible()
    expect(page.locator("#missed-text")).to_be_focused()
    page.locator("#missed-text").press_sequentially("ne yet.")
    page.locator("#readback form[data-action=correct] button").click()
    expect(own_notes(page, "late")).to_contain_text("Not done yet.")
    (note,) = hall.board()["notes"].values()
    assert (note["text"], note["corrects"]) == ("Not done yet.", read)


def test_what_was_missed_without_a_network_is_kept_and_comes_late_to_its_group(
    hall: Hall, read: str, page: Page
) -> None:
    page.context.set_offline(True)
    miss(page, "Said in a tunnel.")
    expect(own_notes(page, "kept")).to_have_count(1)
    hall.act("read_back", group=None)
    page.context.set_offline(False)
    expect(own_notes(page, "late")).to_contain_text("Said in a tunnel.")
    (note,) = hall.board()["notes"].values()
    assert (note["text"], note["corrects"]) == ("Said in a tunnel.", read)


def test_reading_back_without_a_script(hall: Hall, read: str, plain: Page) -> None:
    plain.locator("#readback [name=agrees]").click()
    expect(plain.locator("#readback [name=agrees]")).to_have_attribute("aria-pressed", "true")
    miss(plain, "And the wells.")
    expect(plain.locator(".message.good")).to_have_text("What you wrote has been sent.")
    plain.locator("#readback summary").click()
    plain.locator("#missed-text").fill("Too slow.")
    hall.act("read_back", group=None)
    plain.locator("#readback form[data-action=correct] button").click()
    expect(plain.locator(".message.good")).to_contain_text("Arrived after the stage ended")
    notes = hall.board()["notes"].values()
    assert {note["text"] for note in notes} == {"And the wells.", "Too slow."}
    assert {note["corrects"] for note in notes} == {read}


def asked(hall: Hall) -> None:
    """A facilitator asks for the quote of the only note there is, and goes on."""
    (note,) = hall.board()["notes"]
    hall.act("ask_quotes", notes=[note])
    hall.open_stage("close")


def test_an_author_is_asked_whether_words_may_be_quoted_and_may_change_the_answer(
    hall: Hall, page: Page
) -> None:
    send(page, "Quote me.")
    expect(own_notes(page, "sent")).to_have_count(1)
    asked(hall)
    expect(page.locator("#quote-asked")).to_be_visible()
    own_notes(page, "sent").locator("[name=allowed][value=yes]").click()
    expect(page.locator("#quote-asked")).to_be_hidden()
    state = own_notes(page, "sent").locator("[data-of=quote-state]")
    expect(state).to_have_text("May be quoted, without your name")
    page.reload()
    listening(page)
    expect(state).to_have_text("May be quoted, without your name")
    (note,) = hall.board()["notes"].values()
    assert note["quote_allowed"]
    hall.act("close_dialogue")
    state.click()
    own_notes(page, "sent").locator("[name=allowed][value=no]").click()
    expect(state).to_have_text("Will not be quoted")
    expect(page.locator("#own-list .note-state")).to_have_text("Sent. It is on the board.")
    (note,) = hall.board()["notes"].values()
    assert not note["quote_allowed"]


def test_an_author_hears_at_once_that_a_quote_is_asked_for_and_nobody_else_does(
    hall: Hall, page: Page, open_phone: OpenPhone
) -> None:
    other = join(hall, open_phone())
    send(page, "Quote me.")
    expect(own_notes(page, "sent")).to_have_count(1)
    (note,) = hall.board()["notes"]
    hall.act("ask_quotes", notes=[note])
    expect(page.locator("#quote-asked")).to_be_visible()
    hall.open_stage("want")
    expect(other.locator("#question")).to_contain_text("Where do we want to be?")
    expect(other.locator("#quote-asked")).to_be_hidden()


def test_an_author_behind_a_network_that_breaks_sockets_is_asked_and_answers(
    hall: Hall, phone: BrowserContext
) -> None:
    phone.route_web_socket("**/ws/**", lambda socket: socket.close(code=1006))
    page = join(hall, phone)
    send(page, "Quote me.")
    expect(own_notes(page, "sent")).to_have_count(1)
    (note,) = hall.board()["notes"]
    hall.act("ask_quotes", notes=[note])
    expect(page.locator("#quote-asked")).to_be_visible()
    own_notes(page, "sent").locator("[name=allowed][value=yes]").click()
    expect(page.locator("#quote-asked")).to_be_hidden()
    until_all_is_sent(page)
    (note,) = hall.board()["notes"].values()
    assert (note["quote_allowed"], note["quote_asked"]) == (True, False)


def test_an_author_without_a_script_is_asked_as_well(hall: Hall, plain: Page) -> None:
    send(plain, "Quote me.")
    expect(own_notes(plain, "shown")).to_have_count(1)
    asked(hall)
    plain.reload()
    expect(plain.locator("#quote-asked")).to_be_visible()
    plain.locator("#own-list [name=allowed][value=yes]").click()
    (note,) = hall.board()["notes"].values()
    assert note["quote_allowed"]
    assert not note["quote_asked"]


def test_a_note_that_is_read_first_says_so(
    served: services.Served, organizer: Visitor, phone: BrowserContext
) -> None:
    hall = Hall.opened(served, organizer, review_first=True)
    hall.open_stage("now")
    page = join(hall, phone)
    send(page, "Read me first.")
    expect(page.locator("#note-told")).to_contain_text("A facilitator reads it first")
    expect(own_notes(page, "held")).to_have_count(1)
    (note,) = hall.board()["notes"]
    hall.act("admit_notes", notes=[note])
    expect(own_notes(page, "sent")).to_have_count(1)
    hall.act("hide_notes", notes=[note])
    expect(own_notes(page, "hidden")).to_have_count(1)
    expect(page.locator("#announcement")).to_contain_text("taken it off the board")
    hall.act("bring_back_notes", notes=[note])
    expect(own_notes(page, "sent")).to_have_count(1)


def test_a_half_filled_profile_survives_a_reload_and_is_saved_once(
    hall: Hall, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(address(hall))
    page.locator("form[action$=join] button").click()
    page.locator("[name=nationality]").select_option("KEN")
    page.locator("form.profile summary").click()
    page.locator("[name=groups][value=disability]").check()
    page.reload()
    expect(page.locator("[name=nationality]")).to_have_value("KEN")
    expect(page.locator("[name=groups][value=disability]")).to_be_checked()
    page.locator("form.profile .primary").click()
    expect(page.locator("#announcement")).to_contain_text("saved")
    assert page.evaluate("sessionStorage.length") == 0
    assert hall.board()["dialogue"]["profiles"] == 1


def scenes(hall: Hall, page: Page) -> Iterator[str]:
    """Lead a phone through everything this file is about."""
    show(hall, kind="story", text=STORY, caption="A street", credit="Amina, Kisumu")
    page.goto(address(hall))
    page.locator("form[action$=join] button").click()
    page.locator("[name=skip]").click()
    listening(page)
    end_hard(hall)
    expect(page.locator("#clock-says")).not_to_be_empty()
    yield "stimulus"
    send(page, "نريد ماء نظيفا")
    expect(own_notes(page, "late")).to_have_count(1)
    water = hall.group("Clean water for everybody, every day, near every house")
    hall.open_stage("prioritise")
    page.locator("#question").focus()
    step(page, water, "more").click()
    yield "steps"
    hall.open_stage("readback")
    hall.act("read_back", group=water)
    page.locator("#readback summary").click()
    page.locator("#readback form[data-action=correct] button").click()
    yield "readback"
    asked(hall)
    expect(page.locator("#quote-asked")).to_be_visible()
    yield "asked"


@pytest.mark.parametrize("language", ["en", "ar", "zh-CN"])
def test_everybody_can_use_every_scene_of_the_room(
    hall: Hall, open_phone: OpenPhone, language: str
) -> None:
    page = open_phone(locale=language).new_page()
    for _scene in scenes(hall, page):
        assert_accessible(page)


@pytest.mark.parametrize("font_size", ["100%", "200%"])
def test_the_room_fits_the_narrowest_phone(
    hall: Hall, open_phone: OpenPhone, font_size: str
) -> None:
    page = open_phone(viewport={"width": 320, "height": 480}).new_page()
    for scene in scenes(hall, page):
        page.evaluate("size => document.documentElement.style.fontSize = size", font_size)
        assert page.evaluate(SIDEWAYS) == 0, scene
        assert page.evaluate(TOO_SMALL) == [], scene
