"""What the checks said of pairs is kept: only what has changed is checked again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aligner.batch.pairs import check_part
from aligner.encode import CachedEncoder
from aligner.language.tables import table
from aligner.pipeline import known_pairs
from aligner.pipeline.check import Checked, Pair, checked_pairs
from aligner.pipeline.known_pairs import KnownPairs
from aligner.record.encoding import Encoded, Encoder
from aligner.record.errors import AlignerError
from aligner.record.glossary import Glossary, Renderings, Term
from aligner.record.model import SIDES
from aligner.record.readings import PassageReading

TERM = Term("term", Renderings(("桥",)), Renderings(("bridge",)))
PAIRS = (
    Pair("a", "桥建于2021年。", "The bridge was built in 2012."),
    Pair("b", "他沒有來。", "He did not come."),
    Pair("c", "", "Nothing across."),
    Pair("d", "桥建于2021年。", "The bridge was built in 2012."),
)


class Silent:
    """An encoder that is never asked."""

    def __init__(self, signature: str = "one") -> None:
        self.signature = signature

    def encode(self, texts: object, progress: object = None) -> list[Encoded]:
        raise AssertionError(texts)


def run(folder: Path, pairs: Iterable[Pair], **changed: Any) -> tuple[list[Checked], list[str]]:
    """The results, and the ids of the pairs that were checked for them."""
    asked: list[str] = []

    def check(unknown: Iterable[Pair]) -> Iterator[Checked]:
        for pair in unknown:
            asked.append(pair.id)
            yield from checked_pairs([pair])

    given: dict[str, Any] = {"glossary": Glossary(), "encoder": Silent(), "words": None} | changed
    return list(KnownPairs(folder, **given).results(pairs, check)), asked


@pytest.mark.parametrize("size", [1, 2, 3, 64])
def test_what_is_known_is_not_checked_again(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_pairs, "_AT_ONCE", size)
    expected = list(checked_pairs(PAIRS))
    assert any(checked.flags for checked in expected)
    assert run(tmp_path, PAIRS)[0] == expected
    assert run(tmp_path, PAIRS) == (expected, [])
    moved = [replace(pair, id=f"{pair.id}2") for pair in PAIRS[::-1]]
    assert run(tmp_path, moved) == (expected[::-1], [])
    new = Pair("e", "三座桥。", "Four bridges.")
    mixed = [PAIRS[1], new, PAIRS[0]]
    assert run(tmp_path, mixed) == ([expected[1], *checked_pairs([new]), expected[0]], ["e"])


@pytest.mark.parametrize(
    "change",
    [
        {"original": "zh"},
        {"checks": ("numbers",)},
        {"kind": "summary"},
        {"zh": "桥建于2012年。"},
        {"en": "The bridge was built in 2021."},
        {"reading": PassageReading("e1", "x", "model", "ok", 0.9)},
    ],
    ids=str,
)
def test_whatever_a_result_depends_on_counts(change: dict[str, Any], tmp_path: Path) -> None:
    run(tmp_path, PAIRS[:1])
    assert run(tmp_path, [replace(PAIRS[0], **change)])[1] == ["a"]


def test_so_do_glossary_encoder_tables_and_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, PAIRS[:1])
    words = tmp_path / "words"
    words.mkdir()
    (words / "polarity.yml").write_text("negation: {zh: {plain: [未曾]}}\n", encoding="utf-8")
    for changed in ({"glossary": Glossary((TERM,))}, {"encoder": Silent("two")}, {"words": words}):
        assert run(tmp_path, PAIRS[:1], **changed)[1] == ["a"], changed
    monkeypatch.setattr(known_pairs, "program_hash", lambda: "another")
    assert run(tmp_path, PAIRS[:1])[1] == ["a"]


def test_results_with_scores_serve_those_who_want_none(tmp_path: Path) -> None:
    assert run(tmp_path, PAIRS[:1], scored=False)[1] == ["a"]
    assert run(tmp_path, PAIRS[:1], scored=False)[1] == []
    assert run(tmp_path, PAIRS[:1], scored=True)[1] == ["a"]
    assert run(tmp_path, PAIRS[1:2], scored=True)[1] == ["b"]
    assert run(tmp_path, PAIRS[1:2], scored=False)[1] == []


def test_findings_do_not_depend_on_scores(encoder: Encoder) -> None:
    scored, bare = (list(checked_pairs(PAIRS, encoder=encoder, scored=scored)) for scored in (True, False))
    assert [checked.flags for checked in scored] == [checked.flags for checked in bare]
    assert any(checked.scores["omission"] for checked in scored)
    assert not any(checked.scores for checked in bare)


def test_some_texts_may_be_remembered_with_their_vectors(encoder: Encoder, tmp_path: Path) -> None:
    """Those that were aligned before."""
    expected = [checked.flags for checked in checked_pairs(PAIRS, encoder=encoder, scored=False)]
    for side in SIDES:
        folder = tmp_path / side
        CachedEncoder(encoder, folder).encode([getattr(pair, side) for pair in PAIRS])
        mixed = checked_pairs(PAIRS, encoder=CachedEncoder(encoder, folder), scored=False)
        assert [checked.flags for checked in mixed] == expected


def test_an_interruption_loses_nothing_that_was_told(tmp_path: Path) -> None:
    def check(unknown: Iterable[Pair]) -> Iterator[Checked]:
        yield from checked_pairs(list(unknown)[:2])
        raise KeyboardInterrupt

    known = KnownPairs(tmp_path, glossary=Glossary(), encoder=Silent(), words=None)
    with pytest.raises(KeyboardInterrupt):
        list(known.results(PAIRS, check))
    assert run(tmp_path, PAIRS)[1] == ["c"]  # d has the texts of a


def test_damage_is_checked_again(tmp_path: Path) -> None:
    expected, _ = run(tmp_path, PAIRS[:1])
    with sqlite3.connect(tmp_path / "encodings.sqlite") as db:
        db.execute("UPDATE entries SET value = substr(value, 2)")
    db.close()
    assert run(tmp_path, PAIRS[:1]) == (expected, ["a"])


def test_a_process_reads_the_projects_own_words(tmp_path: Path) -> None:
    (tmp_path / "polarity.yml").write_text("negations: {}\n", encoding="utf-8")
    with pytest.raises(AlignerError, match="negations"):
        check_part(PAIRS, Glossary(), None, False, tmp_path)
    assert table("polarity")
