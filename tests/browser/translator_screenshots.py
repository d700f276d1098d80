"""Takes the pictures of the translators' manual: a passage is exported as XLIFF, corrected and imported.

    python -m tests.browser.translator_screenshots

writes docs/images/translated-*.png and docs/zh/images/translated-*.png.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import tempfile
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from aligner.cli.main import main as aligner
from tests.browser.chromium import ARGUMENTS, Quiet
from tests.browser.workbench import FORUM, ROOT

OLD, NEW = "需创新机制", "可创新机制"
VIEW = {"width": 1000, "height": 420}


def main() -> None:
    """All pictures in both languages."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place), sync_playwright() as playwright:
        site = translated(Path(place))
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        pictures(browser, f"{address}/records/{FORUM}/", ROOT / "docs" / "images")
        pictures(browser, f"{address}/zh-hans/records/{FORUM}/", ROOT / "docs" / "zh" / "images")
        browser.close()
        server.shutdown()


def translated(place: Path) -> Path:
    """The site of a copy of the records after a translator has corrected one passage in her own tool."""
    shutil.copytree(ROOT / "seeds", place / "seeds")
    assert aligner(["export", FORUM, "--format", "xliff", "--flagged", "-o", "out.xlf"]) == 0
    text = Path("out.xlf").read_text(encoding="utf-8")
    fixed, count = re.subn(rf"(<target[^<>]*>[^<>]*){OLD}", rf"\g<1>{NEW}", text)
    assert count == 1
    Path("back.xlf").write_text(fixed, encoding="utf-8")
    assert aligner(["import", "back.xlf", "--as", "Li Yi"]) == 0
    assert aligner(["publish", "--out", "site"]) == 0
    return place / "site"


def pictures(browser: Browser, address: str, out: Path) -> None:
    """The corrected passage with its findings, and the text that it replaced."""
    page = browser.new_context(viewport=VIEW, color_scheme="light").new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("#z8").first.evaluate(
        "e => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 120, behavior: 'instant' })"
    )
    page.wait_for_timeout(500)
    page.screenshot(path=out / "translated-passage.png")
    page.locator("a[href='#edit-z8']:visible").first.click()
    page.wait_for_timeout(500)
    page.screenshot(path=out / "translated-original.png")


if __name__ == "__main__":
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    main()
