"""The page for the wall of the hall: what the room may see, as it happens."""

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.conftest import Screen
from tests.browser.hall import Hall

pytestmark = [pytest.mark.browser, pytest.mark.serial]


def test_the_code_and_the_question_are_on_the_wall(hall: Hall, screen: Screen) -> None:
    page = screen(hall.projector_address)
    expect(page.locator(".join")).to_contain_text(hall.code)
    expect(page.locator(".join svg")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where are we now?")
    expect(page.get_by_role("timer")).to_contain_text("09:")


def test_groups_and_counts_grow_as_the_room_works(hall: Hall, screen: Screen) -> None:
    page = screen(hall.projector_address)
    hall.group("Water", hall.write("No water"), hall.write("Dry wells"))
    expect(page.locator(".groups li")).to_contain_text("Water")
    expect(page.locator(".groups li")).to_contain_text("Notes: 2")
    expect(page.locator(".room")).to_contain_text("People here: 2")


def test_notes_are_on_the_wall_only_while_they_are_shown(hall: Hall, screen: Screen) -> None:
    hall.write("No water")
    page = screen(hall.projector_address)
    expect(page.get_by_text("No water")).to_have_count(0)
    hall.act("show_wall", shown=True)
    expect(page.get_by_text("No water")).to_be_visible()
    hall.act("show_wall", shown=False)
    expect(page.get_by_text("No water")).to_have_count(0)


def test_votes_are_shown_once_the_voting_has_ended(hall: Hall, screen: Screen) -> None:
    water, work = hall.group("Water", hall.write("No water")), hall.group("Work")
    hall.open_stage("prioritise")
    page = screen(hall.projector_address)
    for group in (work, work, water):
        hall.join().act(hall.code, "give_vote", group=group)
    expect(page.get_by_text("Votes are being given")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    hall.open_stage("close")
    expect(page.locator("tbody th[scope=row]")).to_have_text(["Work", "Water"])
    expect(page.locator(".bar")).to_have_text(["Votes: 2", "Votes: 1"])
    share = "element => getComputedStyle(element).getPropertyValue('--share')"
    assert page.locator(".bar").nth(1).evaluate(share) == "50%"


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("ar", "dark"), ("zh", "light")])
def test_the_wall_is_accessible(hall: Hall, screen: Screen, locale: str, scheme: str) -> None:
    hall.group("ماء", hall.write("لا ماء", language="ar"))
    hall.act("show_wall", shown=True)
    page: Page = screen(hall.projector_address, locale=locale, color_scheme=scheme)
    expect(page.locator(".wall li")).to_have_count(1)
    assert_accessible(page)
