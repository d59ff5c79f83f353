"""What somebody does who has a keyboard and nothing else."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_PRESSES = 100
HERE = """() => {
  const one = document.activeElement;
  const words = [...(one.labels ?? [])].map((label) => label.textContent).join(" ");
  const menu = one.matches(".menu > summary") ? one.parentElement.className : "";
  return one === document.body
    ? "" : [menu, one.getAttribute("aria-label"), one.id, words, one.textContent].join(" ");
}"""


@dataclass
class Hands:
    """Somebody with a keyboard and nothing else: they neither point nor put the focus anywhere."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go_to(self, name: str, key: str = "Tab") -> None:
        """Go on until the focus is on what has these words on it, or on its label."""
        for _ in range(MOST_PRESSES):
            if name in self.page.evaluate(HERE):
                return
            self.press(key)
        pytest.fail(f"{key} does not come to {name}")

    def enter(self, place: Locator) -> None:
        """Go on until the focus is on something in this place."""
        for _ in range(MOST_PRESSES):
            if place.locator(":focus").count():
                return
            self.press("Tab")
        pytest.fail("Tab does not come there")

    def use(self, name: str) -> None:
        """Go to a button and press it."""
        self.go_to(name)
        self.press("Enter")

    def choose(self, name: str) -> None:
        """Choose from the menu of the whole board."""
        self.page.wait_for_function("!document.querySelector('dialog[open]')")
        self.go_to("menu more")
        self.press("Enter", "ArrowDown")
        self.go_to(name, key="ArrowDown")
        self.press("Enter")

    def next_stage(self, title: str) -> None:
        expect(self.page.locator(".next")).to_have_attribute("aria-disabled", "false")
        self.use("Next: ")
        expect(self.stage).to_contain_text(title)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def stage(self) -> Locator:
        return self.page.locator(".stage-title")
