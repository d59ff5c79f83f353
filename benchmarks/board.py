"""A board with 1,000 notes in Chromium, beside a plain list of as many checkboxes in the same run.

`python benchmarks/board.py [--notes N]` writes `results/board.{json,md}`. Times are what the page's
main thread worked (script, style and layout), so that the network and the server have no part.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests import services
from tests.browser.hall import Hall
from toolkit.bench.report import machine

RESULTS = Path(__file__).parent / "results"
Do = Callable[[], object]
WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
GROUPS = 20
TIMES = 5
PLAIN = """<!doctype html><html lang="en"><title>Plain</title><ul>{}</ul>"""
ITEM = '<li><input type="checkbox" id="n{0}"><label for="n{0}">{1}</label></li>'
APPEND = """() => {
  const list = document.querySelector("ul");
  list.append(list.lastElementChild.cloneNode(true));
  list.getBoundingClientRect();
}"""
FOLD = """() => {
  const items = [...document.querySelectorAll("li")].slice(0, 20);
  for (const item of items) item.hidden = !item.hidden;
  document.querySelector("ul").getBoundingClientRect();
}"""
SORTABLE = Path(__file__).parent.parent / "node_modules/sortablejs/Sortable.min.js"
DRAG = """() => Sortable.create(document.querySelector("ul"), {
  sort: false, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4, animation: 0,
})"""
CARDS = "() => document.getElementsByClassName('card').length"


@dataclass(frozen=True)
class Cost:
    """One thing done on the board and its like on the plain list, each the median of `TIMES`."""

    what: str
    unit: str
    board: float
    plain: float
    most: float
    """How many times the plain list's the board's may be; in milliseconds, never under a frame."""

    @property
    def times(self) -> float:
        return self.board / self.plain if self.plain else float("inf")

    @property
    def holds(self) -> bool:
        a_frame = 16.0
        return self.times <= self.most or (self.unit == "ms" and self.board <= a_frame)


class Watched:
    """A page whose main thread is listened to."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable")

    def metrics(self) -> dict[str, float]:
        found = self._devtools.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in found}

    def work(self, do: Do) -> float:
        """Return how many milliseconds the main thread worked while `do` was done and drawn."""
        before = self.metrics()
        do()
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
        after = self.metrics()
        return sum(after[name] - before[name] for name in WORK) * 1000

    def loading(self, address: str) -> float:
        """Return how many milliseconds the main thread worked to load a page and draw it.

        The counters begin anew with each page.
        """
        self.page.goto(address)
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 1000))")
        after = self.metrics()
        return sum(after[name] for name in WORK) * 1000

    def memory(self) -> float:
        self._devtools.send("HeapProfiler.collectGarbage")
        return self.metrics()["JSHeapUsedSize"] / 1e6


