"""What the layout of a document says about its segments: blocks, kinds, positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.record.model import Segment

_APART = ("heading", "caption", "reference", "metadata")
"""Kinds that find their like only among themselves; every other kind is running text."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Structure of one side, segment by segment (n)."""

    segments: tuple[Segment, ...]
    block: NDArray[np.intp]
    """Number of the block each segment belongs to: a question-and-answer exchange, or a section."""
    group: tuple[str, ...]
    """``text``, ``heading``, ``caption``, ``reference`` or ``metadata``."""
    place: NDArray[np.float64]
    """Position within the block, 0 to 1."""

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return int(self.block.max()) + 1 if len(self.block) else 0


def layout(segments: Sequence[Segment]) -> Layout:
    """Blocks in reading order: the turn if a segment has one, else its outermost sections."""
    numbers: dict[tuple[str, ...], int] = {}
    block = np.array([numbers.setdefault(_block_key(s), len(numbers)) for s in segments], np.intp)
    sizes = np.bincount(block, minlength=1)
    seen = np.zeros(len(sizes))
    place = np.zeros(len(segments))
    for index, number in enumerate(block):
        place[index] = (seen[number] + 0.5) / sizes[number]
        seen[number] += 1
    group = tuple(s.kind if s.kind in _APART else "text" for s in segments)
    return Layout(tuple(segments), block, group, place)


def _block_key(segment: Segment) -> tuple[str, ...]:
    if segment.turn is not None:
        return ("turn", segment.turn)
    if segment.section:
        return ("section", *segment.section[:2])
    return ("front",)
