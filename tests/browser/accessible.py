"""What axe-core finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STILL = """() => {
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (style.position === "sticky") element.style.position = "static";
    if (style.contentVisibility === "auto") element.style.contentVisibility = "visible";
  }
}"""
"""What scrolls along always lies over something, and axe takes a target that is half under it for small; what
is not drawn before it is in sight has no size yet."""


def violations(page: Page) -> list[tuple[str, str]]:
    """Each rule that is broken, also that about the size of targets, and the first element that breaks it."""
    page.evaluate(STILL)
    options = {"rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
