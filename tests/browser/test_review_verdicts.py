"""What an editor says of findings, key by key, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.record.config import load_config
from aligner.record.files.alignment_json import dumps, loads
from aligner.record.load import load_record
from aligner.record.model import Alignment
from tests.browser.accessible import violations
from tests.browser.workbench import FORUM, after, copied, opened, press, running

COUNT = 24
MIXED = [("1",), ("2", "1"), ("3", "2"), ("1",), ("4", "1"), ("2", "3")]
"""Verdicts with their reasons, as they come in turn."""


def findings(folder: Path) -> Alignment:
    return load_record(load_config(folder / "record.yml")).alignment


@pytest.fixture
def bench(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Path]]:
    """The forum record with all its findings in the browser, and its folder."""
    folder = copied(tmp_path, FORUM) / FORUM
    path = folder / "alignment.json"
    alignment = loads(path.read_text(encoding="utf-8"), file=path)
    flags = tuple(flag for flag in alignment.flags if len((*flag.zh, *flag.en)) < 6)
    path.write_text(dumps(replace(alignment, flags=flags)), encoding="utf-8")
    with (
        running(folder.parent) as address,
        opened(browser, f"{address}/records/{FORUM}?profile=thorough") as page,
    ):
        yield page, folder


def test_one_key_settles_a_finding_and_undo_returns_to_it(bench: tuple[Page, Path]) -> None:
    page, folder = bench
    press(page, "n")
    question = page.locator(".finding__ask")
    asked = []
    for _ in range(COUNT):
        asked.append(question.inner_text())
        after(page, lambda: page.keyboard.press("1"))
    states = Counter(flag.state for flag in findings(folder).flags)
    assert states["error"] >= COUNT
    for text in reversed(asked[-3:]):
        after(page, lambda: page.keyboard.press("z"), "Undone: ")
        expect(question).to_have_text(text)
    after(page, lambda: page.keyboard.press("y"), "Redone: ")
    expect(question).to_have_text(asked[-3])


def test_a_verdict_with_its_reason_takes_two_keys(bench: tuple[Page, Path]) -> None:
    page, folder = bench
    press(page, "n")
    keys = 0
    for number in range(COUNT):
        *first, last = MIXED[number % len(MIXED)]
        for key in first:
            page.keyboard.press(key)
        keys += len(first) + 1
        after(page, lambda key=last: page.keyboard.press(key))  # type: ignore[misc]
    assert keys / COUNT <= 2
    record = load_record(load_config(folder / "record.yml"))
    states = Counter(flag.state for flag in record.alignment.flags)
    assert states["dismissed"] >= COUNT // 2 and states["error"] >= COUNT // 3
    reasons = {entry.decision.reason for entry in record.resolved.log if entry.decision.verb == "dismiss"}
    assert {"the check is mistaken", "free rendering, same meaning"} <= reasons
    assert any(reason.startswith("Right as it is: ") for reason in reasons)
    assert record.resolved.pins.alone, "what is rightly missing needs no counterpart"


def test_an_open_verdict_is_left_with_escape(bench: tuple[Page, Path]) -> None:
    page, folder = bench
    press(page, "n")
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="the check is mistaken")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="the check is mistaken")).to_be_hidden()
    expect(page.locator(".finding__ask")).to_be_visible()
    assert {flag.state for flag in findings(folder).flags} == {"issue"}


def test_a_finding_is_quoted_with_its_sources(bench: tuple[Page, Path]) -> None:
    page, folder = bench
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "n")
    asked = page.locator(".finding__ask").inner_text()
    press(page, "q")
    assert violations(page) == []
    page.keyboard.press("q")
    expect(page.locator("#live")).to_have_text("Copied")
    copied_text = page.evaluate("navigator.clipboard.readText()")
    alignment = findings(folder)
    quoted = [s for s in (*alignment.zh, *alignment.en) if s.text in copied_text]
    assert quoted and all(f"{s.id}" in copied_text for s in quoted)
    assert "Trans-Himalaya forum" in copied_text
    assert all(line.isprintable() for line in copied_text.splitlines()), "no place is left open"
    press(page, "Escape")
    expect(page.locator(".finding__ask")).to_have_text(asked)
