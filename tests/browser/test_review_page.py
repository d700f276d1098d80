"""The workbench's pages in a real browser: lines, evidence, keys, no script, small screens, two tabs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from aligner.record.config import load_config
from aligner.record.decisions.log import append, load
from aligner.record.decisions.resolved import Resolved
from aligner.record.decisions.take import decide
from aligner.record.files.alignment_json import dumps
from aligner.record.files.lock import record_locked
from aligner.record.load import load_record
from tests.browser.accessible import violations
from tests.browser.workbench import FORUM, after, copied, opened, press, running
from tests.helpers.workbench import sample

RECORD = f"/records/{FORUM}"
PAIRS_NEAR = """() => {
  const near = (id) => document.getElementById(id).checkVisibility({ contentVisibilityAuto: true });
  const chips = [...document.querySelectorAll(".chip[data-zh]")];
  const pairs = chips.flatMap((chip) => chip.dataset.en.split(" ").map((en) => [chip.dataset.zh, en]));
  return pairs.filter((pair) => pair.some(near)).length;
}"""
"""How many pairs of linked passages have an end near the screen."""
DASHED = """() => [...document.querySelectorAll(".lines path:not(.hit)")].some(
  (path) => getComputedStyle(path).strokeDasharray !== "none")"""
"""Whether some line is dashed: certainty is told by the kind of line, not by colour alone."""
PAPER = "qinghai-tibet-2023"
TALK = "title: {zh: 座谈, en: A talk}\noriginal: en\nsides: {zh: {}, en: {}}\n"
CROSSING = ("z48", "e4")
"""A link that a person drew from the end of the one text to the beginning of the other."""


@pytest.fixture(scope="module")
def place(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The workbench's address, and the seeds that it writes to."""
    seeds = copied(tmp_path_factory.mktemp("review"), FORUM, PAPER)
    small(seeds)
    with running(seeds) as address:
        yield address, seeds


SMALL = "/records/talk"
PAGES = ["/", "/keys", RECORD, SMALL, f"{SMALL}?zh=z4&en=e5&en=e6", f"{SMALL}?severity=minor",
         f"{SMALL}?lang=zh", f"{SMALL}?check=numbers", f"{SMALL}/bulk?score=50", f"{SMALL}/log",
         f"{SMALL}/disputes"]  # fmt: skip


def small(seeds: Path) -> None:
    """A record of few passages with flags, decisions and a dispute: every part of a page."""
    folder = seeds / "talk"
    folder.mkdir()
    (folder / "record.yml").write_text(TALK, encoding="utf-8")
    (folder / "source.md").write_text("# 标题\n", encoding="utf-8")
    (folder / "alignment.json").write_text(dumps(sample()), encoding="utf-8")
    record = Resolved(sample())
    with record_locked(folder):
        taken = [
            decide(record, verb, by=by, zh=["z3"], en=["e2"], reason="为什么")
            for verb, by in (("accept", "Han Mei"), ("reject", "Li Lei"), ("comment", "Han Mei"))
        ]
        append(folder, taken)


@pytest.mark.parametrize(("width", "scheme"), [(1360, "dark"), (375, "light")])
def test_axe_finds_nothing(browser: Browser, place: tuple[str, Path], width: int, scheme: str) -> None:
    with opened(browser, place[0], color_scheme=scheme) as page:
        page.set_viewport_size({"width": width, "height": 900})
        for path in PAGES:
            page.goto(place[0] + path)
            if "check=" in path:
                press(page, "n")
                expect(page.locator(".chosen-flag")).to_be_visible()
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_every_link_has_its_line_and_a_line_its_link(browser: Browser, tmp_path: Path) -> None:
    folder = copied(tmp_path, FORUM, PAPER) / FORUM
    record = load_record(load_config(folder / "record.yml")).resolved
    with record_locked(folder):
        append(folder, [decide(record, "link", by="Han Mei", zh=CROSSING[:1], en=CROSSING[1:])])
    with running(folder.parent) as address, opened(browser, address + RECORD) as page:
        count = "document.querySelectorAll('.lines path:not(.hit)').length"
        page.wait_for_function(f"() => {count} > 5 && {count} === ({PAIRS_NEAR})()")
        assert page.evaluate("!!document.querySelector('.lines path.manual')"), "one end is in sight"
        page.goto(f"{address}/records/{PAPER}")
        page.locator(".chip.link:is(.likely, .unsure)").first.evaluate(
            "e => e.scrollIntoView({ block: 'center' })"
        )
        page.wait_for_function(DASHED)
        page.goto(address + RECORD)
        page.wait_for_function(f"() => scrollY === 0 && {count} === ({PAIRS_NEAR})()")
        left, right = (page.locator(f"#{key}").bounding_box() for key in CROSSING)
        assert left and right and abs(right["y"] - left["y"]) > 400, "a link that crosses others spans rows"
        page.locator("#z5").scroll_into_view_if_needed()
        expect(page.locator(".lines path.hit[data-href*='zh=z5&']")).not_to_have_count(0)
        page.evaluate("document.querySelector('.lines path.hit[data-href*=\"zh=z5&\"]').dispatchEvent("
                      "new MouseEvent('click', { bubbles: true }))")  # fmt: skip
        expect(page.locator("#chosen h2")).to_contain_text("Link z5 – e1", timeout=30_000)


