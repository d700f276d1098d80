"""The Markdown of the sample records, and what must be true of any page.

The expected pages lie in tests/golden/pages; `UPDATE_GOLDEN=1 pytest tests/publish` writes them anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

import aligner
from aligner.publish.home import home_page
from aligner.publish.page import record_page
from aligner.publish.strings import load_words
from aligner.publish.trees import TREES, Tree
from aligner.publish.view import View, make_view
from aligner.record.model import SEVERITIES, Alignment
from aligner.record.record import Record
from tests.publish.sample import records, summary, untranslated

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
LANGS = {tree.lang: tree for tree in TREES}


def view(record: Record, tree: Tree = TREES[0]) -> View:
    return make_view(record, tree, load_words(tree))


def check_golden(name: str, text: str) -> None:
    text = text.replace(f"aligner {aligner.__version__}<", "aligner VERSION<")
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_pages(tmp_path: Path, lang: str) -> None:
    for record in records(tmp_path):
        check_golden(f"{record.config.id}.{lang}.md", record_page(view(record, LANGS[lang])))


@pytest.mark.parametrize("lang", LANGS)
def test_home(tmp_path: Path, lang: str) -> None:
    tree = LANGS[lang]
    views = [view(record, tree) for record in records(tmp_path)]
    check_golden(f"home.{lang}.md", home_page(tree, load_words(tree), views, None))


def test_a_home_page_by_hand() -> None:
    words = load_words(TREES[0])
    page = home_page(TREES[0], words, [], "# Ours\n\nBefore.\n\n<!-- records -->\n\nAfter.\n")
    body = page.split("---")[2]
    shown = " ".join(re.sub(r"<nav.*</nav>", "NAV", body).split())
    shown = re.sub(r'<p class="how">.*?</p>', "HOW", shown)
    assert shown == "# Ours NAV HOW Before. <p>There are no records yet.</p> After."


def test_pages_are_deterministic(tmp_path: Path) -> None:
    first, second = summary(tmp_path / "a"), summary(tmp_path / "b")
    assert record_page(view(first)) == record_page(view(second))


def test_the_same_anchors_in_all_trees(tmp_path: Path) -> None:
    record = summary(tmp_path)
    anchors = [re.findall(r'(?:id="|\{#)([a-z0-9-]+)', record_page(view(record, tree))) for tree in TREES]
    assert anchors[0] == anchors[1] == anchors[2]
    assert {*record.alignment.segments} <= {*anchors[0]}


def test_what_is_missing_is_said_in_words(tmp_path: Path) -> None:
    english = record_page(view(summary(tmp_path)))
    assert english.count("Not in the Chinese summary") == 3
    assert english.count("Not in the English: the summary’s own words") == 2
    assert "Not translated: 20 passages stand in Chinese only" in record_page(view(untranslated(tmp_path)))
    chinese = record_page(view(summary(tmp_path), LANGS["zh-Hant"]))
    assert "英文沒有：綜述自己的話" in chinese


def test_missing_content_is_said_though_findings_are_hidden(tmp_path: Path) -> None:
    record = summary(tmp_path)
    page = record_page(view(replace(record, config=replace(record.config, findings="confirmed"))))
    assert "Not in the Chinese summary" in page
    assert page.count('role="note"') == 2  # the confirmed flag, and the doubt about a weak link
    assert "unconfirmed" not in page


def test_an_empty_record(tmp_path: Path) -> None:
    record = summary(tmp_path)
    empty = Alignment("summary", "none", "en", replace_segments(record, "zh"), replace_segments(record, "en"))
    page = record_page(view(replace(record, alignment=empty)))
    assert "0 of 0 English passages" in page


def replace_segments(record: Record, side: str):  # type: ignore[no-untyped-def]
    return replace(record.alignment.document(side), segments=())  # type: ignore[arg-type]


def test_a_traditional_original_is_converted_the_other_way(tmp_path: Path) -> None:
    record = untranslated(tmp_path)
    zh = replace(record.alignment.zh, lang="zh-TW")
    page = view(replace(record, alignment=replace(record.alignment, zh=zh)), LANGS["zh-Hans"])
    assert page.langs["zh"] == "zh-Hans"
    assert page.convert["zh"]("雲裡") == "云里"


@pytest.mark.parametrize("lang", LANGS)
def test_every_string_is_there(lang: str) -> None:
    words = load_words(LANGS[lang])
    for severity in SEVERITIES:
        assert words.name("severity", severity)
    assert words.name("type", "omission") != "omission"
    assert words.name("type", "never-heard-of") == "never heard of"
    assert {*words.entries} == {*load_words(TREES[0]).entries}


def test_places_of_strings_agree() -> None:
    tables = [load_words(tree).entries for tree in TREES]
    for key in tables[0]:
        places = [{*re.findall(r"\{(\w+)\}", str(table[key]))} - {"one", "other"} for table in tables]
        assert places[0] == places[1] == places[2], key
