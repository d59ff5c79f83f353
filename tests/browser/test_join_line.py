"""A phone without JavaScript before a line: it sees its number, and is let in by itself."""

import re

import httpx
from playwright.sync_api import Browser, expect

from tests.browser.hall import Hall
from tests.conftest import StartServer


def test_a_phone_without_javascript_is_let_in_by_itself(
    chromium: Browser, start_server: StartServer
) -> None:
    hall = Hall.opened(start_server(environ={"TOOLKIT_JOINS_PER_SECOND": "3"}))
    with httpx.Client(base_url=hall.served.address, timeout=30, verify=False) as others:
        for _ in range(30):
            others.cookies.clear()
            others.get(f"/d/{hall.code}/")
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 480}
    )
    page = context.new_page()
    page.goto(f"{hall.served.address}/d/{hall.code}/")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"You are number \d+ in line"))
    button = page.get_by_role("button", name="I understand – join")
    expect(button).to_be_visible(timeout=30_000)
    button.click()
    expect(button).not_to_be_visible()
    assert hall.board()["dialogue"]["participants"] == 1
    context.close()
