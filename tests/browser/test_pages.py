"""The built site in a real browser: at a desk, on a telephone, on paper, and without JavaScript."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import violations

WIDE, NARROW = 1280, 375
RECORD = "records/summary/"
KINDS = [
    "",
    "records/",
    RECORD,
    "records/untranslated/",
    "divergences/",
    "glossary/",
    "glossary/cloud-platform/",
    "people/",
    "status/",
    "manual/",
    "reading/",
    "about/",
]
"""Every type of page."""
PAGES = [*KINDS, "zh-hans/", f"zh-hans/{RECORD}", "zh-hant/reading/", f"zh-hant/{RECORD}"]
VIEWS = ("both", "mixed", "zh", "en")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: str) -> None:
    """Each type of page, the other languages in one theme at a desk: the themes give the contrasts."""
    with opened(browser, address, width, color_scheme=scheme) as page:
        for path in PAGES if (width, scheme) == (WIDE, "light") else KINDS:
            page.goto(address + path)
            page.wait_for_function("document.documentElement.classList.contains('js')")
            page.locator("main details").evaluate_all("all => all.forEach(d => d.open = true)")
            assert violations(page) == [], path


def test_axe_finds_nothing_in_any_view_with_a_passage_open(browser: Browser, address: str) -> None:
    for view in VIEWS:
        with opened(browser, f"{address}{RECORD}#{'e5' if view == 'en' else 'z5'}") as page:
            page.locator(f"#view-{view}").check()
            assert violations(page) == [], view


def test_nothing_is_wider_than_the_screen(browser: Browser, address: str) -> None:
    with opened(browser, address, 320) as page:
        for path in PAGES:
            page.goto(address + path)
            page.locator("main details").evaluate_all("all => all.forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def box(page: Page, anchor: str) -> dict[str, float]:
    """Where the piece of a passage stands."""
    found = page.locator(f".piece:has(> #{anchor})").bounding_box()
    assert found is not None
    return dict(found)


def test_side_by_side_where_there_is_room(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, WIDE) as page:
        zh, en = box(page, "z4"), box(page, "e5")
        assert zh["x"] + zh["width"] < en["x"]
        assert box(page, "e10")["y"] == pytest.approx(
            box(page, "e5")["y"] + box(page, "e5")["height"], abs=60
        )
        assert en["y"] < zh["y"] + zh["height"] + 60


@pytest.mark.parametrize(("width", "view"), [(NARROW, "both"), (NARROW, "mixed"), (WIDE, "mixed")])
def test_interleaved(browser: Browser, address: str, width: int, view: str) -> None:
    with opened(browser, address + RECORD, width) as page:
        page.locator(f"#view-{view}").check()
        zh, en = box(page, "z7"), box(page, "e2")
        assert zh["y"] + zh["height"] <= en["y"]
        assert en["width"] > 0.8 * zh["width"] > 200


def order_shown(page: Page, side: str) -> list[str]:
    """Ids of one side from top to bottom."""
    script = "all => all.map(e => [e.id, e.getClientRects()[0]?.top, e.getClientRects()[0]?.left])"
    found = page.locator(f".side--{side} .seg").evaluate_all(script)
    return [i for i, _, _ in sorted((f for f in found if f[1] is not None), key=lambda f: (f[1], f[2]))]


@pytest.mark.parametrize("side", ["zh", "en"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("javascript", [True, False])
def test_one_language_reads_whole_and_in_its_own_order(
    browser: Browser, address: str, side: str, width: int, javascript: bool
) -> None:
    with opened(browser, address + RECORD, width, java_script_enabled=javascript) as page:
        page.locator(f"label[for=view-{side}]").click()
        count = {"zh": 8, "en": 10}[side]
        assert order_shown(page, side) == [f"{side[0]}{n}" for n in range(1, count + 1)]
        assert order_shown(page, "en" if side == "zh" else "zh") == []
        expect(page.locator(".moved:visible, .absent:visible")).to_have_count(0)
        expect(page.get_by_text("Message 1.")).to_be_visible()


def test_either_language_may_lead(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        assert order_shown(page, "zh") == [f"z{n}" for n in range(1, 9)]
        assert order_shown(page, "en") != [f"e{n}" for n in range(1, 11)]
        expect(page.locator(".moved:visible").first).to_contain_text("the English")
        page.locator("#order-en").check()
        assert order_shown(page, "en") == [f"e{n}" for n in range(1, 11)]
        expect(page.locator(".moved:visible").first).to_contain_text("the Chinese")
        absent = page.locator(".absent:visible", has_text="Not in the Chinese summary")
        expect(absent).to_have_count(3)


def test_the_view_is_remembered(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        page.locator("#view-zh").check()
        page.goto(f"{address}records/untranslated/")
        expect(page.locator("#view-zh")).to_be_checked()
        expect(page.locator(".side--en")).to_be_hidden()


def lit(page: Page) -> set[str]:
    """What is lit."""
    return {*page.locator(".seg.lit").evaluate_all("all => all.map(e => e.id)")}


def settle(page: Page, selector: str) -> None:
    """Scroll to something, and wait until it stays: what is far away is laid out when it comes near."""
    page.locator(selector).evaluate("""async element => {
        element.scrollIntoView({ block: "center" });
        for (let same = 0, before; same < 10;) {
            await new Promise(requestAnimationFrame);
            const { top } = element.getBoundingClientRect();
            same = top === before ? same + 1 : 0;
            before = top;
        }
    }""")


def test_what_corresponds_is_lit(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        page.locator("#z5").hover()
        assert lit(page) == {"z4", "z5", "e5"}
        page.locator("#e10").hover()
        assert lit(page) == {"z4", "z6", "e8", "e10"}
        page.locator("#z7 a.id").focus()
        assert lit(page) == {"z7", "e2", "e3"}
        page.locator("#e6").click()
        assert lit(page) == set()


def test_a_tap_lights_what_corresponds(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, NARROW, has_touch=True) as page:
        settle(page, "#z7")
        page.locator("#z7").tap()
        expect(page.locator("#z7")).to_have_class(re.compile(r"\blit\b"))
        assert lit(page) == {"z7", "e2", "e3"}


def test_a_permanent_link_leads_to_its_passage_and_lights_the_others(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}{RECORD}#e3", NARROW) as page:
        passage = page.locator("#e3")
        expect(passage).to_be_in_viewport()
        header, place = page.locator(".md-header").bounding_box(), passage.bounding_box()
        assert header and place and place["y"] >= header["y"] + header["height"]
        assert passage.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        assert lit(page) == {"z7", "e2", "e3"}


def test_a_permanent_link_brings_back_a_text_that_is_not_shown(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        page.locator("#view-zh").check()
        page.goto("about:blank")
        page.goto(f"{address}{RECORD}#e3")
        expect(page.locator("#e3")).to_be_in_viewport()


def test_addresses_and_citations_are_copied(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator("#z5 a.id").click()
        page.get_by_role("button", name="Copy link").click()
        copied = "navigator.clipboard.readText()"
        assert page.evaluate(copied) == "https://records.example/base/records/summary/#z5"
        expect(page.locator("#panel").get_by_role("status")).to_have_text("Copied")
        for name, words in {
            "APA": "[Press summary reporting Reed]",
            "GB/T 7714": "佚名. 云海论坛：后台<发展>：新闻综述，转述里德的讲话[EB/OL]. ",
            "BibTeX": "@online{summary-z5,",
            "CSL-JSON": '"section": "z5"',
        }.items():
            page.get_by_role("button", name=name).click()
            page.wait_for_timeout(50)
            text = page.evaluate(copied)
            assert words in text and "https://records.example/base/records/summary/#z5" in text, name
        page.get_by_role("button", name="Copy both texts as a quotation").click()
        page.wait_for_timeout(50)
        chinese, english = page.evaluate(copied).split("\n\n")
        assert chinese.startswith("“投资将达到30亿元。”\n") and "passage z5" in chinese
        assert english.startswith("“Investment will reach 3 billion yuan.”\nReed") and "passage e5" in english


@pytest.mark.parametrize("view", VIEWS)
def test_what_nobody_has_confirmed_can_be_hidden(browser: Browser, address: str, view: str) -> None:
    """By keyboard, without a script, in every view, for the eye and for the ear; what is confirmed stays."""
    with opened(browser, address + RECORD, java_script_enabled=False) as page:
        page.locator(f"#view-{view}").check()
        texts = page.locator(".general, .texts")
        doubted = texts.get_by_text("unconfirmed", exact=False).locator("visible=true")
        marked = page.locator(".seg mark.unconfirmed").locator("visible=true")
        lines = [mark.evaluate("m => getComputedStyle(m).textDecorationLine") for mark in marked.all()]
        assert doubted.count() > 3 and {*lines} <= {"underline"}
        page.get_by_label("Hide unconfirmed findings").focus()
        page.keyboard.press("Space")
        assert doubted.count() == 0
        assert all("unconfirmed" not in text.aria_snapshot() for text in texts.all())
        assert {m.evaluate("m => getComputedStyle(m).textDecorationLine") for m in marked.all()} <= {"none"}
        expect(page.locator(".finding--error")).to_be_visible()
        confirmed = page.locator(".seg mark:not(.unconfirmed)").locator("visible=true")
        assert confirmed.count() > 0
        page.keyboard.press("Space")
        assert doubted.count() > 3


def test_keyboard_only(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator("#view-both").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#view-mixed")).to_be_checked()
        page.locator("#z5 a.id").focus()
        page.keyboard.press("Enter")
        copy = page.get_by_role("button", name="Copy link", exact=True)
        expect(copy).to_be_visible()
        for _ in range(10):
            page.keyboard.press("Tab")
            if copy.evaluate("button => button === document.activeElement"):
                break
        expect(copy).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#panel").get_by_role("status")).not_to_be_empty()
        assert page.evaluate("navigator.clipboard.readText()").endswith("/records/summary/#z5")


def heard(page: Page) -> list[str]:
    """Ids of the passages that are shown, in the order of the document: that of screen readers."""
    return list(page.locator(".seg:visible").evaluate_all("all => all.map(e => e.id)"))


@pytest.mark.parametrize("order", ["zh", "en"])
@pytest.mark.parametrize("view", ["both", "mixed"])
def test_both_texts_are_heard_row_by_row(browser: Browser, address: str, view: str, order: str) -> None:
    with opened(browser, address + RECORD) as page:
        whole = heard(page)
        page.locator(f"#view-{view}").check()
        page.locator(f"#order-{order}").check()
        rows = heard(page)
        assert sorted(rows) == sorted(whole)
        leading = [i for i in rows if i[0] == order[0]]
        assert leading == [f"{order[0]}{n}" for n in range(1, len(leading) + 1)]
        assert "z7 e2 e3" in " ".join(rows) if order == "zh" else "e2 e3 z7" in " ".join(rows)
        tags = page.locator(".texts .seg").evaluate_all("all => all.map(e => e.closest('[lang]').lang)")
        assert [tag[:2] for tag in tags] == [{"z": "zh", "e": "en"}[i[0]] for i in rows]
        place = "n => n.compareDocumentPosition(document.querySelector('#z8'))"
        assert page.locator("#finding-f7").evaluate(place) & 4  # DOCUMENT_POSITION_FOLLOWING
        for side in ("en", "zh"):
            page.locator(f"#view-{side}").check()
            assert heard(page) == [i for i in sorted(whole, key=lambda i: int(i[1:])) if i[0] == side[0]]


def test_the_keyboard_follows_the_screen(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        for view, following in (("mixed", "e4"), ("zh", "z6")):
            page.locator(f"#view-{view}").check()
            page.locator("#z5 a.id").focus()
            found: list[str] = []
            while not found or found[-1] in ("", "z5"):
                page.keyboard.press("Tab")
                found.append(page.evaluate("document.activeElement.closest('.seg')?.id || ''"))
            assert found[-1] == following, view


@pytest.mark.parametrize(
    ("language", "name"),
    [("", "corresponds to e2 and e3"), ("zh-hans/", "对应 e2、e3"), ("zh-hant/", "對應 e2、e3")],
)
def test_a_number_says_what_it_corresponds_to_and_opens_a_panel(
    browser: Browser, address: str, language: str, name: str
) -> None:
    with opened(browser, address + language + RECORD) as page:
        number = page.get_by_role("link", name=re.compile(f"^z7 ?[,，] ?{name}$"))
        panel = page.locator("#panel")
        for shut in ("Escape", "Enter", "button"):
            expect(number).to_have_attribute("aria-expanded", "false")
            number.focus()
            page.keyboard.press("Enter")
            expect(number).to_have_attribute("aria-expanded", "true")
            expect(panel).to_be_visible()
            assert page.url.endswith("#z7")
            if shut == "button":
                panel.get_by_role("button").last.click()
            else:
                page.keyboard.press(shut)
            expect(panel).to_be_hidden()
            expect(number).to_be_focused()
            assert lit(page) == set() and "#" not in page.url


def test_headings_say_what_they_are(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        for view in VIEWS:
            page.locator(f"#view-{view}").check()
            headings = page.locator(":is(h1, h2, h3, h4, h5, h6):visible").all_inner_texts()
            assert not [text for text in headings if re.search(r"\b[ze]\d|Moved", text)], view


def test_on_a_telephone_the_text_begins_on_the_first_screen(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, NARROW) as page:
        place = page.locator(".seg").first.bounding_box()
        assert place and place["y"] < 640
        expect(page.locator("dl.facts").first).to_be_hidden()
        page.get_by_text("Overview").click()
        expect(page.locator("dl.facts").first).to_be_visible()


def test_at_a_desk_the_overview_is_open_and_its_chart_leads_to_passages(
    browser: Browser, address: str
) -> None:
    with opened(browser, address + RECORD, java_script_enabled=False) as page:
        expect(page.locator("dl.facts").first).to_be_visible()
        stretches = page.locator(".coverage-chart a")
        assert stretches.first.get_attribute("href") == "#z2"
        stretches.last.click()
        assert page.url.endswith(stretches.last.get_attribute("href") or "")
        for words in ("covered", "no counterpart found", "what corresponds", "a part begins"):
            expect(page.locator("figcaption", has_text=words)).to_be_visible()


def test_an_excerpt_is_no_omission(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}records/untranslated/") as page:
        expect(page.locator("dl.facts", has_text="excerpt: ")).to_be_visible()
        colours = "all => all.map(e => getComputedStyle(e).borderTopColor)"
        rule, bare = page.locator(".choices, .key--bare").evaluate_all(colours)
        assert bare == rule, "what nobody meant to translate is no warning"
        beside = page.locator(".absent:visible", has_text="Not translated: 20 passages are in Chinese only")
        body = page.locator(".piece:has(> #z8)").bounding_box()
        notice = beside.bounding_box()
        assert body and notice and body["x"] + body["width"] < notice["x"]
        page.goto(f"{address}records/")
        assert page.locator(".bar--excerpt").evaluate_all(colours) == [rule]


def test_numbers_are_large_enough_to_touch(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, NARROW, has_touch=True, is_mobile=True) as page:
        for view in VIEWS:
            page.locator(f"#view-{view}").check()
            sizes = "all => all.map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
            for numbers in (".seg .id:visible", ".seg .ref a:visible", ".choice input:visible + label"):
                assert min(page.locator(numbers).evaluate_all(sizes)) >= 24, (view, numbers)


def test_the_first_tap_on_search_takes_what_is_typed(browser: Browser, address: str) -> None:
    with opened(browser, address, NARROW, has_touch=True) as page:
        page.locator("label[for=__search]").first.tap()
        expect(page.locator(".md-search__input")).to_be_focused()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_without_javascript(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address + RECORD, width, java_script_enabled=False) as page:
        for text in ("她建议建立云海平台", "Small pilots should come first.", "Message 1.", "unconfirmed"):
            expect(page.get_by_text(text).locator("visible=true").first).to_be_visible()
        expect(page.get_by_text("Not in the Chinese summary").locator("visible=true").first).to_be_visible()
        page.locator("nav.alternates a", has_text="繁體中文").click()
        assert page.url.endswith("/zh-hant/records/summary/")
        expect(page.locator("#z4")).to_contain_text("她建議建立雲海平臺")
        page.goto(f"{address}divergences/")
        expect(page.locator(".divergence-list li:visible")).to_have_count(6)
        page.locator("label[for=severity-neutral]").click()
        expect(page.locator(".divergence-list li:visible")).to_have_count(1)
        page.locator("label[for=severity-all]").click()
        page.locator("label[for=kind-numbers]").click()
        expect(page.locator(".divergence-list li:visible")).to_have_count(1)
        page.locator("label[for=state-issue]").click()
        expect(page.locator(".divergence-list li:visible")).to_have_count(0)


def test_on_paper(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 673, "height": 1000})
        for hidden in (".md-header", ".choices", "nav.alternates", ".md-footer"):
            expect(page.locator(hidden).first).to_be_hidden()
        zh, en = box(page, "z4"), box(page, "e5")
        assert zh["x"] + zh["width"] < en["x"]
        assert en["x"] + en["width"] <= 673
        for text in ("Message 1.", "https://records.example/base/records/summary/"):
            expect(page.get_by_text(text).first).to_be_visible()
        paper = page.pdf(prefer_css_page_size=True)
        assert len(paper) > 10_000 and len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3


def test_nothing_floats_over_the_text(browser: Browser, address: str) -> None:
    with opened(browser, address + RECORD, NARROW) as page:
        positions = "all => all.map(e => getComputedStyle(e).position)"
        notices = page.locator(".absent__said").evaluate_all(positions)
        assert notices and {*notices} == {"static"}


@pytest.mark.parametrize("read", [0, 0.5, 1])
def test_no_two_passages_cover_each_other(browser: Browser, address: str, read: float) -> None:
    """However far one has read: what is missing stays in sight beside its passages alone."""
    for order in ("zh", "en"):
        with opened(browser, address + RECORD) as page:
            page.locator(f"#order-{order}").check()
            page.set_viewport_size({"width": WIDE, "height": 300})
            page.evaluate(f"scrollTo(0, {read} * document.body.scrollHeight)")
            script = """all => all.filter(e => e.getClientRects().length).map(e => {
                const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })"""
            for end in ("scrollTo(0, 0)", "scrollTo(0, document.body.scrollHeight)"):
                page.evaluate(end)
                places = page.locator(".piece, .absent__said, .note, .also, .doubt").evaluate_all(script)
                for n, (left, top, right, bottom) in enumerate(places):
                    for other in places[n + 1 :]:
                        apart = other[0] >= right - 1 or left >= other[2] - 1
                        assert apart or other[1] >= bottom - 1 or top >= other[3] - 1


def test_the_pages_of_records_are_light(browser: Browser, address: str) -> None:
    sizes: dict[str, int] = {}
    context = browser.new_context()
    page = context.new_page()
    page.on("response", lambda r: sizes.__setitem__(r.url, len(gzip.compress(r.body()))) if r.ok else None)
    page.goto(address + RECORD)
    page.mouse.move(200, 200)
    page.wait_for_load_state("networkidle")
    context.close()
    assert any("bundle" in url for url in sizes)
    # as servers send them, compressed; of these bytes 60,000 are the theme's, kept for all pages
    assert sum(size for url, size in sizes.items() if "/search" not in url) <= 86_000
    assert next(size for url, size in sizes.items() if url.endswith("aligner.js")) < 5_100


def test_fonts_by_script(browser: Browser, address: str) -> None:
    with opened(browser, f"{address}zh-hant/{RECORD}") as page:
        family = page.locator("[lang=zh-Hant] .seg").first.evaluate("e => getComputedStyle(e).fontFamily")
        assert "TC" in family and "SC" not in family
        line = page.locator(".side--zh p .seg").first
        height, size = line.evaluate("e => [getComputedStyle(e).lineHeight, getComputedStyle(e).fontSize]")
        assert float(height[:-2]) / float(size[:-2]) >= 1.7
