"""The built site in a real browser: at a desk, on a telephone, on paper, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

WIDE, NARROW = 1280, 375
RECORD = "records/summary/"
PAGES = ["", RECORD, "records/untranslated/", "manual/", "zh-hans/reading/", "zh-hant/", f"zh-hant/{RECORD}"]


@contextmanager
def opened(browser: Browser, url: str, width: int = WIDE, **options: Any) -> Iterator[Page]:
    """A page in a fresh profile; any request beyond this machine and any script error fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    trouble: list[str] = []
    page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else trouble.append(r.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    try:
        page.goto(url)
        yield page
        assert trouble == []
    finally:
        context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "paths"),
    [(WIDE, "light", PAGES), (NARROW, "dark", PAGES), (WIDE, "dark", [RECORD]), (NARROW, "light", [RECORD])],
)
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: str, paths: list[str]) -> None:
    for path in paths:
        with opened(browser, address + path, width, color_scheme=scheme) as page:
            page.wait_for_selector("body[data-md-color-scheme]")
            page.locator("details.provenance summary").evaluate_all("all => all.forEach(s => s.click())")
            violations = Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], path


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_screen(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path, 320) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def boxes(page: Page, anchor: str) -> tuple[dict[str, float], dict[str, float]]:
    """Where the two cells of a row stand."""
    cells = page.locator(f".pair:has(#{anchor}) .cell")
    first, second = cells.nth(0).bounding_box(), cells.nth(1).bounding_box()
    assert first is not None and second is not None
    return dict(first), dict(second)


def test_side_by_side_where_there_is_room(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, WIDE) as page:
        zh, en = boxes(page, "z4")
        assert abs(zh["y"] - en["y"]) < 2
        assert zh["x"] + zh["width"] < en["x"]


def test_interleaved_on_a_telephone(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, NARROW) as page:
        zh, en = boxes(page, "z4")
        assert zh["y"] + zh["height"] <= en["y"]
        assert abs(zh["x"] - en["x"]) < 2
        assert zh["width"] > 300


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_without_javascript(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address + RECORD, width, java_script_enabled=False) as page:
        for text in ("她建议建立云海平台", "Small pilots should come first.", "Message 1.", "unconfirmed"):
            expect(page.get_by_text(text).first).to_be_visible()
        expect(page.get_by_text("Not in the Chinese summary").first).to_be_visible()
        page.locator("nav.twins a", has_text="繁體中文").click()
        assert page.url.endswith("/zh-hant/records/summary/")
        expect(page.get_by_text("她建議建立雲海平臺")).to_be_visible()


def test_on_paper(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1000})
        expect(page.locator(".md-header")).to_be_hidden()
        zh, en = boxes(page, "z4")
        assert zh["x"] + zh["width"] < en["x"]
        assert en["x"] + en["width"] <= 718
        expect(page.get_by_text("Message 1.")).to_be_visible()


def test_nothing_floats_over_the_text(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, NARROW) as page:
        notices = page.locator(".absent").evaluate_all("all => all.map(e => getComputedStyle(e).position)")
        assert notices and {*notices} == {"static"}


def test_a_permanent_link_leads_to_its_passage(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}{RECORD}#e3", NARROW) as page:
        passage = page.locator("#e3")
        expect(passage).to_be_in_viewport()
        header = page.locator(".md-header").bounding_box()
        box = passage.bounding_box()
        assert header and box and box["y"] >= header["y"] + header["height"]
        assert passage.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


SEARCHES = [
    ("", "里面", "records/summary/#z2"),
    ("", "valleys", "records/summary/#e6"),
    ("zh-hans/", "头发", "records/summary/#z2"),
    ("zh-hans/", "pilots", "records/summary/#z7"),
    ("zh-hant/", "頭髮", "records/summary/#z2"),
    ("zh-hant/", "面貌", "records/untranslated/#z4"),
]


@pytest.mark.parametrize(("tree", "word", "expected"), SEARCHES)
def test_search_finds_a_passage(browser: Browser, address: str, tree: str, word: str, expected: str) -> None:
    with opened(browser, address + tree) as page:
        page.locator(".md-search__input").click()
        page.wait_for_selector('[data-md-component="search-result"]')
        page.keyboard.insert_text(word)
        page.keyboard.press("Shift")  # the theme listens for keys
        result = page.locator(".md-search-result__link").first
        result.wait_for()
        links = page.locator(".md-search-result__link").evaluate_all("all => all.map(a => a.href)")
        found = [re.sub(r"\?h=[^#]*", "", link) for link in links]
        assert f"{address}{tree}{expected}" in found


def test_fonts_by_script(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}zh-hant/{RECORD}") as page:
        family = page.locator("[lang=zh-Hant] .seg").first.evaluate("e => getComputedStyle(e).fontFamily")
        assert "TC" in family and "SC" not in family
        line = page.locator("[lang=zh-Hant] p.is-text").first
        height, size = line.evaluate("e => [getComputedStyle(e).lineHeight, getComputedStyle(e).fontSize]")
        assert float(height[:-2]) / float(size[:-2]) >= 1.7
