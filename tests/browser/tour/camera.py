"""Takes the pictures of `docs/tour/`.

The sample dialogue is played on a server of its own up to the middle of its last question, once in
each language. Then the board, one phone and the wall are photographed as they are at that moment.
"""

import asyncio
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, async_playwright, expect

from tests import services
from toolkit.demo.play import AGENDA, VOTE_BUDGET, sample_script
from toolkit.replay.browser import Browser, Network
from toolkit.replay.clients import Facilitator, sign_in
from toolkit.replay.player import Clock, Play, agenda
from toolkit.replay.script import Group, Script

FOLDER = Path(__file__).parents[3] / "docs" / "tour"
STAGE = "how"
NOT_YET = "n60"
"""The last note of the sample; in its place, the phone that is photographed writes."""
LAPTOP = "http://10.42.0.1:8000"
"""What the wall shows as the address: that of a laptop that is its own hotspot."""
SECONDS_GONE = 227
COLOURS = 160
"""Of a picture: text stays sharp, and six pictures stay under a megabyte."""

SCREENS: dict[str, dict[str, Any]] = {
    "board": {"viewport": {"width": 1360, "height": 850}, "device_scale_factor": 1.5},
    "phone": {"viewport": {"width": 360, "height": 790}, "device_scale_factor": 2},
    "projector": {"viewport": {"width": 1280, "height": 720}, "device_scale_factor": 1.5},
}
GROUPS = {
    "warning": ("n39", "n47", "n59"),
    "papers": ("n42", "n43"),
    "doors": ("n49", "n56"),
    "night": ("n41", "n52"),
}
"""What a facilitator has put together by then."""


@dataclass(frozen=True)
class Tour:
    """One language: the title of the dialogue, of its groups, and what the phone's owner wrote."""

    language: str
    title: str
    titles: dict[str, str]
    own: str

    def script(self) -> Script:
        """Return the sample as far as it has been said, put together by a facilitator."""
        sample = sample_script(None)
        groups = [
            Group(id=key, stage=STAGE, title=self.titles[key], notes=notes)
            for key, notes in GROUPS.items()
        ]
        said = [note for note in sample.notes if note.id != NOT_YET]
        return sample.model_copy(
            update={"title": self.title, "notes": tuple(said), "groups": tuple(groups)}
        )


TOURS = (
    Tour(
        "en",
        "Velmora in twenty-five years",
        {
            "warning": "A warning that reaches everybody",
            "papers": "Let our certificates count",
            "doors": "Open to somebody on two sticks",
            "night": "Light and buses after dark",
        },
        "Ask us again next year, and bring this list with you.",
    ),
    Tour(
        "ar",
        "فيلمورا بعد ربع قرن",
        {
            "warning": "إنذار يصل إلى الجميع",
            "papers": "الاعتراف بشهاداتنا",
            "doors": "أبواب مفتوحة لمن يمشي على عكازين",
            "night": "إنارة وحافلات بعد حلول الظلام",
        },
        "اسألونا مرة أخرى في العام القادم، وأحضروا هذه القائمة معكم.",
    ),
)

PICTURES = tuple(f"{screen}-{tour.language}.png" for tour in TOURS for screen in SCREENS)


def take_all() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="toolkit-tour-") as data:
        port = services.free_port()
        served = services.serve(
            Path(data),
            environ={"TOOLKIT_PUBLIC_URL": LAPTOP, "TOOLKIT_ALLOWED_HOSTS": "127.0.0.1"},
            arguments=("--port", str(port)),
        )
        try:
            asyncio.run(_take_all(served, f"http://127.0.0.1:{port}"))
        finally:
            services.end_group(served.process)


async def _take_all(served: services.Served, address: str) -> None:
    """Play the dialogue once in each language, and photograph it."""
    assert served.sign_in is not None
    network = Network(address)
    token = served.sign_in.partition("#")[2]
    organizer = await sign_in(network, token=token, language="en")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=services.CHROMIUM, args=services.CHROMIUM_FLAGS
        )
        for tour in TOURS:
            await take(tour, organizer, chromium)
        await chromium.close()
    await network.close()


async def take(tour: Tour, organizer: Browser, chromium: Chromium) -> None:
    """Play the dialogue in one language, and photograph it while everybody is there."""
    play = Play(
        tour.script(),
        organizer.network,
        clock=Clock(),
        language=tour.language,
        stages=agenda(AGENDA),
        vote_budget=VOTE_BUDGET,
        wall_shown=True,
    )
    async with play.opened(organizer) as facilitator:
        await play.join_all()
        await play.write_all()
        await facilitator.act("set_clock", change="add", seconds=-SECONDS_GONE)
        for screen, options in SCREENS.items():
            context = await chromium.new_context(locale=tour.language, **options)
            page = await context.new_page()
            await _OPEN[screen](page, tour, organizer, facilitator)
            picture = await page.screenshot()
            (FOLDER / f"{screen}-{tour.language}.png").write_bytes(smaller(picture))
            await context.close()


async def open_board(page: Page, _tour: Tour, organizer: Browser, facilitator: Facilitator) -> None:
    """The board of the signed-in facilitator, once it knows who is here."""
    address = organizer.network.base_url
    pairs = (cookie.partition("=") for cookie in organizer.cookie_header.split("; "))
    cookies: list[Any] = [{"name": name, "value": it, "url": address} for name, _, it in pairs]
    await page.context.add_cookies(cookies)
    await page.goto(f"{address}/dialogues/{facilitator.dialogue_id}/")
    await page.locator(".connection.live").wait_for()
    await page.locator("header li[title]").wait_for()


async def open_phone(page: Page, tour: Tour, organizer: Browser, facilitator: Facilitator) -> None:
    """The phone of somebody who has just sent a note."""
    await page.goto(f"{organizer.network.base_url}/d/{facilitator.code}/")
    await page.locator("form[action$=join] button").click()
    await page.locator("[name=skip]").click()
    await page.locator("#connection[data-connection=live]").wait_for()
    await page.locator("#note-text").fill(tour.own)
    await page.locator("#write button.primary").click()
    await page.locator('#own-list .note[data-state="sent"]').wait_for()
    await page.evaluate("scrollTo(0, 0)")


async def open_projector(
    page: Page, _tour: Tour, organizer: Browser, facilitator: Facilitator
) -> None:
    """The wall of the hall."""
    await page.goto(f"{organizer.network.base_url}/d/{facilitator.code}/projector")
    await page.locator(".groups li").first.wait_for()
    await expect(page.locator(".connection")).to_have_text("")


_OPEN = {"board": open_board, "phone": open_phone, "projector": open_projector}


def smaller(picture: bytes) -> bytes:
    """Return a PNG with so few colours that a clone of the project stays light."""
    out = io.BytesIO()
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
