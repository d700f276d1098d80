"""The page of an alignment diff in a real browser: readable everywhere, without script, without network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.diff.compare import Diff, compare_all
from aligner.diff.render.formats import render_diff
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Message
from tests.browser.accessible import violations
from tests.helpers.harbour import EN, ZH, alignment, flag, versions

HOSTILE = '<script>document.title="x"</script><img src=x onerror=alert(1)> \x1b \u202e'


def sample() -> Diff:
    """Two records: one with every kind of change, one that is new and says nasty things."""
    old, new = versions()
    bad = flag("numbers", "z1", "e1", message=Message(HOSTILE, HOSTILE), zh_span=(0, 9))
    nasty = [
        Resolved(alignment([text, *ZH[1:]], EN, flags=found))
        for text, found in ((ZH[0], ()), (HOSTILE, [bad]))
    ]
    before, after = {"harbour": old, "nasty": nasty[0]}, {"harbour": new, "nasty": nasty[1], "new": nasty[0]}
    return compare_all("HEAD~1 (1a2b3c4)", before, "the working tree", after)


@contextmanager
def opened(browser: Browser, folder: Path, width: int, **options: Any) -> Iterator[Page]:
    """The page; a request, a script error or a dialogue fails the test."""
    path = folder / "diff.html"
    path.write_text(render_diff(sample(), "html"), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    trouble: list[str] = []
    page.on("request", lambda r: None if r.url == path.as_uri() else trouble.append(r.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    try:
        page.goto(path.as_uri())
        yield page
        assert trouble == []
        assert page.title() == "Alignment diff: HEAD~1 (1a2b3c4) → the working tree"
    finally:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, width: int, scheme: Any) -> None:
    with opened(browser, tmp_path, width, color_scheme=scheme) as page:
        page.check("#ui-both")
        assert violations(page) == []


def test_nothing_is_wider_than_the_screen(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, 320) as page:
        page.check("#ui-both")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_one_language_or_both_without_a_script(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, 1280, java_script_enabled=False) as page:
        english, chinese = page.get_by_text("New conflicts"), page.get_by_text("新出现的冲突")
        expect(english).to_be_visible()
        expect(chinese).to_be_hidden()
        page.get_by_label("中文").check()
        expect(english).to_be_hidden()
        expect(chinese).to_be_visible()
        page.get_by_label("both").or_(page.get_by_label("双语")).check()
        expect(english).to_be_visible()
        expect(chinese).to_be_visible()


def test_the_two_texts_stand_side_by_side_where_there_is_room(browser: Browser, tmp_path: Path) -> None:
    for width, beside in ((1280, True), (375, False)):
        with opened(browser, tmp_path, width) as page:
            zh, en = (
                page.locator(".texts")
                .filter(has_text="年吞吐量")
                .first.locator(".text")
                .nth(n)
                .bounding_box()
                for n in (0, 1)
            )
            assert zh is not None and en is not None
            assert (abs(zh["y"] - en["y"]) < 8) is beside
