"""A browser and a server for the sample site; without Chromium these tests are skipped."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, Quiet
from tests.helpers.site import built_site


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/base/"
    server.shutdown()
    server.server_close()
    thread.join()
