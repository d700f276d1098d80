"""A day of somebody who uses the site: acts that follow each other on one page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

RECORD = "records/trans-himalaya-2025/"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


class Visit:
    """The page that somebody has open, and what they remember of earlier acts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        """The root of the language that they read."""
        self.kept: dict[str, str] = {}
        """What they wrote down."""
        self.failed = ""

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.address + path)

    def copied(self) -> str:
        """What lies on the clipboard."""
        return str(self.page.evaluate("navigator.clipboard.readText()"))


@contextmanager
def visiting(browser: Browser, address: str, **options: Any) -> Iterator[Visit]:
    """A fresh profile; a script error, or a request to elsewhere, fails when it is closed."""
    context = browser.new_context(permissions=CLIPBOARD, **options)
    trouble: list[str] = []
    page = context.new_page()
    page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else trouble.append(r.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    try:
        yield Visit(page, address)
        assert trouble == []
    finally:
        context.close()


def is_in_sight(page: Page, selector: str) -> bool:
    """Whether something begins on the screen, below the bar at the top."""
    script = """e => {
        const { bottom } = document.querySelector(".md-header").getBoundingClientRect();
        const { top } = e.getBoundingClientRect();
        return top >= bottom && top < innerHeight;
    }"""
    return bool(page.locator(selector).evaluate(script))
