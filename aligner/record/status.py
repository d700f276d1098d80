"""The status of records in figures, for the command line and for the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aligner.record.decisions.resolved import Resolved
from aligner.record.groups import grouped
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
from aligner.record.profiles import shown_flags


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
    """Segments of one side that are linked, that a reader found to be conveyed, or that a person marked as
    needing no counterpart."""
    return resolved.alignment.linked(side) | resolved.proposed | resolved.pins.alone


def rests_on_program(resolved: Resolved) -> bool:
    """Whether only the program says of some passages that they are covered: by a link that nobody has
    accepted, or one that a reader proposes.
    """
    return bool(resolved.proposed) or any(link.status == "auto" for link in resolved.alignment.links)


def coverage(resolved: Resolved, side: Side, segments: Iterable[Segment] | None = None) -> Share:
    """How much of one side, or of some segments of it, is covered (`covered_ids`); only passages count.

    Every figure of coverage that the program shows comes from here.
    """
    covered = covered_ids(resolved, side)
    chosen = resolved.alignment.side(side) if segments is None else segments
    passages = [segment.id for segment in chosen if segment.is_passage]
    return Share(sum(key in covered for key in passages), len(passages))


def is_excerpt(kind: str, original: Share) -> bool:
    """Whether a record has no more than an excerpt of its original in the other language.

    Then what is missing is no omission: less than half is there, and nobody calls it a summary.
    """
    return kind != "summary" and 2 * original.covered < original.passages


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
    flags: Mapping[Severity, Mapping[FlagState, int]]
    """The findings that people are shown, several flags about one passage as one."""
    decisions: int = 0
    """Those that people took; the outcomes of the checks in the log are none."""
    edits: int = 0
    proposed: int = 0
    """Open findings of which a printed passage has a proposal: edited here, not in print."""
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
        """Open findings of a severity: those in one of the states `OPEN`."""
        return sum(self.flags[severity][state] for state in OPEN)

    @property
    def all_open(self) -> int:
        """Open findings of all severities."""
        return sum(map(self.open_flags, SEVERITIES))

    @property
    def confirmed(self) -> int:
        """Open findings that a person has confirmed."""
        return sum(self.flags[severity]["error"] for severity in SEVERITIES)

    @property
    def is_waiting(self) -> bool:
        """Whether it needs attention."""
        return bool(self.due or self.stale or self.conflicts)

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        data = asdict(self)
        del data["records"]
        head = {key: data.pop(key) for key in ("record", "segments", "passages", "covered")}
        return {**head, "coverage": {side: round(self.coverage(side), 4) for side in SIDES}, **data}


def record_status(record: Record, *, due: bool = False, flags: Iterable[Flag] | None = None) -> RecordStatus:
    """The status of a record.

    `flags` are those that people are shown; by default those that the record's profile shows.
    `due`: whether its inputs have changed since it was aligned (`aligner.pipeline.freshness.up_to_date`).
    """
    resolved = record.resolved
    alignment = resolved.alignment
    shares = {side: coverage(resolved, side) for side in SIDES}
    links = Counter(link.status for link in (*alignment.links, *resolved.rejected))
    shown = flags
    if shown is None:
        shown = shown_flags(alignment.flags, record.config.profile, alignment.present)
    groups = grouped(shown, alignment.original)
    findings = Counter((group.severity, group.state) for group in groups)
    return RecordStatus(
        record=record.config.id,
        segments={side: len(alignment.side(side)) for side in SIDES},
        passages={side: shares[side].passages for side in SIDES},
        covered={side: shares[side].covered for side in SIDES},
        links={status: links[status] for status in STATUSES},
        flags={
            severity: {state: findings[severity, state] for state in FLAG_STATES} for severity in SEVERITIES
        },
        decisions=sum(not entry.decision.is_by_checks for entry in resolved.log),
        edits=len(resolved.edits),
        proposed=sum(
            group.state in OPEN and not alignment.reworded.isdisjoint(group.segments) for group in groups
        ),
        comments=len(resolved.comments),
        stale=len(resolved.stale),
        conflicts=len(resolved.conflicts),
        due=int(due),
    )


_NO_RECORDS = RecordStatus(
    record="",
    segments=dict.fromkeys(SIDES, 0),
    passages=dict.fromkeys(SIDES, 0),
    covered=dict.fromkeys(SIDES, 0),
    links=dict.fromkeys(STATUSES, 0),
    flags={severity: dict.fromkeys(FLAG_STATES, 0) for severity in SEVERITIES},
    records=0,
)


def total(rows: Iterable[RecordStatus]) -> RecordStatus:
    """Several records as one."""
    sums = _sum([asdict(row) for row in (_NO_RECORDS, *rows)])
    return RecordStatus(**{**sums, "record": "total"})


def _sum(values: Sequence[Any]) -> Any:
    """The sum of numbers; of mappings key by key."""
    if isinstance(values[0], dict):
        return {key: _sum([value[key] for value in values]) for key in values[0]}
    return sum(values) if isinstance(values[0], int) else values[0]
