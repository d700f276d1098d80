"""A model that adds up curves: one for each kind of evidence, each a few straight lines.

A generalized additive model (Hastie & Tibshirani 1986): log-odds are a constant plus, for every feature, the
height of that feature's curve at its value. It bends where a linear model cannot, and can still be read and
drawn, feature by feature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from aligner.language.tables import packaged
from aligner.match.encoded_text import Floats


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves of some features, in their order (f)."""

    bias: float
    knots: tuple[NDArray[np.float64], ...]
    """Where each curve bends, rising; outside it is level."""
    heights: tuple[NDArray[np.float64], ...]
    """What it adds there."""

    def log_odds(self, features: Floats) -> Floats:
        """Log-odds from `features` (f, ...), shape (...)."""
        total = np.full(features.shape[1:], self.bias)
        for values, knots, heights in zip(features, self.knots, self.heights, strict=True):
            total += np.interp(values, knots, heights)
        return total.astype(np.float32)


@cache
def load_curves(name: str, features: Sequence[str]) -> Curves:
    """Curves of `features`, in that order, from the table ``<name>.json``."""
    table = packaged(f"match/summary/{name}.json")
    points = [np.array(table["curves"][feature], np.float64) for feature in features]
    return Curves(table["bias"], tuple(p[:, 0] for p in points), tuple(p[:, 1] for p in points))
