"""English names found in Chinese, and Chinese names in English."""

from __future__ import annotations

import pytest

from aligner.language.inflection import key
from aligner.language.name_matching import (
    accounted,
    lost_names,
    rendered_names,
    same_spelling,
    sounding_runs,
)
from aligner.language.reading import Reading


@pytest.mark.parametrize(
    ("word", "chinese", "least", "most"),
    [
        ("Nepal", "在尼泊尔", 1, 1),
        ("Nepal", "在尼泊爾", 1, 1),
        ("Hunan", "湖南省", 1, 1),
        ("John", "约翰（John）", 1, 1),
        ("Gretchen's", "州长格雷琴", 0.5, 1),
        ("Smith", "州长格雷琴", 0, 0.4),
        ("Nepal", "", 0, 0),
    ],
)
def test_accounted(word: str, chinese: str, least: float, most: float) -> None:
    assert least <= accounted(word, key(word), Reading(chinese, "zh")) <= most


@pytest.mark.parametrize(
    ("chinese", "english", "lost"),
    [
        ("他从尼泊尔去湖南。", "He went from Nepal to Hunan.", []),
        ("他从尼泊尔去湖南。", "He went from Nepal to Bulgaria.", ["湖南"]),
        ("他去了。", "He went.", []),
    ],
)
def test_lost_names(chinese: str, english: str, lost: list[str]) -> None:
    assert [chinese[slice(*span)] for span in lost_names(Reading(chinese, "zh"), english)] == lost


def test_names_and_sounds_have_their_place() -> None:
    reading = Reading("格雷琴在尼泊尔", "zh")
    assert ((4, 7), True) in rendered_names(reading, "in Nepal")
    assert ((4, 7), False) in rendered_names(reading, "in Bulgaria")
    assert all(0 <= sound <= 1 for _, sound in sounding_runs(reading, "Gretchen went"))
    assert max(sound for _, sound in sounding_runs(reading, "Gretchen went")) > 0.5
    assert [sound for _, sound in sounding_runs(reading, "she went")] == [0.0] * len(reading.spelt)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("nepal", "nepal", True),
        ("nepal", "nepalese", True),
        ("tibet", "tibbet", True),
        ("nepal", "delhi", False),
    ],
)
def test_same_spelling(a: str, b: str, same: bool) -> None:
    assert same_spelling(a, b) is same
    assert same_spelling(b, a) is same
