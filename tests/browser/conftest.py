"""A browser and a server for the sample site; without Chromium these tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium_path, served
from tests.helpers.site import built_site


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    path = chromium_path()
    if path is None:
        pytest.skip("no chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample site is served: at the path of its address, for its page about missing ones."""
    folder: Path = tmp_path_factory.mktemp("served")
    (folder / "base").symlink_to(built_site(tmp_path_factory))
    with served(folder) as root:
        yield f"{root}base/"
