"""Linear models; their weights are in the data files written by the scripts in ``tests/training``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.language.tables import packaged

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Log odds: (x - centre) / spread · slope + bias."""

    centre: Floats
    spread: Floats
    slope: Floats
    bias: float

    def __call__(self, rows: Floats | Sequence[float]) -> Floats:
        """Log odds of a row of features, or of every row."""
        return np.asarray(((np.asarray(rows) - self.centre) / self.spread) @ self.slope + self.bias)


def probability(odds: float) -> float:
    """From log odds to 0–1."""
    return float(0.5 * (1 + np.tanh(odds / 2)))


@cache
def learned(name: str) -> dict[str, Any]:
    """A data file of weights as plain data; read once."""
    data: dict[str, Any] = packaged(f"checks/evidence/data/{name}.json")
    return data


@cache
def linear(name: str, *path: str) -> Linear:
    """The model at a place of a data file."""
    node = learned(name)
    for key in path:
        node = node[key]
    centre, spread, slope = (np.array(node[part]) for part in ("centre", "spread", "slope"))
    return Linear(centre, spread, slope, float(node["bias"]))
