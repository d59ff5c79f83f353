"""Looks at a page as axe does, by the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.services import missing

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def assert_accessible(page: Page) -> None:
    """Fail naming each rule that is broken and the elements that break it."""
    page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", TAGS
    )
    broken = [
        f"{rule['id']}: {rule['help']}\n    "
        + "\n    ".join(" ".join(map(str, node["target"])) for node in rule["nodes"])
        for rule in found
    ]
    assert not broken, f"{page.url} breaks {len(broken)} rules\n" + "\n".join(broken)


@cache
def _axe() -> str:
    if not AXE.exists():
        missing("axe-core", "(nothing): ./run setup")
    return AXE.read_text(encoding="utf-8")
