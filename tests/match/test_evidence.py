"""What the features are read from, against slow ways of computing it."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.match.encoded_text import Text, prepare
from aligner.match.similarity import SegmentParts, compare_sentences, covered
from aligner.match.translation import anchors
from aligner.match.translation.anchors import best_chain, candidates
from aligner.match.translation.band import Band
from aligner.match.translation.token_alignment import attention
from tests.helpers.words import WordEncoder, sentence

ENCODER = WordEncoder()


def text(*lines: str) -> Text:
    return prepare(lines, ENCODER.encode(lines))


def test_attention_of_both_sides_at_once() -> None:
    """Forty sentences, so that several stretches of rows meet; one without any token."""
    lines = [sentence(k, 3 + k % 4) for k in range(40)]
    a, b = text(*lines[:20], "", *lines[20:]), text(*lines[3:], "")
    rows = np.arange(len(a))
    cells = Band.of(np.clip(rows - 6, 0, len(b)), np.clip(rows + 2, 0, len(b)))
    found = attention(a, b, cells)
    back = cells.transposed(len(b))
    for x, y, band, cover, mass, swap in (
        (a, b, cells, *found[:2], False),
        (b, a, back, *found[2:], True),
    ):
        for row in range(len(x)):
            columns = range(int(band.low[row]), int(band.high[row]))
            states = x.states([row])
            if not columns or not len(states):
                continue
            best = np.stack(
                [
                    (states @ y.states([c]).T).max(1) if y.counts[c] else -np.ones(len(states))
                    for c in columns
                ],
                1,
            )
            choice = np.exp((best - best.max(1, keepdims=True)) / 0.06)
            shares = x.weights[row] @ (choice / choice.sum(1, keepdims=True))
            own, other = np.full(len(columns), row), np.array(columns)
            at = cells.find(other, own) if swap else cells.find(own, other)
            assert cover[at] == pytest.approx(x.weights[row] @ best, abs=1e-5)
            assert mass[at] == pytest.approx(shares, abs=1e-5)


def test_long_texts_are_searched_along_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of which the second half stands twice as far down on the other side."""
    generator = np.random.default_rng(0)
    a = generator.normal(size=(400, 64)).astype(np.float32)
    b = np.concatenate([a[:200], generator.normal(size=(200, 64)), a[200:]]).astype(np.float32)
    a, b = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (a, b))
    whole = best_chain(candidates(a, b))
    monkeypatch.setattr(anchors, "_FULL", 1000)
    monkeypatch.setattr(anchors, "_REACH", 60)
    monkeypatch.setattr(anchors, "_CHUNK", 50)
    near = best_chain(candidates(a, b))
    pairs = {(k, k) for k in range(200)} | {(k, k + 200) for k in range(200, 400)}
    assert pairs <= {(r, c) for r, c, _ in whole}
    assert len(pairs & {(r, c) for r, c, _ in near}) >= 395


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("a b c", [0]),
        ("a b c d, e f g h", [0, 4]),
        ("a b, c d, e f g h", [0, 4]),
        ("甲 乙 丙 丁， 戊 己 庚 辛。", [0, 4]),
        ("a b c 2,5 e f g h", [0]),
        ("a b c d, e f", [0]),
    ],
)
def test_clauses(line: str, expected: list[int]) -> None:
    assert text(line, sentence(1)).clauses[0].tolist() == expected


def test_a_clause_is_found_where_it_stands() -> None:
    parts = [sentence(k, 4) for k in range(3)]
    found = compare_sentences(text(", ".join(parts)), text(*parts, sentence(9)))
    assert found.mass[0, :3] == pytest.approx([1 / 3] * 3, abs=0.1)
    assert (found.focus[0, :3] > 0.7).all()
    assert found.focus[0, 3] < 0.1
    assert (found.ahead[0, :3] > 0.4).all()


def test_what_others_claim_is_not_free() -> None:
    clauses = SegmentParts(np.array([0, 0, 2]), np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]], np.float16))
    chance = np.array([[1.0, 0.0], [0.0, 0.0], [0.5, 0.0]], np.float32)
    assert clauses.unclaimed(chance) == pytest.approx(
        np.array([[0.9, 0.0], [0.0, 0.0], [0.2, 0.7]]), abs=1e-3
    )
    spread = clauses.spread(np.array([2, 0, 2]), np.array([1]))
    assert spread.owner.tolist() == [0, 1, 1, 2]
    assert spread.mass[:, 0] == pytest.approx([0.8, 0.1, 0.5, 0.8], abs=1e-3)


def test_words_count_for_whom_no_likelier_pair_has_them() -> None:
    words = SegmentParts(np.array([0, 0, 2]), np.array([[0.5, 0], [0.25, 0.25], [0.2, 0.2]], np.float16))
    assert words.total(None, (3, 2)) == pytest.approx(np.array([[0.75, 0.25], [0, 0], [0.2, 0.2]]), abs=1e-3)
    chance = np.array([[0.9, 0.1], [0.5, 0.5], [1.0, 0.0]], np.float32)
    assert words.total(chance, (3, 2)) == pytest.approx(
        np.array([[0.5 + 0.25 * 0.9, 0.25 * 0.1], [0, 0], [0.2, 0]]), abs=1e-3
    )


def test_share_of_words_found_on_either_side() -> None:
    a, b = text("a b c d e f", "x y"), text("a b c d e f g h i j k l", "x y")
    forth, back = covered(a, b, [((0,), (0,)), ((1,), (1,)), ((0, 1), (0, 1))])
    assert forth[0] > 0.8
    assert back[0] < 0.7
    assert forth[1] == pytest.approx(back[1])
