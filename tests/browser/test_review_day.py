"""An editor's day on the forum record, in a real browser, and what is left of it the day after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from aligner.record.config import load_config
from aligner.record.decisions import Decision
from aligner.record.log import load
from aligner.record.record import load_record
from aligner.record.resolve import Resolved
from tests.browser.workbench import FORUM, after, aligner, copied, mark, opened, press, running

NEW_TEXT = "在运作层面，需创新机制，引入公私合作模式和亚投行、丝路基金等跨国资本。"


def decided(folder: Path) -> list[Decision]:
    """What stands in the log, but for what the checks themselves wrote."""
    return [d for d in load(folder) if d.by != "aligner"]


def resolved(folder: Path) -> Resolved:
    return load_record(load_config(folder / "record.yml")).resolved


def settle_ten_flags(page: Page) -> None:
    """With the keyboard alone: n goes to the first one, then each verb goes on to the next by itself."""
    press(page, "n")
    for number in range(10):
        if number % 2:
            assert "confirmed" in after(page, lambda: page.keyboard.press("c"))
        else:
            page.keyboard.press("d")
            page.keyboard.insert_text("合理概括")
            assert "dismissed" in after(page, lambda: page.keyboard.press("Enter"))


def relink(page: Page) -> None:
    """The machine linked z6 with e22; the editor finds it in e3."""
    page.locator("#z6 .chip.link").first.click()
    expect(page.locator("#chosen h2")).to_have_text("Link z6 – e22")
    mark(page, "e22")
    mark(page, "e3")
    expect(page.get_by_role("button", name="Link z6 – e3 instead")).to_contain_text("takes apart z6 – e22")
    after(page, lambda: page.keyboard.press("l"))


def join_split_undo(page: Page) -> None:
    """Join two links, split one, and take both back; then join again."""
    page.locator("#z8 .chip.link").first.click()
    expect(page.locator("#chosen h2")).to_have_text("Link z8 – e9 e10")
    assert "linked z8 z9 – e9 e10 e13" in after(page, lambda: page.keyboard.press("m"))
    mark(page, "z9")
    mark(page, "e13")
    mark(page, "e10")
    assert "took apart" in after(page, lambda: page.keyboard.press("s"))
    for _ in range(2):
        after(page, lambda: page.keyboard.press("z"), "Taken back: ")
    expect(page.locator("#z8 .chip.link")).to_have_text(re.compile("e9 e10 79 %"))
    after(page, lambda: page.keyboard.press("y"), "Done again: ")
    expect(page.locator("#z8 .chip.link")).to_have_text(re.compile("e9 e10 e13 ✓ drawn by hand"))


def edit(page: Page) -> None:
    """A new text; the old one stays visible, struck."""
    press(page, "Escape")
    page.locator("#z22 .id").click()
    expect(page.locator("textarea[name=after]")).to_be_visible()
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(NEW_TEXT)
    after(page, lambda: page.keyboard.press("Control+Enter"))
    expect(page.locator("#z22 ins")).to_have_text(NEW_TEXT)
    expect(page.locator("#z22 del")).to_be_visible()
    line = page.locator("#z22 del").evaluate("e => getComputedStyle(e).textDecorationLine")
    assert line == "line-through"


def dismiss_a_kind(page: Page) -> None:
    """The glossary wants one rendering; here another is right wherever it stands."""
    press(page, "Escape")
    page.locator("select[name=check]").select_option("terms")
    page.wait_for_url("**check=terms**")
    page.locator("ol.flags a").last.click()
    expect(page.locator(".chosen-flag")).to_be_visible()
    button = page.get_by_role("button", name=re.compile("Dismiss all with this evidence"))
    page.keyboard.press("d")
    page.keyboard.insert_text("another rendering is right in this record")
    assert "dismissed all with the evidence" in after(page, button.click)


def accept_many(page: Page) -> None:
    """The list and the count come first."""
    press(page, "b")
    page.locator("input[type=number]").fill("95")
    page.get_by_role("button", name="Show the list").click()
    page.wait_for_url("**score=95")
    button = page.get_by_role("button", name=re.compile(r"Accept these \d+ links"))
    count = int(re.search(r"\d+", button.inner_text())[0])  # type: ignore[index]
    assert page.locator("tbody tr").count() == count > 3
    after(page, button.click)


def clean(page: Page) -> None:
    """axe finds nothing, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], scheme


def all_there(folder: Path) -> None:
    """What was settled stands, whatever the machine thinks today."""
    state = resolved(folder)
    links = {(x.zh, x.en): x.status for x in state.alignment.links}
    assert links[("z6",), ("e3",)] == "manual"
    assert links[("z8", "z9"), ("e9", "e10", "e13")] == "manual"
    assert sum(status == "accepted" for status in links.values()) > 3
    assert not any("e22" in en and "z6" in zh for zh, en in links)
    assert state.edits["z22"].text == NEW_TEXT
    assert state.conflicts == ()
    mended = {key for e in state.log if e.decision.verb == "resolve" for key in e.decision.over}
    verbs = [
        e.decision.verb
        for e in state.log
        if e.standing == "applies" or (e.standing == "replaced" and e.decision.id in mended)
    ]
    assert verbs.count("confirm") == 5
    assert verbs.count("dismiss") == 6
    assert [e.why for e in state.stale if e.decision.by != "aligner"] == []


@pytest.mark.timeout(600)
def test_an_editors_day(browser: Browser, tmp_path: Path) -> None:
    seeds = copied(tmp_path)
    folder = seeds / FORUM
    with running(seeds) as address, opened(browser, f"{address}/records/{FORUM}") as page:
        clean(page)
        settle_ten_flags(page)
        assert [d.verb for d in decided(folder)].count("confirm") == 5
        relink(page)
        join_split_undo(page)
        edit(page)
        dismiss_a_kind(page)
        accept_many(page)
        clean(page)
        written = decided(folder)
    all_there(folder)
    assert {d.by for d in written} == {"Wang Min"}

    with running(seeds, by="Li Lei") as address, opened(browser, f"{address}/records/{FORUM}") as page:
        expect(page.locator("#z22 ins")).to_have_text(NEW_TEXT)
        expect(page.locator("#z6 .chip.link")).to_contain_text("e3 ✓ drawn by hand")
        settled = page.locator(".panel .flags").locator("li.error, li.dismissed, li.resolved")
        assert settled.count() >= 10
        page.locator("#z6 .id").click()
        expect(page.locator(".history")).to_contain_text("Wang Min")

    config = (folder / "record.yml").read_text(encoding="utf-8")
    (folder / "record.yml").write_text(config.replace("kind: summary", "kind: translation"), encoding="utf-8")
    aligner(seeds, "update", "--force")
    assert "match:translation" in resolved(folder).alignment.signature
    assert {d.id for d in written} <= {d.id for d in load(folder)}
    all_there(folder)
    with running(seeds) as address, opened(browser, f"{address}/records/{FORUM}") as page:
        expect(page.locator("#z22 ins")).to_have_text(NEW_TEXT)
        expect(page.locator("#z8 .chip.link")).to_contain_text("e9 e10 e13 ✓ drawn by hand")
        expect(page.get_by_role("link", name="Disputes")).to_be_visible()
        clean(page)
