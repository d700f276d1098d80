"""What the dictionary says of a pair of segments."""

from __future__ import annotations

import pytest

from aligner.match.summary.renderings import renderings

ZH = ["冰川融化。", "科学家研究冰川。", "会议开始。"]
EN = ["The glaciers melt.", "Scientists study a lake.", "It rained."]


@pytest.mark.parametrize("swapped", [False, True], ids=["zh first", "en first"])
@pytest.mark.parametrize(("zh", "en"), [(ZH, EN), (["冰川融化。", "科學家研究冰川。", "會議開始。"], EN)])
def test_words_are_found_where_they_are_rendered(zh: list[str], en: list[str], swapped: bool) -> None:
    of_zh, of_en = reversed(renderings(en, zh)) if swapped else renderings(zh, en)
    found = of_zh.total(None, (3, 3))
    assert found[0] == pytest.approx([1, 0, 0], abs=0.01)
    assert found[1].argmax() == 1
    assert 0 < found[1, 0] < found[1, 1]
    assert not found[2].any()
    back = of_en.total(None, (3, 3))
    assert back[0].argmax() == 0
    assert back[0, 1] > 0
    assert not back[2].any()


def test_a_word_of_many_segments_tells_less() -> None:
    of_zh, _ = renderings(["冰川", "湖泊"], ["Glacier", "A lake", "This lake", "That lake"])
    found = of_zh.total(None, (2, 4))
    assert found[0, 0] == pytest.approx(1, abs=0.01)
    assert found[1, 1:] == pytest.approx([1 / 3] * 3, abs=0.01)


@pytest.mark.parametrize(
    ("a", "b"), [([], ["rain"]), (["雨"], []), (["雨"], ["12"]), (["。"], ["."]), (["Der Regen"], ["雨"])]
)
def test_where_nothing_is_rendered(a: list[str], b: list[str]) -> None:
    for words, rows, columns in zip(renderings(a, b), (a, b), (b, a), strict=True):
        assert not words.total(None, (len(rows), len(columns))).any()
        assert words.mass.shape == (len(words.owner), len(columns))
        assert words.owner.shape == (0,)
