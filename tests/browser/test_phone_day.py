"""Somebody with a telephone and a minute: what did the Chinese report change about the talk?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessible import violations
from tests.browser.visits import RECORD, Visit, is_in_sight, visiting
from tests.helpers.site_search import begin, results

WIDTH, HEIGHT = 375, 780
OPENED = ".finding:target"


@pytest.fixture(scope="module", params=["light", "dark"])
def visit(browser: Browser, real_address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    size = {"width": WIDTH, "height": HEIGHT}
    options = {"viewport": size, "color_scheme": request.param, "has_touch": True, "is_mobile": True}
    with visiting(browser, real_address, **options) as visit:
        yield visit


def test_the_home_page_shows_what_a_report_did_and_who_says_so(visit: Visit) -> None:
    visit.go("")
    example = visit.page.locator("li.finding", has=visit.page.locator(".finding__texts mark")).first
    place = example.bounding_box()
    assert place and place["y"] + place["height"] < 3 * HEIGHT, "two flicks of a thumb"
    for part in (".finding__ask", ".finding__source", ".finding__said", ".finding__texts mark"):
        expect(example.locator(part).first).to_be_visible()
    visit.kept["question"] = example.locator(".finding__ask").inner_text()
    visit.kept["passage"] = example.locator(".finding__texts p[lang]").first.inner_text()
    example.locator("a.finding__link").tap()


def test_the_example_opens_where_it_stands_in_the_record(visit: Visit) -> None:
    card = visit.page.locator(OPENED)
    expect(card.locator(".finding__ask")).to_contain_text(visit.kept["question"])
    assert is_in_sight(visit.page, OPENED)
    card.get_by_text("Both passages").tap()
    expect(card.locator(".finding__texts")).to_contain_text(visit.kept["passage"])


def test_one_finding_after_the_other(visit: Visit) -> None:
    """As many as the page says there are, each brought under the thumb; the last leads back."""
    page = visit.page
    visit.go(RECORD)
    begins = page.get_by_role("link", name="Go through the")
    promised = int(re.findall(r"\d+", begins.inner_text())[0])
    assert is_in_sight(page, "a[href^='#finding-'] >> nth=0")
    begins.tap()
    seen = [page.url]
    while (onward := page.locator(OPENED).get_by_role("link", name="Next finding")).count():
        assert is_in_sight(page, OPENED), seen[-1]
        onward.tap()
        page.wait_for_url(lambda url: url != seen[-1])
        seen.append(page.url)
    assert len({*seen}) == len(seen) == promised == page.locator(".note").count() > 3
    page.locator(OPENED).get_by_role("link", name="Previous finding").tap()
    page.wait_for_url(seen[-2])


def test_reading_sentence_by_sentence(visit: Visit) -> None:
    """A sentence stands over what it renders; its number leads there, however far away."""
    page = visit.page
    visit.go(RECORD)
    assert is_in_sight(page, ".seg >> nth=0"), "the text begins on the first screen"
    middles = "e => [e, e.control].map(x => x.getBoundingClientRect()).map(r => r.top + r.height / 2)"
    for label in page.locator(".choice label:visible").all():
        assert abs(float.__sub__(*label.evaluate(middles))) < 8, "a button stands on the line of its label"
    page.get_by_label("Interleaved").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    number = page.locator(".side--zh .id", has_text="corresponds to").nth(3)
    visit.kept["sentence"] = str(number.get_attribute("href"))
    number.tap()
    counterpart = page.locator("#panel a").first
    target = str(counterpart.get_attribute("href"))
    assert re.search(r"Corresponds to: e\d+( e\d+)* ", page.locator("#panel").inner_text().replace("\n", " "))
    counterpart.tap()
    expect(page.locator(f"{target}.open")).to_be_in_viewport()


def test_only_what_a_person_confirmed(visit: Visit) -> None:
    """Nothing that is left says unconfirmed, and the way through the findings leads past what is hidden."""
    page = visit.page
    visit.go(RECORD)
    page.get_by_label("Hide unconfirmed findings").tap()
    expect(page.locator(".texts").get_by_text("unconfirmed").locator("visible=true")).to_have_count(0)
    left = page.locator(".note:visible")
    expect(left).to_have_count(1)
    expect(left).to_contain_text("Confirmed by Wang Min")
    expect(left.locator(".finding__way a:visible")).to_have_count(0)
    page.get_by_role("link", name="Go through the").tap()
    page.get_by_label("Hide unconfirmed findings").tap()
    assert left.count() > 3
    assert page.locator(".note:visible .finding__way a:visible").count() == 2 * left.count() - 2


def test_a_passage_is_found_by_a_few_of_its_words(visit: Visit) -> None:
    page = visit.page
    passage = page.locator(visit.kept["sentence"])
    words = re.findall(r"[\u4e00-\u9fff]{6,}", passage.evaluate("e => e.lastChild.textContent"))[0][:6]
    begin(page)
    found = results(page, words)
    assert found[0].endswith(visit.kept["sentence"]), words
    page.wait_for_selector("body[data-md-scrolllock]")  # the theme holds the page behind the results
    page.locator(".md-search-result__link").first.tap()
    expect(page.locator(f"{visit.kept['sentence']}.open")).to_be_in_viewport()


def test_its_address_is_shared(visit: Visit) -> None:
    """And opens at the passage on the telephone of whoever gets it."""
    page = visit.page
    page.get_by_role("button", name="Copy link").tap()
    expect(page.locator("#panel").get_by_role("status")).to_have_text("Copied")
    shared = visit.copied()
    other = page.context.new_page()
    other.goto(shared)
    expect(other.locator(visit.kept["sentence"])).to_be_in_viewport()
    assert other.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert violations(other) == []
    other.close()
