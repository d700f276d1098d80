"""Made-up documents: structure in small, and what must hold for any text whatever."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner.ingest import Ingested, ingest, ingest_files, ingest_lines
from aligner.record.config import load_config
from aligner.record.errors import InputError

BOTH = """\
title: {zh: 标题, en: A title}
original: en
sides: {zh: {file: source.md}, en: {file: source.md}}
"""


def read(make_record: Callable[..., Path], **files: str | bytes) -> Ingested:
    return ingest(load_config(make_record(**files) / "record.yml"))


def kinds(document: object) -> list[tuple[str, str]]:
    return [(s.kind, s.text) for s in document]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\n\nText.\n", [("heading", "Title"), ("sentence", "Text.")]),
        ("- one.\n- two; and three.\n", [("list-item", "one."), ("list-item", "two; and three.")]),
        (
            "Figure 3 The parts\n\nText is here.\n",
            [("caption", "Figure 3 The parts"), ("sentence", "Text is here.")],
        ),
        ("* one\n+ two\n\n1. three\n", [("list-item", "one"), ("list-item", "two"), ("list-item", "three")]),
        ("> quoted *text*.\n", [("sentence", "quoted text.")]),
        ("Text.\n\n***\n\nMore.\n", [("sentence", "Text."), ("sentence", "More.")]),
        ("| a | b |\n|---|---|\n| c d | e |\n", [("metadata", "a")]),
        (
            "Before it.\n\n```\ncode\n```\n\nAfter it.\n",
            [("sentence", "Before it."), ("sentence", "After it.")],
        ),
        ("    indented text is text.\n", [("sentence", "indented text is text.")]),
        ("<span>markup</span> is taken off.\n", [("sentence", "markup is taken off.")]),
        ("Prose.\n\nEND\n", [("sentence", "Prose.")]),
        ("## What next?\n\nWe go on.\n", [("heading", "What next?"), ("sentence", "We go on.")]),
    ],
)
def test_english_structure(
    make_record: Callable[..., Path], text: str, expected: list[tuple[str, str]]
) -> None:
    assert kinds(read(make_record, en=text).en)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        (
            "记者：怎么看？\n\n答：很好。还会更好。\n\n问：为什么？\n\n答：因为合作。\n",
            [
                ("question", "Q1"),
                ("sentence", "Q1"),
                ("sentence", "Q1"),
                ("question", "Q2"),
                ("sentence", "Q2"),
            ],
        ),
        ("问：怎么看？\n答：很好。\n", [("question", "Q1"), ("sentence", "Q1")]),
        (
            "**王毅：** 欢迎各位。\n\n谢谢。\n\n**张三：** 你好。\n",
            [("sentence", "T1")] * 2 + [("sentence", "T2")],
        ),
    ],
)
def test_chinese_turns(make_record: Callable[..., Path], text: str, turns: list[tuple[str, str]]) -> None:
    assert [(s.kind, s.turn) for s in read(make_record, zh=text).zh] == turns


def test_speakers(make_record: Callable[..., Path]) -> None:
    text = "Q: Why?\n\n**Ms Tan:** Because. We said so.\n\n- **Trade**: more of it.\n\n**Mr Wong:** No.\n"
    speakers = [(s.speaker, s.text) for s in read(make_record, en=text).en]
    assert speakers == [
        (None, "Why?"),
        ("Ms Tan", "Because."),
        ("Ms Tan", "We said so."),
        ("Ms Tan", "Trade: more of it."),
        ("Mr Wong", "No."),
    ]


def test_a_combined_text_is_told_apart_by_language(make_record: Callable[..., Path]) -> None:
    text = (
        "# 会议纪要\n\n中文第一段。\n\nThe first paragraph.\n\n图1 结构\nFigure 1 Structure\n\n中文第二段。\n"
    )
    result = read(make_record, record=BOTH, **{"source.md": text})
    assert [s.text for s in result.zh] == ["会议纪要", "中文第一段。", "图1 结构", "中文第二段。"]
    assert [s.text for s in result.en] == ["The first paragraph.", "Figure 1 Structure"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_change_no_text(make_record: Callable[..., Path], ends: str) -> None:
    text = "\ufeff# A title\n\nFirst line\ngoes on. Second.\n".replace("\n", ends)
    result = read(make_record, en=text.encode())
    assert kinds(result.en) == [
        ("heading", "A title"),
        ("sentence", "First line goes on."),
        ("sentence", "Second."),
    ]
    assert result.furniture[0].name == "byte order mark"
    for segment in result.en:
        raw = text[segment.source.start : segment.source.end]
        assert "".join(raw.split()) == "".join(segment.text.split())


BLOCKS = st.sampled_from(
    [
        "# 标题", "## 二级：标题", "#### Heading", "正文第一句。第二句；第三句！", "A sentence. Another one?",
        "- 列表项；另一项。", "- o item with mark", "* **bold**: text", "图1 说明", "Figure 2 Something",
        "Q1: What is it? And why", "**Dr Lan:** An answer in Trans-", "Himalaya region.",
        "问：如何？", "答：如此。",
        "> 引用 *x*", "```\ncode\n```", "| a | 中 |\n|---|---|\n| c | d |", "***", "文字 **未闭合", "`tick",
        "[link](http://x.y/z)", "<b>html</b> & &amp;", "$\\cdot$ dot", "^{1,3}^[2]", "*通信作者", "END", "12",
        "\t tab", "  \u3000 ", "“开头没有结尾", "1. one\n2. two\n   - three", "\\*escaped\\*",
        "参考文献", "a" * 300,
        "- 1 作者. 题名. 2020, 3(4): 5-6.\nAuthor. Title. 2020, 3(4): 5-6.", "\x00\x0b\x0c\x85\u2028",
    ]
)  # fmt: skip


def test_a_line_of_ideographic_blanks_hides_nothing(tmp_path: Path) -> None:
    check_coverage(tmp_path, "中文。\n# 标题\n  \u3000 \nEnglish words here.")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BLOCKS, max_size=12), st.sampled_from(["\n\n", "\n", "\r\n\r\n"]))
def test_every_character_of_any_document(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], glue: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = glue.join(["中文。", *parts, "English words here."])
    check_coverage(folder, text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='中文。；:"“” \n\r\t#*-_|>`~[]()<>!$\\^{}&·oQA1.ab,\ufeff', max_size=120))
def test_every_character_of_noise(tmp_path_factory: pytest.TempPathFactory, noise: str) -> None:
    check_coverage(tmp_path_factory.mktemp("noise"), f"中文。\n\n{noise}\n\nEnglish words here.")


@pytest.mark.parametrize("fence", ["```", "~~~", "```python", "    ```", "```\n```", "```\n中文\n~~~"])
def test_a_fence_that_nothing_closes_swallows_nothing(tmp_path: Path, fence: str) -> None:
    check_coverage(tmp_path, f"中文。\n\n{fence}\n\nEnglish words here.")


def check_coverage(folder: Path, text: str) -> None:
    """Segments and furniture tile the source; silent furniture holds no words."""
    (folder / "record.yml").write_text(BOTH, encoding="utf-8")
    (folder / "source.md").write_bytes(text.encode())
    result = ingest(load_config(folder / "record.yml"))
    spans = [span for doc in (result.zh, result.en) for s in doc for span in s.source.spans]
    spans = sorted(spans + [(f.start, f.end) for f in result.furniture])
    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(spans))
    assert all(s.text.strip() and "\n" not in s.text for doc in (result.zh, result.en) for s in doc)
    assert all(
        s.id == f"{p}{n}" for p, doc in (("z", result.zh), ("e", result.en)) for n, s in enumerate(doc, 1)
    )


def test_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题目\n\n内容。", encoding="utf-8")
    (tmp_path / "b.md").write_text("# Title\n\nContent.", encoding="utf-8")
    result = ingest_files(tmp_path / "a.md", tmp_path / "b.md")
    assert [len(result.zh), len(result.en)] == [2, 2]


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.en"
    path.write_bytes(b"one. two.\r\n\r\n* three\n")
    document = ingest_lines(path, "en", "en")
    assert [(s.id, s.text, s.source.line) for s in document] == [("e1", "one. two.", 1), ("e3", "* three", 3)]


def test_lines_of_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.en").write_text("\n \n")
    with pytest.raises(InputError, match="empty"):
        ingest_lines(tmp_path / "a.en", "en", "en")
