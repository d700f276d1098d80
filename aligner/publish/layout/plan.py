"""What a page shows of a record, whatever its language: layout, notes, marks. Made once for all languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from aligner.publish.layout.findings import Finding, Mark, absences, evidence, notes, split, visible
from aligner.publish.layout.places import Layout, Place, lay_out
from aligner.publish.layout.rows import lead_side
from aligner.record.load import Record
from aligner.record.model import SIDES, Flag, Link, Segment, Side, other

__all__ = ["UNCERTAIN", "Plan", "make_plan"]

UNCERTAIN = 0.5
"""Below this probability a page says that it doubts the pairing."""


@dataclass(frozen=True)
class Plan:
    """A record laid out."""

    record: Record
    lead: Side
    """The side that leads unless the reader chooses otherwise."""
    layout: Layout
    notes: tuple[Finding, ...]
    """The first is note 1."""
    doubts: tuple[tuple[Link, ...], ...]
    """Links that are shown and doubted, those of the same passages of the leading side together."""
    absent: Mapping[str, Flag]
    """For a passage shown as missing: the flag that says so."""
    marks: Mapping[str, list[Mark]]

    @cached_property
    def links(self) -> Mapping[str, tuple[int, ...]]:
        """For each linked segment the numbers of its links."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, link in enumerate(self.live_links):
            for identifier in (*link.zh, *link.en):
                found[identifier].append(n)
        return {identifier: tuple(numbers) for identifier, numbers in found.items()}

    @cached_property
    def rightly_absent(self) -> frozenset[str]:
        """Passages of which an editor says that they have no counterpart, and rightly so."""
        return self.record.resolved.pins.alone

    @cached_property
    def live_links(self) -> tuple[Link, ...]:
        """The links that join something and that nobody has rejected."""
        known = self.record.alignment.segments
        return tuple(
            link
            for link in self.record.alignment.links
            if link.status != "rejected"
            and any(i in known for i in link.zh)
            and any(i in known for i in link.en)
        )

    def counterparts(self, identifier: str, side: Side) -> tuple[Segment, ...]:
        """The segments of the other side that a segment of this side is linked to, in their own order."""
        document = self.record.alignment.document(other(side))
        ids = {i for n in self.links.get(identifier, ()) for i in self.live_links[n].side(other(side))}
        return tuple(
            document.by_id[i] for i in sorted(ids & {*document.by_id}, key=document.position.__getitem__)
        )

    def note_places(self) -> Iterator[tuple[int, Finding, Mapping[Side, Place] | None]]:
        """Notes with their numbers and places; one about no passage has no place."""
        places = iter(self.layout.remarks)
        for number, finding in enumerate(self.notes, 1):
            yield number, finding, next(places) if self._is_placed(finding) else None

    def doubt_places(self) -> Iterator[tuple[tuple[Link, ...], Mapping[Side, Place]]]:
        """Doubted links with the places of the words that say so."""
        first = len(self.layout.remarks) - len(self.doubts)
        yield from zip(self.doubts, self.layout.remarks[first:], strict=True)

    def _is_placed(self, finding: Finding) -> bool:
        return any(i in self.record.alignment.segments for i in finding.segments)


def make_plan(record: Record) -> Plan:
    """Lay a record out."""
    alignment = record.alignment
    lead = lead_side(alignment, record.config.kind)
    bare = lay_out(alignment)
    said, others = split(bare.orders[lead].rows, visible(record))
    found = notes(bare.orders[lead].rows, others)
    known = alignment.segments
    doubts: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    for link in alignment.links:
        shown = all(any(i in known for i in link.side(side)) for side in SIDES)
        if shown and link.status == "auto" and link.score < UNCERTAIN:
            doubts[link.side(lead)].append(link)
    remarks = [ids for f in found if (ids := [i for i in f.segments if i in known])]
    remarks += [[i for i in ids if i in known] for ids in doubts]
    return Plan(
        record=record,
        lead=lead,
        layout=lay_out(alignment, remarks),
        notes=found,
        doubts=tuple(map(tuple, doubts.values())),
        absent=absences(said),
        marks=evidence(enumerate(found, 1)),
    )
