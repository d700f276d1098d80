"""Traditional pages without wrong characters: words in context, by a table of cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.language.traditional import traditional

_EQUAL = str.maketrans("臺污秘", "台汙祕")
"""Forms that Taiwan's press writes side by side."""
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "traditional.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_words_in_context() -> None:
    assert len(ROWS) > 800
    wrong = [
        (simplified, traditional(simplified), form)
        for simplified, form in ROWS
        if traditional(simplified).translate(_EQUAL) != form.translate(_EQUAL)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("中文有“臺灣后來”，英文没有。", "中文有“臺灣后來”，英文沒有。"),
        ("網路 软件", "網路 軟件"),
        ("迈克·范恩会见沙奇里（Shaqiri）", "邁克·范恩會見沙奇里（Shaqiri）"),
        ("Text 12, “ok”", "Text 12, “ok”"),
        ("", ""),
    ],
)
def test_what_is_traditional_already_stays(text: str, form: str) -> None:
    assert traditional(text) == form
