"""Where records stand, in figures: for the command line, and for a page that shows a whole collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aligner.record.load import Record
from aligner.record.model import FLAG_STATES, SEVERITIES, SIDES, STATUSES, FlagState, Severity, Side

__all__ = ["RecordStatus", "record_status", "total"]


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """One record, or several together."""

    record: str
    segments: Mapping[Side, int]
    covered: Mapping[Side, int]
    """Segments that a link holds, or of which a person said that they rightly stand alone."""
    links: Mapping[str, int]
    """Links by status, the rejected ones with them."""
    flags: Mapping[tuple[Severity, FlagState], int]
    decisions: int = 0
    edits: int = 0
    comments: int = 0
    stale: int = 0
    """Decisions whose subject has changed since."""
    conflicts: int = 0
    due: int = 0
    """Records whose alignment was not made from what their files say now; 0 or 1 for one record."""
    records: int = 1

    def coverage(self, side: Side) -> float:
        """Share of the segments of a side that are covered, 0 to 1; 1 for a side without any."""
        return self.covered[side] / self.segments[side] if self.segments[side] else 1.0

    def open_flags(self, severity: Severity) -> int:
        """Flags of a severity that nobody has settled: found, or confirmed and not yet mended."""
        return self.flags[severity, "issue"] + self.flags[severity, "error"]

    @property
    def wants(self) -> bool:
        """Whether somebody or something has to be done about it."""
        return bool(self.due or self.stale or self.conflicts)

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "record": self.record,
            "segments": dict(self.segments),
            "covered": dict(self.covered),
            "coverage": {side: round(self.coverage(side), 4) for side in SIDES},
            "links": dict(self.links),
            "flags": {
                severity: {state: self.flags[severity, state] for state in FLAG_STATES}
                for severity in SEVERITIES
            },
            "decisions": self.decisions,
            "edits": self.edits,
            "comments": self.comments,
            "stale": self.stale,
            "conflicts": self.conflicts,
            "due": self.due,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RecordStatus:
        """The reverse of `as_dict`, for one record; KeyError or TypeError for data of another shape."""
        flags = data["flags"]
        return cls(
            record=data["record"],
            segments=data["segments"],
            covered=data["covered"],
            links=data["links"],
            flags={
                (severity, state): flags[severity][state] for severity in SEVERITIES for state in FLAG_STATES
            },
            **{key: data[key] for key in _VALUES if key != "records"},
        )


_MAPS = ("segments", "covered", "links", "flags")
_VALUES = ("decisions", "edits", "comments", "stale", "conflicts", "due", "records")


def record_status(record: Record, *, due: bool = False) -> RecordStatus:
    """Where a record stands.

    `due`: whether its inputs have changed since it was aligned (`aligner.pipeline.align.up_to_date`).
    """
    resolved = record.resolved
    alignment = resolved.alignment
    settled = {key for zh, en in resolved.pins.joined if not (zh and en) for key in (*zh, *en)}
    covered = {side: alignment.linked(side) | settled for side in SIDES}
    links = Counter(link.status for link in (*alignment.links, *resolved.rejected))
    flags = Counter((flag.severity, flag.state) for flag in alignment.flags)
    return RecordStatus(
        record=record.config.id,
        segments={side: len(alignment.document(side)) for side in SIDES},
        covered={side: sum(s.id in covered[side] for s in alignment.document(side)) for side in SIDES},
        links={status: links[status] for status in STATUSES},
        flags={(severity, state): flags[severity, state] for severity in SEVERITIES for state in FLAG_STATES},
        decisions=len(resolved.log),
        edits=len(resolved.edits),
        comments=len(resolved.comments),
        stale=len(resolved.stale),
        conflicts=len(resolved.conflicts),
        due=int(due),
    )


def total(rows: Iterable[RecordStatus], name: str = "total") -> RecordStatus:
    """Several records as one."""
    maps: dict[str, Counter[Any]] = {key: Counter() for key in _MAPS}
    values: Counter[str] = Counter()
    for row in rows:
        for key in _MAPS:
            maps[key].update(getattr(row, key))
        for key in _VALUES:
            values[key] += getattr(row, key)
    return RecordStatus(
        record=name,
        segments={side: maps["segments"][side] for side in SIDES},
        covered={side: maps["covered"][side] for side in SIDES},
        links={status: maps["links"][status] for status in STATUSES},
        flags={(s, state): maps["flags"][s, state] for s in SEVERITIES for state in FLAG_STATES},
        **{key: values[key] for key in _VALUES},
    )
