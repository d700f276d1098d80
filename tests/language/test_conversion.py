"""Simplified to Traditional, characters only."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.language.conversion import (
    Names,
    convert_markdown,
    convert_message,
    convert_spans,
    converter,
    interface_converter,
    load_names,
    script_of,
)
from aligner.record.errors import ConfigError
from tests.helpers.records import HARD

TRADITIONAL = converter("zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("皇后以后", "皇后以後"),
        ("里面与公里", "裡面與公里"),
        ("干净的干部", "乾淨的幹部"),
        ("发展头发", "發展頭髮"),
        ("复杂的反复", "複雜的反覆"),
        ("一只只有", "一隻只有"),
        ("平台", "平臺"),
        ("面条面对", "麵條面對"),
        ("关系系统联系", "關係系統聯繫"),
        ("准备批准", "準備批准"),
        ("历史日历", "歷史日曆"),
        ("剩余", "剩餘"),
        ("云南白云", "雲南白雲"),
        ("软件发布", "軟件發佈"),
    ],
)
def test_characters(simplified: str, traditional: str) -> None:
    assert TRADITIONAL(simplified) == traditional


@pytest.mark.parametrize(
    ("message", "simplified", "traditional"),
    [
        ("汉字之间用了半角标点。", "汉字之间用了半角标点。", "漢字之間用了半形標點。"),
        ("中文省略了“软件‘甲’”。", "中文省略了“软件‘甲’”。", "中文省略了「軟件『甲』」。"),
        ("英文有“軟件”。", "英文有“软件”。", "英文有「軟件」。"),
        ("中文省略了“Nepal’s ‘a’”。", "中文省略了“Nepal’s ‘a’”。", "中文省略了「Nepal’s 『a』」。"),
    ],
)
def test_a_message_is_in_the_words_of_the_interface_and_quotes_what_stands_there(
    message: str, simplified: str, traditional: str
) -> None:
    assert convert_message(message, "zh-Hans") == simplified
    assert convert_message(message, "zh-Hant") == traditional


def test_words_are_not_replaced_and_the_way_back_is_open() -> None:
    assert len(TRADITIONAL(HARD)) == len(HARD)
    assert converter("zh-Hant", "zh-Hans")(TRADITIONAL(HARD)) == HARD


@pytest.mark.parametrize(
    ("source", "target", "text"), [("zh-Hans", "zh-CN", "里"), ("en", "zh-Hant", "里"), ("zh", "en", "里")]
)
def test_nothing_to_convert(source: str, target: str, text: str) -> None:
    assert converter(source, target)(text) == text


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("en-GB", "en-GB"),
    ],
)
def test_script_of(tag: str, script: str) -> None:
    assert script_of(tag) == script


def test_spans_move_with_the_text() -> None:
    assert convert_spans("里面", [(0, 1)], TRADITIONAL) == ("裡面", ((0, 1),))
    assert convert_spans("abc", [(1, 2)], lambda text: text.replace("a", "AA")) == ("AAbc", ((2, 3),))


def test_markdown_keeps_code_and_links() -> None:
    page = "里 [云](云.md#里) `云里` 发\n\n```\n云\n```\n\n云"
    assert convert_markdown(page, TRADITIONAL) == "裡 [雲](云.md#里) `云里` 發\n\n```\n云\n```\n\n雲"


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        ((), "于先生在后海", "于先生在後海"),
        ((("于先生", "于先生"),), "于先生在后海", "于先生在後海"),
        ((("于先生", "于先生"), ("于先生在", "于先生於")), "于先生在后海，于此", "于先生於後海，於此"),
    ],
)
def test_names_keep_the_form_that_is_theirs(names: Names, text: str, expected: str) -> None:
    assert converter("zh-Hans", "zh-Hant", names)(text) == expected
    assert converter("zh-Hans", "zh-Hans", names)(text) == text


def test_a_dictionary_of_names(tmp_path: Path) -> None:
    path = tmp_path / "traditional.txt"
    path.write_text("# family names\n于先生\t于先生\n\n范仲淹\t范仲淹  # not 範\n", encoding="utf-8")
    assert load_names(path) == (("于先生", "于先生"), ("范仲淹", "范仲淹"))
    path.write_text("于\t于\n后台 後臺\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"traditional\.txt:2: .*equal length") as error:
        load_names(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由程序转换，点“链接”即可打印。", "由程式轉換，點「連結」即可列印。"),
        ("引文里的‘软件’", "引文裡的『軟體』"),
        ("后台", "後臺"),
        ("Text 1", "Text 1"),
    ],
)
def test_the_interface_has_the_words_usual_in_taiwan(text: str, expected: str) -> None:
    assert interface_converter("zh-Hant")(text) == expected
    assert interface_converter("zh-Hans")(text) == interface_converter("en")(text) == text


def test_names_keep_their_form_in_the_interface() -> None:
    assert interface_converter("zh-Hant", (("程序员", "程序员"),))("程序员的程序") == "程序员的程式"
