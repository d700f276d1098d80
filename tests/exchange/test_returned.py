"""Fixes as translation tools bring them back, with all their habits."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aligner.exchange.fixes import Fix, divide
from aligner.exchange.formats import write
from aligner.exchange.one_line import clean
from aligner.exchange.read import read_returned
from aligner.exchange.units import select_units
from aligner.record.decisions.evidence import text_hash
from tests.helpers.talk import EN, ZH, talk

SAMPLES = Path(__file__).parent / "samples"
GROWN = "年吞吐量可达到120万标准箱。"
FULL = "湿地面积不会减少；“渔民”将得到全额补偿 <b> & 100%。"

Row = tuple[tuple[str, ...], str, str, str]


def rows(fixes: list[Fix]) -> list[Row]:
    return [(fix.segments, fix.after, fix.state, fix.note) for fix in fixes]


@pytest.mark.parametrize(
    ("name", "fixes", "left"),
    [
        (  # as OmegaT 3.6 wrote it: its own serialisation, states left alone
            "omegat.xlf",
            [(("z3",), GROWN, "needs-review-translation", ""), (("z4",), FULL, "translated", "")],
            [],
        ),
        (  # as translate-toolkit, which is Weblate's, wrote it: re-indented, approved, a note added
            "weblate.xlf",
            [(("z3",), GROWN, "translated", ""), (("z4",), FULL, "translated", "问过港务局")],
            [],
        ),
        (  # byte order mark, CRLF, attributes in another order, own attributes, mrk, bpt, CDATA, alt-trans
            "memoq.xlf",
            [
                (("z3",), GROWN, "translated", "核对过原文"),
                ((), "我们将每月公布水质数据。", "translated", ""),
            ],
            [("z1", "the target is empty")],
        ),
        (  # facts dropped, zh-Hans-CN, sentences split, the source copied into what nobody translated
            "trados.xlf",
            [
                (("z2", "z3"), "新码头将在2026年建成，年吞吐量可达到120万标准箱。", "", ""),
                (("z4",), FULL, "", ""),
            ],
            [("z6.z7", "the target is the source text")],
        ),
        (  # XLIFF 2.0 with prefixes, several segments, reordered targets, inline codes
            "okapi.xlf",
            [
                (
                    ("e2",),
                    "The new quay will be completed in 2026. It will handle 120,000 containers a year.\a",
                    "final translated",
                    "Checked with the port.",
                ),
                (("e3",), "The wetland stays. And fishermen are paid.", "", ""),
            ],
            [],
        ),
    ],
)
def test_samples(name: str, fixes: list[Row], left: list[tuple[str, str]]) -> None:
    returned = read_returned(SAMPLES / name)
    assert rows(list(returned.fixes)) == fixes
    assert {fix.record for fix in returned.fixes} == {"port-2024"}
    assert [item.unit for item in returned.left] == [key for key, _ in left]
    assert all(item.why.startswith(why) for item, (_, why) in zip(returned.left, left, strict=True))


def test_a_fix_says_what_was_seen() -> None:
    fix = read_returned(SAMPLES / "weblate.xlf").fixes[0]
    assert (fix.side, fix.seen, fix.before) == ("zh", (text_hash(ZH["z3"]),), ZH["z3"])
    assert (fix.unit, fix.line, fix.source) == ("z2.z3", 34, EN["e2"])


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def indented(text: str) -> str:
    """Whitespace around every text, as pretty printers put it."""
    return re.sub(r"<(source|target|context|seg|note|mda:meta)\b([^>/]*)>", r"<\1\2>\n      ", text)


def prefixed(text: str) -> str:
    text = re.sub(r"<(/?)(?=[a-z-]+[ >/])", r"<\1x:", text).replace(' xmlns="urn', ' xmlns:x="urn')
    return text.replace("<x:?xml", "<?xml")


def reordered(text: str) -> str:
    """Attributes the other way round."""

    def turn(match: re.Match[str]) -> str:
        given = re.findall(r' [\w:-]+="[^"]*"', match[2])
        return f"<{match[1]}{''.join(reversed(given))}{match[3]}>"

    return re.sub(r"<([a-z][\w:-]*)((?: [\w:-]+=\"[^\"]*\")+)(/?)>", turn, text)


def cdata(match: re.Match[str]) -> str:
    return f"{match[1]}<![CDATA[{html.unescape(match[2])}]]>"


HABITS: dict[str, Callable[[str], str | bytes]] = {
    "nothing": lambda text: text,
    "other attribute order": reordered,
    "indented": indented,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "UTF-16": lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "GB 18030": lambda text: text.replace("UTF-8", "GB18030").encode("gb18030"),
    "GBK said, GB 18030 meant": lambda text: text.replace("UTF-8", "gb2312").encode("gb18030"),
    "no declaration": lambda text: text.split("\n", 1)[1],
    "language zh": replaced("zh-CN", "zh"),
    "language zh-Hans-CN": replaced("zh-CN", "zh-Hans-CN"),
    "language in capitals": replaced("en-US", "EN-us"),
    "language with an underscore": replaced("zh-CN", "zh_CN"),
    "character references": lambda text: text.replace("港", "&#x6E2F;").replace("“", "&#8220;"),
    "comments": lambda text: text.replace("</source>", "</source><!-- seen -->").replace(
        "<seg>", "<seg><!-- x -->"
    ),
}


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("style", ["xliff", "xliff2", "tmx"])
@pytest.mark.parametrize("original", ["en", "zh"])
def test_habits_are_no_fixes_and_hide_none(tmp_path: Path, habit: str, style: str, original: str) -> None:
    path = tmp_path / f"a.{'tmx' if style == 'tmx' else 'xlf'}"
    text = write(select_units(talk(original), unmatched=True), style)
    if original == "en":
        marks = ('">新码头', "年吞吐量可达到12万标准箱。</", "年吞吐量可达到120万标准箱。</")
        expected = [("z3",), GROWN]
    else:
        marks = ("", "Fishermen will be compensated.</", "Fishermen will be paid.</")
        expected = [("e4",), "Fishermen will be paid."]
    for changed in (False, True):
        if changed:
            element = "seg" if style == "tmx" else "target"
            assert f"{marks[1]}{element}" in text
            text = text.replace(f"{marks[1]}{element}", f"{marks[2]}{element}")
        content = HABITS[habit](text)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        returned = read_returned(path)
        assert (returned.left, returned.remarks) == ((), ())
        assert [[f.segments, f.after] for f in returned.fixes] == ([expected] if changed else [])


def wrapped(before: str, after: str) -> Callable[[str], str]:
    """Every target's text inside inline codes."""
    return lambda text: re.sub(r"(<target[^>]*>)([^<]+)", rf"\1{before}\2{after}", text)


