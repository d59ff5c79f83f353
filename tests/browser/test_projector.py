"""The page for the wall of the hall: what the room may see, as it happens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import assert_accessible
from tests.browser.conftest import Screen
from tests.browser.hall import Hall

pytestmark = pytest.mark.browser


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
    expect(page.locator(".room")).to_contain_text("Joined: 2")


def test_notes_are_on_the_wall_only_while_they_are_shown(hall: Hall, screen: Screen) -> None:
    hall.write("No water")
    page = screen(hall.projector_address)
    expect(page.get_by_text("No water")).to_have_count(0)
    hall.act("show_wall", shown=True)
    expect(page.get_by_text("No water")).to_be_visible()
    hall.act("show_wall", shown=False)
    expect(page.get_by_text("No water")).to_have_count(0)


FROM_THE_EDGE = """(cell) => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  return cell.closest("table").getBoundingClientRect().right - text.getBoundingClientRect().right;
}"""


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
    page.locator("html").evaluate("(html) => { html.dir = 'rtl'; }")
    assert page.locator("tbody th[scope=row]").first.evaluate(FROM_THE_EDGE) < 1


def test_a_story_is_large_until_the_room_has_begun(hall: Hall, screen: Screen) -> None:
    story = {"kind": "story", "text": "Once there was a well.", "credit": "Grace A."}
    hall.act("edit_stage", stage=hall.stages["now"], stimulus=story)
    page = screen(hall.projector_address)
    expect(page.locator(".stimulus")).to_contain_text("Once there was a well.")
    expect(page.locator(".stimulus")).to_contain_text("Grace A.")
    expect(page.locator(".stimulus.aside")).to_have_count(0)
    hall.group("Water", hall.write("No water"))
    expect(page.locator(".stimulus.aside")).to_be_visible()


CUT_OFF = """() => {
  const stuff = document.querySelector(".stuff").getBoundingClientRect();
  const seen = [...document.querySelectorAll(".sentence:not([hidden]), .rest, figcaption")];
  return seen.flatMap((one) => [...one.getClientRects()]).filter((box) => box.left < stuff.left
    || box.right > stuff.right + 1 || box.bottom > stuff.bottom + 1).length;
}"""


def test_a_long_story_is_read_whole_or_to_the_end_of_a_sentence(hall: Hall, screen: Screen) -> None:
    passages = [" ".join([f"This is what happened in year {year}."] * 8) for year in range(8)]
    story = {"kind": "story", "text": "\n\n".join(passages), "caption": "Told by", "credit": "Ana"}
    hall.act("edit_stage", stage=hall.stages["now"], stimulus=story)
    page = screen(hall.projector_address, viewport={"width": 1280, "height": 800})
    expect(page.get_by_text("The rest is on your phone.")).to_be_visible()
    assert page.locator(".sentence:visible").count() > 40
    assert page.evaluate(CUT_OFF) == 0
    page.set_viewport_size({"width": 1024, "height": 600})
    expect(page.locator(".sentence").nth(40)).to_be_hidden()
    assert page.evaluate(CUT_OFF) == 0
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".sentence:visible")).to_have_count(64)
    expect(page.get_by_text("The rest is on your phone.")).to_be_hidden()
    assert page.evaluate(CUT_OFF) == 0


def test_a_link_is_a_link_for_the_laptop_to_open(hall: Hall, screen: Screen) -> None:
    film = {"kind": "link", "link": "https://example.org/film", "caption": "Three minutes"}
    hall.act("edit_stage", stage=hall.stages["now"], stimulus=film)
    page = screen(hall.projector_address)
    link = page.get_by_role("link", name="https://example.org/film")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


HALF_SEEN = """() => {
  const stuff = document.querySelector(".stuff").getBoundingClientRect();
  const seen = [...document.querySelectorAll(".entry:not(.cut)")];
  return seen.filter((one) => one.getBoundingClientRect().bottom > stuff.bottom + 1).length;
}"""


def test_the_wall_shows_no_note_by_halves_and_says_how_many_it_shows(
    hall: Hall, screen: Screen
) -> None:
    story = {"kind": "story", "text": "Once there was a well. " * 20, "caption": "Told by Grace"}
    hall.act("edit_stage", stage=hall.stages["now"], stimulus=story)
    notes = [{"text": f"Note {number}, long enough for two lines"} for number in range(50)]
    hall.act("add_proxy_notes", stage=hall.stages["now"], notes=notes)
    hall.act("show_wall", shown=True)
    page = screen(hall.projector_address, viewport={"width": 1280, "height": 720})
    expect(page.locator(".wall h2 .how-many")).to_have_text(re.compile(r"^\d+ / 50$"))
    shown = page.locator(".wall .entry:not(.cut)").count()
    expect(page.locator(".wall h2 .how-many")).to_have_text(f"{shown} / 50")
    assert shown > 3
    assert page.evaluate(HALF_SEEN) == 0
    out_of_its_place = "story => story.scrollHeight - story.clientHeight"
    assert page.locator(".stimulus").evaluate(out_of_its_place) == 0
    page.set_viewport_size({"width": 1280, "height": 500})
    expect(page.locator(".wall h2 .how-many")).not_to_have_text(f"{shown} / 50")
    assert page.evaluate(HALF_SEEN) == 0


def test_few_groups_are_large_and_many_smaller(hall: Hall, screen: Screen) -> None:
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    hall.group("Group 0")
    page = screen(hall.projector_address, viewport={"width": 1280, "height": 720})
    large = page.locator(".groups .title").first.evaluate(size)
    for number in range(1, 30):
        hall.group(f"Group {number}")
    expect(page.locator(".groups li:not(.cut)")).to_have_count(30)
    assert page.evaluate(HALF_SEEN) == 0
    small = page.locator(".groups .title").first.evaluate(size)
    assert 15 < small < large


def test_a_group_is_read_back_large_and_its_notes_only_while_they_are_shown(
    hall: Hall, screen: Screen
) -> None:
    group = hall.group("Water", hall.write("No water"), hall.write("Dry wells"))
    hall.act("read_back", group=group)
    page = screen(hall.projector_address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Did we understand you?")
    expect(page.get_by_role("heading", name="Water")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("Water")
    expect(page.locator(".reading li")).to_have_count(0)
    hall.act("show_wall", shown=True)
    expect(page.locator(".reading li")).to_have_text(["No water", "Dry wells"])
    expect(page.locator(".answers")).to_contain_text("Agree: 0")
    hall.join().act(hall.code, "agree", group=group)
    expect(page.locator(".answers")).to_contain_text("Agree: 1")
    assert_accessible(page)


OUTSIDE = """() => {
  const side = document.querySelector(".join").getBoundingClientRect();
  const text = document.createRange();
  return [...document.querySelectorAll(".join > *")].filter((one) => {
    text.selectNodeContents(one);
    const {left, right, top, bottom} = text.getBoundingClientRect();
    return left < side.left || right > side.right || top < 0 || bottom > innerHeight;
  }).map((one) => one.className);
}"""


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)], ids=str)
def test_the_widest_code_of_a_circle_fits_beside_the_question(
    hall: Hall, screen: Screen, size: tuple[int, int]
) -> None:
    (circle,) = hall.act("open_breakouts", names=["Circle"])["breakouts"]
    width, height = size
    address = hall.projector_address.replace(hall.code, circle["code"])
    page = screen(address, viewport={"width": width, "height": height})
    expect(page.locator(".join-code")).to_have_text(circle["code"])
    page.locator(".join-code").evaluate("(code) => { code.textContent = 'WWMMWWM'; }")
    page.evaluate("dispatchEvent(new Event('resize'))")
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("ar", "dark"), ("zh", "light")])
def test_the_wall_is_accessible(hall: Hall, screen: Screen, locale: str, scheme: str) -> None:
    hall.group("ماء", hall.write("لا ماء", language="ar"))
    hall.act("show_wall", shown=True)
    page: Page = screen(hall.projector_address, locale=locale, color_scheme=scheme)
    expect(page.locator(".wall li")).to_have_count(1)
    assert_accessible(page)
