"""Made-up documents: structure in small, and what must hold for any text whatever."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner.ingest import Ingested, ingest, ingest_files, ingest_lines, ingest_texts
from aligner.record.config import load_config
from aligner.record.errors import InputError
from tests.helpers.cases import read_cases

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


def test_characters_that_nobody_sees_change_no_structure(make_record: Callable[..., Path]) -> None:
    zh = (
        "\u200b# 会\u200b议\n\n会议开始。\u200b\n\u200b\n\u2060代表来自各地。\x00\n\n\u200b\n\n"
        "- \u200e第一点\u00ad。\n"
    )
    en = (
        "# The\u200b meeting\n\nIt began.\u200b Then all\u200b came.\u200b\r\n\u200b\r\n"
        "The of\u00ad\nfices and co\u00adops closed.\n"
    )
    result = read(make_record, zh=zh, en=en)
    assert kinds(result.zh) == [
        ("heading", "会议"),
        ("sentence", "会议开始。"),
        ("sentence", "代表来自各地。"),
        ("list-item", "第一点。"),
    ]
    assert [s.text for s in result.en] == [
        "The meeting",
        "It began.",
        "Then all came.",
        "The offices and coops closed.",
    ]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("水库建成了。", "zh-Hans"),
        ("水庫建成了。", "zh-Hant"),
        ("山水田土。", "zh-Hans"),
        ("這一隻貓，作者引用“经济”一詞。", "zh-Hant"),
        ("衞生署説，裏面有線電話。", "zh-Hant"),
        ("他写了一本讲乾隆和錢鍾書的书，发行了两版。", "zh-Hans"),
    ],
)
def test_the_characters_tell_the_script(text: str, lang: str) -> None:
    assert ingest_texts(text, "It was finished.").zh.lang == lang


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


CASES = [
    (title[:2], title[3:], text, expected)
    for title, text, expected in read_cases(Path(__file__).parent / "documents.txt")
]
BLOCKS = st.sampled_from(
    [
        *(text for _, _, text, _ in CASES),
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


PIECES = st.sampled_from(
    [
        "<td>", "</td>", "<br>", "<sup>", "</sup>", "<li>", "<h2>", "$", "$$", "\\[", "\\]", "^", "~",
        "```", "~~~", "---", "===", "[^1]", "[^1]: ", "[a]: http://x.y", "[a]", "{#x}", "{.y}", ":::",
        "::: a b", "<!--", "-->", "![", "](", ")", "①", "²", "1.1. ", "1，", "a. ", "i. ", "; ii. ", "# ",
        "#", "> ", "- ", "| ", "\\", "  \n", "\n", "\n\n", "\n    ", "**", "`", "中文", "。", "水渠，",
        "word. ", "and ", "Page 3", "12", "第3页", "记者 王明 ", "图1", "1958", "(cid:1)", "{1}-----",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=30))
def test_every_character_of_torn_markup(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    text = "".join(["中文。\n\n", *pieces, "\n\nEnglish words here."])
    check_coverage(tmp_path_factory.mktemp("torn"), text)


@pytest.mark.parametrize(
    "fence", ["```", "~~~", "```python", "    ```", "```\n```", "```\n中文\n~~~", "- ```", "1. > ~~~~"]
)
def test_a_fence_that_nothing_closes_swallows_nothing(tmp_path: Path, fence: str) -> None:
    check_coverage(tmp_path, f"中文。\n\n{fence}\n\nEnglish words here.")


@pytest.mark.parametrize(("side", "title", "text", "expected"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_structure(make_record: Callable[..., Path], side: str, title: str, text: str, expected: str) -> None:
    """Each segment of a document, with its kind where the case names it."""
    document = getattr(read(make_record, **{side: text}), side)
    wanted = expected.split("\n")
    kinds_too = [f"{s.kind}: {s.text}" for s in document]
    assert (kinds_too if ": " in wanted[0] else [s.text for s in document]) == wanted


@pytest.mark.parametrize(
    ("zh", "en", "titles"),
    [
        ("---\ntitle: 学校\n---\n\n建成了。", "Built.", {"zh": "学校"}),
        ("+++\ntitle = '学校'\n+++\n\n建。", "---\ntitle: 'A b'\n---\n\nBuilt.", {"zh": "学校", "en": "A b"}),
        ("---\ntitle: A school\n---\n\n建成了。", "---\nauthor: Li\n---\n\nBuilt.", {}),
    ],
)  # fmt: skip
def test_titles_of_the_front_matter(
    make_record: Callable[..., Path], zh: str, en: str, titles: dict[str, str]
) -> None:
    assert read(make_record, zh=zh, en=en).titles == titles


def test_two_blanks_at_a_line_end(make_record: Callable[..., Path]) -> None:
    result = read(make_record, zh="山路像一根细线  \n牵着远方的灯火  \n妈妈在门口", en="The road  \nis long")
    assert [s.text for s in result.zh] == ["山路像一根细线", "牵着远方的灯火", "妈妈在门口"]
    assert [s.text for s in result.en] == ["The road", "is long"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("水是山谷的命脉，也是我们大家共同的责任。（记者 王明）", "第二天，与会者参观了水库。"),
        ("第二天，与会者参观了水库，在堤坝上种下了一百棵柳树。[3]", "客人们说他们还会再来。"),
        ("客人们说，他们还会再来，因为这里的水很甜，人很好。¹²", "孩子们唱起了歌。"),
        ("大家都很高兴，节日从早上一直持续到晚上！🎉", "他说明年还要来。"),
        ("今年的核桃又大又香，欢迎大家到山谷里来做客~", "住在山谷里的人都很好客。"),
        ("他说：“我们明年还要来这里看一看，住一住。”*", "第二天客人们回家了。"),
        ("节日结束了，志愿者们收拾好工具，准备回家 ——编者按", "大家都睡得很香。"),
        ("坚持生态优先，走出一条绿色发展的新路子", "过去五年，县里种了三万亩树。"),
        ("堅持生態優先，走出一條綠色發展的新路子", "過去五年，縣裡種了三萬畝樹。"),
        ("尊敬的各位来宾、女士们、先生们、朋友们", "今天，我们在山谷里相聚。"),
        ("> 你的测试越是类似于软件的使用方式，它们就越能值得你信赖 - 王明", "通过测试，信心能提高。"),
        ("The lake has grown in the last twenty years, they say.[4]", "the fishermen are happy."),
    ],
)
def test_paragraphs_that_stay_apart(make_record: Callable[..., Path], first: str, second: str) -> None:
    side = "en" if first.isascii() else "zh"
    document = getattr(read(make_record, **{side: f"# 标题 Title\n\n{first}\n\n{second}\n"}), side)
    assert [s.text for s in document if s.text == second]


@pytest.mark.parametrize(
    ("first", "between", "second", "whole"),
    [
        ("表中给出了各项参数对最终结果和能耗产生的影", "", "响。", "产生的影响。"),
        ("表中給出了各項參數對最終結果和能耗產生的影", "", "響。", "產生的影響。"),
        ("老渠全长十二公里，把雪水引到坝子里，养活了三个村子的", "", "两千多口人。", "的两千多口人。"),
        ("下游的田地年久失修，渗漏严重，常常一整年都等不到", "第 3 页", "水。", "等不到水。"),
        ("The fields downstream often waited all summer in vain for", "", "Snow water.", "for Snow water."),
    ],
)  # fmt: skip
def test_sentences_that_are_torn(
    make_record: Callable[..., Path], first: str, between: str, second: str, whole: str
) -> None:
    side = "en" if first.isascii() else "zh"
    text = "\n\n".join(["# 标题 Title", first, *([between] if between else []), second])
    document = getattr(read(make_record, **{side: text}), side)
    assert document.segments[-1].text.endswith(whole)


@pytest.mark.parametrize(
    "line",
    [
        *("第3页", "第 3 页 共 12 页", "第 3 頁，共 12 頁", "第十二页", "Page 3 of 12", "3/12", "5 / 12"),
        *("4 | Page", "Page | 4", "p. 5", "·5·", "· 4 ·", "- 7 -", "—7—", "- 5 / 12 -", "[8]", "IX", "xii"),
        *("Page 3", "– 9 –", "3"),
    ],
)
def test_page_numbers(make_record: Callable[..., Path], line: str) -> None:
    zh = f"# 水渠\n\n老渠全长十二公里，把雪水引到坝子里，养活了三个村子\n\n{line}\n\n两千多口人。\n"
    en = f"# Canal\n\nIt is twelve kilometres long and brings snow water to\n\n{line}\n\nthe basin.\n"
    result = read(make_record, zh=zh, en=en)
    assert [len(result.zh), len(result.en)] == [2, 2]
    assert [f.name for f in result.furniture].count("page number") == 2


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
