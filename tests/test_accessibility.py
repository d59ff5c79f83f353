"""Everybody can use every page: each address of the product is looked at, or is said to be none.

And the check finds what it should, so that its silence means something.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from django.views.defaults import server_error
from playwright.sync_api import Browser, BrowserContext, Page

from tests import services
from tests.accessibility import assert_accessible
from tests.browser.hall import Hall, Visitor

pytestmark = pytest.mark.browser

GOOD = '<!doctype html><html lang="en"><title>A page</title><main><h1>Words</h1></main></html>'


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD)
    assert_accessible(page)


def test_an_image_without_words_is_named(page: Page) -> None:
    page.set_content(GOOD.replace("Words", '<img src="data:,">'))
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


@dataclass
class Site:
    """A server with a dialogue that goes on and one whose summary was submitted to the centre."""

    served: services.Served
    organizer: Visitor
    hall: Hall
    finished: Hall
    person: Visitor
    colleague: Visitor

    def see(self, name: str, /, *arguments: object) -> str:
        """The content of a page, as the organizer sees it."""
        answer = self.organizer.http.get(reverse(name, args=arguments), follow_redirects=True)
        assert answer.is_success, answer.text
        return answer.text

    def send(self, name: str, /, *arguments: object, **fields: str) -> str:
        """Send a form, and return where it leads."""
        answer = self.organizer.http.post(reverse(name, args=arguments), data=fields)
        assert answer.status_code == httpx.codes.FOUND, answer.text
        return answer.headers["location"]

    def found(self, pattern: str, name: str, *arguments: object) -> str:
        match = re.search(pattern, self.see(name, *arguments))
        assert match is not None, (name, pattern)
        return match[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    served = services.serve(tmp_path_factory.mktemp("data"))
    organizer = Visitor.signed_in(served)
    hall, finished = Hall.opened(served, organizer), Hall.opened(served, organizer)
    for one in (hall, finished):
        one.open_stage("now")
        one.group("Water", one.write("The well is dry.", quote=True))
        one.write("الماء بعيد", language="ar")
    person = hall.join()
    person.act(hall.code, "save_profile")
    colleague = Visitor(served.address)
    link = organizer.post(f"/dialogues/{hall.id}/invite")["link"]
    colleague.sign_in(link.rpartition("#")[2])
    site = Site(served, organizer, hall, finished, person, colleague)
    submit(site)
    yield site
    services.end_group(served.process)


def submit(site: Site) -> None:
    """Seal, ask the participants, sign, and hand over to the centre."""
    hall = site.finished
    hall.act("close_dialogue")
    hall.act("seal_dialogue")
    site.send("summary:ask", hall.id, days="7")
    seen = site.found(r'name="seen" value="([^"]+)"', "summary:sign", hall.id)
    site.send("summary:sign", hall.id, name="Akinyi", reason="", seen=seen)
    site.send("summary:submit", hall.id)


NOT_PAGES = {
    "sign_out": "a form's way out; leads home",
    "invite": "answers JSON",
    "preview_page": "the participant's page within the preview; its sandbox runs no axe",
    "pictures": "answers JSON",
    "picture": "a picture",
    "qr": "a picture",
    "participant_act": "a form's way in; leads back to the participant's page",
    "api_new_dialogue": "answers JSON",
    "api_feed": "answers JSON",
    "api_suggestions": "answers JSON",
    "api_me": "answers JSON",
    "api_act": "answers JSON",
    "summary:pdf": "a file, checked by veraPDF",
    "summary:json": "a file",
    "summary:print": "a form's way in; leads back to the summary",
    "summary:state": "answers JSON",
    "summary:print-out": "a form's way in; leads to the printout's page",
    "summary:printout-file": "a file, checked by veraPDF",
    "summary:printout-state": "answers JSON",
    "summary:export": "a file",
    "summary:draft": "a file",
    "summary:autosave": "answers JSON",
    "summary:ask-centre": "a form's way in; leads back to the receipts",
    "summary:reply": "a form's way in; leads back to the receipts",
    "centre:table-csv": "a file",
    "centre:download": "a file",
    "centre:accept": "a form's way in; leads back to the dossier",
    "centre:erase": "a form's way in; leads back to the dossier",
    "centre:withdraw": "a form's way in; leads back to the dossier",
    "centre:receipt-former": "leads to the receipt",
    "centre:revoke": "a form's way in; leads back to the tokens",
    "centre:api-submissions": "answers JSON",
    "centre:api-receipt": "answers JSON",
    "centre:api-standing": "answers JSON",
    "centre:api-answers": "answers JSON",
    "set_language": "a form's way in; leads back to the page",
}
"""What has an address and is no page, and why."""

Find = Callable[[Site], str]


def plain(name: str) -> Find:
    return lambda _site: reverse(name)


def going_on(name: str) -> Find:
    return lambda site: reverse(name, args=(site.hall.id,))


def submitted(name: str, *more: str) -> Find:
    return lambda site: reverse(name, args=(site.finished.id, *more))


def by_code(name: str) -> Find:
    return lambda site: reverse(name, args=(site.hall.code,))


PAGES: dict[str, Find] = {
    "home": plain("home"),
    "sign_in": plain("sign_in"),
    "dialogues": plain("dialogues"),
    "dialogue_new": plain("dialogue_new"),
    "board": going_on("board"),
    "sheet": going_on("sheet"),
    "preview": going_on("preview"),
    "participant": by_code("participant"),
    "projector": by_code("projector"),
    "summary:page": submitted("summary:page"),
    "summary:printout": lambda site: site.send("summary:print-out", site.finished.id, "poster"),
    "summary:public": submitted("summary:public"),
    "summary:compare": submitted("summary:compare"),
    "summary:sign": submitted("summary:sign"),
    "summary:submit": submitted("summary:submit"),
    "summary:ask": submitted("summary:ask"),
    "summary:say": lambda site: site.found(r"(/say/[^<\"]+)", "summary:ask", site.finished.id),
    "summary:review": submitted("summary:review", "words"),
    "summary:review quotes": submitted("summary:review", "quotes"),
    "summary:review topics": submitted("summary:review", "topics"),
    "summary:review personal": submitted("summary:review", "personal"),
    "summary:review method": submitted("summary:review", "method"),
    "centre:table": plain("centre:table"),
    "centre:upload": plain("centre:upload"),
    "centre:submissions": plain("centre:submissions"),
    "centre:dossier": submitted("centre:dossier"),
    "centre:receipt-key": plain("centre:receipt-key"),
    "centre:receipt": lambda site: site.send(
        "centre:receipt-key",
        key=site.found(r'href="([^"]*/receipts/#[^"]+)"', "summary:submit", site.finished.id),
    ),
    "centre:tokens": plain("centre:tokens"),
}
"""Every page, by the name of its address, and how to come to it. Words after a space tell apart
pages of one address."""

ERRORS: dict[str, str] = {
    "no such page": "/no/such/page",
    "no such dialogue": "/d/XXXXXX/",
    "not for you": "/centre/",
}


def names_of(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            yield from names_of(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )


def test_every_address_is_a_page_that_is_looked_at_or_says_why_not() -> None:
    pages = {name.partition(" ")[0] for name in PAGES}
    assert pages.isdisjoint(NOT_PAGES)
    assert set(names_of(get_resolver())) == pages | NOT_PAGES.keys()


Look = Callable[..., Page]


@pytest.fixture
def look(chromium: Browser, site: Site) -> Iterator[Look]:
    """Open an address as somebody with these cookies would; without scripts, if it is said."""
    contexts: list[BrowserContext] = []

    def look_at(address: str, language: str, who: Visitor | None, *, scripts: bool = True) -> Page:
        context = chromium.new_context(locale=language, base_url=site.served.address)
        contexts.append(context)
        if who:
            context.add_cookies(who.cookies())
        if not scripts:
            context.route(re.compile(r"\.js$"), lambda route: route.abort())
        page = context.new_page()
        page.goto(address)
        return page

    yield look_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_every_page(site: Site, look: Look, name: str, language: str) -> None:
    page = look(PAGES[name](site), language, site.organizer)
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize("name", ["participant", "projector", "home", "summary:say"])
def test_everybody_can_use_what_a_participant_sees(site: Site, look: Look, name: str) -> None:
    page = look(PAGES[name](site), "ar", site.person)
    assert_accessible(page)


@pytest.mark.parametrize(
    "name", ["participant", "dialogue_new", "projector", "summary:review", "summary:say"]
)
def test_everybody_can_use_pages_whose_scripts_never_came(
    site: Site, look: Look, name: str
) -> None:
    who = site.person if name == "participant" else site.organizer
    assert_accessible(look(PAGES[name](site), "en", who, scripts=False))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("error", ERRORS)
def test_everybody_can_use_a_page_that_says_no(
    site: Site, look: Look, error: str, language: str
) -> None:
    page = look(ERRORS[error], language, site.colleague)
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everybody_can_use_the_page_that_says_that_we_failed(page: Page, language: str) -> None:
    with translation.override(language):
        answer = server_error(RequestFactory().get("/"))
    page.set_content(answer.content.decode())
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
