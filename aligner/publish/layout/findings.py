"""Which findings a page shows, where, and what they mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.publish.layout.rows import PageRow
from aligner.record.chains import by_key
from aligner.record.load import Record
from aligner.record.model import OPEN, SEVERITIES, SIDES, Flag, Span
from aligner.record.status import RecordStatus, record_status

Mark = tuple[Span | None, int]
"""Evidence in a segment (None: the segment as a whole) and the number of the note about it."""

_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
# Where a mark of a whole segment sorts: behind every span.
_AFTER_ALL_SPANS = 2**31


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Flags that say the same thing of several passages, shown as one."""

    flags: tuple[Flag, ...]
    segments: tuple[str, ...]
    """The passages all of them concern."""

    @property
    def flag(self) -> Flag:
        """The first of them."""
        return self.flags[0]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a text, or the reference to a note that follows it."""

    text: str = ""
    is_evidence: bool = False
    note: int = 0
    """The number of the note; 0 for a stretch of text."""


def visible_flags(record: Record) -> tuple[Flag, ...]:
    """The flags a reader sees: none that is settled, and unconfirmed ones only where the record says so."""
    states = ("error",) if record.config.findings == "confirmed" else OPEN
    return tuple(flag for flag in record.alignment.flags if flag.state in states)


def visible_status(record: Record) -> RecordStatus:
    """Where a record stands, as readers see it: findings that they are not shown are not counted."""
    status = record_status(record)
    if record.config.findings == "open":
        return status
    return replace(status, flags={key: {**states, "issue": 0} for key, states in status.flags.items()})


def split_absences(
    rows: Sequence[PageRow], flags: Iterable[Flag]
) -> tuple[tuple[Flag, ...], tuple[Flag, ...]]:
    """Flags that say no more than a row of missing text says already, and all others."""
    alone = {s.id for row in rows if row.opens_run or row.run for s in (*row.lead, *row.follow)}
    repeated: list[Flag] = []
    others: list[Flag] = []
    for flag in flags:
        is_repeated = _says_absence_only(flag) and not alone.isdisjoint((*flag.zh, *flag.en))
        (repeated if is_repeated else others).append(flag)
    return tuple(repeated), tuple(others)


def absences(flags: Iterable[Flag]) -> Mapping[str, Flag]:
    """For missing passages: the gravest of the flags that say so."""
    flag_of: dict[str, Flag] = {}
    for flag in flags:
        for identifier in (*flag.zh, *flag.en):
            flag_of[identifier] = gravest([flag, flag_of.get(identifier, flag)])
    return flag_of


def _says_absence_only(flag: Flag) -> bool:
    one_sided = bool(flag.zh) != bool(flag.en)
    return one_sided and flag.type in ("omission", "addition") and not (flag.zh_span or flag.en_span)


def gravest(flags: Iterable[Flag]) -> Flag:
    """The one to name first: confirmed before open, then by severity."""
    return min(flags, key=_rank)


def _rank(flag: Flag) -> tuple[bool, int]:
    return flag.state != "error", _GRAVEST_FIRST.index(flag.severity)


def in_rows(rows: Sequence[PageRow], flags: Iterable[Flag]) -> tuple[FindingGroup, ...]:
    """Findings in the order of their rows; those about no passage come first.

    A flag stands with the first of its passages in the leading text, else with the first of the other; flags
    of one row with the same words are one finding.
    """
    lead = {segment.id: n for n, row in enumerate(rows) for segment in row.lead}
    follow = {segment.id: n for n, row in enumerate(rows) for segment in row.follow}
    by_row: dict[int, list[Flag]] = defaultdict(list)
    for flag in flags:
        segments = (*flag.zh, *flag.en)
        homes = [lead[i] for i in segments if i in lead] or [follow[i] for i in segments if i in follow]
        by_row[homes[0] if homes else -1].append(flag)
    return tuple(finding for n in sorted(by_row) for finding in gather(by_row[n]))


def evidence_marks(findings: Iterable[tuple[int, FindingGroup]]) -> Mapping[str, list[Mark]]:
    """What is marked in the text of each segment, with the numbers of the notes."""
    marks = by_key(
        ((flag.span(side), number), flag.side(side)[:1])
        for number, finding in findings
        for flag in finding.flags
        for side in SIDES
    )
    return {identifier: sorted(of_segment, key=_place) for identifier, of_segment in marks.items()}


def discussed(findings: Iterable[tuple[int, FindingGroup]]) -> Mapping[str, tuple[int, ...]]:
    """For each passage that a finding compares with the other text: the numbers of those notes."""
    numbers = by_key(
        (number, {i for flag in finding.flags if flag.zh and flag.en for i in (*flag.zh, *flag.en)})
        for number, finding in findings
    )
    return {identifier: tuple(of_passage) for identifier, of_passage in numbers.items()}


def _place(mark: Mark) -> tuple[int, int, int]:
    span, number = mark
    return (*span, number) if span else (_AFTER_ALL_SPANS, 0, number)


def gather(flags: Iterable[Flag]) -> tuple[FindingGroup, ...]:
    """Flags with the same words as one finding, the gravest findings first."""
    groups = by_key((f, [(f.type, f.severity, f.state, f.message)]) for f in flags)
    findings = (
        FindingGroup(tuple(group), tuple(dict.fromkeys(i for flag in group for i in (*flag.zh, *flag.en))))
        for group in groups.values()
    )
    return tuple(sorted(findings, key=lambda finding: _rank(finding.flag)))


def fragments(text: str, marks: Iterable[Mark]) -> Iterator[Fragment]:
    """A text cut at its evidence, each stretch of it followed by the number of the note about it.

    Spans may overlap, repeat or reach too far; None stands for the text as a whole.
    """
    size = len(text)
    spans = [
        (min(span[0], size), min(span[1], size), note) if span else (size, size, note) for span, note in marks
    ]
    edges = sorted({0, size, *(edge for begin, end, _ in spans for edge in (begin, end))})
    for edge, following in pairwise([*edges, size]):
        for _, end, note in spans:
            if end == edge:
                yield Fragment(note=note)
        if edge < following:
            is_evidence = any(begin <= edge and following <= end for begin, end, _ in spans)
            yield Fragment(text[edge:following], is_evidence)
