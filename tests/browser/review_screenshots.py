"""Takes the pictures of the editors' manual from the real application.

    python -m tests.browser.review_screenshots

writes docs/images/review-*.png and docs/zh/images/review-*.png.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from aligner.record.config import load_config
from aligner.record.decisions.log import append
from aligner.record.decisions.take import decide
from aligner.record.files.lock import record_locked
from aligner.record.load import load_record
from tests.browser.chromium import ARGUMENTS
from tests.browser.workbench import FORUM, ROOT, after, copied, running

VIEW = {"width": 1240, "height": 760}


def main() -> None:
    """All pictures in both languages."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for locale, folder in (("en-GB", "images"), ("zh-CN", "zh/images")):
            with tempfile.TemporaryDirectory() as place:
                pictures(browser, locale, ROOT / "docs" / folder, Path(place))
        browser.close()


def pictures(browser: Browser, locale: str, out: Path, place: Path) -> None:
    """A flag, a link that is drawn anew, an edit, a conflict."""
    out.mkdir(parents=True, exist_ok=True)
    seeds = copied(place)
    by = "王敏" if locale == "zh-CN" else "Wang Min"
    with running(seeds, by=by) as address:
        context = browser.new_context(viewport=VIEW, locale=locale, color_scheme="light")  # type: ignore[arg-type]
        page = context.new_page()
        record = f"{address}/records/{FORUM}"
        page.goto(f"{record}?check=terms")
        page.keyboard.press("n")
        expect(page.locator("mark.chosen").first).to_be_visible()
        flag = page.url
        page.goto(flag.replace("check=terms", ""))
        take(page, out / "review-flag.png")
        page.goto(f"{record}?zh=z6&en=e3")
        take(page, out / "review-link.png")
        page.goto(f"{record}?zh=z8&en=e9&en=e10")
        text = page.locator("textarea[name=after]")
        text.fill(text.input_value().replace("PPP模式", "公私合作模式"))
        after(page, lambda: text.press("Control+Enter"), "")
        take(page, out / "review-edit.png")
        conflict(seeds / FORUM)
        page.goto(f"{record}/disputes")
        take(page, out / "review-dispute.png", height=520)
        context.close()


def conflict(folder: Path) -> None:
    """Two people decide, each without knowing of the other, and git merges what they wrote."""
    record = load_record(load_config(folder / "record.yml")).resolved
    made = [
        decide(record, "accept", by="Li Lei", zh=("z5",), en=("e1",), reason="same question"),
        decide(record, "reject", by="Han Mei", zh=("z5",), en=("e1",), reason="only the setting is the same"),
    ]
    with record_locked(folder):
        append(folder, made)


def take(page: Page, path: Path, height: int = 0) -> None:
    """A picture of what is on the screen."""
    page.wait_for_timeout(400)
    page.screenshot(
        path=path, clip={"x": 0, "y": 0, "width": VIEW["width"], "height": height or VIEW["height"]}
    )


if __name__ == "__main__":
    main()
