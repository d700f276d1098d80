"""Two editors' day by keyboard alone, on a record of their own, and what is left of it in the evening.

One settles findings, raises one, splits a sentence and has a stretch aligned anew; the other settles the rest
on a branch of his own. Everything stands after git has merged the two, and after the next alignment.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aligner.cli.main import main
from aligner.record.config import load_config
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.log import load
from aligner.record.decisions.resolved import Resolved
from aligner.record.files.alignment_json import ALIGNMENT_FILE, dumps
from aligner.record.load import load_record
from aligner.record.model import Flag
from tests.browser.accessible import violations
from tests.browser.workbench import after, opened, press, running

ID = "quays"
WRONG = 32
"""Pairs whose numbers differ: a finding each."""
SETTLED = 24
MIXED = (("1",), ("2", "1"), ("3", "2"), ("1",), ("4", "1"), ("2", "3"))
"""Verdicts with their reasons, as they come in turn."""
HARBOURS = (
    ("北港", "North Harbour"),
    ("南港", "South Harbour"),
    ("东港", "East Harbour"),
    ("西港", "West Harbour"),
)
PLAIN = (
    ("渔民将得到补偿，湿地面积不会减少。", "Fishermen will be compensated, and the wetland will not shrink."),
    ("新码头由地区银行出资。", "The new quay is paid for by the regional bank."),
    ("老灯塔将改为博物馆。", "The old lighthouse will become a museum."),
    ("会后，代表们参观了船厂。", "After the meeting the delegates visited the shipyard."),
)
"""What is right in both languages; of the first, somebody wants two passages cut at `CUT`."""
CUT = "湿地"


def texts() -> tuple[str, str]:
    pairs = []
    for n in range(WRONG):
        zh, en = HARBOURS[n % len(HARBOURS)]
        pairs.append((f"{zh}{n + 1}号码头长{300 + n}米。", f"Quay {n + 1} of {en} is {450 + n} metres long."))
    zh, en = zip(*PLAIN, *pairs, strict=True)
    return "\n\n".join(zh) + "\n", "\n\n".join(en) + "\n"


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder, check=True)


class Day:
    """The project of the two editors, and what they wrote."""

    def __init__(self, browser: Browser, project: Path) -> None:
        self.browser = browser
        self.project = project
        self.folder = project / "seeds" / ID
        self.written: dict[str, list[Decision]] = {}

    @property
    def resolved(self) -> Resolved:
        return load_record(load_config(self.folder / "record.yml")).resolved

    @contextmanager
    def editor(self, name: str, branch: str) -> Iterator[Page]:
        """A page of an editor on a branch; at the end the work is committed there."""
        git(self.project, "switch", "-q", "-c", branch, "main")
        with (
            running(self.project / "seeds", by=name) as address,
            opened(self.browser, f"{address}/records/{ID}") as page,
        ):
            yield page
        self.written[name] = [d for d in load(self.folder) if d.by == name]
        git(self.project, "add", ".")
        git(self.project, "commit", "-qm", name)

    def key(self, text: str) -> str:
        """The passage that says something."""
        return next(key for key, s in self.resolved.alignment.segments.items() if s.text == text)

    def states(self) -> Counter[str]:
        return Counter(flag.state for flag in self.resolved.alignment.flags)


def crossed(folder: Path) -> None:
    """The last two plain pairs, linked the wrong way round, as a machine may do it."""
    record = load_record(load_config(folder / "record.yml"))
    alignment = record.alignment
    one, two = (next(x for x in alignment.links if x.zh == (f"z{n}",)) for n in (3, 4))
    swapped = {one.id: replace(one, en=two.en), two.id: replace(two, en=one.en)}
    links = tuple(swapped.get(link.id, link) for link in alignment.links)
    (folder / ALIGNMENT_FILE).write_text(dumps(replace(alignment, links=links)), encoding="utf-8")


@pytest.fixture(scope="module")
def day(chromium: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Day:
    project = tmp_path_factory.mktemp("project")
    for name, text in zip(("zh.txt", "en.txt"), texts(), strict=True):
        (project / name).write_text(text, encoding="utf-8")
    given = ["--zh", str(project / "zh.txt"), "--en", str(project / "en.txt"), "--kind", "translation"]
    seeds = ["--seeds", str(project / "seeds")]
    assert main(["new", ID, *given, "--title-zh", "码头", "--title-en", "Quays", *seeds]) == 0
    assert main(["update", *seeds]) == 0
    crossed(project / "seeds" / ID)
    (project / ".gitattributes").write_text("seeds/*/decisions.yml merge=union\n", encoding="utf-8")
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-qm", "the record")
    return Day(browser, project)


def choose(page: Page, *passages: str) -> None:
    """Tick passages without the mouse."""
    for key in passages:
        page.locator(f"#{key} .pick").focus()
        press(page, " ")


def test_one_editor_settles_adds_and_mends(day: Day) -> None:
    keys = 0
    with day.editor("Wang Min", "wang") as page:
        press(page, "n")
        asked = []
        for number in range(SETTLED):
            asked.append(page.locator(".finding__ask").inner_text())
            *first, last = MIXED[number % len(MIXED)] if number >= SETTLED // 2 else ("1",)
            for key in first:
                page.keyboard.press(key)
            after(page, lambda key=last: page.keyboard.press(key))  # type: ignore[misc]
            keys += len(first) + 1
        assert keys / SETTLED <= 2
        after(page, lambda: page.keyboard.press("z"), "Undone: ")
        expect(page.locator(".finding__ask")).to_have_text(asked[-1])
        assert page.locator(".notice", has_text="since this record was aligned").count() == 0
        after(page, lambda: page.keyboard.press("y"), "Redone: ")
        raises(page, day)
        splits(page)
        aligns_anew(page)
        assert violations(page) == []
    assert day.states()["error"] == SETTLED * 3 // 4 + 1
    assert day.states()["dismissed"] == SETTLED // 4


def raises(page: Page, day: Day) -> None:
    """A finding by hand, in the words of the person who saw it."""
    press(page, "Escape")
    choose(page, day.key(PLAIN[1][0]))
    page.keyboard.press("f")
    page.keyboard.insert_text("The bank is not the only lender.")
    after(page, lambda: page.keyboard.press("Control+Enter"))
    expect(page.locator(".chosen-flag")).to_contain_text("The bank is not the only lender.")


def splits(page: Page) -> None:
    """A passage that says two things."""
    press(page, "Escape")
    choose(page, "z1")
    page.keyboard.press("p")
    expect(page.locator(".cut textarea")).to_be_focused()
    for _ in range(PLAIN[0][0].index(CUT)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    after(page, lambda: page.keyboard.press("Control+Enter"))
    expect(page.locator("#z1b .text")).to_contain_text(CUT)


def aligns_anew(page: Page) -> None:
    """The stretch that the program had linked the wrong way round."""
    press(page, "Escape")
    choose(page, "z3", "z4", "e3", "e4")
    after(page, lambda: page.keyboard.press("R"))
    expect(page.locator("#z3 .chip.link")).to_contain_text("e3")


def test_another_editor_settles_the_rest(day: Day) -> None:
    with day.editor("Li Lei", "li") as page:
        for _ in range(SETTLED + 1):  # to the first of those that the other leaves
            press(page, "n")
        for number in range(WRONG - SETTLED - 1):
            *first, last = MIXED[number % len(MIXED)]
            for key in first:
                page.keyboard.press(key)
            after(page, lambda key=last: page.keyboard.press(key))  # type: ignore[misc]
        press(page, "Escape")
        choose(page, "z2", "e2")
        after(page, lambda: page.keyboard.press("a"))
    assert day.written["Li Lei"]


def everything_stands(day: Day) -> None:
    """Each act of either editor, in the record as it is now."""
    state = day.resolved
    logged = {entry.decision.id: entry for entry in state.log}
    for name, written in day.written.items():
        for decision in written:
            assert decision.id in logged, f"{name}: {decision.verb} is lost"
            assert logged[decision.id].standing in ("applies", "replaced", "withdrawn"), decision
    assert state.conflicts == ()
    assert [entry for entry in state.stale if entry.decision.by != "aligner"] == []
    (raised,) = (f for f in state.alignment.flags if not f.check)
    assert (raised.message.en, raised.state) == ("The bank is not the only lender.", "error")
    assert state.alignment.segments["z1b"].text.startswith(CUT)
    links = {(link.zh, link.en): link.status for link in state.alignment.links}
    assert links[("z3",), ("e3",)] and links[("z4",), ("e4",)]
    assert links[("z2",), ("e2",)] == "accepted"


def settled(flags: tuple[Flag, ...]) -> Counter[str]:
    """Findings of the checks by state, those that nobody has decided about left out."""
    return Counter(flag.state for flag in flags if flag.check and flag.state != "issue")


def test_git_merges_the_two(day: Day) -> None:
    git(day.project, "merge", "-q", "-m", "both", "wang")
    everything_stands(day)
    decided = [d for written in day.written.values() for d in written if d.flag and d.flag.flag.check]
    acts = Counter("dismissed" if d.verb == "dismiss" else "error" for d in decided)
    assert settled(day.resolved.alignment.flags) == acts
    assert acts.total() == WRONG - 1


def test_everything_survives_the_next_alignment(day: Day) -> None:
    before = settled(day.resolved.alignment.flags)
    assert main(["update", "--force", "--seeds", str(day.project / "seeds")]) == 0
    everything_stands(day)
    assert settled(day.resolved.alignment.flags) == before


def test_the_page_shows_both_editors_work(day: Day) -> None:
    with (
        running(day.project / "seeds", by="Han Mei") as address,
        opened(day.browser, f"{address}/records/{ID}/log") as page,
    ):
        for name in ("Wang Min", "Li Lei"):
            expect(page.locator("table.log td", has_text=name).first).to_be_visible()
        assert page.locator(".notice").count() == 0
        assert violations(page) == []
