"""Learned weights: small tables beside the code, re-made by the scripts in ``tests/bench``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aligner.language.tables import packaged
from aligner.match.encoded_text import Floats


def load_weights(name: str, features: Sequence[str]) -> Floats:
    """Weights of `features`, in that order, from the table ``<name>.json``; a feature not in it weighs 0."""
    table = packaged(f"match/translation/{name}.json")
    return np.array([table.get(feature, 0.0) for feature in features], np.float32)
