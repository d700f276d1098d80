"""How likely each word of a text has nothing that answers it in the texts linked to it.

Token states of a middle layer, maximum similarity (Zhang et al. 2020, BERTScore), and two things that a maximum
alone does not see: whether the best answer belongs to another word (a lost word borrows the answer of its
neighbour in meaning), and how freely the passage is translated as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aligner.checks.units import KINDS, Unit

__all__ = ["FEATURES", "features"]

Floats = NDArray[np.float64]
FEATURES: tuple[str, ...] = (
    "lack", "lack around", "stolen", "stolen around", "apart", "apart around", "free", "longer",
    "name", "figure", "function", "lack of function", "han",
)  # fmt: skip
HEAT = 0.05
"""Temperature of the agreement between the two sides."""


def features(
    words: Sequence[Unit], states: NDArray[np.float16], answers: NDArray[np.float16]
) -> Floats:
    """A row of `FEATURES` for every unit; states (n, d) of its text, answers (m, d), unit length; shape (u, f)."""
    live = np.array([unit.kind != "mark" for unit in words])
    if not len(words):
        return np.zeros((0, len(FEATURES)))
    alike = states.astype(np.float32) @ answers.astype(np.float32).T
    bounds = np.array([unit.rows[0] for unit in words])
    sizes = np.diff(np.append(bounds, alike.shape[0]))
    best = np.add.reduceat(alike.max(1), bounds) / sizes
    mean = np.add.reduceat(alike, bounds, axis=0) / sizes[:, None]
    lack = 1 - best
    stolen = _stolen(mean, live)
    apart = 1 - _agreement(mean)
    free = lack[live].mean() if live.any() else 0.0
    longer = np.log((alike.shape[0] + 2) / (alike.shape[1] + 2))
    kind = {name: np.array([unit.kind == name for unit in words], float) for name in KINDS}
    columns = [
        lack, _around(lack, live), stolen, _around(stolen, live), apart, _around(apart, live),
        np.full(len(words), free), np.full(len(words), longer),
        kind["name"], kind["figure"], kind["function"], kind["function"] * lack, np.zeros(len(words)),
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _stolen(mean: Floats, live: NDArray[np.bool_]) -> Floats:
    """By how much a word further off is more like the best answer of this one; (u,)."""
    at = mean.argmax(1)
    own = mean[np.arange(len(mean)), at]
    rivals = mean[:, at].T.copy()
    rivals[:, ~live] = -1
    near = np.abs(np.subtract.outer(np.arange(len(mean)), np.arange(len(mean)))) <= 1
    rivals[near] = -1
    return np.clip(rivals.max(1) - own, -0.5, 0.5)


def _agreement(mean: Floats) -> Floats:
    """The best geometric mean of both sides' choices, as SimAlign's and awesome-align's softmaxes; (u,)."""
    heat = np.exp((mean - mean.max()) / HEAT)
    rows = heat / heat.sum(1, keepdims=True)
    columns = heat / heat.sum(0, keepdims=True)
    return np.sqrt(rows * columns).max(1)


def _around(values: Floats, live: NDArray[np.bool_]) -> Floats:
    """Mean over a word and its neighbours to the left and right, marks not counted; (u,)."""
    kept = np.where(live, values, 0.0)
    padded, count = np.pad(kept, 1), np.pad(live.astype(float), 1)
    total = padded[:-2] + padded[1:-1] + padded[2:]
    return total / np.maximum(count[:-2] + count[1:-1] + count[2:], 1)
