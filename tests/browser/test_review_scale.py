"""The workbench on a record of 600 passages a side: an act changes what it touched, and how long a key takes.

The times are printed (``pytest -s``), not judged: they depend on the machine.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.workbench import opened, press, running
from tests.helpers.long_record import long_record


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    seeds = tmp_path_factory.mktemp("long") / "seeds"
    long_record(seeds)
    with running(seeds) as address:
        yield f"{address}/records/long"


def looks(page: Page) -> str:
    """What a reader sees of the page, and what its links and marks say."""
    return str(page.evaluate(
        "() => { const copy = document.getElementById('page').cloneNode(true);"
        " copy.querySelectorAll('.lines, input[type=hidden], .done').forEach((e) => e.remove());"
        " return copy.innerHTML.replace(/\\s+/g, ' '); }"
    ))  # fmt: skip


WATCH = """() => {
  window.begun = 0;
  addEventListener("keydown", () => { window.begun = performance.now(); }, { capture: true, once: true });
  const painted = () => setTimeout(() => { window.shown = performance.now(); });
  new MutationObserver((_, watcher) => {
    if (!window.begun) return;  // what the checks in the background brought
    watcher.disconnect();
    requestAnimationFrame(painted);
  })
    .observe(document.getElementById("page"), { childList: true, subtree: true });
}"""
"""Notes when the next key is pressed, and when what it changed is on the screen."""
KEYS = ("j", "j", "n", "n", "c", "c", "k", "a", "n", "z")


def test_keys_are_answered_with_what_they_touched(browser: Browser, address: str) -> None:
    times: dict[str, list[float]] = {}
    with opened(browser, address) as page:
        sizes: list[int] = []
        answers: set[tuple[str, int]] = set()
        page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
        page.on("response", lambda answer: answers.add((answer.request.method, answer.status)))
        page.evaluate("document.getElementById('z300').dataset.mine = 'yes'")
        for key in KEYS:
            page.evaluate(WATCH)
            press(page, key)
            page.wait_for_function("() => window.shown > window.begun")
            times.setdefault(key, []).append(page.evaluate("window.shown - window.begun"))
        kept = page.evaluate("document.getElementById('z300').dataset.mine")
        assert kept == "yes", "all rows were replaced"
        assert max(sizes) < 200_000, "a whole page was sent for a key"
        assert answers == {("GET", 200), ("POST", 200)}, "an act was answered with a redirect"
        page.evaluate("delete document.getElementById('z300').dataset.mine")
        seen = looks(page)
        page.reload()
        assert looks(page) == seen
    for key, taken in times.items():
        print(f"{key}: {statistics.median(taken):.0f} ms")


def test_filters_and_the_way_back_show_the_same_as_a_reload(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        for query in ("?state=open&q=17", "?check=numbers", "?q=nothing", ""):
            page.evaluate("url => go(url)", address + query)
            page.wait_for_function("wanted => location.search === wanted", arg=query)
            seen = looks(page)
            page.reload()
            assert looks(page) == seen, query
        page.go_back()
        page.wait_for_function("() => location.search === '?q=nothing'")
