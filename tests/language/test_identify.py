"""Chinese, English, something else, or too little to say."""

from __future__ import annotations

import pytest

from aligner.language.identify import language_of

GERMAN = "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft begabt."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("人人生而自由，在尊严和权利上一律平等。", "zh"),
        ("人人生而自由，在尊嚴和權利上一律平等。", "zh"),
        ("使用 TypeScript、JavaScript 和 CoffeeScript 编写的程序。", "zh"),
        ("约翰·史密斯和玛丽·布朗来到了这里。", "zh"),
        ("All human beings are born free and equal in dignity and rights.", "en"),
        (GERMAN, "other"),
        ("Tous les êtres humains naissent libres et égaux en dignité et en droits.", "other"),
        ("すべての人間は、生まれながらにして自由であり、平等である。", "other"),
        (
            "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
            "other",
        ),
        ("Все люди рождаются свободными и равными в своем достоинстве и правах.", "other"),
        ("John Smith, Mary Brown, Peter Jones, Alice White, Beijing", None),
        ("Yes.", None),
        ("桥", None),
        ("2023", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language