def test_evidence_is_marked_in_the_text(browser: Browser, place: tuple[str, Path]) -> None:
    with opened(browser, f"{place[0]}{RECORD}?check=terms") as page:
        press(page, "n")
        expect(page.locator("mark.chosen").first).to_have_text("新质生产力")
        expect(page.locator("mark.chosen").first).to_be_in_viewport()
        expect(page.locator(".finding__said")).to_contain_text("新质生产力")


def test_the_map_of_keys(browser: Browser, place: tuple[str, Path]) -> None:
    with opened(browser, place[0] + RECORD) as page:
        page.keyboard.press("?")
        dialog = page.locator("dialog#keys")
        expect(dialog).to_be_visible()
        for text in ("next unconfirmed finding", "reject the link", "Ctrl+Enter", "undo"):
            expect(dialog).to_contain_text(text)
        page.keyboard.press("n")
        assert "flag=" not in page.url, "no verb works behind the map"
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_letters_in_a_field_are_letters(browser: Browser, place: tuple[str, Path]) -> None:
    with opened(browser, place[0] + RECORD) as page:
        page.keyboard.press("/")
        page.keyboard.type("plateau nurac")
        expect(page.locator("input[name=q]")).to_have_value("plateau nurac")
        page.locator("input[name=q]").fill("Temasek")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=Temasek**")
        expect(page.locator("#e9")).to_be_visible()
        expect(page.locator("#e30")).to_be_hidden()
        expect(page.locator("#e8")).to_be_visible()  # its neighbours stay


def test_arrows_and_space_mark_passages(browser: Browser, place: tuple[str, Path]) -> None:
    with opened(browser, place[0] + RECORD) as page:
        page.keyboard.press("ArrowDown")
        expect(page.locator("#z1 .pick")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        page.wait_for_url("**zh=z3**")
        expect(page.locator("#z3 .pick")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".col.en .pick:focus")).to_have_count(1)
        press(page, "Space")
        expect(page.locator(".seg.marked")).to_have_count(2)
        press(page, "Escape")
        expect(page.locator(".seg.marked")).to_have_count(0)


def test_without_a_script(browser: Browser, place: tuple[str, Path]) -> None:
    address, seeds = place
    with opened(browser, address + RECORD, java_script_enabled=False) as page:
        answers: set[tuple[str, int]] = set()
        page.on("response", lambda answer: answers.add((answer.request.method, answer.status)))
        page.locator("ol.flags a").first.click()
        page.get_by_text("In your own words").click()
        page.get_by_label("Reason for dismissing").fill("an introduction of the paper's own")
        page.get_by_role("button", name="Dismiss this finding").click()
        expect(page.locator(".done")).to_contain_text("dismissed")
        page.locator("#z9 .chip.link").first.click()
        page.get_by_role("button", name="Accept z9 – e13").click()
        expect(page.locator("#z9 .chip.link")).to_contain_text("✓ accepted")
        page.locator("#z20 .pick").check()
        page.locator("#e30 .pick").check()
        page.get_by_role("button", name="Show available actions").click()
        expect(page.locator("#chosen h2")).to_contain_text("z10 z20 – e14 e30")  # on to the next link
        for _ in range(2):
            page.get_by_role("button", name="Undo: ").click()
        expect(page.locator(".done")).to_contain_text("Undone")
        assert answers == {("POST", 303), ("GET", 200)}
    assert [d.verb for d in load(seeds / FORUM)][:2] == ["dismiss", "accept"]


def test_a_second_tab_follows(browser: Browser, place: tuple[str, Path]) -> None:
    address, _ = place
    with opened(browser, f"{address}/records/{PAPER}?zh=z10&en=e11&en=e12") as page:
        other = page.context.new_page()
        other.goto(f"{address}/records/{PAPER}?zh=z10&en=e11&en=e12")
        after(other, lambda: other.keyboard.press("a"))
        page.bring_to_front()
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.locator("#e12 .chip.link")).to_contain_text("✓ accepted")


def test_the_language_stays_chosen(browser: Browser, place: tuple[str, Path]) -> None:
    with opened(browser, place[0] + RECORD) as page:
        page.get_by_role("link", name="中文").click()
        expect(page.get_by_text("下一条未确认的发现").first).to_be_visible()
        page.wait_for_load_state()
        press(page, "n")
        expect(page.get_by_role("button", name="属实")).to_be_visible()
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
