"""What is read off running sums and bounds, against counting cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from aligner.match.encoded_text import widened
from aligner.match.translation.band import Band, band_around
from aligner.match.translation.spans import Spans
from aligner.match.translation.token_alignment import running

SIZES = [(1, 1), (2, 1), (1, 3), (3, 2)]


def cells_of(points: list[tuple[int, int, float]], n: int, m: int) -> Band:
    """A ragged band of n rows and m columns."""
    nodes = band_around(points, n, m, 3)
    return Band.of(np.minimum(nodes.low[:n], m), np.minimum(nodes.high[1:], m))


@pytest.mark.parametrize(("m", "n"), SIZES)
def test_sums_around_beads(m: int, n: int) -> None:
    rows, columns = 14, 18
    cells = cells_of([(2, 3, 1.0), (7, 9, 1.0), (12, 14, 1.0)], rows, columns)
    dense = np.zeros((rows, columns), np.float32)
    values = np.random.default_rng(m * 10 + n).normal(size=cells.size).astype(np.float32)
    dense[cells.rows, cells.columns] = values
    ends = [(i, j) for i in range(m + 1, rows) for j in range(n + 1, columns)]
    i, j = np.array(ends, np.intp).T
    spans = Spans(cells, i, j, m, n)

    def total(up: int = 0, down: int = 0, left: int = 0, right: int = 0) -> list[float]:
        return [float(dense[a - m - up : a + down, b - n - left : b + right].sum()) for a, b in ends]

    sums = running(values)
    found = spans.neighbourhood(sums)
    sides = ("up", "down", "left", "right")
    assert np.allclose(found.here, total(), atol=1e-5)
    assert np.allclose(spans.total(sums), total(), atol=1e-5)
    for side in sides:
        assert np.allclose(found.grown[side], total(**{side: 1}), atol=1e-5)
        assert np.allclose(found.beside[side], np.subtract(total(**{side: 1}), total()), atol=1e-5)
    assert set(found.shrunk) == {s for s in sides if (m if s in ("up", "down") else n) > 1}
    for side, shorter in found.shrunk.items():
        assert np.allclose(shorter, total(**{side: -1}), atol=1e-5)
    by_row, by_column = spans.by_row(sums), spans.by_column(sums)
    assert np.allclose(by_row[0], total(), atol=1e-5) and np.allclose(by_column[0], total(), atol=1e-5)
    for k, part in enumerate(by_row[1]):
        assert np.allclose(part, total(up=-k, down=k + 1 - m), atol=1e-5)
    for k, part in enumerate(by_column[1]):
        assert np.allclose(part, total(left=-k, right=k + 1 - n), atol=1e-5)


def test_beyond_the_ends_the_last_sentence_counts() -> None:
    cells = Band.of(np.array([0, 0]), np.array([2, 2]))
    sums = running(np.array([1, 2, 4, 8], np.float32))
    found = Spans(cells, np.array([2]), np.array([2]), 2, 2).neighbourhood(sums)
    assert {side: float(value[0]) for side, value in found.grown.items()} == {
        "up": 18, "down": 27, "left": 15, "right": 15,
    }  # fmt: skip


@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.data())
def test_shifted_cells_are_those_that_find_finds(widths: list[int], data: st.DataObject) -> None:
    low = np.cumsum(widths) - widths[0]
    high = np.maximum.accumulate(low + np.array(widths))
    band = Band.of(low, high)
    first = data.draw(st.integers(0, len(widths) - 1))
    last = data.draw(st.integers(first + 1, len(widths)))
    steps = [(0, -1), (-1, 0), (-2, -3), (1, 1), (3, 0)]
    part = slice(int(band.offset[first]), int(band.offset[last]))
    rows, columns = band.rows[part], band.columns[part]
    expected = np.stack([band.find(rows + down, columns + across) for down, across in steps])
    assert (band.shifted(first, last, steps) == expected).all()


@given(arrays.arrays(np.float16, (3, 5), elements=st.floats(width=16, allow_nan=False, allow_infinity=False)))
def test_wider_numbers_are_the_same(states: np.ndarray) -> None:
    wide = widened(states)
    assert wide.dtype == np.float32
    assert (wide == states.astype(np.float32)).all()
