"""The curves of the summary decoder: heights between knots, and the tables that are shipped."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.match.summary.decoder import Curves, load_curves
from aligner.match.summary.pair_features import FIRST, SECOND
from tests.helpers.encoders import KINDS


@pytest.mark.parametrize(
    ("value", "height"),
    [(-5.0, 1.0), (0.0, 1.0), (0.5, 2.0), (1.0, 3.0), (2.0, 3.5), (3.0, 4.0), (9.0, 4.0)],
)
def test_a_curve_is_straight_between_knots_and_level_outside(value: float, height: float) -> None:
    curves = Curves(0.0, (np.array([0.0, 1.0, 3.0]),), (np.array([1.0, 3.0, 4.0]),))
    assert curves.log_odds(np.full((1, 2, 3), value, np.float32)) == pytest.approx(np.full((2, 3), height))


def test_features_add_up() -> None:
    slope = np.array([0.0, 1.0])
    curves = Curves(-2.0, (slope, slope), (slope, 4 * slope))
    features = np.array([[[0.0, 0.5, 1.0]], [[1.0, 0.5, 0.0]]], np.float32)
    assert curves.log_odds(features) == pytest.approx(np.array([[2.0, 0.5, -1.0]]))


@pytest.mark.parametrize("encoders", KINDS)
@pytest.mark.parametrize(("name", "features"), [("first_pass", FIRST), ("second_pass", SECOND)])
def test_shipped_curves_rise_with_evidence(name: str, features: tuple[str, ...], encoders: str) -> None:
    curves = load_curves(name, features, encoders)
    for feature, knots, heights in zip(features, curves.knots, curves.heights, strict=True):
        assert (np.diff(knots) > 0).all(), feature
        if feature.startswith(("mass", "focus", "free", "lead", "block", "likely", "chain", "logit")):
            assert (np.diff(heights) >= 0).all(), feature
    assert all(
        np.ptp(h) > 0 for f, h in zip(features, curves.heights, strict=True) if f in ("chain", "ahead a")
    )