def main() -> int:
    """Measure; return 0 if every ratio is within its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=1000)
    notes = parser.parse_args().notes
    with _hall(notes) as hall, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.CHROMIUM, args=services.CHROMIUM_FLAGS
        )
        costs = list(measure(hall, browser, notes))
        browser.close()
    write(costs, notes)
    return 0 if all(cost.holds for cost in costs) else 1


@contextmanager
def _hall(notes: int) -> Iterator[Hall]:
    """A dialogue with that many notes, four in ten of them in groups."""
    with tempfile.TemporaryDirectory(prefix="toolkit-board-") as folder:
        served = services.serve(Path(folder))
        try:
            hall = Hall.opened(served)
            hall.open_stage("now")
            for start in range(0, notes, 100):
                texts = [{"text": _text(at)} for at in range(start, min(start + 100, notes))]
                hall.act("add_proxy_notes", stage=hall.stages["now"], notes=texts)
            keys = list(hall.board()["notes"])
            size = notes * 4 // 10 // GROUPS
            for group in range(GROUPS):
                hall.group(f"Group {group}", *keys[group * size : (group + 1) * size])
            yield hall
        finally:
            services.end_group(served.process)


def _text(number: int) -> str:
    return f"Note {number}: the district must repair the wells before the dry season begins"


def measure(hall: Hall, browser: Browser, notes: int) -> Iterator[Cost]:
    """Yield each cost. The board is opened anew for each first drawing."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies(hall.facilitator.cookies())
    plain = Watched(context.new_page())
    board = Watched(context.new_page())
    document = PLAIN.format("".join(ITEM.format(at, _text(at)) for at in range(notes)))

    list_of_all = f"data:text/html,{quote(document)}"
    yield Cost(
        "first drawing",
        "ms",
        median(board.loading(hall.board_address) for _ in range(TIMES)),
        median(plain.loading(list_of_all) for _ in range(TIMES)),
        12,
    )
    board.page.wait_for_selector(".connection.live")

    def pair(what: str, on_board: Do, on_plain: Do, most: float = 12) -> Cost:
        return Cost(what, "ms", _typical(board, on_board), _typical(plain, on_plain), most)

    yield Cost("memory", "MB", board.memory(), plain.memory(), 12)
    yield pair(
        "one note arrives",
        lambda: _arrival(hall, board.page),
        lambda: plain.page.evaluate(APPEND),
        most=25,
    )
    yield pair(
        "a note is selected",
        lambda: board.page.locator(".ungrouped .card label").nth(3).click(),
        lambda: plain.page.locator("label").nth(3).click(),
    )
    yield pair(
        "a group is folded, or unfolded",
        lambda: board.page.locator(".fold").first.click(),
        lambda: plain.page.evaluate(FOLD),
    )
    plain.page.add_script_tag(path=SORTABLE)
    plain.page.evaluate(DRAG)
    yield pair(
        "a card is taken up, carried and let go",
        lambda: _carry(board.page, ".ungrouped .grip"),
        lambda: _carry(plain.page, "li:not([hidden])"),
    )


def _typical(watched: Watched, do: Do) -> float:
    return median(watched.work(do) for _ in range(TIMES))


def _arrival(hall: Hall, page: Page) -> None:
    before = page.evaluate(CARDS)
    hall.act("add_proxy_notes", stage=hall.stages["now"], notes=[{"text": _text(before)}])
    while page.evaluate(CARDS) == before:
        page.wait_for_timeout(20)


def _carry(page: Page, what: str) -> None:
    """Take up the second of them and let it go over nothing."""
    box = page.locator(what).nth(1).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5, box["y"] + 20, steps=4)
    page.mouse.move(900, 400, steps=10)
    page.mouse.move(900, 20, steps=5)
    page.mouse.up()


def write(costs: list[Cost], notes: int) -> None:
    """Write `results/board.json` and `results/board.md`."""
    RESULTS.mkdir(exist_ok=True)
    load = round(os.getloadavg()[0], 1)
    rows = [asdict(cost) | {"times": round(cost.times, 1)} for cost in costs]
    whole = {"machine": machine(), "load_average": load, "notes": notes, "costs": rows}
    (RESULTS / "board.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "board.md").write_text(as_markdown(costs, notes, load), encoding="utf-8")


def as_markdown(costs: list[Cost], notes: int, load: float) -> str:
    """Return the page of the results."""
    head = f"""# A board with {notes:,} notes, measured

Machine: {machine()}. Load when it ended: {load}.
Written by `python benchmarks/board.py`. The work of the page's main thread in Chromium, beside that
of a plain list of {notes:,} checkboxes in the same run; the median of {TIMES}. A bound holds, too,
where the work takes less than one frame of the screen, 16 ms. Carrying stands beside the same way
of the hand over the plain list, made draggable with the same library; folding beside hiding as many
of its items.

| | board | plain list | times | at most | |
|---|---:|---:|---:|---:|---|
"""
    return head + "".join(_row(cost) for cost in costs)


def _row(cost: Cost) -> str:
    said = "met" if cost.holds else "missed"
    return (
        f"| {cost.what}, {cost.unit} | {cost.board:.1f} | {cost.plain:.1f} | {cost.times:.1f} "
        f"| {cost.most:g} | {said} |\n"
    )


if __name__ == "__main__":
    sys.exit(main())
