"""What an editor adds by the keyboard alone: findings of their own, another severity, other passages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.record.config import load_config
from aligner.record.decisions.resolved import Resolved
from aligner.record.files.alignment_json import dumps
from aligner.record.load import load_record
from tests.browser.accessible import violations
from tests.browser.workbench import after, opened, press, running
from tests.helpers.workbench import sample

TALK = "title: {zh: 座谈, en: A talk}\noriginal: en\nprofile: thorough\nsides: {zh: {}, en: {}}\n"


@pytest.fixture
def bench(chromium: str, browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Path]]:
    """A page on a small record, and the record's folder."""
    folder = tmp_path / "seeds" / "talk"
    folder.mkdir(parents=True)
    (folder / "record.yml").write_text(TALK, encoding="utf-8")
    (folder / "source.md").write_text("# 标题\n", encoding="utf-8")
    (folder / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
    with running(folder.parent) as address, opened(browser, f"{address}/records/talk") as page:
        yield page, folder


def resolved(folder: Path) -> Resolved:
    return load_record(load_config(folder / "record.yml")).resolved


def choose(page: Page, *passages: str) -> None:
    """Tick passages without the mouse: the arrows lead there, the space bar ticks."""
    for key in passages:
        page.locator(f"#{key} .pick").focus()
        press(page, " ")


def test_a_finding_is_raised_and_rated(bench: tuple[Page, Path]) -> None:
    page, folder = bench
    choose(page, "z3", "e3")
    page.keyboard.press("f")
    page.keyboard.insert_text("The number of firms is another one.")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.insert_text("试点应当先行")
    after(page, lambda: page.keyboard.press("Control+Enter"))
    raised = resolved(folder).alignment.flags[-1]
    assert (raised.type, raised.severity, raised.zh_span) == ("mistranslation", "major", (0, 6))
    expect(page.locator(".chosen-flag")).to_contain_text("The number of firms is another one.")
    expect(page.locator("#z3 mark.chosen")).to_have_text("试点应当先行")
    assert violations(page) == []
    page.keyboard.press("4")
    page.keyboard.press("0")
    page.keyboard.press("c")  # chooses "critical" in the list
    after(page, lambda: page.keyboard.press("Control+Enter"))
    assert resolved(folder).alignment.flags[-1].severity == "critical"
    for _ in range(2):
        after(page, lambda: page.keyboard.press("z"), "Undone: ")
    assert [f.check for f in resolved(folder).alignment.flags if not f.check] == []


def test_selected_words_are_taken_over(bench: tuple[Page, Path]) -> None:
    page, _ = bench
    choose(page, "z3", "e3")
    page.evaluate(
        "() => { const text = document.querySelector('#e3 .text'); getSelection().selectAllChildren(text); }"
    )
    page.keyboard.press("f")
    expect(page.locator("input[name=en-words]")).to_have_value(sample().en.by_id["e3"].text)
    expect(page.locator("input[name=zh-words]")).to_have_value("")


def test_a_sentence_is_split_and_joined_again(bench: tuple[Page, Path]) -> None:
    page, folder = bench
    choose(page, "z3")
    page.keyboard.press("p")
    expect(page.locator(".cut textarea")).to_be_focused()
    for _ in range("试点应当先行，共30家企业。".index("共")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert violations(page) == []
    after(page, lambda: page.keyboard.press("Control+Enter"))
    expect(page.locator("#z3b .text")).to_have_text("共30家企业。")
    expect(page.locator(".seg.marked")).to_have_count(2)
    after(page, lambda: page.keyboard.press("J"))
    expect(page.locator("#z3b")).to_have_count(0)
    after(page, lambda: page.keyboard.press("z"), "Undone: ")
    assert "z3b" in resolved(folder).alignment.segments
    assert resolved(folder).stale == ()


def test_a_stretch_is_aligned_anew(bench: tuple[Page, Path]) -> None:
    """The sample links two passages crosswise that stand in order."""
    page, folder = bench
    choose(page, "z2", "z3", "e2", "e3")
    after(page, lambda: page.keyboard.press("R"))
    links = {(x.zh, x.en): x.status for x in resolved(folder).alignment.links}
    assert links[("z2",), ("e2",)] == links[("z3",), ("e3",)] == "auto"
    assert (("z2",), ("e3",)) not in links
    assert violations(page) == []
    after(page, lambda: page.keyboard.press("z"), "Undone: ")
    assert resolved(folder).alignment.links == sample().links