XLIFF_HABITS: dict[str, Callable[[str], str]] = {
    "prefixes": prefixed,
    "states": replaced(' state="translated"', ' state="final" state-qualifier="leveraged-mt"'),
    "seg-source": replaced("<target", '<seg-source><mrk mtype="seg" mid="0">x</mrk></seg-source><target'),
    "CDATA": lambda text: re.sub(r"(<target[^>]*>)([^<]+)", cdata, text),
    "mrk in g": wrapped('<g id="1"><mrk mtype="seg" mid="1">', "</mrk></g>"),
    "codes": wrapped('<bpt id="1">{b</bpt>', '<ept id="1">}</ept><x id="2"/>'),
    "suggestions": replaced("</target>", "</target><alt-trans><target>别的</target></alt-trans>"),
    "groups": lambda text: text.replace("<trans-unit", '<group id="g"><trans-unit').replace(
        "</trans-unit>", "</trans-unit></group>"
    ),
    "1.1": lambda text: text.replace('version="1.2"', 'version="1.1"').replace("t:1.2", "t:1.1"),
    "no namespace": replaced(' xmlns="urn:oasis:names:tc:xliff:document:1.2"', ""),
    "deletions of Trados": wrapped(
        '<mrk mtype="x-sdl-deleted">旧文</mrk><mrk mtype="x-sdl-added">', "</mrk>"
    ),
    "deletions of memoQ": wrapped('<mrk mtype="x-mq-tc" mq:tctype="del" xmlns:mq="MQXliff">旧</mrk>', ""),
    "deletions as elements": wrapped('<g id="1"><del>旧文</del><ins>', "</ins></g>"),
    "characters that nobody sees": lambda text: text.replace("</target>", "\ufeff</target>").replace(
        "港口", "港\u200b口"
    ),
    "a namespace with a blank": replaced(' version="1.2"', ' version="1.2" xmlns:q="a b"'),
    "another language beside": replaced(
        "</file>", '</file><file source-language="en" target-language="fr"/>'
    ),
    "other elements dropped": lambda text: re.sub(r"(?s)<its:loc.*?</its:locQualityIssues>", "", text),
}


