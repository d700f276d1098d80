"""A reader in Taiwan or Hong Kong: the whole site, its search and its quotations in Traditional Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.language.conversion import converter
from tests.browser.accessible import violations
from tests.browser.visits import RECORD, Visit, visiting
from tests.helpers.site_search import begin, results

PAPER = "records/qinghai-tibet-2023/"
PAGES = [
    "",
    "records/",
    "divergences/",
    "glossary/",
    "people/",
    "reading/",
    "about/",
    "status/",
    RECORD,
    PAPER,
]
MAINLAND = re.compile("打印|鏈接|軟件|程序|數據|屏幕|信息|網絡|默認|文件夾|文本里")
"""Words for which Taiwan and Hong Kong have others, in what the pages themselves say."""
OF_RECORDS = (
    ".seg, .finding__texts, q, pre, .occurrence, .title, .edit, .term-list, .terms, .contents, .coverage"
)
CHINESE = """left => {
    document.querySelectorAll("main details").forEach(details => { details.open = true; });
    const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
        const parent = node.parentElement, lang = parent.closest("[lang]").lang;
        if (lang === "zh-Hant" && node.data.trim() && !parent.closest(left)) lines.push(node.data.trim());
    }
    return lines;
}"""
"""What stands on a page in Traditional Chinese, without what is left out."""


@pytest.fixture(scope="module")
def visit(browser: Browser, real_address: str) -> Iterator[Visit]:
    size = {"width": 1280, "height": 800}
    with visiting(browser, f"{real_address}zh-hant/", viewport=size, color_scheme="dark") as visit:
        yield visit


def test_from_the_english_page_to_the_same_passage(visit: Visit, real_address: str) -> None:
    page = visit.page
    page.goto(f"{real_address}{RECORD}#z8")
    page.get_by_role("navigation", name="other languages").get_by_role("link", name="繁體中文").click()
    assert page.url == f"{visit.address}{RECORD}#z8"
    expect(page.locator("#z8")).to_contain_text("環喜綠色投資平臺")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    expect(page.locator(".converted")).to_contain_text("由程式自簡體轉換")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_in_traditional_characters(visit: Visit, address: str) -> None:
    """In its own words with those of Taiwan, too, and everywhere with 「」."""
    traditional = converter("zh-Hans", "zh-Hant")
    visit.go(address)
    lines = visit.page.evaluate(CHINESE, "script, style, code")
    assert len(lines) > 10
    assert [line for line in lines if traditional(line) != line] == []
    own = visit.page.evaluate(CHINESE, f"script, style, code, {OF_RECORDS}")
    assert own and [line for line in own if MAINLAND.search(line)] == []


def best(page: Page, query: str) -> str:
    """The anchor of what a search shows first."""
    return results(page, query)[0].split("#")[-1]


def test_either_script_finds_the_passage(visit: Visit) -> None:
    page = visit.page
    visit.go("")
    begin(page)
    both = {"新質生產力": "新质生产力", "綠色投資平台": "绿色投资平台", "藍偉光": "蓝伟光"}
    for typed, other in both.items():
        assert results(page, typed) == results(page, other) != [], typed
    assert best(page, "科技創新是基礎") == "z32"
    assert best(page, "生態保護紅線") == "z7"
    results(page, "新质生产力")
    marks = page.locator(".md-search-result__link").first.locator("mark")
    expect(marks.first).to_have_text("新質生產力")


def test_a_finding_asks_in_the_readers_own_words(visit: Visit) -> None:
    page = visit.page
    visit.go(f"{RECORD}#finding-z6")
    card = page.locator("#finding-z6")
    expect(card.locator(".finding__ask")).to_contain_text("「新質生產力」是藍偉光博士的說法嗎？")
    expect(card.locator(".finding__said")).to_contain_text("Wang Min於2026-12-01確認")
    page.get_by_label("隱藏未確認的發現").check()
    expect(page.locator(".note:visible")).to_have_count(1)
    page.get_by_label("隱藏未確認的發現").uncheck()
    walk = re.sub(r"\d+", "", page.locator(".how").first.inner_text())
    visit.go("reading/")
    guide = re.sub(r"\d+", "", page.locator("main").inner_text())
    for words in (walk, "兩段文字", "下一條", "隱藏未確認的發現"):
        assert f"「{words}」" in guide, "the guide calls things what they are called"


def test_a_quotation_has_the_marks_of_its_script(visit: Visit) -> None:
    page = visit.page
    visit.go(f"{PAPER}#z11")
    page.get_by_role("button", name="引語").click()
    expect(page.locator("#panel").get_by_role("status")).to_have_text("已複製")
    chinese, english = visit.copied().split("\n\n")
    assert chinese.startswith("「青藏高原是地球『第三極』,"), chinese
    assert english.startswith("“The Tibetan Plateau"), english
    for said in (
        "聶曉偉, 潘小多",
        "「一帶一路」科技合作",
        "中國科學院院刊, 2023, 38(9): 1350-1362",
        "第z11段",
    ):
        assert said in chinese, chinese


def test_people_bear_their_names(visit: Visit) -> None:
    page = visit.page
    visit.go("people/")
    for name, english in (
        ("藍偉光博士", "Dr Lan Weiguang"),
        ("聶曉偉", "Nie Xiaowei"),
        ("龔心語", "Gong Xinyu"),
    ):
        expect(page.locator("dt", has_text=name)).to_contain_text(english)
    assert violations(page) == []
