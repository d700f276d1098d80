"""What a check looks at: both documents, the links between them, and what is known about the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from aligner.record.encoding import Encoded
from aligner.record.glossary import Glossary
from aligner.record.model import SIDES, Document, Link, Segment, Side, other

__all__ = ["ADDITION", "OMISSION", "UNKNOWN", "Context"]

UNKNOWN = 0.5
"""Probability that a segment has no counterpart where the matcher says nothing."""


@dataclass(frozen=True)
class Context:
    """Two documents with their links, ready to be checked."""

    zh: Document
    en: Document
    original: Side
    """The side that was written first."""
    kind: str
    """``summary``: the target may leave things out; anything else is checked as a translation."""
    links: tuple[Link, ...]
    absent: Mapping[str, float] = field(default_factory=dict)
    """Probability that an unlinked segment truly has no counterpart; ids may be missing."""
    glossary: Glossary = field(default_factory=Glossary)
    encoded: Mapping[str, Encoded] = field(default_factory=dict)
    """Segments by id as an encoder reads them; without them the checks that need them find nothing."""
    model: str = ""
    """Signature of that encoder."""

    @cached_property
    def memo(self) -> dict[object, Any]:
        """What checks have read in this context already, so that none reads it twice; the key begins with the
        reader's name."""
        return {}

    @property
    def target(self) -> Side:
        """The side that was made from the other."""
        return other(self.original)

    @property
    def summary(self) -> bool:
        """Whether the target only summarises the original."""
        return self.kind == "summary"

    def document(self, side: Side) -> Document:
        """The document of one side."""
        return self.zh if side == "zh" else self.en

    def segments(self, ids: Iterable[str]) -> list[Segment]:
        """The segments with these ids, in the order given."""
        return [self._by_id[i] for i in ids]

    @cached_property
    def _by_id(self) -> Mapping[str, Segment]:
        return {**self.zh.by_id, **self.en.by_id}

    @cached_property
    def live(self) -> tuple[Link, ...]:
        """The links that nobody has rejected."""
        return tuple(link for link in self.links if link.status != "rejected")

    @cached_property
    def partners(self) -> Mapping[str, tuple[str, ...]]:
        """For every linked segment: the segments of the other side in its links, in reading order."""
        found: dict[str, set[str]] = {}
        for link in self.live:
            for side in SIDES:
                for segment in link.side(side):
                    found.setdefault(segment, set()).update(link.side(other(side)))
        position = {**self.zh.position, **self.en.position}
        return {
            segment: tuple(sorted(ids, key=position.__getitem__)) for segment, ids in found.items() if ids
        }

    def linked(self, segment: Segment) -> bool:
        """Whether a link joins the segment with the other side."""
        return segment.id in self.partners

    def absence(self, segments: Iterable[Segment]) -> float:
        """Mean probability that these segments have no counterpart."""
        chances = [self.absent.get(segment.id, UNKNOWN) for segment in segments]
        return sum(chances) / len(chances) if chances else UNKNOWN

    def neighbours(self, ids: Iterable[str], side: Side) -> list[Segment]:
        """The segments just before and after these on their side, in the same paragraph or not."""
        document = self.document(side)
        own = set(ids)
        places = {document.position[i] + step for i in own for step in (-1, 1)}
        return [
            document.segments[place]
            for place in sorted(places)
            if 0 <= place < len(document) and document.segments[place].id not in own
        ]


OMISSION = "omission"


ADDITION = "addition"
