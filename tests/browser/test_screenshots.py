"""The table of pictures: each can be taken, and the manual shows just those that are there."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.screenshots import DESK, FOLDERS, FORUM, PAPER, SITE, Picture, Shot, for_the_manual, take
from tests.browser.workbench import ROOT


@pytest.mark.parametrize(
    "picture", [p for p in SITE if PAPER not in p.page], ids=lambda picture: picture.name
)
def test_a_picture_of_the_site_is_taken(
    browser: Browser, address: str, picture: Picture, tmp_path: Path
) -> None:
    """Of the sample site, which has the same pages."""
    sample = replace(picture, page=picture.page.replace(FORUM, "summary"))
    take(browser, address, Shot(sample, tmp_path / "picture.png", "en"))
    width, height = struct.unpack(">II", (tmp_path / "picture.png").read_bytes()[16:24])
    assert (
        (width < DESK[0] and height < DESK[1])
        if picture.element
        else (width == DESK[0] and height >= DESK[1])
    )


def test_the_manual_shows_just_the_pictures_that_are_there() -> None:
    shown = {shot.file for shot in for_the_manual(ROOT / "docs")}
    assert {*ROOT.glob("docs/images/*"), *ROOT.glob("docs/zh/images/*")} == shown
    assert {shot.language for shot in for_the_manual(ROOT / "docs")} < {*FOLDERS}
