"""What axe-core finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[tuple[str, str]]:
    """Each rule that is broken, also that about the size of targets, and the first element that breaks it."""
    options = {"rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
