"""A browser and servers for the sites; without Chromium these tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium_path, served
from tests.helpers.real_site import real_site
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


@contextmanager
def at_its_path(site: Path, folder: Path) -> Iterator[str]:
    """Where a site is served: at the path of its address, for its page about missing ones."""
    (folder / "base").symlink_to(site)
    with served(folder) as root:
        yield f"{root}base/"


@pytest.fixture(scope="session")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample site is."""
    with at_its_path(built_site(tmp_path_factory), tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def real_address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site of the committed records is."""
    with at_its_path(real_site(tmp_path_factory), tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(autouse=True)
def _in_order(request: pytest.FixtureRequest) -> Iterator[None]:
    """An act of a day is not played where one before it failed."""
    visit = request.getfixturevalue("visit") if "visit" in request.fixturenames else None
    if visit and visit.failed:
        pytest.skip(f"{visit.failed} failed")
    before = request.session.testsfailed
    yield
    if visit and request.session.testsfailed > before:
        visit.failed = request.node.name
