"""How a diff is said: text, Markdown, HTML and JSON, against files that people have read.

`UPDATE_GOLDEN=1 pytest tests/diff` writes the expected files in tests/golden/diff anew.
"""

from __future__ import annotations

import io
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

import aligner
from aligner.diff.compare import Diff, compare_all
from aligner.diff.render.formats import render_diff
from aligner.diff.render.inline import clipped, ids, markdown, printable, relinked
from aligner.diff.render.markdown import COMMENT_LIMIT, as_markdown
from aligner.diff.render.text import print_text
from aligner.record.decisions.resolved import Resolved
from aligner.record.model import Alignment, Link, Message
from tests.helpers.harbour import EN, ZH, alignment, flag, link, versions

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "diff"
SCHEMA = json.loads((ROOT / "docs" / "aligner-diff-1.schema.json").read_text(encoding="utf-8"))
HOSTILE = '<script>alert("x")</script> **b** | `c` @team #12 \x1b[31m\u202ered &amp; https://evil.example $a$'


def sample() -> Diff:
    old, new = versions()
    gone = Resolved(alignment(record="quay"))
    return compare_all(
        "HEAD~1 (1a2b3c4)", {"harbour": old, "quay": gone}, "the working tree", {"harbour": new}
    )


def two(old: Alignment, new: Alignment) -> Diff:
    return compare_all("A", {"harbour": Resolved(old)}, "B", {"harbour": Resolved(new)})


def hostile() -> Diff:
    """Everything that comes from files says something nasty."""
    bad = flag("numbers", "z1", "e1", message=Message(HOSTILE, HOSTILE), zh_span=(0, 8), check=HOSTILE)
    return two(alignment(), alignment([HOSTILE, *ZH[1:]], [HOSTILE, *EN[1:]], [link("z1", "e1")], [bad]))


@pytest.mark.parametrize("style", ["text", "markdown", "html", "json"])
def test_golden(style: str) -> None:
    text = render_diff(sample(), style).replace(f"aligner {aligner.__version__}", "aligner VERSION")
    text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    path = GOLDEN / f"harbour.{'txt' if style == 'text' else style.replace('markdown', 'md')}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_where_nothing_differs_little_is_said() -> None:
    nothing = two(alignment(), alignment())
    assert render_diff(nothing, "text") == render_diff(nothing, "markdown") == ""
    assert json.loads(render_diff(nothing, "json")) == {
        "format": "aligner-diff/1",
        "a": "A",
        "b": "B",
        "records": [],
    }
    assert "No relevant changes." in render_diff(nothing, "html")


@pytest.mark.parametrize("diff", [sample(), hostile(), two(alignment(), alignment())])
def test_json_keeps_to_its_schema(diff: Diff) -> None:
    text = render_diff(diff, "json")
    jsonschema.validate(json.loads(text), SCHEMA)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_json_says_the_counts_that_the_lists_have() -> None:
    for record in json.loads(render_diff(sample(), "json"))["records"]:
        for group, kinds in record["counts"].items():
            assert len(record[group]) == sum(kinds.values())


@pytest.mark.parametrize("style", ["text", "markdown", "html"])
def test_no_control_character_gets_through(style: str) -> None:
    text = render_diff(hostile(), style)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert "u001b" in text and "u202e" in text


def test_html_from_a_file_stays_text() -> None:
    for style in ("html", "markdown"):
        text = render_diff(hostile(), style)
        assert "<script" not in text
        assert "&lt;script&gt;" in text


class Balance(HTMLParser):
    """Whether every element is closed in order, and what the page asks of the network."""

    void = ("meta", "input")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "action") and not (value or "").startswith("#"):
                self.outside.append(f"{tag} {name}={value}")
            assert not name.startswith("on")
        assert tag not in ("script", "link", "iframe", "object", "form")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("diff", [sample(), hostile(), two(alignment(), alignment())])
