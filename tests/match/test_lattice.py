"""The walks through the lattice, against counting every path by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from aligner.match.translation.anchors import best_chain, candidates
from aligner.match.translation.band import Band, band_around
from aligner.match.translation.lattice import SHAPES, Lattice, best_path, build
from tests.helpers.lattice import posteriors, valid


def every_path(lattice: Lattice, n: int, m: int) -> list[list[tuple[int, int]]]:
    """All ways from (0, 0) to (n, m) as lists of (shape, node)."""
    nodes = lattice.nodes
    place = {(int(i), int(j)): k for k, (i, j) in enumerate(zip(nodes.rows, nodes.columns, strict=True))}

    def after(i: int, j: int) -> list[list[tuple[int, int]]]:
        if (i, j) == (n, m):
            return [[]]
        paths = []
        for shape, (a, b) in enumerate(SHAPES):
            node = place.get((i + a, j + b))
            if node is not None:
                paths += [[(shape, node), *rest] for rest in after(i + a, j + b)]
        return paths

    return after(0, 0)


@pytest.mark.parametrize(("n", "m", "margin"), [(3, 3, 7), (2, 4, 7), (4, 3, 1), (1, 1, 0)])
def test_walks_agree_with_counting(n: int, m: int, margin: int) -> None:
    lattice = build(band_around([], n, m, margin))
    generator = np.random.default_rng(n * 10 + m)
    scores = generator.normal(size=lattice.shape).astype(np.float32)
    scores[~valid(lattice)] = -np.inf
    paths = every_path(lattice, n, m)
    totals = np.array([sum(float(scores[step]) for step in path) for path in paths])
    chance, whole = posteriors(lattice, scores)
    assert whole == pytest.approx(np.logaddexp.reduce(totals), abs=1e-4)
    expected = np.zeros_like(scores)
    for path, weight in zip(paths, np.exp(totals - whole), strict=True):
        for step in path:
            expected[step] += weight
    assert np.allclose(chance, expected, atol=1e-4)
    best = [(shape, node) for _, shape, node in best_path(lattice, scores)]
    assert best == paths[int(totals.argmax())]


def test_band_finds_its_cells() -> None:
    band = Band.of(np.array([0, 0, 2]), np.array([2, 3, 4]))
    assert list(zip(band.rows.tolist(), band.columns.tolist(), strict=True)) == [
        (0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3),
    ]  # fmt: skip
    rows, columns = (np.array(x) for x in zip(*product(range(3), range(4)), strict=True))
    inside = band.find(rows, columns) < band.size
    assert inside.sum() == band.size
    back = band.transposed(4)
    assert sorted(zip(back.columns.tolist(), back.rows.tolist(), strict=True)) == sorted(
        zip(band.rows.tolist(), band.columns.tolist(), strict=True)
    )


def test_chain_takes_the_heaviest_rising_run() -> None:
    found = (np.array([0, 1, 2, 3]), np.array([0, 3, 1, 2]), np.array([1, 1.5, 1, 1], np.float32))
    assert [(r, c) for r, c, _ in best_chain(found)] == [(0, 0), (2, 1), (3, 2)]


def test_band_covers_gaps_between_anchors() -> None:
    nodes = band_around([(2, 2, 1.0), (3, 30, 1.0)], 5, 40, 2)
    assert nodes.low[0] == 0
    assert nodes.high[-1] == 41
    assert (np.diff(nodes.low) >= 0).all()
    assert (np.diff(nodes.high) >= 0).all()


def test_no_sentences_no_candidates() -> None:
    empty = np.zeros((0, 4), np.float32)
    assert len(candidates(empty, np.ones((2, 4), np.float32))[0]) == 0
