"""Pictures of the site for the documentation: python -m tests.browser.screenshots SITE docs/images

Each view of a record at a desk, the paired view on a telephone, in light and in dark colours.
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, Quiet

RECORD = "records/trans-himalaya-2025/"
DESK, PHONE = (1280, 800), (390, 780)


@dataclass(frozen=True)
class Picture:
    """One picture: what it shows and how."""

    name: str
    page: str
    size: tuple[int, int] = DESK
    scheme: str = "light"
    view: str = ""
    at: str = ""
    """What is brought to the top of the screen."""


PICTURES = (
    Picture("record", RECORD),
    Picture("record-both", RECORD, view="both", at="#z4"),
    Picture("record-mixed", RECORD, view="mixed", at="#z4", scheme="dark"),
    Picture("record-zh", f"zh-hans/{RECORD}", view="zh", at="#z4"),
    Picture("record-en", RECORD, view="en", at="#e5"),
    Picture("phone", RECORD, PHONE, view="both", at="#z4"),
    Picture("phone-dark", f"zh-hant/{RECORD}", PHONE, "dark", view="both", at="#z4"),
    Picture("home", ""),
)


def take(browser: Browser, address: str, picture: Picture, out: Path) -> None:
    """Write one picture."""
    width, height = picture.size
    scheme = "dark" if picture.scheme == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address + picture.page)
    page.mouse.move(width - 5, 200)
    page.wait_for_load_state("networkidle")
    if picture.view:
        page.locator(f"#view-{picture.view}").check()
    if picture.at:
        script = "e => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 90, behavior: 'instant' })"
        page.locator(picture.at).evaluate(script)
        page.wait_for_timeout(600)
    page.screenshot(path=out / f"{picture.name}.png")
    context.close()


def main(site: Path, out: Path) -> int:
    """Write all pictures of a built site."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    out.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, f"http://127.0.0.1:{server.server_port}/", picture, out)
        browser.close()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
