"""What the second encoder says of runs of sentences, against slow ways of computing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from aligner.match import match
from aligner.match.encoded_text import Text, prepare, subset
from aligner.match.runs import read_runs
from aligner.match.summary.pair_features import run_cosines
from aligner.match.translation import run_features
from aligner.match.translation.band import band_around
from aligner.match.translation.run_features import RUN_PAIR, compare_runs
from aligner.record.encoding import Encoded, Progress
from tests.helpers.words import RunsOfWords, TwoEncoders, WordEncoder, document, pairs, sentence

ENCODER = TwoEncoders()


def text(*lines: str) -> Text:
    encoded = ENCODER.encode(lines)
    return prepare(lines, encoded, runs=read_runs(ENCODER, lines, encoded))


def run(side: Text, start: int, stop: int) -> np.ndarray:
    """Vector of a run, as of the joined text."""
    assert side.runs is not None
    vector = ENCODER.second.compose(
        ENCODER.encode([" ".join(side.surfaces[start:stop])])[0].vector[None], np.ones(1)
    )
    vector = vector[0] - side.runs.common
    return vector / np.linalg.norm(vector)


def soft_most(values: list[float]) -> float:
    return float(np.log(np.exp(np.array(values) / 0.1).sum()) * 0.1)


def texts() -> tuple[Text, Text]:
    """Eighty sentences, so that several blocks of rows meet; two of them joined on the other side."""
    lines = [sentence(k, 3 + k % 4) for k in range(80)]
    return text(*lines), text(*lines[:10], " ".join(lines[10:12]), *lines[12:])


def test_units_are_those_of_the_joined_text() -> None:
    a, _ = texts()
    assert a.runs is not None
    for length in (1, 2, 5):
        units = a.runs.units(30, 33, length)
        for row, stop in zip(units, (31, 32, 33), strict=True):
            assert row == pytest.approx(run(a, stop - length, stop), abs=1e-5)
    kept = subset(a, [3, 4, 9])
    assert kept.runs is not None
    assert kept.runs.units(0, 3)[2] == pytest.approx(run(a, 9, 10), abs=1e-5)


@pytest.mark.parametrize(("i", "j", "m", "n"), [(5, 5, 1, 1), (12, 11, 2, 1), (66, 65, 1, 2), (70, 69, 3, 2)])
def test_features_of_a_bead(i: int, j: int, m: int, n: int) -> None:
    a, b = texts()
    assert a.runs is not None and b.runs is not None
    chain = [(k, k if k < 11 else k - 1, 1.0) for k in range(0, 80, 5)]
    nodes = band_around(chain, len(a), len(b), 7)
    runs = compare_runs(a.runs, b.runs, nodes, chain)
    typical = np.median([run(a, r, r + 1) @ run(b, c, c + 1) for r, c, _ in chain])
    found = dict(
        zip(
            RUN_PAIR,
            (float(v[0]) for v in runs.pair(np.array([i]), np.array([j]), m, n).values()),
            strict=True,
        )
    )

    def cosine(rows: tuple[int, int], columns: tuple[int, int]) -> float:
        return float(run(a, *rows) @ run(b, *columns) / typical)

    here = cosine((i - m, i), (j - n, j))
    rows, columns = (i - m, i), (j - n, j)
    beside = [
        cosine((i - m - 1, i - m), columns), cosine((i, i + 1), columns),
        cosine(rows, (j - n - 1, j - n)), cosine(rows, (j, j + 1)),
    ]  # fmt: skip
    longer = [
        cosine((i - m - 1, i), columns), cosine((i - m, i + 1), columns),
        cosine(rows, (j - n - 1, j)), cosine(rows, (j - n, j + 1)),
    ]  # fmt: skip
    shorter = [cosine(part, columns) for part in ((i - m + 1, i), (i - m, i - 1)) if m > 1]
    shorter += [cosine(rows, part) for part in ((j - n + 1, j), (j - n, j - 1)) if n > 1]
    assert found["run cosine"] == pytest.approx(here, abs=2e-3)
    assert found["run cosine*k"] == pytest.approx(here * (m + n) / 2, abs=5e-3)
    assert found["run neighbours"] == pytest.approx(np.mean(beside), abs=2e-3)
    assert found["run grow"] == pytest.approx(sum(max(x - here, 0) for x in longer), abs=5e-3)
    assert found["run shrink"] == pytest.approx(sum(max(x - here, 0) for x in shorter), abs=5e-3)
    rivals = [
        soft_most([cosine(rows, (k - 1, k)) for k in range(int(nodes.low[i]), int(nodes.high[i]))]),
        soft_most([cosine((k - 1, k), columns) for k in range(81) if nodes.low[k] <= j < nodes.high[k]]),
    ]
    assert found["run margin"] == pytest.approx(here - np.mean(rivals), abs=5e-3)
    assert found["run margin*k"] == pytest.approx((here - np.mean(rivals)) * (m + n) / 2, abs=2e-2)


def test_a_sentence_that_nobody_translated_has_no_good_run() -> None:
    lines = [sentence(k) for k in range(30)]
    a, b = text(*lines), text(*lines[:12], *lines[13:])
    assert a.runs is not None and b.runs is not None
    chain = [(k, k if k < 12 else k - 1, 1.0) for k in range(30) if k != 12]
    runs = compare_runs(a.runs, b.runs, band_around(chain, 30, 29, 7), chain)
    best, margin = runs.nulls[0]
    assert best[13] < 0.5 < best[12]
    assert margin[13] < margin[12]


def test_pairs_and_the_runs_around_them() -> None:
    lines = [sentence(k) for k in range(12)]
    a, b = text(" ".join(lines[2:5]), lines[7]), text(*lines)
    single, by_rows, by_columns = run_cosines(a, b)
    assert single[1].argmax() == 7
    assert (by_columns >= single - 1e-6).all()
    assert by_columns[0, [2, 3, 4]] == pytest.approx([float(run(a, 0, 1) @ run(b, 2, 5))] * 3, abs=1e-5)
    assert by_rows[0, 7] == pytest.approx(float(run(a, 0, 2) @ run(b, 7, 8)), abs=1e-5)
    assert not run_cosines(*(prepare(lines, WordEncoder().encode(lines)) for _ in range(2))).any()


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = texts()
    assert a.runs is not None and b.runs is not None
    nodes = band_around([(k, min(k, 78), 1.0) for k in range(0, 79, 4)], 80, 79, 7)
    whole = compare_runs(a.runs, b.runs, nodes, []).cosines
    monkeypatch.setattr(run_features, "_ROWS", 9)
    assert compare_runs(a.runs, b.runs, nodes, []).cosines == pytest.approx(whole, abs=2e-3)


@pytest.mark.parametrize("mode", ["translation", "summary"])
def test_one_encoder_or_two(mode: str) -> None:
    """Short texts, empty ones and blank lines among them."""
    lines = [sentence(k) for k in range(12)]
    for left, right in (
        (lines, lines),
        (lines[:1], lines[:1]),
        (["", *lines[:3]], lines[:3]),
        (lines[:2], []),
    ):
        zh, en = document("z", left), document("e", right)
        one, two = (match(zh, en, encoder, mode=mode) for encoder in (WordEncoder(), ENCODER))
        assert pairs(one) == pairs(two)
        assert two.signature.startswith("model:words+words-second|" if right else "model:words|")


class Babel(TwoEncoders):
    """A pair of encoders of which the second spells every word."""

    def __init__(self) -> None:
        super().__init__()
        self.second = Spelling()


class Spelling(RunsOfWords):
    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> list[Encoded]:
        encoded = super().encode(texts)
        return [replace(e, tokens=np.repeat(e.tokens, 2, 0), spans=e.spans * 2) for e in encoded]


@pytest.mark.parametrize(("encoder", "named"), [(TwoEncoders(), True), (Babel(), False)])
def test_a_language_that_the_second_does_not_know(encoder: TwoEncoders, named: bool) -> None:
    lines = [sentence(k) for k in range(12)]
    matching = match(document("z", lines), document("e", lines), encoder, mode="translation")
    assert ("words-second" in matching.signature) == named
    assert len(matching.links) == 12
