"""A visitor who knows nothing: what the site is, an example, who makes it, whom to write to, a stale link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.publish.languages import SITE_LANGUAGES, SiteLanguage
from tests.browser.accessible import violations
from tests.helpers.site import ADDRESS, SETTINGS

PHONE = {"width": 375, "height": 780}


@contextmanager
def phone(browser: Browser, url: str, *, javascript: bool = True) -> Iterator[Page]:
    """A page on a telephone."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto(url)
        yield page
    finally:
        context.close()


@pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
def test_from_an_example_to_its_record_and_to_those_who_make_the_site(
    browser: Browser, address: str, language: SiteLanguage
) -> None:
    """Without a script."""
    with phone(browser, address + language.prefix, javascript=False) as page:
        example = page.locator("li.finding").first
        place = example.bounding_box()
        assert place and place["y"] < PHONE["height"], "the first example begins on the first screen"
        expect(example.locator("mark", has_text="3 billion")).to_be_visible()
        expect(example.locator("mark", has_text="30")).to_be_visible()
        mail = unquote(example.locator("a.tell").get_attribute("href") or "")
        where = f"{ADDRESS}{language.prefix}records/summary/#"
        assert mail.startswith(f"mailto:{SETTINGS.contact}?") and where in mail
        example.locator("a.finding__link").click()
        anchor = page.url.split("#")[1]
        expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
        page.locator("footer a").first.click()
        assert page.url.endswith(f"{language.prefix}about/")
        for words in ("Reed & Co", "To show what") if not language.folder else ("里德工作室",):
            expect(page.locator("main").get_by_text(words)).to_be_visible()
        expect(page.locator("main a[href^='mailto:']")).to_have_text(SETTINGS.contact)


@pytest.mark.parametrize("language", SITE_LANGUAGES, ids=lambda language: language.lang)
def test_a_stale_link_leads_on(browser: Browser, address: str, language: SiteLanguage) -> None:
    with phone(browser, f"{address}{language.prefix}404.html") as page:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.locator("main .ways a").nth(1).click()
        assert page.url.endswith(f"/base/{language.prefix}records/")
        expect(page.locator("ul.records li").first).to_be_visible()
