"""Which findings a page shows, where, and what they mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.publish.layout.rows import PageRow
from aligner.record.absences import says_absence_only
from aligner.record.chains import by_key
from aligner.record.config import SiteFindings
from aligner.record.groups import FindingGroup
from aligner.record.load import Record
from aligner.record.model import OPEN, SEVERITIES, SIDES, Flag, FlagState, Span
from aligner.record.profiles import Profile, shown_flags
from aligner.record.status import RecordStatus, record_status

Mark = tuple[Span | None, int]
"""Evidence in a segment (None: the segment as a whole) and the number of the note about it."""

_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
# Where a mark of a whole segment sorts: behind every span.
_AFTER_ALL_SPANS = 2**31


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a text, or the reference to a note that follows it."""

    text: str = ""
    is_evidence: bool = False
    note: int = 0
    """The number of the note; 0 for a stretch of text."""
    is_unconfirmed: bool = False
    """Whether the note, or every note whose evidence the stretch is, is about an unconfirmed finding."""


def published(record: Record) -> Record:
    """The record as readers are shown it: without the open findings that its settings keep from them."""
    findings = record.config.findings
    alignment = record.alignment

    hidden: Mapping[SiteFindings, tuple[FlagState, ...]] = {"none": OPEN, "confirmed": ("issue",)}
    kept = [flag for flag in alignment.flags if flag.state not in hidden.get(findings, ())]
    profile: Profile = "careful" if findings == "careful" else "thorough"
    flags = shown_flags(kept, profile, alignment.present)
    return replace(record, resolved=replace(record.resolved, alignment=replace(alignment, flags=flags)))


def published_status(record: Record) -> RecordStatus:
    """Where a record stands, as readers see it: findings that they are not shown are not counted."""
    shown = published(record)
    return record_status(shown, flags=shown.alignment.flags)


def missing(findings: Iterable[tuple[int, FindingGroup]]) -> Mapping[str, tuple[int, ...]]:
    """For each passage of which a finding says that the other text lacks it: the numbers of those notes."""
    numbers = by_key(
        (number, {i for flag in finding.flags if says_absence_only(flag) for i in (*flag.zh, *flag.en)})
        for number, finding in findings
    )
    return {identifier: tuple(of_passage) for identifier, of_passage in numbers.items()}


def _rank(flag: Flag) -> tuple[bool, int]:
    return flag.state != "error", _GRAVEST_FIRST.index(flag.severity)


def in_rows(rows: Sequence[PageRow], findings: Iterable[FindingGroup]) -> tuple[FindingGroup, ...]:
    """Findings in the order of their rows; those about no passage come first.

    A finding stands with the first of its passages in the leading text, else with the first of the other.
    """
    lead = {segment.id: n for n, row in enumerate(rows) for segment in row.lead}
    follow = {segment.id: n for n, row in enumerate(rows) for segment in row.follow}
    by_row: dict[int, list[FindingGroup]] = defaultdict(list)
    for finding in findings:
        keys = finding.segments
        homes = [lead[i] for i in keys if i in lead] or [follow[i] for i in keys if i in follow]
        by_row[homes[0] if homes else -1].append(finding)
    return tuple(finding for n in sorted(by_row) for finding in gather(by_row[n]))


def evidence_marks(findings: Iterable[tuple[int, FindingGroup]]) -> Mapping[str, list[Mark]]:
    """What is marked in the text of each segment, with the numbers of the notes; the segment as a whole only
    where the note marks no words of it.
    """
    marks = by_key(
        ((flag.span(side), number), flag.side(side)[:1])
        for number, finding in findings
        for flag in finding.flags
        for side in SIDES
    )
    return {identifier: sorted(_distinct(of_segment), key=_place) for identifier, of_segment in marks.items()}


def _distinct(marks: Sequence[Mark]) -> set[Mark]:
    with_words = {number for span, number in marks if span}
    return {(span, number) for span, number in marks if span or number not in with_words}


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


def gather(findings: Iterable[FindingGroup]) -> tuple[FindingGroup, ...]:
    """The findings of a row, the gravest first; those of several passages with the same words are one."""
    same = by_key((f, [tuple((r.type, r.severity, r.state, r.message) for r in f.flags)]) for f in findings)
    return tuple(sorted(map(_joined, same.values()), key=standing))


def _joined(findings: Sequence[FindingGroup]) -> FindingGroup:
    first, *others = findings
    flags = tuple(flag for finding in findings for flag in finding.flags)
    return FindingGroup(flags, first.address, tuple(finding.address for finding in others))


def standing(finding: FindingGroup) -> tuple[bool, int]:
    """What sorts confirmed findings first, then the gravest."""
    return _rank(finding.flag)


def fragments(text: str, marks: Iterable[Mark], unconfirmed: Collection[int] = ()) -> Iterator[Fragment]:
    """A text cut at its evidence, each stretch of it followed by the number of the note about it.

    Spans may overlap, repeat or reach too far; None stands for the text as a whole. `unconfirmed`: numbers of
    notes about unconfirmed findings.
    """
    size = len(text)
    spans = [
        (min(span[0], size), min(span[1], size), note) if span else (size, size, note) for span, note in marks
    ]
    edges = sorted({0, size, *(edge for begin, end, _ in spans for edge in (begin, end))})
    for edge, following in pairwise([*edges, size]):
        for _, end, note in spans:
            if end == edge:
                yield Fragment(note=note, is_unconfirmed=note in unconfirmed)
        if edge < following:
            notes = [note for begin, end, note in spans if begin <= edge and following <= end]
            doubted = bool(notes) and all(note in unconfirmed for note in notes)
            yield Fragment(text[edge:following], bool(notes), is_unconfirmed=doubted)
