"""One text of a record's page: who speaks, which question, what is a list, what has moved, what is marked."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.publish.languages import SITE_LANGUAGES
from aligner.publish.layout.findings import fragments
from aligner.publish.layout.plan import make_plan
from aligner.publish.record_page.page import record_page
from aligner.publish.record_page.view import View, make_view
from aligner.record.model import Furniture, Names, Segment, Side, Span
from tests.helpers.records import alignment, config, link, record, segment

ANSWER = {"speaker": "Ms Reed", "turn": "Q1"}


def english(
    *segments: Segment, folder: Path, links: tuple[object, ...] = (), zh: tuple[Segment, ...] = ()
) -> View:
    settings = config(folder, "talk", title=Names("谈话", "Talk"), original="en", kind="summary")
    made = record(settings, alignment("talk", "en", zh, segments, links=links))
    return make_view(make_plan(made), SITE_LANGUAGES[0])


def text(view: View, side: Side) -> str:
    """The section of a text."""
    section = re.search(rf'<section class="side side--{side}".*?</section>', record_page(view), re.DOTALL)
    assert section is not None
    return section[0]


def shown(view: View) -> str:
    """The English text without attributes, ids and its title."""
    section = re.sub(r"<h2.*?</h2>", "", text(view, "en"))
    section = re.sub(
        r'<small class="moved.*?</small>|<a class="id".*?</a> |</?(?:span|div)[^>]*>|\n', "", section
    )
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
    label = '<span class="vh unconfirmed">, Not in the Chinese summary (unconfirmed)</span>'
    assert f'href="#e2">e2{label}</a>' in page


CODE = "# Money\n```sh\nls <b>\n\nrm *\n```\nOne.\n$$\nE=m\n$$\n"
QUIET = re.compile(r'<span class="left-out"><small[^>]*>(.*?)</small><code[^>]*>(.*?)</code></span>')


def test_code_and_formulas_stand_in_their_places(tmp_path: Path) -> None:
    places = {text: (CODE.index(text), CODE.index(text) + len(text)) for text in ("Money", "One.")}
    passages = [
        replace(segment, source=replace(segment.source, start=start, end=end))
        for segment, (start, end) in zip((MONEY, ONE), places.values(), strict=True)
    ]
    view = english(*passages, folder=tmp_path)
    fence, dollars = (CODE.index("```sh"), CODE.index("One.") - 1), (CODE.index("$$"), len(CODE) - 1)
    furniture = tuple(
        Furniture(name, *span, 1, "source.md")
        for name, span in (("code block", fence), ("formula", dollars), ("markup", (0, 2)))
    )
    talk = alignment("talk", "en", (), passages, furniture=furniture)
    made = record(view.record.config, talk)
    (made.config.folder / "source.md").write_text(CODE, encoding="utf-8")
    page = text(make_view(make_plan(made), SITE_LANGUAGES[0]), "en")
    assert QUIET.findall(page) == [("code block", "ls &lt;b&gt;&#10;&#10;rm *"), ("formula", "E=m")]
    assert page.index("Money") < page.index("rm *") < page.index("One.") < page.index("E=m")


def marked(text: str, marks: list[tuple[Span | None, int]]) -> str:
    """A text in a line: evidence in brackets, numbers of notes as they are."""
    return "".join(
        str(f.note) if f.note else f"[{f.text}]" if f.is_evidence else f.text for f in fragments(text, marks)
    )


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "abcdef"),
        ([((1, 3), 1)], "a[bc]1def"),
        ([((1, 3), 1), ((2, 5), 2)], "a[b][c]1[de]2f"),
        ([((0, 6), 1), ((2, 3), 2)], "[ab][c]2[def]1"),
        ([((4, 99), 1)], "abcd[ef]1"),
        ([((9, 12), 1), ((3, 3), 2)], "abc2def1"),
        ([(None, 1)], "abcdef1"),
        ([((0, 2), 1), ((0, 2), 2), (None, 3)], "[ab]12cdef3"),
    ],
)
def test_evidence_is_followed_by_the_numbers_of_its_notes(
    marks: list[tuple[Span | None, int]], expected: str
) -> None:
    assert marked("abcdef", marks) == expected


@given(st.text("abc<&", max_size=12), st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=4))
def test_marks_never_change_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(f.text for f in fragments(text, [(span, 1) for span in spans])) == text
