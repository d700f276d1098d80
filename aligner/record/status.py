"""Where records stand, in figures: for the command line, and for a page that shows a whole collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aligner.record.decisions.resolved import Resolved
from aligner.record.load import Record
from aligner.record.model import (
    FLAG_STATES,
    OPEN,
    SEVERITIES,
    SIDES,
    STATUSES,
    Flag,
    FlagState,
    Segment,
    Severity,
    Side,
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some passages are covered."""

    covered: int
    passages: int

    @property
    def ratio(self) -> float:
        """From 0 to 1; 1 where there are no passages."""
        return self.covered / self.passages if self.passages else 1.0


def covered_ids(resolved: Resolved, side: Side) -> frozenset[str]:
    """Segments of one side that a link joins to the other, or that a person decided rightly stand alone."""
    return resolved.alignment.linked(side) | resolved.pins.alone


def coverage(resolved: Resolved, side: Side, segments: Iterable[Segment] | None = None) -> Share:
    """How much of one side, or of some segments of it, is covered (`covered_ids`); only passages count.

    Every figure of coverage that the program shows comes from here.
    """
    covered = covered_ids(resolved, side)
    chosen = resolved.alignment.document(side) if segments is None else segments
    passages = [segment.id for segment in chosen if segment.is_passage]
    return Share(sum(key in covered for key in passages), len(passages))


def open_findings(flags: Iterable[Flag]) -> Mapping[Severity, int]:
    """How many flags of each severity are open: found, or confirmed and not yet resolved."""
    counts = Counter(flag.severity for flag in flags if flag.state in OPEN)
    return {severity: counts[severity] for severity in SEVERITIES}


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """One record, or several together."""

    record: str
    segments: Mapping[Side, int]
    """All of them, headings and references too."""
    passages: Mapping[Side, int]
    """The segments that coverage counts."""
    covered: Mapping[Side, int]
    """Those of them that are covered (`coverage`)."""
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
        """Share of the passages of a side that are covered, 0 to 1; 1 for a side without any."""
        return Share(self.covered[side], self.passages[side]).ratio

    def open_flags(self, severity: Severity) -> int:
        """Open flags of a severity: found, or confirmed and not yet resolved."""
        return sum(self.flags[severity, state] for state in OPEN)

    @property
    def all_open(self) -> int:
        """Open flags of all severities."""
        return sum(map(self.open_flags, SEVERITIES))

    @property
    def confirmed(self) -> int:
        """Open flags that a person has confirmed."""
        return sum(self.flags[severity, "error"] for severity in SEVERITIES)

    @property
    def wants(self) -> bool:
        """Whether somebody or something has to be done about it."""
        return bool(self.due or self.stale or self.conflicts)

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "record": self.record,
            "segments": dict(self.segments),
            "passages": dict(self.passages),
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
            passages=data["passages"],
            covered=data["covered"],
            links=data["links"],
            flags={
                (severity, state): flags[severity][state] for severity in SEVERITIES for state in FLAG_STATES
            },
            **{key: data[key] for key in _VALUES if key != "records"},
        )


_MAPS = ("segments", "passages", "covered", "links", "flags")
_VALUES = ("decisions", "edits", "comments", "stale", "conflicts", "due", "records")


def record_status(record: Record, *, due: bool = False) -> RecordStatus:
    """Where a record stands.

    `due`: whether its inputs have changed since it was aligned (`aligner.pipeline.align.up_to_date`).
    """
    resolved = record.resolved
    alignment = resolved.alignment
    shares = {side: coverage(resolved, side) for side in SIDES}
    links = Counter(link.status for link in (*alignment.links, *resolved.rejected))
    flags = Counter((flag.severity, flag.state) for flag in alignment.flags)
    return RecordStatus(
        record=record.config.id,
        segments={side: len(alignment.document(side)) for side in SIDES},
        passages={side: shares[side].passages for side in SIDES},
        covered={side: shares[side].covered for side in SIDES},
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
        passages={side: maps["passages"][side] for side in SIDES},
        covered={side: maps["covered"][side] for side in SIDES},
        links={status: maps["links"][status] for status in STATUSES},
        flags={(s, state): maps["flags"][s, state] for s in SEVERITIES for state in FLAG_STATES},
        **{key: values[key] for key in _VALUES},
    )
