"""The facilitator's rarer tools: waiting notes, finding, the clock, stages, people without a
device, moderation and suggestions."""

import base64
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.accessibility import assert_accessible
from tests.browser.board_page import (
    OpenBoard,
    cards,
    choose,
    column,
    on_card,
    show_head,
    status,
)
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def stage_of(hall: Hall, kind: str = "now") -> dict[str, Any]:
    record: dict[str, Any] = hall.board()["stages"][hall.stages[kind]]
    return record


def edit_stage(page: Page, name: str) -> None:
    page.get_by_role("button", name="All stages").click()
    page.get_by_role("button", name=f"Edit: \u2068{name}\u2069").click()


def press(page: Page, name: str) -> None:
    """Press a button of the dialog that is open."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


# Waiting notes and moderation


def test_every_note_is_read_first_where_the_facilitator_wants_it(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    choose(page, "more", "Read notes before they show")
    page.get_by_label("I read every note before it shows").check()
    press(page, "Save")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for text in ("One", "Two"):
        hall.write(text)
    expect(column(page, "Waiting for you").locator(".card")).to_have_count(2)
    page.get_by_role("button", name="Let all in").click()
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["One", "Two"])
    choose(page, "more", "Read notes before they show")
    expect(page.get_by_label("I read every note before it shows")).to_be_checked()


# Finding


def test_notes_are_found_and_worked_on_together(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Health", hall.write("A clinic near us"))
    hall.write("No fees at the clinic")
    hall.write("Une école", language="fr")
    page = open_board(hall)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("searchbox").fill("CLINIC")
    expect(page.locator(".found")).to_have_text("Found: 2 of 3")
    assert cards(page, "Ungrouped") == ["No fees at the clinic"]
    page.get_by_label("Show", exact=True).select_option("Ungrouped")
    page.get_by_role("button", name="Select all found").click()
    expect(status(page)).to_have_text("Selected: 1.")
    page.get_by_role("button", name="Show everything").click()
    page.get_by_role("button", name="Move here: Health").click()
    expect(column(page, "Health").locator("label")).to_have_count(2)
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Language").select_option("French")
    expect(page.locator(".card label")).to_have_text(["Une école"])


def test_many_notes_are_hidden_and_come_back_by_one_undo(hall: Hall, open_board: OpenBoard) -> None:
    for number in range(12):
        hall.write(f"Spam {number}")
    hall.write("No water")
    page = open_board(hall)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("searchbox").fill("spam")
    page.get_by_role("button", name="Select all found").click()
    page.get_by_role("button", name="Hide H").click()
    page.get_by_role("dialog").get_by_role("button", name="Hide", exact=True).click()
    expect(status(page)).to_have_text("Notes hidden: 12.")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(status(page)).to_have_text("Undone: \u2068\u2068note hidden\u2069 (12)\u2069.")
    assert [note["state"] for note in hall.board()["notes"].values()] == ["shown"] * 13


def test_the_notes_of_one_person_are_found_without_saying_who(
    hall: Hall, open_board: OpenBoard
) -> None:
    person = hall.join()
    for text in ("One", "Two"):
        hall.write(text, by=person)
    hall.write("Three")
    page = open_board(hall)
    page.get_by_role("checkbox", name="Two").check()
    choose(page, "up", "Only notes by this person")
    assert cards(page, "Ungrouped") == ["One", "Two"]
    page.get_by_role("button", name="One person").click()
    assert cards(page, "Ungrouped") == ["One", "Two", "Three"]


def test_what_was_written_for_others_is_found(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("Mine")
    body = {"stage": hall.stages["now"], "notes": [{"text": "Hers"}]}
    hall.act("add_proxy_notes", **body)
    page = open_board(hall)
    page.get_by_role("checkbox", name="Mine").focus()
    page.keyboard.press("f")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_label("Show", exact=True).select_option("Written for somebody else")
    assert cards(page, "Ungrouped") == ["Hers"]
    page.keyboard.press("Escape")
    assert cards(page, "Ungrouped") == ["Mine", "Hers"]


# The clock and the agenda


def test_the_clock_is_right_on_a_laptop_whose_own_is_wrong(
    hall: Hall, open_board: OpenBoard, screen: Any
) -> None:
    page = screen("about:blank", facilitator=hall.facilitator)
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3_600_000")
    page.goto(hall.board_address)
    page.wait_for_selector(".connection.live")
    expect(page.get_by_role("timer")).to_contain_text("09:")


def test_time_that_is_over_is_shown_calmly_and_a_hard_end_lets_notes_wait(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    page.get_by_role("button", name="All stages").click()
    page.get_by_role("switch", name="End hard").click()
    expect(page.get_by_role("switch", name="End hard")).to_have_attribute("aria-checked", "true")
    press(page, "Done")
    expect(page.locator("[data-clock-state]")).to_have_text("hard end")
    hall.act("set_clock", change="add", seconds=-610)
    expect(page.locator("[data-clock-state]")).to_have_text("new notes wait")
    expect(page.get_by_role("timer")).to_contain_text("+00:")
    expect(status(page)).to_contain_text("New notes now wait for you")
    hall.write("Too late")
    expect(column(page, "Waiting for you").locator(".card")).to_contain_text(
        "Arrived after the stage"
    )


def test_enter_pressed_twice_on_all_stages_opens_no_stage(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    page.get_by_role("button", name="All stages").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Edit: \u2068Where we are now\u2069")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Question")).to_be_visible()
    assert stage_of(hall)["state"] == "open"


def test_a_stage_gets_another_question_length_and_story(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)
    edit_stage(page, "Where we want to be")
    page.get_by_label("Question").fill("What do you wish for?")
    page.get_by_label("Minutes").fill("25")
    page.get_by_label("A story").check()
    page.get_by_role("textbox", name="Text", exact=True).fill("Once there was a well.")
    page.get_by_label("Caption").fill("Kisumu, 1998")
    press(page, "Save")
    expect(status(page)).to_contain_text("Saved")
    stage = stage_of(hall, "want")
    assert (stage["prompt"], stage["minutes"]) == ("What do you wish for?", 25)
    assert stage["stimulus"]["text"] == "Once there was a well."
    edit_stage(page, "Where we want to be")
    page.get_by_label("Nothing").check()
    press(page, "Save")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert stage_of(hall, "want")["stimulus"] is None


def test_a_link_that_is_none_is_refused_and_what_was_typed_is_kept(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    edit_stage(page, "Where we are now")
    page.get_by_label("A link").check()
    page.get_by_label("Address of the link").fill("ftp://example.org/film")
    press(page, "Save")
    expect(page.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    page.get_by_label("Address of the link").fill("https://example.org/film")
    press(page, "Save")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert stage_of(hall)["stimulus"]["link"] == "https://example.org/film"


def test_a_picture_is_given_and_shown_on_the_wall(
    hall: Hall, open_board: OpenBoard, screen: Any
) -> None:
    page = open_board(hall)
    edit_stage(page, "Where we are now")
    page.get_by_label("A picture").check()
    picture: FilePayload = {"name": "well.png", "mimeType": "image/png", "buffer": PIXEL}
    page.get_by_label("Picture (PNG").set_input_files(picture)
    page.get_by_label("What it shows").fill("A well")
    page.get_by_label("Credit").fill("Grace A.")
    press(page, "Save")
    expect(page.get_by_role("dialog")).to_be_hidden()
    wall = screen(hall.projector_address)
    shown = wall.get_by_role("img", name="A well")
    expect(shown).to_be_visible()
    wall.wait_for_function("image => image.naturalWidth === 1", arg=shown.element_handle())
    expect(wall.locator(".stimulus")).to_contain_text("Grace A.")


# Looking as others do


def test_links_lead_to_what_others_see(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)
    page.locator(".menu.more summary").click()
    pages = {
        "Open the projector page": f"/d/{hall.code}/projector",
        "See it as a participant": f"/dialogues/{hall.id}/preview",
        "Sheet to print": f"/dialogues/{hall.id}/sheet",
    }
    for name, path in pages.items():
        link = page.get_by_role("link", name=name)
        assert (link.get_attribute("href") or "").endswith(path)
        expect(link).to_have_attribute("target", "_blank")
        assert hall.facilitator.http.get(path).is_success


# People without a device


def test_notes_for_others_are_one_on_a_line_and_what_is_refused_is_kept(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    choose(page, "more", "Write notes for others")
    long = "A" * 501
    page.get_by_label("Notes, one on each line").fill(f"No water\n{long}\n\nNo work")
    press(page, "Put on the board")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("At most 500")
    expect(page.get_by_label("Notes, one on each line")).to_have_value(long)
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["No water", "No work"])
    expect(page.locator(".card").first).to_contain_text("For somebody else")
    page.reload()
    choose(page, "more", "Write notes for others")
    expect(page.get_by_label("Notes, one on each line")).to_have_value(long)
    page.get_by_label("Notes, one on each line").fill("Shorter")
    press(page, "Put on the board")
    expect(status(page)).to_have_text("Notes put on the board: 1.")
    expect(column(page, "Ungrouped").locator("label")).to_have_count(3)


# Suggestions


DRY = ["The wells are dry", "Our wells are dry again", "Dry wells: the wells are all dry"]
JOBS = ["Young people find no jobs", "No jobs for young people"]


def test_suggestions_never_touch_what_is_grouped_and_can_be_dismissed(
    hall: Hall, open_board: OpenBoard
) -> None:
    dry = [hall.write(text) for text in DRY]
    for text in JOBS:
        hall.write(text)
    page = open_board(hall)
    expect(page.get_by_role("button", name="May say the same: 2")).to_be_visible()
    hall.group("Mine", *dry[:2])
    page.get_by_role("button", name="May say the same: 1").click()
    expect(page.get_by_role("dialog")).to_contain_text(JOBS[0])
    press(page, "They differ")
    expect(page.get_by_role("dialog")).to_be_hidden()
    with page.expect_response("**/suggestions?*"):
        page.reload()
    expect(page.get_by_role("button", name="May say the same")).to_have_count(0)
    assert cards(page, "Mine") == DRY[:2]


# People under 18


def test_that_people_under_18_take_part_is_said_on_the_board_and_asked_at_the_seal(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    tick = page.get_by_label("People under 18 take part")
    choose(page, "more", "People under 18…")
    tick.check()
    assert_accessible(page)
    press(page, "Save")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert hall.board()["dialogue"]["under_18"] is True
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(status(page)).to_contain_text("whether people under 18 take part")
    hall.act("close_dialogue")
    page.get_by_role("button", name="Seal the dialogue").click()
    expect(tick).not_to_be_checked()
    tick.check()
    page.get_by_role("dialog").get_by_role("textbox").fill(hall.code)
    press(page, "Seal for good")
    expect(page.get_by_role("link", name="Go to the summary")).to_be_visible()
    assert hall.board()["dialogue"]["under_18"] is True


# For everybody


@pytest.mark.parametrize("locale", ["en", "ar", "zh"])
def test_the_tools_are_accessible_and_fit_a_phone(
    hall: Hall, open_board: OpenBoard, locale: str
) -> None:
    group = hall.group("Water", hall.write("No water"), hall.write("لا ماء", language="ar"))
    hall.act("read_back", group=group)
    hall.act("set_moderation", review_first=True, held_words=[])
    hall.write("A held note")
    phone = {"width": 320, "height": 640}
    page = open_board(hall, locale=locale, viewport=phone)
    show_head(page)
    page.locator(".find").click()
    page.locator(".fold").click()  # else an open menu covers half a card, which axe finds small
    for menu in ("more", "dots", "up"):
        page.locator(f".menu.{menu} summary").click()
        assert_accessible(page)
        page.keyboard.press("Escape")
    for place in range(3):
        page.locator(".menu.more summary").click()
        page.locator(".menu.more li button").nth(place).click()
        if page.get_by_role("dialog").is_visible():
            assert_accessible(page)
            page.keyboard.press("Escape")
    page.locator(".bar-step button").last.click()
    page.locator(".with-tool .button").first.click()
    page.locator("input[value=picture]").check()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == phone["width"]


def test_a_note_is_reached_by_keys_alone_in_the_waiting_tray(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.act("set_moderation", review_first=True, held_words=[])
    hall.write("Held")
    page = open_board(hall)
    page.get_by_role("button", name="Waiting for you: 1").focus()
    page.keyboard.press("Enter")
    on_card(page, "Held")
    page.keyboard.press("l")
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["Held"])