@pytest.mark.parametrize("habit", XLIFF_HABITS)
def test_habits_of_xliff(tmp_path: Path, habit: str) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(
        XLIFF_HABITS[habit](write(select_units(talk(), unmatched=True), "xliff")), encoding="utf-8"
    )
    returned = read_returned(path)
    assert (returned.units, returned.fixes) == (6, ())
    beside = ["the languages are 'en' and 'fr'"] if habit == "another language beside" else []
    assert [left.why for left in returned.left] == beside


def test_facts_dropped_by_a_tool(tmp_path: Path) -> None:
    text = write(select_units(talk()), "xliff").replace("港口扩建论坛</target>", "港口论坛</target>")
    text = re.sub(r"<context-group.*?</context-group>", "", text, flags=re.S)
    path = tmp_path / "a.xlf"
    path.write_text(text, encoding="utf-8")
    fixes = {fix.segments: (fix.after, fix.seen, fix.record) for fix in read_returned(path).fixes}
    assert fixes[("z1",)] == ("港口论坛", (), "port-2024")
    # without the hash every text comes back; who takes it compares it with the record's own
    assert set(fixes) == {("z1",), ("z2", "z3"), ("z4",), ("z6", "z7")}


@pytest.mark.parametrize(
    ("target", "fixes"),
    [
        ("9-20-2023", ["9-20-2023"]),
        ("Fishermen will be paid.", []),
        ("渔民将得到补偿。", ["渔民将得到补偿。"]),
    ],
)
def test_the_source_in_the_place_of_the_target(tmp_path: Path, target: str, fixes: list[str]) -> None:
    """Is no translation, unless it says the same in both languages."""
    path = tmp_path / "a.xlf"
    text = write(select_units(talk(texts={"e1": target, "z1": "九月"})), "xliff")
    path.write_text(text.replace(">九月</target>", f">{target}</target>"), encoding="utf-8")
    returned = read_returned(path)
    assert [fix.after for fix in returned.fixes] == fixes
    assert [item.why[:29] for item in returned.left] == ([] if fixes else ["the target is the source text"])


