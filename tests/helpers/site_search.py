"""The search of a built site as a person uses it: typing into the field at the top of a page."""

from __future__ import annotations

from playwright.sync_api import Page

_SHOWN = """() => [...document.querySelectorAll(".md-search-result__link")]
    .filter(link => link.getClientRects().length).map(link => link.href)"""
_IS_EMPTY = """() => {
    const { translations } = JSON.parse(document.getElementById("__config").textContent);
    const said = document.querySelector(".md-search-result__meta").innerText.trim();
    return said === translations["search.result.placeholder"];
}"""


def begin(page: Page) -> None:
    """Go into the field, on a telephone by its icon, and wait until the theme listens."""
    icon = page.locator("label.md-header__button[for=__search]")
    (icon if icon.is_visible() else page.locator(".md-search__input")).click()
    page.wait_for_function(_IS_EMPTY)


def results(page: Page, query: str) -> list[str]:
    """The addresses that a query brings up, best first."""
    page.locator(".md-search__input").fill("")
    page.keyboard.press("Shift")  # the theme listens for keys
    page.wait_for_function(_IS_EMPTY)
    page.keyboard.insert_text(query)
    page.keyboard.press("Shift")
    page.wait_for_function(f"() => !({_IS_EMPTY})()")
    found: list[str] = page.evaluate(_SHOWN)
    return found
