"""An editor's day on the forum record, in a real browser, and what is left of it the day after.

The acts follow each other over one workbench: each begins where the one before it ended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.cli.main import main
from aligner.record.config import load_config
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.log import load
from aligner.record.decisions.resolved import Resolved
from aligner.record.load import load_record
from aligner.record.model import Alignment, Link
from tests.browser.accessible import violations
from tests.browser.workbench import FORUM, after, copied, mark, opened, press, running

ADDED = "（此处文字由编辑改过。）"


def decided(folder: Path) -> list[Decision]:
    """What stands in the log, but for what the checks themselves wrote."""
    return [d for d in load(folder) if d.by != "aligner"]


def resolved(folder: Path) -> Resolved:
    return load_record(load_config(folder / "record.yml")).resolved


@dataclass(frozen=True)
class Plan:
    """Passages that the day is about: such as no finding concerns."""

    wrong: Link
    """One passage with one: the editor finds it elsewhere."""
    right: str
    """Where: an English passage that no link holds."""
    first: Link
    """A Chinese passage with several English ones …"""
    second: Link
    """… and one that stands further down: they are joined."""
    edited: str
    """A Chinese passage that gets another text."""
    new_text: str

    @property
    def joined(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.first.zh + self.second.zh, self.first.en + self.second.en


def plan(alignment: Alignment) -> Plan:
    shared = Counter(key for link in alignment.links for key in (*link.zh, *link.en))
    flagged = {key for flag in alignment.flags for key in (*flag.zh, *flag.en)}
    quiet = [
        link for link in alignment.links
        if all(shared[key] == 1 and key not in flagged for key in (*link.zh, *link.en))
    ]  # fmt: skip
    first, second = next(
        (a, b) for a, b in pairwise(alignment.links)
        if a in quiet and b in quiet and len(a.zh) == 1 < len(a.en)
    )  # fmt: skip
    wrong, other = [x for x in quiet if len(x.zh) == len(x.en) == 1 and x not in (first, second)][:2]
    place = alignment.en.position[wrong.en[0]]
    free = [s.id for s in alignment.en if s.is_passage and s.id not in {*shared, *flagged}]
    right = min(free, key=lambda key: abs(alignment.en.position[key] - place))
    (edited,) = other.zh
    return Plan(wrong, right, first, second, edited, alignment.segments[edited].text + ADDED)


class Day:
    """The record, what is planned for it, and the page that the editor has open."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.plan = plan(resolved(folder).alignment)
        self.written: list[Decision] = []
        self.failed = ""
        self._open = ExitStack()

    def open(self, by: str = "Wang Min") -> Page:
        """Start the workbench and open the record."""
        address = self._open.enter_context(running(self.folder.parent, by=by))
        everything = f"{address}/records/{FORUM}?profile=thorough"
        self.page = self._open.enter_context(opened(self.browser, everything))
        return self.page

    def close(self) -> None:
        """Close the page and end the workbench; fails where either had complained."""
        self._open.close()