def test_text_left_in_the_source_language_is_no_change(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(write(select_units(talk(texts={"z1": EN["e1"]})), "xliff"), encoding="utf-8")
    returned = read_returned(path)
    assert (returned.fixes, returned.left) == ((), ())


def test_remarks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    text = write(select_units(talk()), "xliff").replace(
        "</trans-unit>", "<note from='Li'>为什么？</note></trans-unit>", 1
    )
    path.write_text(text, encoding="utf-8")
    returned = read_returned(path)
    assert returned.fixes == ()
    assert [(r.record, r.segments, r.text) for r in returned.remarks] == [("port-2024", ("z1",), "为什么？")]


TABLE = [
    ("a changed cell", ("年吞吐量可达到12万", "年吞吐量可达到120万"), [(("z3",), GROWN)], []),
    ("a border deleted", (" ¶ 年吞吐量", "年吞吐量"), [(("z2", "z3"), ZH["z2"] + ZH["z3"])], []),
    ("an emptied cell", ("港口扩建论坛\t", "\t"), [], ["the target is empty"]),
    ("one of two emptied", ("资金来自地区银行。 ¶", " ¶"), [], ["the text of z6 is missing"]),
    ("the original changed", ("Forum on", "Meeting on"), [], ["the original was changed"]),
    ("a new translation", ("e5\t\tWe", "e5\t我们\tWe"), [((), "我们")], []),
]


@pytest.mark.parametrize(("change", "fixes", "left"), [c[1:] for c in TABLE], ids=[c[0] for c in TABLE])
@pytest.mark.parametrize("shape", ["plain", "Excel", "Unicode text"])
def test_tables(
    tmp_path: Path,
    change: tuple[str, str],
    fixes: list[tuple[tuple[str, ...], str]],
    left: list[str],
    shape: str,
) -> None:
    text = "\ufeff" * (shape == "Excel") + write(select_units(talk(), unmatched=True), "tsv")
    assert change[0] in text
    text = text.replace(*change, 1)
    if shape != "plain":
        text = text.replace("\n", "\r\n")
    path = tmp_path / "a.tsv"
    path.write_bytes(text.encode("utf-16" if shape == "Unicode text" else "utf-8"))
    returned = read_returned(path)
    assert [(f.segments, f.after) for f in returned.fixes] == fixes
    assert [item.why[: len(why)] for item, why in zip(returned.left, left, strict=True)] == left


@pytest.mark.parametrize(
    ("texts", "after", "expected"),
    [
        (("甲。", "乙。"), "甲。乙。", []),
        (("甲说了一句话。", "乙也说了。"), "甲说了两句话。乙也说了。", [("z1", "甲说了两句话。")]),
        (("甲说了一句话。", "乙也说了。"), "甲说了一句话。乙没有说。", [("z2", "乙没有说。")]),
        (
            ("甲说了一句话。", "乙也说了。"),
            "甲说了话。然后乙也说了。",
            [("z1", "甲说了话。"), ("z2", "然后乙也说了。")],
        ),
        (
            ("一共三处。", "码头在东。", "仓库在西。"),
            "一共三处。码头在南。仓库在西。",
            [("z2", "码头在南。")],
        ),
    ],
)
def test_divided_again(texts: tuple[str, ...], after: str, expected: list[tuple[str, str]]) -> None:
    keys = tuple(f"z{i}" for i in range(1, len(texts) + 1))
    fix = Fix("r", "zh", keys, tuple(map(text_hash, texts)), None, after, 1)
    parts = divide(fix, dict(zip(keys, texts, strict=True)))
    assert [(part.segments[0], part.after) for part in parts] == expected
    assert all(part.seen == (text_hash(str(part.before)),) for part in parts)


def test_divided_english() -> None:
    texts = {"e1": "The quay is new.", "e2": "It is long.", "e3": "It cost a lot."}
    fix = Fix("r", "en", tuple(texts), (), None, "The quay is brand new. It is long. It cost nothing.", 1)
    assert [(p.segments, p.after) for p in divide(fix, texts)] == [
        (("e1",), "The quay is brand new."),
        (("e3",), "It cost nothing."),
    ]


@pytest.mark.parametrize("after", ["", "甲。", "完全不同"])
def test_what_cannot_be_divided_stays_whole(after: str) -> None:
    fix = Fix("r", "zh", ("z1", "z2"), (), None, after, 1)
    parts = divide(fix, {"z1": "甲。", "z2": "乙。"})
    assert parts == [fix] or all(part.after for part in parts)
    assert divide(fix, {"z1": "甲。"}) == [fix]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n   湿地不会\n   减少。\n", "湿地不会减少。"),
        ("湿地；\r\n “渔民”\n将", "湿地；“渔民”将"),
        ("The quay\n   is new.", "The quay is new."),
        ("a  b", "a  b"),
        ("a\tb", "a b"),
        ("中文　空格", "中文　空格"),
        ("\ufeff中文\u200b \u2060", "中文"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected
