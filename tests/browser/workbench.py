"""The workbench as a user starts it: the command, on a copy of the seeds, in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).parents[2]
FORUM = "trans-himalaya-2025"
COMMAND = "import sys; from aligner.cli.main import main; sys.exit(main())"


def copied(folder: Path, *records: str) -> Path:
    """A copy of some seeds, without what people decided about them."""
    seeds = folder / "seeds"
    for name in records or (FORUM,):
        shutil.copytree(ROOT / "seeds" / name, seeds / name, ignore=shutil.ignore_patterns("decisions.yml"))
    shutil.copy(ROOT / "seeds" / "glossary.yml", seeds)
    return seeds


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


@contextmanager
def running(seeds: Path, by: str = "Wang Min") -> Iterator[str]:
    """The address of a workbench; it is ended as with Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "review", "--port", "0", "--as", by, "--seeds", str(seeds)],
        cwd=seeds.parent,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        yield found[0].rstrip("/")
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[1]
    assert "Traceback" not in rest, rest


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """A page in a fresh profile; any request beyond this machine and any script error fails the test."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="en-GB", **options)
    page = context.new_page()
    trouble: list[str] = []
    page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else trouble.append(r.url))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console", lambda m: trouble.append(m.text) if m.type == "error" and "409" not in m.text else None
    )
    try:
        page.goto(url)
        yield page
        assert trouble == []
    finally:
        context.close()


def after(page: Page, act: Callable[[], object], says: str = "Done: ") -> str:
    """Do something that writes a decision; what the page says of it."""
    before = page.url
    act()
    page.wait_for_function("before => location.href !== before", arg=before)
    live = page.locator("#live")
    expect(live).to_contain_text(says)
    return live.inner_text()


def press(page: Page, *keys: str) -> None:
    """Keys that lead to another place, one after the other."""
    for key in keys:
        before = page.url
        page.keyboard.press(key)
        page.wait_for_function("before => location.href !== before", arg=before)


def mark(page: Page, identifier: str) -> None:
    """Tick or untick a passage."""
    before = page.url
    page.locator(f"#{identifier} .pick").click()
    page.wait_for_function("before => location.href !== before", arg=before)
