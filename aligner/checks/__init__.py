"""What diverges between the two sides: one file per family of checks, each a generator of flags."""

from __future__ import annotations

from aligner.checks.check import Check
from aligner.checks.context import Context
from aligner.checks.registry import CHECKS, run_checks, scores
from aligner.language.numbers.quantity import Quantity
from aligner.language.numbers.read import values

__all__ = ["CHECKS", "CHECKS_VERSION", "Check", "Context", "Quantity", "run_checks", "scores", "values"]

CHECKS_VERSION = "6"
"""Raised when the same links would give other flags."""
