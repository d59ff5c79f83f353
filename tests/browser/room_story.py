"""A room in which a story happens: a facilitator, a co-facilitator, three phones and the wall.

All pages speak one language, and people find their way by its words: what a test presses it finds
by role and by the page's own translated name, so a story holds in every language or in none.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
)
from playwright.sync_api import TimeoutError as WaitedInVain

from facilitation.pages.participant_words import QUESTIONS, script_strings
from facilitation.pages.strings import BOARD_STRINGS, PROJECTOR_STRINGS
from facilitation.refusals import REASONS
from facilitation.vocabulary.stages import STAGE_KINDS
from tests.browser.board_page import column
from tests.browser.hall import Hall, Visitor
from tests.browser.phone import PHONE, listening
from tests.services import Served

LOCALES = {"en": "en-GB", "ar": "ar", "zh-hans": "zh-CN"}
"""What a browser calls the languages of the rooms."""

STAGES = ("now", "want", "how", "prioritise", "readback", "close")
DESK: Any = {"width": 1280, "height": 800}
LIVE = ".connection.live"
HEAR = """{
  globalThis.heard = Object.assign([], { from: 0 });
  new MutationObserver((changes) => {
    const told = changes.map(({ target }) =>
      (target.closest ? target : target.parentElement)?.closest("[role=status]"));
    for (const place of new Set(told)) {
      const said = place?.textContent.trim().replace(/\\s+/g, " ");
      if (said) heard.push(said);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
"""Notes what a screen reader is told, so that nothing is missed which is soon told over."""

HEARD = "said => 1 + heard.findIndex((one, place) => place >= heard.from && one.includes(said))"

ARRIVED = re.compile("sent|late|held")
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Words:
    """What the pages say in one language, as `client/words.js` writes it."""

    language: str

    def board(self, key: str, **values: object) -> str:
        return self._say(lambda: BOARD_STRINGS[key], **values)

    def wall(self, key: str, **values: object) -> str:
        return self._say(lambda: PROJECTOR_STRINGS[key], **values)

    def phone(self, key: str, **values: object) -> str:
        return self._say(lambda: script_strings()["said"][key], **values)

    def text(self, msgid: str) -> str:
        """The words of a template, by their English."""
        return self._say(lambda: translation.gettext(msgid))

    def stage(self, kind: str) -> str:
        return self._say(lambda: STAGE_KINDS[kind])

    def question(self, kind: str) -> str:
        return self._say(lambda: QUESTIONS[kind])

    def refusal(self, code: str) -> str:
        return self._say(lambda: REASONS[code].sentence)

    def _say(self, sentence: Callable[[], object], **values: object) -> str:
        with translation.override(self.language):
            return _fill(str(sentence()), values)


def _fill(sentence: str, values: dict[str, object]) -> str:
    """Text stands in isolates, so that it does not turn the sentence around it."""

    def value(place: re.Match[str]) -> str:
        given = values.get(place[1], place[0])
        return str(given) if isinstance(given, int) else f"\u2068{given}\u2069"

    return PLACE.sub(value, sentence) if values else sentence


@dataclass(frozen=True)
class Said:
    """What people say in the stories. `wells` and `dry` say the same, and `sought` finds both."""

    wells: str
    dry: str
    sought: str
    far: str
    jobs: str
    thief: str
    held_word: str
    water: str
    work: str
    school: str


SAID = {
    "en": Said(
        wells="The wells are dry",
        dry="Our wells are dry again",
        sought="DRY",
        far="People walk an hour to the river",
        jobs="Young people find no jobs",
        thief="The chief is a thief",
        held_word="thief",
        water="Clean water for all",
        work="Decent work",
        school="A school nearby",
    ),
    "ar": Said(
        wells="الآبار جافة",
        dry="الآبار جافة مرة أخرى",
        sought="جافّة",
        far="يمشي الناس ساعة إلى النهر",
        jobs="لا يجد الشباب عملا",
        thief="الزعيم لص",
        held_word="لص",
        water="ماء نظيف للجميع",
        work="عمل لائق",
        school="مدرسة قريبة",
    ),
    "zh-hans": Said(
        wells="水井干了",
        dry="水井又干了",
        sought="水井",
        far="人们走一小时到河边",
        jobs="年轻人找不到工作",
        thief="村长是小偷",
        held_word="小偷",
        water="人人有净水",
        work="体面劳动",
        school="附近有学校",
    ),
}


@dataclass
class Room:
    """The pages that are open in one hall, and the people in front of them."""

    hall: Hall
    words: Words
    said: Said
    lead: Page
    second: Page
    wall: Page
    phones: tuple[Page, Page, Page]
    people: tuple[Visitor, Visitor, Visitor]
    colleague: Visitor

    @property
    def boards(self) -> tuple[Page, Page]:
        return self.lead, self.second

    def write(self, phone: Page, text: str, stage: str = "now") -> None:
        """Write a note with a phone and wait until it has been sent."""
        phone.get_by_role("textbox", name=self.words.question(stage)).fill(text)
        send = phone.get_by_role("button", name=self.words.text("Send"), exact=True)
        send.click()
        expect(phone.locator("#note-text")).to_have_value("")
        expect(own(phone, text)).to_have_attribute("data-state", ARRIVED)

    @property
    def screens(self) -> tuple[Page, ...]:
        """Everything that shows the room something."""
        return (*self.boards, self.wall, *self.phones)

    def view(self, kind: str) -> None:
        """Look at the notes of another stage, on both boards."""
        for board in self.boards:
            tabs = board.get_by_role("navigation", name=self.words.board("boards"))
            tabs.get_by_role("button", name=self.words.stage(kind)).click()

    def see(self, title: str, texts: Iterable[str]) -> None:
        """See these notes in a column, on both boards."""
        for board in self.boards:
            expect(column(board, title).locator("label")).to_have_text(list(texts))

    def see_gone(self, title: str) -> None:
        """See no such column, on either board."""
        for board in self.boards:
            expect(column(board, title)).to_have_count(0)

    def see_marked(self, title: str, key: str, **values: object) -> None:
        """See this said of a column or of a note in it, on both boards."""
        for board in self.boards:
            expect(column(board, title)).to_contain_text(self.words.board(key, **values))

    def see_on_wall(self, groups: dict[str, int]) -> None:
        """See these groups on the wall, with how many notes each has."""
        said = {title: self.words.wall("group_notes", n=n) for title, n in groups.items()}
        rows = [re.compile(rf"{re.escape(title)}\s+{says}") for title, says in said.items()]
        expect(self.wall.locator(".groups li")).to_have_text(rows)

    def told(self, board: Page, key: str, **values: object) -> None:
        """Hear a board announce this to those who do not see it."""
        hear(board, self.words.board(key, **values))

    def press(self, board: Page, key: str) -> None:
        """Press a button of the dialog that is open, by the key of its words."""
        name = self.words.board(key)
        board.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()

    def tool(self, board: Page, key: str, **values: object) -> Locator:
        """A button outside any dialog. Letters beside its words are keys that do the same."""
        name = re.escape(self.words.board(key, **values))
        return board.get_by_role("button", name=re.compile(rf"^{name}( \S+)?$"))

    def choose_place(self, board: Page, title: str) -> None:
        """Choose a group from the list of a dialog. Digits beside it are keys that do the same."""
        name = re.compile(rf"^{re.escape(title)}( \d)?$")
        board.get_by_role("dialog").get_by_role("button", name=name).click()

    def choose(self, board: Page, menu: str, key: str, **values: object) -> None:
        """Choose from a menu, found by its look (more, up, dots), by the key of the words."""
        board.locator(f".menu.{menu} summary").first.click()
        choice = board.locator(".menu[open]").get_by_role("listitem")
        choice.get_by_text(self.words.board(key, **values), exact=True).click()

    def tools_of(self, board: Page, title: str, key: str) -> None:
        """Choose from the tools of one group."""
        name = self.words.board("group_tools", group=title)
        menu = board.locator(".menu.dots").filter(has=board.get_by_label(name, exact=True))
        menu.locator("summary").click()
        menu.get_by_text(self.words.board(key), exact=True).click()

    def tick(self, board: Page, *texts: str) -> None:
        for text in texts:
            board.get_by_role("checkbox", name=text, exact=True).check()

    def group(self, board: Page, title: str, *texts: str) -> None:
        """Select notes and group them by the button."""
        self.tick(board, *texts)
        self.tool(board, "group").click()
        board.get_by_label(self.words.board("group_title")).fill(title)
        self.press(board, "group")
        expect(column(board, title).locator("label")).to_have_count(len(texts))


def hear(page: Page, sentence: str) -> None:
    """Wait until a page announces this, perhaps among other news, after what was heard before."""
    try:
        place = page.wait_for_function(HEARD, arg=sentence, polling=100)
    except WaitedInVain:
        pytest.fail(f"{sentence!r} was not announced, but {page.evaluate('heard')}")
    place.evaluate("place => { heard.from = place }")


def own(phone: Page, text: str) -> Locator:
    """The line of one's own note on a phone."""
    exactly = phone.get_by_text(text, exact=True)
    return phone.locator("#own-list .note").filter(has=exactly)


class Building:
    """Opens rooms in one server's browser, and every page in them in a profile of its own."""

    def __init__(self, browser: Browser, served: Served, organizer: Visitor) -> None:
        self.browser, self.served, self.organizer = browser, served, organizer
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def open(self, language: str, *, clocks: tuple[timedelta, ...] = (), **answers: Any) -> Room:
        """Open a dialogue in its first writing stage, and a page for everybody in it.

        `clocks` says by how much those of the phones are wrong.
        """
        stages = [{"kind": kind, "minutes": 10} for kind in STAGES]
        usual = {"language": language, "stages": stages, "vote_budget": 3}
        hall = Hall.opened(self.served, self.organizer, **(usual | answers))
        hall.open_stage("now")
        colleague = self._colleague(hall)
        people = tuple(self._person(hall, language) for _ in range(3))
        first, second, third = people
        room = Room(
            hall=hall,
            words=Words(language),
            said=SAID[language],
            lead=self.board(hall, hall.facilitator, language),
            second=self.board(hall, colleague, language),
            wall=self.page(language, address=hall.projector_address, viewport=DESK),
            phones=(
                self.phone(hall, first, language, *clocks[:1]),
                self.phone(hall, second, language, *clocks[1:2]),
                self.phone(hall, third, language, *clocks[2:]),
            ),
            people=(first, second, third),
            colleague=colleague,
        )
        for board in room.boards:
            board.wait_for_selector(LIVE)
        for phone in room.phones:
            listening(phone)
        return room

    def _colleague(self, hall: Hall) -> Visitor:
        """A co-facilitator, come in by an invitation."""
        link = hall.facilitator.post(f"/dialogues/{hall.id}/invite")["link"]
        colleague = Visitor(hall.served.address)
        colleague.sign_in(link.rpartition("#")[2])
        return colleague

    def _person(self, hall: Hall, language: str) -> Visitor:
        """Somebody who has joined and said nothing about themselves."""
        person = Visitor(hall.served.address)
        person.act(hall.code, "join", language=language)
        person.act(hall.code, "save_profile")
        return person

    def board(self, hall: Hall, who: Visitor, language: str) -> Page:
        """A board on a desktop whose screen can be touched."""
        address = hall.board_address
        return self.page(language, address=address, who=who, viewport=DESK, has_touch=True)

    def phone(
        self, hall: Hall, who: Visitor, language: str, wrong_by: timedelta | None = None
    ) -> Page:
        address = f"{hall.served.address}/d/{hall.code}/"
        page = self.page(language, who=who, viewport=PHONE)
        if wrong_by is not None:
            page.clock.install(time=datetime.now(UTC) + wrong_by)
        page.goto(address, wait_until="commit")
        return page

    def page(
        self, language: str, *, address: str = "", who: Visitor | None = None, **options: Any
    ) -> Page:
        """A page in a profile of its own, on its way: others may be opened meanwhile.

        A script error or a breach of the CSP in it is remembered.
        """
        context = self.browser.new_context(locale=LOCALES[language], **options)
        context.set_default_timeout(10_000)
        context.add_init_script(HEAR)
        self._contexts.append(context)
        if who:
            context.add_cookies(who.cookies())
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        if address:
            page.goto(address, wait_until="commit")
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
