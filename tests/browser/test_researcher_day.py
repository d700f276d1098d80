"""A researcher at a desk: which findings can she rely on, and how does she quote and cite what she found?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessible import violations
from tests.browser.visits import RECORD, Visit, is_in_sight, visiting
from tests.helpers.real_site import PRINTED, PROPOSED

PAPER = "records/qinghai-tibet-2023/"
SHOWN = ".divergence-list li:visible"


@pytest.fixture(scope="module")
def visit(browser: Browser, real_address: str) -> Iterator[Visit]:
    with visiting(browser, real_address, viewport={"width": 1280, "height": 800}) as visit:
        yield visit


def test_who_has_checked_the_record_and_what_is_a_guess(visit: Visit) -> None:
    page = visit.page
    visit.go(RECORD)
    expect(page.locator(".reviewed")).to_contain_text("Wang Min (2 decisions")
    expect(page.locator(".reviewed")).to_contain_text("The rest was proposed by the program")
    figures = page.locator("dl.facts div", has_text="Coverage").locator("dd").inner_text().split("\n")
    assert len(figures) == 2 and all(figure.endswith("(unconfirmed)") for figure in figures)
    guesses = page.locator(".absent:visible").all_inner_texts()
    assert len(guesses) > 5 and all("unconfirmed" in guess for guess in guesses)
    (visit.kept["covered"], visit.kept["passages"]) = re.findall(r"(\d+) of (\d+) English", figures[0])[0]
    found = page.locator(".overview dl.facts div", has_text="Findings").locator("dd").inner_text()
    visit.kept["open"] = found.split(" open")[0]


def test_all_pages_give_the_same_figures(visit: Visit) -> None:
    page = visit.page
    covered, passages, found = (visit.kept[name] for name in ("covered", "passages", "open"))
    visit.go("status/")
    row = page.locator("tr", has_text="Trans-Himalaya forum")
    cells = row.locator("td").all_inner_texts()
    assert cells[1] == passages and cells[3] == f"{round(100 * int(covered) / int(passages))}%"
    visit.go("records/")
    entry = page.locator("ul.records > li", has_text="Trans-Himalaya forum")
    expect(entry).to_contain_text(f"{covered} of {passages}")
    expect(entry).to_contain_text(f"{found} open findings")
    visit.go("divergences/")
    listed = page.locator("section", has_text="Trans-Himalaya forum").locator("li.finding")
    expect(listed).to_have_count(int(found))


def test_the_list_of_findings_is_narrowed_and_comes_back(visit: Visit) -> None:
    """The choice stands in the address, for the way back and for a colleague; none says so."""
    page, said = visit.page, visit.page.locator(".filtered")
    page.get_by_label("major").check()
    page.get_by_label("confirmed", exact=False).first.check()
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(said).to_contain_text("1 of ")
    question = page.locator(f"{SHOWN} .finding__ask").inner_text()
    page.locator(SHOWN).get_by_role("link", name="Permanent link").click()
    assert page.url.endswith(f"{RECORD}#finding-z6")
    assert is_in_sight(page, "#finding-z6") and is_in_sight(page, "#z6"), "with what it is about"
    expect(page.locator("#finding-z6 .finding__ask")).to_contain_text(question)
    page.go_back()
    expect(page.locator(SHOWN)).to_have_count(1)
    page.get_by_label("minor").check()
    expect(said).to_have_text("No finding matches this choice.")
    expect(page.locator("section:visible")).to_have_count(0)


def test_an_edited_report_shows_what_was_printed(visit: Visit) -> None:
    page = visit.page
    visit.go(RECORD)
    expect(page.locator("#z6")).to_contain_text(PRINTED)
    page.locator("#z6").get_by_role("link", name="other wording proposed").click()
    expect(page.locator("#edit-z6")).to_contain_text(PROPOSED)
    expect(page.locator("#edit-z6")).to_contain_text("Wang Min")
    page.locator("#edit-z6").get_by_role("link", name="z6").click()
    page.get_by_role("button", name="as a quotation").click()
    expect(page.locator("#panel").get_by_role("status")).to_have_text("Copied")
    assert PRINTED in visit.copied() and PROPOSED not in visit.copied()


def test_the_words_of_a_report_are_not_cited_as_the_speaker_s(visit: Visit) -> None:
    page, day = visit.page, date.today().isoformat()
    passages = {"z46": ("佚名. ", "新闻综述，转述蓝伟光的讲话[EB/OL]"), "e9": ("LAN Weiguang. ", "[EB/OL]")}
    for passage, (author, kind) in passages.items():
        visit.go(f"{RECORD}#{passage}")
        page.get_by_role("button", name="GB/T 7714").click()
        expect(page.locator("#panel").get_by_role("status")).to_have_text("Copied")
        cited = visit.copied()
        assert cited.startswith(author) and kind in cited, cited
        assert f"[{day}]" in cited and f"#{passage}" in cited and re.search(r"version|版本", cited), cited


def test_a_paper_is_cited_with_its_journal(visit: Visit) -> None:
    page = visit.page
    visit.go(f"{PAPER}#e9")
    page.get_by_role("button", name="BibTeX").click()
    expect(page.locator("#panel").get_by_role("status")).to_have_text("Copied")
    cited = visit.copied()
    for said in (
        "@article{qinghai-tibet-2023-e9,",
        "author = {Nie, Xiaowei and Pan, Xiaoduo and ",
        "journaltitle = {Bulletin of Chinese Academy of Sciences}",
        "volume = {38}",
        "pages = {1350--1362}",
        "doi = {10.16418/j.issn.1000-3045.20230707002}",
    ):
        assert said in cited, cited


def test_everything_can_be_taken_along(visit: Visit) -> None:
    page = visit.page
    files = page.locator(".downloads a").evaluate_all("all => all.map(a => a.href)")
    answers = {url: page.request.get(url) for url in files}
    assert len(files) > 8 and all(answer.ok and answer.body() for answer in answers.values())
    (cited,) = (answer.json() for url, answer in answers.items() if url.endswith(".csl.json"))
    assert cited[0]["author"][0] == {"family": "聂", "given": "晓伟"}
    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert data["mainEntity"]["sameAs"].startswith("https://")


def test_the_history_and_the_chart_lead_to_the_text(visit: Visit) -> None:
    page = visit.page
    visit.go(RECORD)
    page.locator(".history summary").click()
    rows = page.locator(".decisions tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("not in the talk")
    gaps = "row => [...row.cells].map(cell => parseFloat(getComputedStyle(cell).paddingRight))"
    assert min(rows.first.evaluate(gaps)) > 8, "columns stand apart"
    page.locator(".coverage-table summary").click()
    parts = {*page.locator(".coverage th[scope=row]").all_inner_texts()}
    assert {"Opening", "Q1", "Q2", "Q3"} <= parts and "T4" not in parts
    page.locator(".coverage-chart a").nth(3).click()
    target = page.url.split("#")[1]
    assert is_in_sight(page, f"#{target}")
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
