"""Pictures of the site and the workbench, for a critical look and for the manual.

    python -m tests.browser.screenshots OUT [--only NAME] [--site SITE]
    python -m tests.browser.screenshots docs --manual

The first writes OUT/NAME-LANGUAGE-WIDTH-SCHEME.png: at a desk and on a telephone, light and dark, in English
and Chinese. The second writes what the pages of a folder show: once, at a desk, in light colours, to images/
for the English pages and zh/images/ for the Chinese ones. Both show a copy of the seeds in which some things
are decided; `--site` takes a site that is built already.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Sequence
from contextlib import chdir
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from aligner.cli.main import main as aligner
from aligner.record.config import load_config
from aligner.record.decisions.log import append
from aligner.record.decisions.take import decide
from aligner.record.files.lock import record_locked
from aligner.record.load import load_record
from tests.browser.chromium import ARGUMENTS, chromium_path, served
from tests.browser.workbench import FORUM, ROOT, copied, running
from tests.helpers.site_search import begin, results

PAPER = "qinghai-tibet-2023"
DESK, PHONE, MANUAL = (1280, 800), (375, 812), (1240, 760)
FOLDERS = {"en": "", "zh-Hant": "zh-hant/", "zh-Hans": "zh-hans/"}
"""The languages of the site, and where their pages lie."""
REVIEWERS = {"en": "Wang Min", "zh-Hans": "王敏"}
"""The languages of the workbench, and who works in it."""
TO_TOP = "e => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 90, behavior: 'instant' })"


def _search(page: Page) -> None:
    begin(page)
    results(page, "科技 创新")


def _check(control: str) -> Callable[[Page], object]:
    return lambda page: page.locator(control).check()


def _click(link: str) -> Callable[[Page], object]:
    return lambda page: page.locator(f"{link} >> visible=true").first.click()


def _next_finding(page: Page) -> None:
    page.keyboard.press("n")
    page.locator(".panel .finding").first.wait_for()


@dataclass(frozen=True)
class Picture:
    """What a picture shows and how one gets there."""

    name: str
    page: str
    act: Callable[[Page], object] = lambda _: None
    at: str = ""
    """What is brought to the top of the screen."""
    element: str = ""
    """What is taken by itself instead of the screen."""
    is_whole: bool = False
    """The page is taken down to its foot."""
    height: int = MANUAL[1]
    """Of the screen in the manual."""
    languages: Collection[str] = ("en", "zh-Hant")


RECORD, PASSAGE = f"records/{FORUM}/", f"records/{PAPER}/"
SITE = (
    Picture("card", RECORD, element=".texts .finding >> visible=true", languages=FOLDERS),
    Picture("home", "", is_whole=True, languages=FOLDERS),
    Picture("record", RECORD, languages=FOLDERS),
    Picture("record-overview", RECORD, _click(".overview")),
    Picture("record-note", RECORD, at=".texts .note"),
    Picture("record-both", RECORD, _check("#view-both"), at="#z4"),
    Picture("record-mixed", RECORD, _check("#view-mixed"), at="#z4"),
    Picture("record-panel", RECORD, _click("#z4 a.id"), at="#z4"),
    Picture("divergences", "divergences/"),
    Picture("search", "", _search, languages=FOLDERS),
    Picture("about", "about/", is_whole=True),
    Picture("status", "status/", is_whole=True),
    Picture("missing", "404.html", is_whole=True),
    Picture("translated-passage", PASSAGE, at="#e14", height=420),
    Picture("translated-original", PASSAGE, _click("a[href='#edit-e14']"), height=420),
)
WORKBENCH = (
    Picture("review-home", "", languages=REVIEWERS),
    Picture("review-flag", f"records/{FORUM}", _next_finding, languages=REVIEWERS),
    Picture("review-keys", f"records/{FORUM}", lambda page: page.keyboard.press("?"), languages=REVIEWERS),
    Picture("review-filter", f"records/{FORUM}?severity=major&side=zh", languages=REVIEWERS),
    Picture("review-link", f"records/{FORUM}?zh=z6&en=e3", at="#z6", languages=REVIEWERS),
    Picture("review-edit", f"records/{FORUM}?zh=z8&en=e9&en=e10", at="#z8", languages=REVIEWERS),
    Picture("review-dispute", f"records/{FORUM}/disputes", height=520, languages=REVIEWERS),
)


@dataclass(frozen=True)
class Shot:
    """One file: a picture in one language, size and colour scheme."""

    picture: Picture
    file: Path
    language: str
    size: tuple[int, int] = DESK
    is_dark: bool = False

    @property
    def address(self) -> str:
        """Seen from the root of the site or the workbench."""
        return (FOLDERS[self.language] if self.picture in SITE else "") + self.picture.page


def for_a_look(out: Path, only: str) -> list[Shot]:
    """Each picture in all its forms."""
    return [
        Shot(
            p, out / f"{p.name}-{language}-{size[0]}-{'dark' if dark else 'light'}.png", language, size, dark
        )
        for p in (*SITE, *WORKBENCH)
        if only in ("", p.name)
        for language, size, dark in product(p.languages, (DESK, PHONE), (False, True))
    ]


def for_the_manual(out: Path) -> list[Shot]:
    """What the pages of a folder show: `![…](images/NAME.png)`, also as seen from the folder above."""
    return [
        Shot(p, folder / "images" / f"{p.name}.png", language, (MANUAL[0], p.height))
        for language, folder, pages in (
            ("en", out, [*out.glob("*.md"), *out.glob("../README.md")]),
            ("zh-Hans", out / "zh", [*out.glob("zh/*.md")]),
        )
        for p in (*SITE, *WORKBENCH)
        if any(f"images/{p.name}.png)" in page.read_text(encoding="utf-8") for page in pages)
    ]


def take(browser: Browser, root: str, shot: Shot) -> None:
    """Write one picture; `root` is the address of the site or the workbench, with a slash at its end."""
    picture, (width, height) = shot.picture, shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.is_dark else "light",
        locale=shot.language,
        has_touch=width < DESK[0],
    )
    page = context.new_page()
    page.goto(root + shot.address)
    page.mouse.move(width - 5, 200)  # with the first move the theme's script is loaded
    page.wait_for_load_state("networkidle")
    picture.act(page)
    if picture.at:
        page.locator(f"{picture.at} >> visible=true").first.evaluate(TO_TOP)
    page.wait_for_timeout(600)
    if picture.element:
        page.locator(picture.element).first.screenshot(path=shot.file)
    else:
        page.screenshot(path=shot.file, full_page=picture.is_whole)
    context.close()


def decided(place: Path) -> Path:
    """A copy of the seeds, aligned anew after two edits, with two people who disagree about a link."""
    seeds = copied(place, FORUM, PAPER)
    forum, paper = (load_record(load_config(seeds / x / "record.yml")).resolved for x in (FORUM, PAPER))
    public = forum.alignment.segments["z8"].text.replace("PPP模式", "公私合作模式")
    plateau = paper.alignment.segments["e14"].text.replace("Tibetan Plateau", "Qinghai-Tibet Plateau")
    pair = {"zh": ("z5",), "en": ("e1",)}
    for folder, decision in (
        (FORUM, decide(forum, "edit", by="Wang Min", zh=("z8",), after=public)),
        (FORUM, decide(forum, "accept", by="Li Lei", reason="same question", **pair)),
        (FORUM, decide(forum, "reject", by="Han Mei", reason="only the setting is the same", **pair)),
        (PAPER, decide(paper, "edit", by="Li Yi", en=("e14",), after=plateau)),
    ):
        with record_locked(seeds / folder):
            append(seeds / folder, [decision])
    assert aligner(["update", "--seeds", str(seeds)]) == 0
    return seeds


def built(seeds: Path) -> Path:
    """The site of some records, with the manual."""
    place = seeds.parent
    for name in ("docs", "mkdocs.yml"):
        (place / name).symlink_to(ROOT / name)
    with chdir(place):
        assert aligner(["publish"]) == 0
    return place / "site"


def take_all(shots: Sequence[Shot], site: Path | None) -> None:
    """Write the pictures; what they do not show is not built."""
    of_site = [shot for shot in shots if shot.picture in SITE]
    of_workbench = [shot for shot in shots if shot.picture in WORKBENCH]
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        seeds = decided(Path(place)) if of_workbench or not site else Path()
        if of_site:
            with served(site or built(seeds)) as root:
                for shot in of_site:
                    take(browser, root, shot)
        for language, by in REVIEWERS.items() if of_workbench else ():
            with running(seeds, by=by) as root:
                for shot in of_workbench:
                    if shot.language == language:
                        take(browser, f"{root}/", shot)
        browser.close()


def main(args: Sequence[str] | None = None) -> None:
    """Take what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="", metavar="NAME")
    parser.add_argument("--site", type=Path, help="a built site")
    parser.add_argument("--manual", action="store_true", help="what the pages in OUT show")
    options = parser.parse_args(args)
    shots = for_the_manual(options.out) if options.manual else for_a_look(options.out, options.only)
    take_all(shots, options.site)


if __name__ == "__main__":
    main()
