"""Ids survive: edits, insertions, deletions, moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.record.identity import carry_ids
from aligner.record.model import Document, Segment, Source


def document(*texts: str, ids: list[str] | None = None) -> Document:
    keys = ids or [f"z{n}" for n in range(1, len(texts) + 1)]
    return Document(
        "zh-Hans",
        tuple(Segment(k, t, "sentence", Source("a", 0, 1, 1)) for k, t in zip(keys, texts, strict=True)),
    )


def carried(old: Document, *texts: str) -> list[str]:
    return [s.id for s in carry_ids(old, document(*texts), "z")]


OLD = document("第一句话在这里。", "Second sentence here.", "第三句话在那里。", "Fourth one.")


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (["第一句话在这里。", "Second sentence here.", "第三句话在那里。", "Fourth one."], "z1 z2 z3 z4"),
        (
            ["新的。", "第一句话在这里。", "Second sentence here.", "第三句话在那里。", "Fourth one."],
            "z5 z1 z2 z3 z4",
        ),
        (["第一句话在这里。", "第三句话在那里。", "Fourth one."], "z1 z3 z4"),
        (["第一句话在这里。", "Second sentences here!", "第三句话在那里。", "Fourth one."], "z1 z2 z3 z4"),
        (["Fourth one.", "第一句话在这里。", "Second sentence here.", "第三句话在那里。"], "z4 z1 z2 z3"),
        (["第一句话在这里", "Something quite different", "第三句话在那里。", "Fourth one."], "z1 z5 z3 z4"),
        (["Fourth  One."], "z4"),
        (["完全不同的一段文字"], "z5"),
    ],
)
def test_carried(texts: list[str], ids: str) -> None:
    assert carried(OLD, *texts) == ids.split()


def test_without_an_old_document_nothing_changes() -> None:
    assert carry_ids(None, OLD, "z") is OLD


TEXTS = st.lists(st.sampled_from(["甲", "乙乙乙", "alpha beta", "alpha beta gamma", "丙丁", "x"]), max_size=8)


@given(TEXTS, TEXTS, TEXTS)
def test_ids_are_unique_and_unchanged_text_keeps_its_own(a: list[str], b: list[str], c: list[str]) -> None:
    first = document(*a)
    second = carry_ids(first, document(*b), "z")
    third = carry_ids(second, document(*c), "z")
    for result in (second, third):
        assert len({s.id for s in result}) == len(result)
    assert carry_ids(third, document(*c), "z") == third
    for text in set(b):
        kept = {s.id for s in second if s.text == text} & {s.id for s in first if s.text == text}
        assert len(kept) == min(a.count(text), b.count(text))
