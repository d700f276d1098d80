"""The search of the built site: what is typed, in either language and script, leads to its passage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.publish.build.search import folded
from tests.browser.accessible import violations
from tests.helpers.site_search import begin, results

SEARCHES = {
    "": {
        "valleys": ["summary/#e6"],
        "help the valleys.": ["summary/#e6"],
        "platforms": ["summary/#e1", "summary/#e10"],
        "pilots come first": ["summary/#e2"],
        "里面": ["summary/#z2"],
        "頭髮": ["summary/#z2"],
        "达到30亿": ["summary/#z5"],
        "云海论坛": ["summary/#z1", "summary/"],
        "Yunnan": ["untranslated/#e1", "untranslated/", "summary/"],
        "what it weighs": [],
    },
    "zh-hans/": {
        "複雜的反": ["summary/#z2"],
        "行推": ["summary/#z7"],
        "widened": ["summary/#e3"],
        "干净的干部 剩余": ["summary/#z2"],
    },
    "zh-hant/": {"头发": ["summary/#z2"], "頭髮": ["summary/#z2"], "論壇的一": ["summary/#z1"]},
}
"""What is typed on the pages of each language, and all that it brings up."""


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """A page in a fresh profile; a script error fails the test."""
    trouble: list[str] = []
    with browser.new_context(**options) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(url)
        yield page
        assert trouble == []


@pytest.mark.parametrize("language", SEARCHES)
def test_search_finds_the_passage(browser: Browser, address: str, language: str) -> None:
    with opened(browser, address + language) as page:
        begin(page)
        for typed, expected in SEARCHES[language].items():
            found = [link.removeprefix(f"{address}{language}records/") for link in results(page, typed)]
            assert found == expected, typed
        expect(page.locator(".md-search-result del")).to_have_count(0)


def test_results_show_passages_as_they_read(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        begin(page)
        results(page, "alert")
        passage = page.locator(".md-search-result__link").first
        expect(passage).to_contain_text('<script>alert("x")</script> **bold**')
        expect(passage.locator("mark")).to_have_text(["alert"])
        results(page, "里面")
        expect(passage.locator("[lang=zh-Hans] mark")).to_have_text(["里面"])
        expect(page.locator(".md-search-result__meta")).to_have_text("One match")
        results(page, "nowhere")
        expect(page.locator(".md-search-result__meta")).to_have_text("Nothing found")


def test_a_result_is_opened_with_the_keys(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        begin(page)
        results(page, "valleys")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/records/summary/#e6")


@pytest.mark.parametrize("language", SEARCHES)
def test_the_worker_folds_texts_as_the_index_does(browser: Browser, address: str, language: str) -> None:
    script = """async () => {
        const get = async name => (await fetch(name)).text();
        const { config, docs } = JSON.parse(await get("search/search_index.json"));
        const pairs = config.forms.match(/../gsu);
        const fill = "; pairs.forEach(pair => forms.set(...pair)); return text => fold(text).text";
        const worker = new Function("pairs", "addEventListener", await get("assets/search.js") + fill);
        const fold = worker(pairs, () => {});
        const files = await Promise.all(docs.map(([id]) => get(`search/texts/${id}.json`)));
        return files.flatMap(file => JSON.parse(file).passages).map(([, text]) => [text, fold(text)]);
    }"""
    with opened(browser, address + language) as page:
        passages = page.evaluate(script)
    assert len(passages) > 30
    assert [(text, of_worker) for text, of_worker in passages if of_worker != folded(text)] == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_axe_finds_nothing_in_the_results(browser: Browser, address: str, width: int, scheme: str) -> None:
    size = {"width": width, "height": 800}
    with opened(browser, address, viewport=size, color_scheme=scheme) as page:
        begin(page)
        assert results(page, "云海平台")
        page.wait_for_timeout(400)  # until the theme has opened the field
        assert violations(page) == []
