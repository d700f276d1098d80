"""What diverges between the two sides: one file per family of checks, each a generator of flags."""

from __future__ import annotations

from aligner.checks.context import Check, Context
from aligner.checks.registry import CHECKS, run_checks, scores

__all__ = ["CHECKS", "CHECKS_VERSION", "Check", "Context", "run_checks", "scores"]

CHECKS_VERSION = "14"
"""Raised when the same links would give other flags."""
