"""A text as HTML: who speaks, which question, what is a list, what has moved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aligner.i18n.catalogue import load_catalogue
from aligner.publish.languages import SITE_LANGUAGES
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.text import text
from aligner.publish.record_page.view import View, make_view
from aligner.record.config import Names
from aligner.record.model import Segment
from tests.helpers.records import alignment, config, link, record, segment

ANSWER = {"speaker": "Ms Reed", "turn": "Q1"}


def english(
    *segments: Segment, folder: Path, links: tuple[object, ...] = (), zh: tuple[Segment, ...] = ()
) -> View:
    settings = config(folder, "talk", title=Names("谈话", "Talk"), original="en", kind="summary")
    made = record(settings, alignment("talk", "en", zh, segments, links=links))
    return make_view(
        make_plan(made), SITE_LANGUAGES[0], load_catalogue("aligner.publish", SITE_LANGUAGES[0].lang)
    )


def shown(view: View) -> str:
    """The English text without attributes, ids and its title."""
    section = re.sub(r"<h2.*?</h2>", "", text(view, "en"))
    section = re.sub(r'<small class="moved.*?</small>|<a class="id".*?</a> |</?span[^>]*>|\n', "", section)
    return re.sub(r"<(\w+)[^>]*>", r"<\1>", section).removeprefix("<section>").removesuffix("</section>")


QUESTION = segment("e1", "How?", kind="question", turn="Q1")
FIRST = segment("e2", "First.", **ANSWER)
THEN = segment("e3", "Then.", **{**ANSWER, "paragraph": 2})
MONEY = segment("e4", "Money", kind="heading", **ANSWER)
ONE = segment("e5", "One.", kind="list-item", section=("Money",), **ANSWER)
TWO = segment("e6", "Two.", kind="list-item", section=("Money",), **ANSWER)
OWN = segment("e7", "Ms Reed: so be it.", speaker="Ms Reed", turn="Q2")


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ((QUESTION,), "<p><strong>Q1</strong> How?</p>"),
        ((FIRST, THEN), "<p><strong>Ms Reed:</strong> First. Then.</p>"),
        ((QUESTION, FIRST), "<p><strong>Q1</strong> How?</p><p><strong>Ms Reed:</strong> First.</p>"),
        ((FIRST, MONEY, ONE), "<p><strong>Ms Reed:</strong> First.</p><h3>Money</h3><ul><li>One.</li></ul>"),
        ((MONEY, ONE, TWO), "<h3>Money</h3><ul><li><strong>Ms Reed:</strong> One.</li><li>Two.</li></ul>"),
        ((OWN,), "<p>Ms Reed: so be it.</p>"),
    ],
)
def test_paragraphs(tmp_path: Path, segments: tuple[Segment, ...], expected: str) -> None:
    assert shown(english(*segments, folder=tmp_path)) == expected


def test_a_moved_passage_says_where_it_stands(tmp_path: Path) -> None:
    zh = (segment("z1", "甲。"), segment("z2", "乙。"))
    view = english(FIRST, MONEY, folder=tmp_path, zh=zh, links=(link(1, "z1", "e4"), link(2, "z2", "e2")))
    marks = re.findall(r'<small class="moved (\S+)">(.*?)</small>', text(view, "en"))
    assert marks == [("moved--zh", "Moved: the English begins with this")]
    back = re.findall(r'<small class="moved (\S+)" lang="en">(.*?)</small>', text(view, "zh"))
    assert back == [("moved--en", "Moved: the Chinese begins with this")]


def test_a_moved_passage_names_the_one_before_it(tmp_path: Path) -> None:
    zh = (segment("z1", "甲。"), segment("z2", "乙。"), segment("z3", "丙。"))
    links = (link(1, "z1", "e2"), link(2, "z2", "e5"), link(3, "z3", "e4"))
    page = text(english(FIRST, MONEY, ONE, folder=tmp_path, zh=zh, links=links), "en")
    assert 'Moved: in the English this follows <a href="#e2">e2</a>' in page


def test_a_passage_that_the_other_text_lacks_says_so_to_those_who_listen(tmp_path: Path) -> None:
    page = text(english(FIRST, folder=tmp_path), "en")
    assert 'href="#e2" aria-label="e2, Not in the Chinese summary"' in page
