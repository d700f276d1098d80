"""The shadow of a text: what is read in its place, and that every place leads back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.language.scripts import either_script, simplified
from aligner.language.shadow import shadow

SCRIPTS = [
    ("問：水庫什麼時候建成？", "问：水库什么时候建成？"),
    ("耗資三點五億元，兩點半開會，占地一百畝", "耗资三点五亿元，两点半开会，占地一百亩"),
    ("村民沒有反對，並無異議，別在雨季進入", "村民没有反对，并无异议，别在雨季进入"),
    ("沿著河走，成效顯著，他著有名著，接著說", "沿着河走，成效显著，他著有名著，接着说"),
    ("衞生署説，裏面有線電話", "卫生署说，里面有线电话"),
    ("最後於前後兩頭", "最后于前后两头"),
    ("乾隆年間，乾燥的麵包和一幹人", "乾隆年间，干燥的面包和一干人"),
    ("網路品質與計程車軟體", "网路品质与计程车软体"),
    ("原著和名著，什么时候，乾坤，老么", "原著和名著，什么时候，乾坤，老么"),
]

FORMS = [
    ("⼯⼈㆓十", "工人二十"),
    ("約½完成，第Ⅲ期，５０㎡，１００％", "约1/2完成，第III期，50m²，100%"),
    ("有㈠、㈡兩站，３½小時", "有（一）、（二）两站，3 1/2小时"),
    ("100\u2060%，二十\u200b一", "100%，二十一"),
    ("12’000 and 90’s, 5&nbsp;000 R&amp;D &shy;", "12,000 and 90’s, 5\u00a0000 R&D "),
    ("the oﬃce’s ﬁve \ue123\x00", "the office’s five "),
    ("❤\ufe0f和葛\U000e0100", "❤\ufe0f和葛"),
]


@pytest.mark.parametrize(("text", "form"), [*SCRIPTS, *FORMS])
def test_shadow(text: str, form: str) -> None:
    assert shadow(text).text == form
    assert shadow(form).text == form


@pytest.mark.parametrize(("text", "form"), SCRIPTS)
def test_simplified_keeps_the_length(text: str, form: str) -> None:
    assert simplified(text) == form
    assert len(form) == len(text)


@pytest.mark.parametrize(
    ("text", "form", "quoted"),
    [
        ("耗資兩億元", "两亿", "兩億"),
        ("二十\u200b一日", "二十一", "二十\u200b一"),
        ("3½ cups", "3 1/2", "3½"),
        ("the oﬃce", "office", "oﬃce"),
    ],
)
def test_messages_quote_the_source(text: str, form: str, quoted: str) -> None:
    read = shadow(text)
    start = read.text.index(form)
    assert read.quote((start, start + len(form))) == quoted


@given(st.text(alphabet="漢字沒著後ab1 ½ﬁ⼈㎡\u200b\u2060\x00\ue000&;#’'0\ufe0f❤ℹ", max_size=40))
def test_places_cover_the_source_in_order(text: str) -> None:
    read = shadow(text)
    places = [read.place((at, at + 1)) for at in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    assert read.place((0, 0))[0] <= len(text)


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        (r"(问|记者)[:：]", "記者：怎麼辦？", ("記者",)),
        (r"([图表])\s*\d", "圖1", ("圖",)),
        (r"[^没无](\[)", "有[", ("[",)),
        ("(关键词|参考文献)$", "參考文獻", ("參考文獻",)),
        ("[㐀-鿿]+(?<![后])$", "最後一个", ()),
    ],
)
def test_patterns_match_either_script(pattern: str, text: str, groups: tuple[str, ...]) -> None:
    match = re.match(either_script(pattern), text)
    assert match is not None
    assert match.groups() == groups
