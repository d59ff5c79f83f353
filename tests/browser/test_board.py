"""The facilitator's board, as hands, keys and two facilitators at once use it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests import services
from tests.accessibility import assert_accessible
from tests.browser.board_page import (
    OpenBoard,
    cards,
    choose,
    column,
    groups_of,
    on_card,
    status,
)
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser


def tab_to_first_card(page: Page) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-note]') !== null"):
            return
    pytest.fail("Tab does not come to a card")


def test_notes_are_grouped_by_keys_alone(hall: Hall, open_board: OpenBoard) -> None:
    for text in ("No water", "Dry wells", "No work"):
        hall.write(text)
    page = open_board(hall)
    tab_to_first_card(page)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("g")
    page.keyboard.type("Water is scarce")
    page.keyboard.press("Enter")
    on_card(page, "No work")
    expect(status(page)).to_contain_text("Water is scarce")
    expect(column(page, "Water is scarce").locator("label")).to_have_count(2)
    assert sorted(cards(page, "Water is scarce")) == ["Dry wells", "No water"]
    assert groups_of(hall) == {"Water is scarce": 2}


def test_a_note_is_moved_by_the_menu_and_by_its_number(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water")
    hall.group("Work")
    for text in ("No water", "No work"):
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").check()
    page.get_by_role("button", name="Move to…").click()
    page.get_by_role("dialog").get_by_role("button", name="Water").click()
    expect(column(page, "Water").locator("label")).to_have_text(["No water"])
    on_card(page, "No work")
    page.keyboard.press("m")
    page.keyboard.press("2")
    expect(column(page, "Work").locator("label")).to_have_text(["No work"])
    assert groups_of(hall) == {"Water": 1, "Work": 1}


def test_selected_notes_are_moved_with_one_press_on_a_group(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.group("Water")
    for text in ("One", "Two"):
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("checkbox", name="One").check()
    page.get_by_role("checkbox", name="Two").check()
    page.get_by_role("button", name="Move here: Water").click()
    expect(column(page, "Water").locator("label")).to_have_count(2)
    expect(status(page)).to_have_text("Notes moved to \u2068Water\u2069: 2.")


def test_only_selected_notes_that_are_seen_are_moved(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Work", hall.write("No work"))
    for text in ("No water", "Dry wells"):
        hall.write(text)
    page = open_board(hall)
    page.get_by_role("checkbox", name="Dry wells").check()
    page.get_by_role("checkbox", name="No water").check()
    page.keyboard.press("f")
    page.get_by_label("Words").fill("no")
    expect(page.get_by_role("checkbox", name="Dry wells")).to_have_count(0)
    page.get_by_role("button", name="Move here: Work").click()
    expect(column(page, "Work").locator("label")).to_have_text(["No work", "No water"])
    assert groups_of(hall) == {"Work": 2}


def test_a_group_is_renamed_in_place(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Watr", hall.write("No water"))
    page = open_board(hall)
    page.get_by_role("checkbox", name="No water").focus()
    page.keyboard.press("r")
    expect(page.get_by_label("Title of the group")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Water for all")
    page.keyboard.press("Enter")
    expect(column(page, "Water for all")).to_be_visible()
    assert groups_of(hall) == {"Water for all": 1}


def test_a_group_is_taken_apart_and_its_notes_stay(hall: Hall, open_board: OpenBoard) -> None:
    hall.group("Water", hall.write("No water"))
    page = open_board(hall)
    choose(page, "dots", "Take apart")
    page.get_by_role("dialog").get_by_role("button", name="Take apart").click()
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["No water"])
    assert groups_of(hall) == {}


def test_a_refusal_is_said_and_changes_nothing(hall: Hall, open_board: OpenBoard) -> None:
    group = hall.group("Water", hall.write("No water"))
    hall.open_stage("prioritise")
    hall.join().act(hall.code, "give_vote", group=group)
    page = open_board(hall)
    choose(page, "dots", "Take apart")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Take apart").click()
    expect(dialog.get_by_role("alert")).to_contain_text("People have voted for this group")
    dialog.get_by_role("button", name="Cancel").click()
    assert cards(page, "Water") == ["No water"]


def test_a_command_without_an_answer_says_so_and_is_done_once(
    hall: Hall, open_board: OpenBoard
) -> None:
    """The answers are lost on the way, so the page cannot know that the group was made."""
    page = open_board(hall)
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    page.route("**/api/d/*/add_group", lose_the_first)
    page.get_by_role("toolbar").get_by_role("button", name="New group").click()
    page.get_by_label("What do they say?").fill("Water")
    page.get_by_role("dialog").get_by_role("button", name="Group").click()
    expect(column(page, "Water")).to_be_visible()
    expect(status(page)).to_contain_text("Water")
    assert len(lost) == 2
    assert groups_of(hall) == {"Water": 0}


def test_two_facilitators_at_once_see_the_same(hall: Hall, open_board: OpenBoard) -> None:
    for number in range(8):
        hall.write(f"Note {number}")
    hall.group("Water")
    hall.group("Work")
    one, other = open_board(hall), open_board(hall)
    for number in range(0, 8, 2):
        one.get_by_role("checkbox", name=f"Note {number}").check()
        other.get_by_role("checkbox", name=f"Note {number + 1}").check()
    one.get_by_role("button", name="Move here: Water").click()
    other.get_by_role("button", name="Move here: Work").click()
    for page in (one, other):
        expect(column(page, "Water").locator("label")).to_have_count(4)
        expect(column(page, "Work").locator("label")).to_have_count(4)
    assert [cards(one, title) for title in ("Water", "Work")] == [
        cards(other, title) for title in ("Water", "Work")
    ]


def test_a_new_note_does_not_take_away_the_hand(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("First")
    page = open_board(hall)
    page.get_by_role("checkbox", name="First").check()
    page.get_by_role("checkbox", name="First").focus()
    hall.write("Second")
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["First", "Second"])
    on_card(page, "First")
    expect(page.get_by_role("checkbox", name="First")).to_be_checked()
    expect(status(page)).to_have_text("New notes: 1.")


def test_letters_typed_elsewhere_set_nothing_off(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("First")
    page = open_board(hall)
    page.get_by_role("checkbox", name="First").check()
    page.get_by_label("Where views differed").press_sequentially("gmnhr")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Where views differed")).to_have_value("gmnhr")


def test_a_hidden_note_is_put_aside_and_brought_back(hall: Hall, open_board: OpenBoard) -> None:
    hall.write("Mr. Otieno took my money")
    page = open_board(hall)
    page.get_by_role("checkbox", name="Otieno").check()
    page.get_by_role("button", name="Hide").click()
    page.get_by_role("dialog").get_by_role("button", name="Hide").click()
    expect(column(page, "Hidden notes").locator("label")).to_have_count(1)
    page.get_by_role("checkbox", name="Otieno").check()
    page.get_by_role("button", name="Bring back").click()
    expect(column(page, "Ungrouped").locator("label")).to_have_count(1)


def test_a_note_names_its_language_its_actor_and_its_voice(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.open_stage("how")
    person = hall.join()
    hall.write("نريد الماء", stage="how", by=person, language="ar", actor="local-government")
    hall.write("And a road", stage="how", by=person, on_behalf=True)
    hall.write("And peace", stage="how")
    page = open_board(hall)
    first = page.locator(".card").nth(0)
    expect(first).to_contain_text("Local government")
    expect(first).to_contain_text("Arabic")
    expect(first).to_contain_text("Other notes by the same person: 1")
    expect(page.locator(".card").nth(1)).to_contain_text("For somebody else")
    expect(page.locator(".card").nth(2)).not_to_contain_text("same person")


def test_next_leads_through_the_agenda(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)
    expect(page.get_by_role("timer")).to_contain_text("09:")
    page.get_by_role("button", name="Next: \u2068Where we want to be\u2069").click()
    expect(page.locator(".stage-title")).to_contain_text("Where we want to be")
    page.locator(".next").dispatch_event("click")  # of a double tap; it waits for nothing
    page.get_by_role("button", name="All stages").click()
    page.get_by_role("dialog").get_by_role("button", name="Where we are now Past").click()
    expect(page.locator(".stage-title")).to_contain_text("Where we are now")
    assert hall.board()["stages"][hall.stages["how"]]["state"] == "ahead"


def test_the_board_goes_back_with_the_stage_that_is_undone(
    hall: Hall, open_board: OpenBoard
) -> None:
    hall.write("No water")
    page = open_board(hall)
    page.locator(".next").click()
    looked_at = page.locator(".tabs [aria-pressed=true]")
    expect(looked_at).to_contain_text("Where we want to be")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(looked_at).to_contain_text("Where we are now")
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["No water"])


def test_a_dialogue_is_closed_late_notes_let_in_and_sealed(
    hall: Hall, open_board: OpenBoard
) -> None:
    offline = hall.join()
    page = open_board(hall)
    choose(page, "more", "Close the dialogue…")
    page.get_by_role("dialog").get_by_role("button", name="Close the dialogue").click()
    expect(page.locator(".stage-title")).to_contain_text("Closed")
    hall.write("From the tunnel", by=offline)
    page.get_by_role("button", name="Where we want to be").click()
    page.get_by_role("button", name="Waiting for you: 1").click()
    on_card(page, "From the tunnel")
    column(page, "Waiting for you").get_by_role("button", name="Let all in").click()
    expect(column(page, "Ungrouped").locator("label")).to_have_text(["From the tunnel"])
    hall.write("From another tunnel", by=offline)
    expect(column(page, "Waiting for you")).to_be_visible()
    page.get_by_role("button", name="Seal the dialogue").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Leave them out").check()
    dialog.get_by_label("type the code").fill("WRONG")
    dialog.get_by_role("button", name="Seal for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("not the code")
    dialog.get_by_label("type the code").fill(hall.code.lower())
    dialog.get_by_role("button", name="Seal for good").click()
    summary = page.get_by_role("link", name="Go to the summary")
    expect(summary).to_have_attribute("href", f"/dialogues/{hall.id}/summary")
    assert hall.board()["dialogue"]["state"] == "sealed"


def test_where_views_differed_is_saved_and_never_over_anothers_words(
    hall: Hall, open_board: OpenBoard
) -> None:
    page = open_board(hall)
    box = page.get_by_label("Where views differed")
    box.fill("The young want more")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    box.press_sequentially(", the old")
    hall.act("record_divergence", text="Another view")
    expect(page.get_by_text("has written this meanwhile")).to_be_visible()
    expect(page.locator("#divergence blockquote")).to_have_text("Another view")
    expect(box).to_have_value("The young want more, the old")
    page.get_by_role("button", name="Keep both").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    both = "Another view\n\nThe young want more, the old"
    assert hall.board()["dialogue"]["divergence"] == both


def test_a_co_facilitator_is_invited_by_a_link(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)
    choose(page, "more", "Invite a co-facilitator")
    expect(page.get_by_label("Link")).to_have_value(
        f"{hall.served.address}/sign-in/#" + page.get_by_label("Link").input_value()[-43:]
    )


def test_a_network_without_sockets_is_heard_by_polling(hall: Hall, open_board: OpenBoard) -> None:
    page = open_board(hall)

    def refuse(socket: WebSocketRoute) -> None:
        socket.close(code=1006, reason="no sockets here")

    page.route_web_socket("**/ws/**", refuse)
    page.reload()
    page.wait_for_selector(".connection.polling", timeout=20_000)
    hall.write("Heard all the same")
    expect(page.get_by_role("checkbox", name="Heard all the same")).to_be_visible(timeout=10_000)


@pytest.mark.parametrize("locale", ["en", "ar", "zh"])
def test_the_board_is_accessible(hall: Hall, open_board: OpenBoard, locale: str) -> None:
    person = hall.join()
    hall.group("Water", hall.write("لا ماء", by=person, language="ar"))
    hall.act("hide_notes", notes=[hall.write("Mr. Otieno", by=person)], reason="names somebody")
    hall.write("没有工作", language="zh")
    page = open_board(hall, locale=locale)
    expect(page.locator(".column.hidden .tag.reason")).to_have_text("names somebody")
    assert_accessible(page)
    page.locator(".ungrouped input").check()
    for key in ("m", "g", "h", "?"):
        page.locator(".ungrouped input").focus()
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        assert_accessible(page)
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_fits_a_phone(hall: Hall, open_board: OpenBoard, scheme: str) -> None:
    hall.group("Water", hall.write("A" * 300))
    hall.write("No work")
    phone = {"width": 320, "height": 640}
    page = open_board(hall, viewport=phone, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == phone["width"]
    assert_accessible(page)


def test_the_board_goes_on_after_the_server_was_killed(
    tmp_path: Path, open_board: OpenBoard
) -> None:
    first = services.serve(tmp_path)
    hall = Hall.opened(first)
    hall.open_stage("now")
    hall.write("Before")
    page = open_board(hall)
    services.end_group(first.process)
    page.wait_for_selector(".connection.reconnecting")
    again = services.serve(tmp_path, arguments=("--port", str(urlsplit(first.address).port)))
    try:
        hall.write("After")
        both = column(page, "Ungrouped").locator("label")
        expect(both).to_have_text(["Before", "After"], timeout=40_000)
        page.wait_for_selector(".connection.live")
    finally:
        services.end_group(again.process)