@pytest.fixture(scope="module")
def day(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    day = Day(browser, copied(tmp_path_factory.mktemp("day")) / FORUM)
    yield day
    day.close()


@pytest.fixture(autouse=True)
def _in_order(day: Day, request: pytest.FixtureRequest) -> Iterator[None]:
    """An act is not played where one before it failed."""
    if day.failed:
        pytest.skip(f"{day.failed} failed")
    before = request.session.testsfailed
    yield
    day.failed = request.node.name if request.session.testsfailed > before else ""


def assert_accessible(page: Page) -> None:
    """axe finds nothing, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == [], scheme


def acts(decisions: Iterable[Decision], verb: str) -> int:
    """How many acts settled something in this way; one settles all reasons of a finding."""
    return len({decision.group for decision in decisions if decision.verb == verb})


def assert_all_stands(folder: Path, plan: Plan) -> None:
    """What was settled stands, whatever the machine thinks today."""
    state = resolved(folder)
    links = {(x.zh, x.en): x.status for x in state.alignment.links}
    assert links[plan.wrong.zh, (plan.right,)] == "manual"
    assert links[plan.joined] == "manual"
    assert sum(status == "accepted" for status in links.values()) > 3
    assert not any(plan.wrong.en[0] in en and plan.wrong.zh[0] in zh for zh, en in links)
    assert state.edits[plan.edited].text == plan.new_text
    assert state.conflicts == ()
    mended = {key for e in state.log if e.decision.verb == "resolve" for key in e.decision.over}
    standing = [
        e.decision
        for e in state.log
        if e.standing == "applies" or (e.standing == "replaced" and e.decision.id in mended)
    ]
    assert (acts(standing, "confirm"), acts(standing, "dismiss")) == (5, 6)
    assert [e.why for e in state.stale if e.decision.by != "aligner"] == []


def test_ten_flags_are_settled(day: Day) -> None:
    """With the keyboard alone: n goes to the first one, then each verb goes on to the next by itself."""
    page = day.open()
    press(page, "n")
    for number in range(10):
        if number % 2:
            assert "confirmed" in after(page, lambda: page.keyboard.press("c"))
        else:
            page.keyboard.press("d")
            page.keyboard.insert_text("合理概括")
            assert "dismissed" in after(page, lambda: page.keyboard.press("Enter"))
    assert acts(decided(day.folder), "confirm") == 5


def test_a_passage_is_linked_to_another_one(day: Day) -> None:
    """The machine linked a passage with one; the editor finds it in another."""
    page, plan = day.page, day.plan
    (z,), (e,) = plan.wrong.zh, plan.wrong.en
    page.locator(f"#{z} .chip.link").first.click()
    expect(page.locator("#chosen h2")).to_have_text(f"Link {z} – {e}")
    mark(page, e)
    mark(page, plan.right)
    button = page.get_by_role("button", name=f"Link {z} – {plan.right} instead")
    expect(button).to_contain_text(f"takes apart {z} – {e}")
    after(page, lambda: page.keyboard.press("l"))


def test_links_are_joined_split_and_joined_again(day: Day) -> None:
    """Join two links, split one, and take both back; then join again."""
    page, plan = day.page, day.plan
    (z,), two, both = plan.first.zh, " ".join(plan.first.en), " ".join(plan.joined[1])
    chip = page.locator(f"#{z} .chip.link")
    chip.first.click()
    expect(page.locator("#chosen h2")).to_have_text(f"Link {z} – {two}")
    told = after(page, lambda: page.keyboard.press("m"))
    assert f"linked {' '.join(plan.joined[0])} – {both}" in told
    for key in (*plan.second.zh, *plan.second.en, *plan.first.en[1:]):
        mark(page, key)
    assert "unlinked" in after(page, lambda: page.keyboard.press("s"))
    for _ in range(2):
        after(page, lambda: page.keyboard.press("z"), "Undone: ")
    expect(chip).to_have_text(re.compile(rf"{two} \d+%"))
    after(page, lambda: page.keyboard.press("y"), "Redone: ")
    expect(chip).to_have_text(re.compile(f"{both} ✓ added manually"))


def test_another_text_is_proposed(day: Day) -> None:
    """What was printed stays; the proposal stands below it."""
    page, plan = day.page, day.plan
    press(page, "Escape")
    page.locator(f"#{plan.edited} .id").click()
    expect(page.get_by_role("textbox", name="New text")).to_be_visible()
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(plan.new_text)
    after(page, lambda: page.keyboard.press("Control+Enter"))
    expect(page.locator(f"#{plan.edited} ins")).to_have_text(plan.new_text)
    printed = resolved(day.folder).alignment.segments[plan.edited].text
    expect(page.locator(f"#{plan.edited} .text")).to_have_text(printed)


def test_a_kind_is_dismissed(day: Day) -> None:
    """What one check says is right in this record, wherever it says it of the same words."""
    page = day.page
    press(page, "Escape")
    waiting = Counter(flag.check for flag in resolved(day.folder).alignment.flags if flag.state == "issue")
    ((check, _),) = waiting.most_common(1)
    page.locator("select[name=check]").select_option(check)
    page.wait_for_url(f"**check={check}**")
    page.locator("ol.flags a:not(.error, .dismissed, .resolved)").last.click()
    expect(page.locator(".chosen-flag")).to_be_visible()
    page.keyboard.press("d")
    button = page.get_by_role("button", name=re.compile("Dismiss all with this evidence"))
    page.keyboard.insert_text("right wherever it stands in this record")
    assert "dismissed all findings with the same evidence" in after(page, button.click)


def test_many_links_are_accepted(day: Day) -> None:
    """The list and the count come first."""
    page = day.page
    press(page, "b")
    page.locator("input[type=number]").fill("95")
    page.get_by_role("button", name="Show links").click()
    page.wait_for_url("**score=95")
    button = page.get_by_role("button", name=re.compile(r"Accept these \d+ links"))
    count = int(re.search(r"\d+", button.inner_text())[0])  # type: ignore[index]
    assert page.locator("tbody tr").count() == count > 3
    after(page, button.click)


def test_in_the_evening_everything_stands(day: Day) -> None:
    assert_accessible(day.page)
    day.written = decided(day.folder)
    day.close()
    assert_all_stands(day.folder, day.plan)
    assert {d.by for d in day.written} == {"Wang Min"}


def test_a_colleague_finds_it_the_day_after(day: Day) -> None:
    page, plan = day.open(by="Li Lei"), day.plan
    expect(page.locator(f"#{plan.edited} ins")).to_have_text(plan.new_text)
    chip = page.locator(f"#{plan.wrong.zh[0]} .chip.link")
    expect(chip).to_contain_text(f"{plan.right} ✓ added manually")
    settled = page.locator(".panel .flags").locator("a.error, a.dismissed, a.resolved")
    assert settled.count() >= 10
    page.locator(f"#{plan.wrong.zh[0]} .id").click()
    expect(page.locator(".history")).to_contain_text("Wang Min")
    day.close()


@pytest.mark.timeout(600)
def test_another_way_of_matching_keeps_it(day: Day) -> None:
    path = day.folder / "record.yml"
    config = path.read_text(encoding="utf-8")
    path.write_text(config.replace("kind: summary", "kind: translation"), encoding="utf-8")
    assert main(["update", "--force", "--seeds", str(day.folder.parent)]) == 0
    assert "match:translation" in resolved(day.folder).alignment.signature
    assert {d.id for d in day.written} <= {d.id for d in load(day.folder)}
    assert_all_stands(day.folder, day.plan)


def test_the_page_after_the_new_match(day: Day) -> None:
    page, plan = day.open(), day.plan
    expect(page.locator(f"#{plan.edited} ins")).to_have_text(plan.new_text)
    chip = page.locator(f"#{plan.first.zh[0]} .chip.link")
    expect(chip).to_contain_text(f"{' '.join(plan.joined[1])} ✓ added manually")
    expect(page.get_by_role("link", name="Decisions to revisit")).to_be_visible()
    assert_accessible(page)
    day.close()
