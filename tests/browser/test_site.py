"""The pages around a dialogue: the door, coming in by a link, and beginning a dialogue."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from facilitation.vocabulary.stages import AGENDAS
from tests.accessibility import assert_accessible
from tests.browser.conftest import Screen
from tests.browser.hall import Hall, Visitor
from tests.services import Served

pytestmark = pytest.mark.browser


def invitation(hall: Hall) -> str:
    return str(hall.facilitator.post(f"/dialogues/{hall.id}/invite")["link"])


def test_a_link_leaves_the_address_bar_and_is_used_up_only_by_a_person(
    hall: Hall, screen: Screen
) -> None:
    link = invitation(hall)
    screen(link)
    page = screen(link)
    expect(page.get_by_text("Your link has been read")).to_be_visible()
    assert page.url == f"{hall.served.address}/sign-in/"
    page.get_by_label("Your name").fill("Akinyi")
    page.get_by_role("button", name="Come in").click()
    expect(page).to_have_url(hall.board_address)


def test_a_link_can_be_pasted_where_scripts_do_not_run(hall: Hall, screen: Screen) -> None:
    page = screen(f"{hall.served.address}/sign-in/", java_script_enabled=False)
    page.get_by_label("Your sign-in link").fill(invitation(hall))
    page.get_by_role("button", name="Come in").click()
    expect(page).to_have_url(hall.board_address)


def test_a_used_link_is_refused_with_what_to_do(hall: Hall, screen: Screen) -> None:
    link = invitation(hall)
    Visitor(hall.served.address).sign_in(link)
    page = screen(link)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_contain_text("has expired or was already used")


def test_a_code_leads_into_its_dialogue_however_it_is_typed(hall: Hall, screen: Screen) -> None:
    page = screen(hall.served.address)
    page.get_by_label("Join a dialogue").fill(f"{hall.code[:3]} {hall.code[3:]}".lower())
    page.get_by_role("button", name="Join").click()
    expect(page).to_have_url(f"{hall.served.address}/d/{hall.code}/")


def test_a_wrong_code_is_refused_beside_the_field(served: Served, screen: Screen) -> None:
    page = screen(f"{served.address}/?code=XXXXXX")
    expect(page.get_by_role("alert")).to_contain_text("There is no dialogue with this code")
    expect(page.get_by_label("Join a dialogue")).to_have_value("XXXXXX")
    assert_accessible(page)


def test_a_dialogue_is_begun_with_an_agenda_of_ninety_minutes(
    served: Served, organizer: Visitor, screen: Screen
) -> None:
    page = screen(f"{served.address}/dialogues/new", facilitator=organizer)
    page.get_by_label("Title").fill("Water in our district")
    page.get_by_role("button", name="Create the dialogue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Water in our district")
    page.get_by_role("button", name="All stages").click()
    expect(page.get_by_role("dialog").locator("ol.stages button.place")).to_have_count(
        len(AGENDAS[90])
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_own_stages_are_filled_row_by_row(
    served: Served, organizer: Visitor, screen: Screen, scripts: bool
) -> None:
    page = screen(
        f"{served.address}/dialogues/new", facilitator=organizer, java_script_enabled=scripts
    )
    page.get_by_label("Title").fill("Our own way")
    page.get_by_role("radio", name="My own stages").check()
    if not scripts:
        page.locator("#own-stages summary").click()
    for number, kind in ((1, "now"), (2, "how")):
        row = page.get_by_role("group", name=f"Stage {number}", exact=True)
        row.get_by_label("Stage").select_option(kind)
        row.get_by_label("Question").fill(f"Question {number}?")
    page.get_by_role("button", name="Create the dialogue").click()
    code = page.locator("#board").get_attribute("data-code")
    path = f"/api/d/{code}/feed"
    stages = organizer.http.get(path, params={"audience": "facilitator"}).json()["put"]["stages"]
    assert [(stage["kind"], stage["prompt"]) for stage in stages.values()] == [
        ("now", "Question 1?"),
        ("how", "Question 2?"),
    ]


def test_what_was_typed_into_a_refused_form_is_still_there(
    served: Served, organizer: Visitor, screen: Screen
) -> None:
    page = screen(f"{served.address}/dialogues/new", facilitator=organizer)
    page.get_by_label("City or place").fill("Kisumu")
    page.get_by_role("button", name="Create the dialogue").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing you typed is lost")
    expect(page.get_by_label("City or place")).to_have_value("Kisumu")
    assert_accessible(page)


def test_the_language_is_changed_without_scripts(served: Served, screen: Screen) -> None:
    page = screen(f"{served.address}/sign-in/", java_script_enabled=False)
    page.locator("select[name=language]").select_option("ar")
    page.locator(".language button").click()
    assert urlsplit(page.url).path == "/sign-in/"
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


@pytest.mark.parametrize("locale", ["en", "ar", "zh"])
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/dialogues/", "/dialogues/new"])
def test_the_pages_are_accessible_on_a_narrow_phone(
    hall: Hall, screen: Screen, path: str, locale: str
) -> None:
    phone = {"width": 320, "height": 640}
    page = screen(
        hall.served.address + path, facilitator=hall.facilitator, locale=locale, viewport=phone
    )
    assert page.evaluate("document.documentElement.scrollWidth") == phone["width"]
    assert_accessible(page)


def test_a_page_that_cannot_be_opened_says_what_to_do(served: Served, screen: Screen) -> None:
    page = screen(f"{served.address}/d/XXXXXX/projector")
    expect(page.get_by_role("alert")).to_contain_text("There is no dialogue with this code")
    expect(page.get_by_text("Ask the facilitator for the code")).to_be_visible()
    assert_accessible(page)
