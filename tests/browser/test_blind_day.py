"""Somebody who hears the site: with the keyboard alone, and with what the page says to a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import RECORD, Visit, visiting

MOST_STEPS = 120
"""Of the Tab key, to anything that somebody looks for."""


@pytest.fixture(scope="module")
def visit(browser: Browser, real_address: str) -> Iterator[Visit]:
    with visiting(browser, real_address, viewport={"width": 1280, "height": 800}) as visit:
        yield visit


def heard(page: Page) -> str:
    """What a screen reader says of what has the focus: its role, name and states."""
    focus = page.locator(":focus")
    return focus.aria_snapshot().split("\n")[0].removeprefix("- ") if focus.count() else ""


def tab_to(page: Page, words: str) -> str:
    """Go on until one hears some words, and no further than the end of the page."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if words in heard(page):
            return heard(page)
    raise AssertionError(f"{words} is not heard")


def place(page: Page) -> str:
    """The finding or the passage that has the focus."""
    return str(page.evaluate("document.activeElement.closest('.note, .seg')?.id || ''"))


def test_where_is_what(visit: Visit) -> None:
    """The first key skips to the text; landmarks have names of their own, headings only their own words."""
    page = visit.page
    visit.go(RECORD)
    page.keyboard.press("Tab")
    assert 'link "Skip to content"' in heard(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert 'link "Go through the' in heard(page)
    said = page.locator("body").aria_snapshot()
    for landmark in ("banner", "search", "main", "contentinfo"):
        assert len(re.findall(rf"^ *- {landmark}:", said, re.MULTILINE)) == 1, landmark
    names = re.findall(r"navigation(.*):", said)
    assert len(names) == len({*names}) > 2 and "" not in names
    headings = re.findall(r"heading [\"'](.+)[\"'] \[level=(\d)\]", said)
    levels = [1, *(int(level) for _, level in headings)]
    assert all(level <= before + 1 for before, level in pairwise(levels)), headings
    assert len(headings) > 30 and not [name for name, _ in headings if re.match(r"[ze]\d|Moved", name)]


def test_both_texts_are_heard_sentence_by_sentence(visit: Visit) -> None:
    page = visit.page
    tab_to(page, 'radio "Side by side"')
    page.keyboard.press("ArrowRight")
    assert heard(page) == 'radio "Interleaved" [checked]'
    texts = page.locator(".texts")
    said = texts.aria_snapshot()
    assert 'heading "Both texts, passage by passage" [level=2]' in said
    order = re.findall(r'link "([ze])\d+ ?, corresponds', said)
    turns = sum(a != b for a, b in pairwise(order))
    assert turns > len(order) / 2, "the voice changes from text to text"
    voices = texts.locator(".seg").evaluate_all("all => all.map(e => e.id[0] + e.closest('[lang]').lang)")
    assert {*voices} == {"zzh-Hans", "een"}


def test_a_passage_says_what_it_answers_and_leads_there(visit: Visit) -> None:
    page = visit.page
    assert tab_to(page, '"z19 ') == 'link "z19 , corresponds to e29 and e30":'
    page.keyboard.press("Enter")
    assert "[expanded]" in heard(page)
    page.keyboard.press("Tab")
    assert heard(page) == 'link "e29":'
    page.keyboard.press("Enter")
    page.wait_for_url("**/#e29")
    tab_to(page, 'button "Copy both texts as a quotation"')
    assert place(page) == "e29"
    page.keyboard.press("Enter")
    expect(page.locator("#panel").get_by_role("status")).to_have_text("Copied")
    assert visit.copied().count("\n\n") == 1
    page.keyboard.press("Escape")
    assert heard(page) == 'link "e29 , corresponds to z19":'
    assert tab_to(page, '"e37 ') == 'link "e37 , Not in the Chinese summary (unconfirmed)":'


def test_findings_are_heard_one_after_the_other(visit: Visit) -> None:
    """Question, weight and who says so are words; the way goes on where the last step led."""
    page = visit.page
    visit.go(RECORD)
    tab_to(page, "Go through the")
    page.keyboard.press("Enter")
    found = []
    for _ in range(4):
        tab_to(page, "Permanent link")
        found.append(place(page))
        said = page.locator(f"#{found[-1]}").aria_snapshot()
        assert re.search(r'heading "\d+ .+\?" \[level=3\]', said), said
        assert re.search(r"(major|minor): a reader", said), said
        assert re.search(r"Found by the program, unconfirmed|Confirmed by Wang Min", said), said
        tab_to(page, "Both passages")
        page.keyboard.press("Enter")
        expect(page.locator(f"#{found[-1]} .finding__texts")).to_be_visible()
        tab_to(page, 'link "Next finding"')
        page.keyboard.press("Enter")
    assert found == [note.get_attribute("id") for note in page.locator(".note").all()[:4]]


def test_what_is_searched_is_counted_aloud_and_reached(visit: Visit) -> None:
    page = visit.page
    visit.go("")
    tab_to(page, 'textbox "Search"')
    page.keyboard.type("Silk Road Fund", delay=20)
    expect(page.locator(".md-search-result__link mark").first).to_have_text("Silk Road Fund")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("Best matches: 2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{RECORD}#e*")
    page.keyboard.press("Tab")
    assert place(page) == page.url.split("#")[1]


def test_a_result_that_is_replaced_does_not_take_the_focus_with_it(visit: Visit) -> None:
    page = visit.page
    visit.go("")
    tab_to(page, 'textbox "Search"')
    page.keyboard.type("Silk Road Fund", delay=20)
    first = page.locator(".md-search-result__link").first
    expect(first.locator("mark").first).to_have_text("Silk Road Fund")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.locator(".md-search__input").evaluate(
        "field => { field.value = 'Southeast Asia'; field.dispatchEvent(new Event('keyup')); }"
    )
    expect(first.locator("mark").first).to_have_text("Southeast Asia")
    assert place(page) == ""
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{RECORD}#*")


def test_a_list_says_how_many_are_left(visit: Visit) -> None:
    page = visit.page
    visit.go("divergences/")
    tab_to(page, 'radio "all')
    page.keyboard.press("ArrowRight")
    assert heard(page).startswith('radio "missing or added (')
    shown = page.locator(".divergence-list li:visible").count()
    expect(page.locator(".filtered")).to_have_text(re.compile(rf"^{shown} of \d+"))
    assert page.locator(".filtered").get_attribute("role") == "status"
