"""Names that became others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.checks import run_checks
from aligner.language.names.in_text import name_renderings, phrases, syllables
from aligner.language.names.sound import sounds_like
from aligner.language.reading import Reading
from tests.helpers.contexts import Make


@pytest.mark.parametrize(
    ("zh", "en", "pair"),
    [
        ("他访问了尼泊尔。", "He visited Bulgaria.", ("尼泊尔", "Bulgaria")),
        ("会议在湖南举行。", "The meeting was held in Rotterdam.", ("湖南", "Rotterdam")),
    ],
)
def test_replaced(record: Make, zh: str, en: str, pair: tuple[str, str]) -> None:
    (flag,) = run_checks(record([zh], [en]), enabled=["names"])
    assert flag.zh_span is not None
    assert flag.en_span is not None
    assert (zh[slice(*flag.zh_span)], en[slice(*flag.en_span)]) == pair
    assert flag.severity == "major"


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("他访问了尼泊尔。", "He visited Nepal."),
        ("他访问了尼泊尔。", "He visited the country."),
        ("尼泊尔官员说。", "The Nepalese official said."),
        ("会议在湖南举行。", "The meeting was held in Hunan."),
        ("会议在湖南举行。", "In October it was held there."),
        ("他任职于CATL。", "He works for CATL."),
    ],
)
def test_carried(record: Make, zh: str, en: str) -> None:
    assert run_checks(record([zh], [en]), enabled=["names"]) == ()


def test_letters_spelled_otherwise(record: Make) -> None:
    (flag,) = run_checks(record(["他读Rockefeller的书。"], ["He reads a book."]), enabled=["names"])
    assert flag.severity == "minor"
    assert "Rockefeller" in flag.message.en
    assert "Rockefeller" in flag.message.zh


def test_a_summary_is_not_asked_for_every_name(record: Make) -> None:
    context = record(["他访问了尼泊尔。"], ["He visited Bulgaria."], original="en", kind="summary")
    assert run_checks(context, enabled=["names"]) == ()


def test_names_of_a_text() -> None:
    assert [word.text for word in Reading("他从尼泊尔去湖南。", "zh").words if word.names] == [
        "尼泊尔",
        "湖南",
    ]
    assert "nepal" in name_renderings("尼泊尔")
    assert name_renderings("桌子") == frozenset()
    assert syllables("湖南") == ("hu", "nan")


@pytest.mark.parametrize(
    ("word", "zh"),
    [
        ("Gretchen", "州长格雷琴宣布"),
        ("Schwarzenegger", "演员施瓦辛格来了"),
        ("Whitmer", "格雷琴·惠特默"),
        ("Obama", "总统奥巴马"),
        ("Timbuktu", "廷巴克图是一座城"),
    ],
)
def test_spelt_by_sound(word: str, zh: str) -> None:
    assert sounds_like(word, zh) >= 0.75


@pytest.mark.parametrize(("word", "zh"), [("Trump", "约翰·刘易斯"), ("Boston", "瓜伊库鲁"), ("Ng", "恩")])
def test_other_sounds(word: str, zh: str) -> None:
    assert sounds_like(word, zh) < 0.6


@given(
    st.text("abcdefghijklmnopqrstuvwxyz'’-é ", max_size=12), st.text("格雷琴·惠特默在北京说abc", max_size=12)
)
def test_likeness_of_sound_is_a_share(word: str, zh: str) -> None:
    assert 0 <= sounds_like(word, zh) <= 1
    assert sounds_like(word, zh) == sounds_like(word.upper(), zh)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The House of Lords met Mr Smith in London.", ["House of Lords", "Mr Smith", "London"]),
        ("Many people came to Nepal.", ["Nepal"]),
        ("Nepal has mountains.", ["Nepal"]),
        ("In March the UN met.", []),
    ],
)
def test_names_of_an_english_text(text: str, found: list[str]) -> None:
    assert [text[slice(*phrase.span)] for phrase in phrases(text)] == found
