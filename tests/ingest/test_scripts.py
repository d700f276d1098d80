"""Documents in Traditional characters have the structure that they have in Simplified ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from opencc import OpenCC

from aligner.ingest import ingest_texts
from aligner.language.scripts import simplified
from tests.helpers.cases import read_cases

FOLDER = Path(__file__).parent
CASES = [
    (f"{name} {title}", text)
    for name in ("documents", "sentences_zh", "repairs")
    for title, text, _ in read_cases(FOLDER / f"{name}.txt")
    if any("\u4e00" <= char <= "\u9fff" for char in text)
]


def structure(text: str) -> tuple[object, ...]:
    result = ingest_texts(text, "It rains.")
    return (
        [
            (s.kind, s.source.start, s.source.end, s.level, s.turn, simplified(s.speaker or ""), s.paragraph)
            for s in result.zh
        ],
        [(f.name, f.start, f.end) for f in result.furniture if f.file == "zh"],
        [simplified(s.text) for s in result.zh],
    )


@pytest.mark.parametrize("scheme", ["s2t", "s2tw", "s2hk"])
def test_the_script_makes_no_difference(scheme: str) -> None:
    convert = OpenCC(scheme).convert
    assert len(CASES) > 50
    differing = []
    for title, text in CASES:
        converted = convert(text)
        if (
            len(converted) == len(text)
            and simplified(converted) == text
            and structure(converted) != structure(text)
        ):
            differing.append(title)
    assert differing == []
