"""Escaping: what goes in as text comes out as text."""

from __future__ import annotations

from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.i18n.markup import mixed
from aligner.publish.html import anchor, front_matter, html, inline
from tests.helpers.records import HOSTILE

EXTENSIONS = ["attr_list", "tables", "fenced_code", "admonition", "toc"]
"""As in assets/mkdocs.yml."""


class Reader(HTMLParser):
    """Tags and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(source: str) -> Reader:
    reader = Reader()
    reader.feed(markdown.markdown(source, extensions=EXTENSIONS))
    reader.close()
    return reader


PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1)


@settings(deadline=None)  # Markdown is slow on a busy machine
@given(PRINTABLE)
def test_text_in_a_block_stays_text(text: str) -> None:
    page = rendered(f"# T\n\n<div><p>{html(text)}</p></div>\n\nend")
    assert [name for name, _ in page.tags] == ["h1", "div", "p", "p"]
    assert text in page.text.replace("\n", "") or "\ufeff" in text or "\ufffe" in text or "\uffff" in text


@given(PRINTABLE)
def test_text_in_a_heading_stays_text(text: str) -> None:
    page = rendered(f"## {inline(text)} {{#z1}}\n")
    assert page.tags == [("h2", {"id": "z1"})]


@pytest.mark.parametrize(
    "text", [HOSTILE, "a\n\n# b", "--- x", "1. one", "    four", "![i](u)", "http://x.y"]
)
def test_hostile_text(text: str) -> None:
    block = rendered(f"<div>{html(text)}</div>")
    assert [name for name, _ in block.tags] == ["div"]
    title = rendered(f"# {inline(text)} {{#z1}}")
    assert title.tags == [("h1", {"id": "z1"})]
    assert title.text.split() == text.split()


def test_broken_characters_do_not_break_a_page() -> None:
    assert html("a\ud800b\x00c\x02d") == "a?b c d"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [("z12", "z12"), ("a b", "a_20_b"), ("é<", "_e9__3c_"), ("a_b", "a_5f_b"), ("s-1.2", "s-1.2")],
)
def test_anchor(identifier: str, expected: str) -> None:
    assert anchor(identifier) == expected


@given(st.text(), st.text())
def test_anchors_do_not_collide(a: str, b: str) -> None:
    assert (anchor(a) == anchor(b)) == (a == b)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain <b>", "plain &lt;b&gt;"),
        ("says “新质，生产力。” here", 'says “<span lang="zh-Hans">新质，生产力。</span>” here'),
        ("中", '<span lang="zh-Hans">中</span>'),
    ],
)
def test_chinese_in_english_words_is_declared(text: str, expected: str) -> None:
    assert mixed(text, "zh-Hans") == expected


def test_front_matter_is_yaml() -> None:
    import yaml

    values = {"title": 'a: "b" # c', "hide": ["navigation"], "note": "中文 --- ..."}
    assert yaml.safe_load(front_matter(values).strip("-\n")) == values
