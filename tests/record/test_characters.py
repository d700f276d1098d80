"""Which characters are Chinese, and that every wing says the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aligner.checks.evidence.words import split_words
from aligner.checks.typography import APART
from aligner.checks.untranslated import RUN
from aligner.i18n.markup import mixed
from aligner.language.clauses import clauses
from aligner.language.dictionary import ASIDE
from aligner.publish.build.search import folded
from aligner.record.characters import han_count, main_language

CHINESE = {
    "ordinary": "中",
    "traditional": "臺",
    "rare, of the basic block": "龘",
    "extension A": "㐀",
    "extension B": "𠮷",
    "extension G": "𰀀",
    "compatibility": "豈",
    "zero": "〇",
    "iteration": "々",
}
OTHERS = {"kana": "カ", "hangul": "한", "latin": "A", "digit": "7", "mark": "、"}
CASES = [(char, True) for char in CHINESE.values()] + [(char, False) for char in OTHERS.values()]
PLACES: dict[str, Callable[[str], bool]] = {
    "han_count": lambda char: han_count(f"a{char}b{char}") == 2,
    "main_language": lambda char: main_language(char) == "zh",
    "untranslated": lambda char: RUN.search(f"the {char} of it") is not None,
    "typography": lambda char: APART.search(f"{char} {char}") is not None,
    "site": lambda char: "<span" in str(mixed(f"the “{char}” of it", "zh-Hans")),
    "search": lambda char: " " not in folded(f"a {char} b"),
    "clauses": lambda char: len(list(clauses(f"{char},7"))) == 2,
    "words": lambda char: char.isalnum() and len(split_words(f"{char}a", [(0, 1), (1, 2)])) == 2,
    "dictionary": lambda char: ASIDE.sub("", char) == "",
}


@pytest.mark.parametrize(("char", "chinese"), CASES)
@pytest.mark.parametrize("place", PLACES)
def test_every_wing_says_the_same(place: str, char: str, chinese: bool) -> None:
    assert PLACES[place](char) is chinese


def test_the_search_reads_common_characters() -> None:
    assert folded("５０㎡的⼯程，第Ⅲ期") == "50m2的工程第iii期"