def test_the_page_stands_by_itself(diff: Diff) -> None:
    text = render_diff(diff, "html")
    page = Balance()
    page.feed(text)
    assert page.open == [] and page.outside == []
    assert "url(" not in text and "@import" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*b_c`d|e", r"a\*b\_c\`d\|e"),
        ("[x](y) ![z]", r"\[x\](y) \!\[z\]"),
        ("<b> & $x$", "&lt;b&gt; &amp; &#36;x&#36;"),
        ("@team, a@b.cn", "@<!-- -->team, a@<!-- -->b.cn"),
        ("see #12 and GH-3", "see #<!-- -->12 and GH-<!-- -->3"),
        ("https://x.cn www.x.cn", "https:<!-- -->//x.cn www<!-- -->.x.cn"),
        (":smile: 10:30", ":<!-- -->smile: 10:30"),
        ("一\r\n二\t三\u2028四", "一 二 三 四"),
        ("a\x00b\x9bc", r"a\\u0000b\\u009bc"),
        ("中文，“引号”——（括号）。", "中文，“引号”——（括号）。"),
    ],
)
def test_markdown_shows_text_as_it_stands(text: str, expected: str) -> None:
    assert markdown(text) == expected


def test_a_lone_surrogate_can_be_printed() -> None:
    assert printable("a\ud800b").encode() == b"a\\ud800b"


@pytest.mark.parametrize("limit", [900, 1500, 3000, 9000, COMMENT_LIMIT])
def test_a_comment_is_never_too_long(limit: int) -> None:
    zh, en = ([f"{text}{n}" for n in range(120)] for text in ("很长的句子" * 20, "A long sentence. " * 20))
    many = two(alignment(zh, en), alignment(zh, en, [link(f"z{n}", f"e{n}") for n in range(1, 121)]))
    text = as_markdown(many, limit)
    assert len(text) <= limit
    assert text.count("<details>") == text.count("</details>")
    left = re.search(r"_(\d+) more changes? did not fit here", text)
    assert (text.count("\n- `+`") + int(left[1] if left else 0)) == 120


def test_a_comment_of_many_records_is_cut_at_a_record() -> None:
    new = {f"record-{n:04}": Resolved(alignment(record=f"record-{n:04}")) for n in range(3000)}
    text = as_markdown(compare_all("A", {}, "B", new))
    assert len(text) <= COMMENT_LIMIT
    rows = text.count("| record-")
    assert f"_{3000 - rows} more records did not fit here" in text


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([], ""),
        (["z1"], "z1"),
        (["z1", "z2"], "z1 z2"),
        (["z1", "z2", "z3", "z5"], "z1–z3 z5"),
        (["e9", "e10", "e11", "e12"], "e9–e12"),
        (["A:z1", "z2", "x", "y"], "A:z1 z2 x y"),
    ],
)
def test_runs_of_ids_are_short(keys: list[str], expected: str) -> None:
    assert ids(keys) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([link("z1", "e1")], [link("z1", "e1")], "z1 — e1"),
        ([link("z1", "e1")], [link("z1", "e1 e2")], "z1 — e1 → e1 e2"),
        ([link("z1", "e1")], [link("z1 z2", "e1")], "z1 → z1 z2 — e1"),
        ([link("z1", "e1")], [link("z1 z2", "e1 e2")], "z1 — e1 → z1 z2 — e1 e2"),
        ([link("z1 z2", "e1 e2")], [link("z1", "e1"), link("z2", "e2")],
         "z1 z2 — e1 e2 → z1 — e1; z2 — e2"),
    ],
)  # fmt: skip
def test_links_by_their_ends(old: list[Link], new: list[Link], expected: str) -> None:
    assert relinked(old, new) == expected


def test_long_texts_keep_what_is_near_a_change() -> None:
    runs = [
        ("same", "a" * 500),
        ("gone", "b" * 30),
        ("same", "c" * 500),
        ("new", "d" * 600),
        ("same", "e" * 9),
    ]
    assert [(op, len(text)) for op, text in clipped(runs)] == [
        ("same", 81), ("gone", 30), ("same", 161), ("new", 401), ("same", 9),
    ]  # fmt: skip
    assert clipped([("same", "短")]) == [("same", "短")]


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("colour", [True, False])
def test_on_a_terminal(colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    print_text(sample(), screen)
    text = screen.getvalue()
    assert ("\x1b[" in text) is colour or not colour
    assert ("[-同意-]" in text) is not colour
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    from rich.cells import cell_len

    assert max(cell_len(line) for line in plain.splitlines()) <= 60
    assert "她没有" in plain
    assert plain.count("\n\n") == render_diff(sample(), "text").count("\n\n")
    assert not re.search(r"[ \t]$", plain, re.MULTILINE)
